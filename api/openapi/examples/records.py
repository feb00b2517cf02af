"""Examples of records: one of each type from the seed data."""

from functools import cache
from typing import Any, get_args

import msgspec

from api.http.reads.page import is_page_model
from api.http.reads.reference import build_record_url
from api.http.request.operation import Operation
from api.resources.figures.breakdown import breakdown_to_map
from api.resources.figures.period import Period
from api.resources.seed.files import load_seed_records

# The record of each type that is the example: those that the five articles are about.
EXAMPLE_RECORDS: dict[str, dict[str, str]] = {
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
# Models with more fields than the table of their type.
TYPE_BY_MODEL = {"MeasureUnit": "unit", "ClaimWithJudgment": "claim", "ClaimCsvRow": "claim"}
# The result of the example claim: 13.7 of 30 million is not 21 percent; 13.7 of 64 million is.
JUDGMENT = {
    "verdict": "inconsistent",
    "computed": 45.67,
    "allowed": {"min": 45.49, "max": 45.84, "min_excluded": True, "max_excluded": True},
    "implied": None,
    "figure": None,
    "compared_with": {
        "type": "target",
        "id": "01a1fb67-1800-7000-8000-000000000107",
        "url": "/v1/targets/01a1fb67-1800-7000-8000-000000000107",
    },
    "matches": [
        {
            "type": "realization",
            "id": "01a1fb67-1800-7000-8000-000000000206",
            "url": "/v1/realizations/01a1fb67-1800-7000-8000-000000000206",
            "exchanged": "base",
            "base": "population",
            "computed": 21.41,
        }
    ],
    "reasons": [
        {
            "code": "computed_differs",
            "text": "Dari angka-angkanya terhitung 45,67 persen, bukan 21 persen.",
            "text_en": "Its figures make 45.67 percent, not 21 percent.",
        }
    ],
}
COMPUTED_FIELDS = {"judgment": JUDGMENT, "verdict": JUDGMENT["verdict"], "computed": JUDGMENT["computed"]}
REVISION_FIELDS = {"revision": 1, "status": "published", "recorded_at": "2026-11-21T00:00:00Z", "recorded_by": "system"}


class MissingExampleError(LookupError):
    """Error: an operation, parameter or model has no example."""


@cache
def build_example_record(model: type[msgspec.Struct]) -> msgspec.Struct:
    record_type = get_record_type(model)
    wanted = EXAMPLE_RECORDS[record_type]
    seeded = next((record for record in load_seed_records(record_type) if record.items() >= wanted.items()), None)
    if seeded is None:
        raise MissingExampleError(f"The seed data has no {record_type} with {wanted}.")
    fields: dict[str, Any] = {**dict.fromkeys(list_response_fields(model)), **seeded, **REVISION_FIELDS}
    fields |= {name: value for name, value in COMPUTED_FIELDS.items() if name in fields}
    if "breakdown" in fields:
        fields["breakdown"] = breakdown_to_map(fields["breakdown"])
    fields["url"] = build_record_url(record_type, fields["code"] if "code" in fields else fields["id"])
    if record_type in ("target", "realization"):
        indicator = next(row for row in load_seed_records("indicator") if row["code"] == fields["indicator"])
        period = Period.parse(fields["period"])
        fields |= {"program": indicator["program"], "unit": indicator["unit"]}
        fields |= {"period_start": period.first, "period_end": period.last}
    return msgspec.convert(fields, model, strict=False)


def get_record_type(model: Any) -> str:
    name: str = model.__name__
    return TYPE_BY_MODEL.get(name, name.lower())


def list_response_fields(model: type[msgspec.Struct]) -> tuple[str, ...]:
    """Return the fields of every response; the others depend on the caller."""
    return tuple(field.name for field in msgspec.structs.fields(model) if field.required)


def find_record_model(operation: Operation) -> type[msgspec.Struct] | None:
    """Return the model of the records in the response of an operation: one, or a page."""
    model = operation.response_model
    if is_page_model(model):
        model = get_args(model)[0]
    return model if model is not None and get_record_type(model) in EXAMPLE_RECORDS else None
