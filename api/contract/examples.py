"""Examples of the contract: real entities from what ships with the service, as it would answer them."""

import json
from functools import cache
from typing import Any, get_args, get_origin

import msgspec

from api.figures.breakdown import map_of
from api.http.cursor import write_cursor
from api.http.listing import ENCODER
from api.http.operation import Operation
from api.http.page import Meta, Page, to_csv
from api.http.query import Parameter
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
ENVELOPE = {"revision": 1, "status": "published", "recorded_at": "2026-11-21T00:00:00Z", "recorded_by": "system"}

# By the name of the parameter's component, else by its own; as written in a query string. None where nothing that
# ships has a value.
PARAMETERS: dict[str, str | None] = {
    "limit": "10",
    "cursor": write_cursor("programs", ("umkm-digital",)),
    "count": "exact",
    "id": "01a1fb67-1800-7000-8000-000000000108,01a1fb67-1800-7000-8000-000000000205",
    "sort": "-recorded_at",
    "status": "published",
    "known_at": "2026-12-01T00:00:00Z",
    "recorded_since": "2026-11-21T00:00:00Z",
    "program": "umkm-digital",
    "indicator": "umkm-onboarded",
    "nature": "stock",
    "region": "ID",
    "within": "32",
    "level": "province",
    "figure_level": "country",
    "figure_within": "ID",
    "period": "2021-05,2022",
    "period_from": "2021-01-01",
    "period_to": "2024-12-31",
    "institution": "kemenkop-ukm",
    "figure_institution": "presiden,kemenko-marves",
    "source": "antara-2021-01-11",
    "claim_source": "borneo24-2021-06-11",
    "breakdown": "none",
    "as_of": "2022-03-28",
    "figure_sort": "-stated_on",
    "quality": "final",
    "preferred": "true",
    "unit": "umkm",
    "publisher": "antara",
    "published_from": "2021-01-01",
    "published_to": "2021-12-31",
    "source_kind": "news",
    "claim_kind": "ratio",
    "institution_kind": "presidency",
    "kode_klpd": None,
    "bps_code": "32",
    "valid_on": "2021-06-11",
    "q": "umkm",
    "source_q": "jokowi",
    "institution_q": "presiden",
    "region_q": "jawa",
}


# Answers that hold no entity, by operationId.
ANSWERS: dict[str, object] = {
    "read_liveness": {"status": "live"},
    "read_readiness": {"status": "ready"},
    "list_keys": {
        "data": [
            {
                "id": "CTaAVstJsO",
                "name": "kemenkop-ukm data",
                "scopes": ["write"],
                "institution": "kemenkop-ukm",
                "created_at": "2026-11-21T00:00:00Z",
                "created_by": "console",
                "expires_at": None,
                "revoked_at": None,
                "last_used_on": "2026-11-21",
            }
        ]
    },
    "read_me": {
        "principal": "kemenkop-ukm data",
        "scopes": ["write"],
        "institution": "kemenkop-ukm",
        "expires_at": "2027-11-21T00:00:00Z",
    },
    "read_metrics": 'capaian_http_requests_total{method="GET",route="/v1/targets",status="200"} 3.0\n',
    "read_service": {
        "name": "Capaian",
        "version": "0.1.0",
        "docs": "/docs",
        "openapi": "/openapi.json",
        "problems": "/problems",
        "collections": {"programs": "/v1/programs", "targets": "/v1/targets"},
    },
    "read_openapi_yaml": "openapi: 3.1.0\ninfo:\n  title: Capaian\n",
    "read_openapi_json": {"openapi": "3.1.0", "info": {"title": "Capaian", "version": "0.1.0"}, "paths": {}},
    "read_openapi_3_0_json": {"openapi": "3.0.3", "info": {"title": "Capaian", "version": "0.1.0"}, "paths": {}},
    "read_docs": "<!doctype html>…",
    "read_docs_file": 'SwaggerUIBundle({ url: "openapi.json" });\n',
    "list_problems": "<!doctype html>…",
    "read_problem": "<!doctype html>…",
}


class NoExample(LookupError):
    """The contract shows an example of everything, and there is none for this."""


@cache
def entity_of(model: type[msgspec.Struct]) -> msgspec.Struct:
    noun = model.__name__.lower()
    wanted = CHOSEN[noun]
    shipped = next((record for record in records(noun) if record.items() >= wanted.items()), None)
    if shipped is None:
        raise NoExample(f"schema/{FILES[noun]} has no record with {wanted}.")
    fields: dict[str, Any] = {**dict.fromkeys(model.__struct_fields__), **shipped, **ENVELOPE}
    if "breakdown" in fields:
        fields["breakdown"] = map_of(fields["breakdown"])
    if noun in ("target", "realization"):
        # A figure's program is never entered; it is its indicator's.
        fields["program"] = next(row["program"] for row in records("indicator") if row["code"] == fields["indicator"])
    return msgspec.convert(fields, model, strict=False)


def entity_model(operation: Operation) -> type[msgspec.Struct] | None:
    """The model of the noun that an operation answers with: alone, on pages, or in rows."""
    model = operation.row or operation.answers
    if get_origin(model) is Page:
        (model,) = get_args(model)
    return model if model is not None and model.__name__.lower() in CHOSEN else None


def answer_example(operation_id: str, operation: Operation) -> object:
    """An answer as it goes over the wire, decoded."""
    model = entity_model(operation)
    if model is None:
        if operation_id not in ANSWERS:
            raise NoExample(f"Give the answer of {operation_id} an example in api/contract/examples.py.")
        return ANSWERS[operation_id]
    entity = entity_of(model)
    if operation.row is not None:
        return to_csv([entity], model.__struct_fields__).decode()
    if get_origin(operation.answers) is Page:
        meta = Meta(limit=100, has_more=False, next_cursor=None, count=None, note=None)
        return json.loads(ENCODER.encode(Page([entity], meta)))
    return json.loads(ENCODER.encode(entity))


def path_example(operation: Operation, name: str) -> str:
    """A value of a path parameter for which the operation answers."""
    model = entity_model(operation)
    if model is not None:
        return str(getattr(entity_of(model), name))
    return str(operation.path_parameters[name].schema["enum"][0])


def parameter_example(key: str, parameter: Parameter) -> object:
    """A value of a query parameter, as JSON has it; the parameter's own kind vouches for it."""
    if parameter.name == "columns":
        columns: list[str] = parameter.kind.schema["items"]["enum"]
        return columns[:3]
    if key not in PARAMETERS and parameter.name not in PARAMETERS:
        raise NoExample(f"Give the parameter {key} an example in api/contract/examples.py.")
    text = PARAMETERS[key if key in PARAMETERS else parameter.name]
    if text is None:
        return None
    parameter.kind.read(text)
    match parameter.kind.schema["type"]:
        case "array":
            return text.split(",")
        case "integer":
            return int(text)
        case _:
            return text
