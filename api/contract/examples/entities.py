"""Entities for the contract to show: of each noun one of those that ship with the service."""

from functools import cache
from typing import Any, get_args, get_origin

import msgspec

from api.figures.breakdown import map_of
from api.http.operation import Operation
from api.http.page import Page
from api.shipped.files import FILES, records

# Which of the shipped records stands for its noun: the ones that the five articles turn on.
CHOSEN: dict[str, dict[str, str]] = {
    "program": {"code": "umkm-digital"},
    "indicator": {"code": "umkm-onboarded"},
    "target": {"indicator": "umkm-onboarded", "period": "2022", "value": "20000000"},
    "realization": {"indicator": "umkm-onboarded", "value": "13700000"},
    "source": {"code": "tribunnews-2022-03-28"},
    "claim": {"kind": "ratio"},
    "institution": {"code": "presiden"},
    "region": {"code": "32"},
    "unit": {"code": "umkm"},
}
# Models that tell more of a noun than its columns.
NOUNS = {"JudgedClaim": "claim", "ClaimRow": "claim"}
# What the chosen claim comes to: 13.7 of 30 million is no 21 percent; 13.7 of 64 million is.
JUDGEMENT = {
    "verdict": "inconsistent",
    "computed": 45.67,
    "allowed": {"low": 45.49, "high": 45.84},
    "compared_with": {
        "figure": "01a1fb67-1800-7000-8000-000000000107",
        "address": "/v1/targets/01a1fb67-1800-7000-8000-000000000107",
    },
    "matches": [
        {
            "figure": "01a1fb67-1800-7000-8000-000000000206",
            "address": "/v1/realizations/01a1fb67-1800-7000-8000-000000000206",
            "base": "population",
            "computed": 21.41,
        }
    ],
    "reasons": [
        {
            "code": "computed-differs",
            "text": {
                "id": "Dari angka-angkanya terhitung 45,67 persen, bukan 21 persen.",
                "en": "Its figures make 45.67 percent, not 21 percent.",
            },
        }
    ],
}
COMPUTED = {"judgement": JUDGEMENT, "verdict": JUDGEMENT["verdict"], "computed": JUDGEMENT["computed"]}
ENVELOPE = {"revision": 1, "status": "published", "recorded_at": "2026-11-21T00:00:00Z", "recorded_by": "system"}


class NoExample(LookupError):
    """The contract shows an example of everything, and there is none for this."""


@cache
def entity_of(model: type[msgspec.Struct]) -> msgspec.Struct:
    noun = noun_of(model)
    wanted = CHOSEN[noun]
    shipped = next((record for record in records(noun) if record.items() >= wanted.items()), None)
    if shipped is None:
        raise NoExample(f"schema/{FILES[noun]} has no record with {wanted}.")
    fields: dict[str, Any] = {**dict.fromkeys(columns_of(model)), **shipped, **ENVELOPE}
    fields |= {name: value for name, value in COMPUTED.items() if name in fields}
    if "breakdown" in fields:
        fields["breakdown"] = map_of(fields["breakdown"])
    if noun in ("target", "realization"):
        # A figure's program is never entered; it is its indicator's.
        fields["program"] = next(row["program"] for row in records("indicator") if row["code"] == fields["indicator"])
    return msgspec.convert(fields, model, strict=False)


def noun_of(model: Any) -> str:
    name: str = model.__name__
    return NOUNS.get(name, name.lower())


def columns_of(model: type[msgspec.Struct]) -> tuple[str, ...]:
    """The fields that every answer has; others are told only to some callers."""
    return tuple(field.name for field in msgspec.structs.fields(model) if field.required)


def entity_model(operation: Operation) -> type[msgspec.Struct] | None:
    """The model of the noun that an operation answers with: alone, on pages, or in rows."""
    model = operation.row or operation.answers
    if get_origin(model) is Page:
        (model,) = get_args(model)
    return model if model is not None and noun_of(model) in CHOSEN else None
