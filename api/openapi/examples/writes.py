"""Examples of request bodies, and of the records after a write."""

import json

import msgspec

from api.http.reads.record import JSON_ENCODER
from api.http.request.operation import Operation
from api.openapi.examples.imports import MAPPING_EXAMPLE
from api.openapi.examples.records import MissingExampleError, build_example_record, find_record_model

# By operation id, or else by model; the example of an input model comes from the example record.
BODY_EXAMPLES: dict[str, object] = {
    "TransitionInput": {"reason": "Salah ketik: 20 juta, bukan 30 juta."},
    "prefer_realization": {"reason": "Laporan tahunan yang telah diaudit; siaran pers membulatkan ke atas."},
    "withdraw_preference": {"reason": "Laporan yang diaudit telah direvisi."},
    "ProgramPatch": {"ends_on": "2024-12-31"},
    "IndicatorPatch": {"expected_every": "P3M"},
    "TargetPatch": {"qualifier": "at_least", "reason": "The speaker calls the number a minimum."},
    "RealizationPatch": {"quality": "provisional"},
    "SourcePatch": {"note": "No day of publication is printed; inferred from the speech that it reports."},
    "ClaimPatch": {"note": None},
    "ClaimCheckInput": {
        "kind": "ratio",
        "figures": ["01a1fb67-1800-7000-8000-000000000205"],
        "base_figure": "01a1fb67-1800-7000-8000-000000000107",
        "stated_value": 21,
        "stated_resolution": 1,
    },
    "InstitutionPatch": {"name_en": "President of Indonesia"},
    "MeasureUnitPatch": {"name_en": "micro, small and medium businesses"},
    "ApiKeyInput": {
        "name": "kemenkop-ukm data",
        "scopes": ["write"],
        "institution": "kemenkop-ukm",
        "expires_at": "2027-11-21T00:00:00Z",
    },
    "ApiKeyRotationInput": {"grace_days": 7},
    "ImportMapping": MAPPING_EXAMPLE,
}
# By input model: fields that differ from the example record, so that the seed data do not refuse the example.
NEW_RECORD_FIELDS: dict[str, dict[str, object]] = {
    "TargetInput": {"period": "2025"},
    "RealizationInput": {"period": "2021-04"},
}


def build_body_example(operation_id: str, operation: Operation) -> object:
    """Return a request body, validated by its model."""
    name: str = operation.body_model.__name__
    known = operation_id if operation_id in BODY_EXAMPLES else name
    example = BODY_EXAMPLES[known] if known in BODY_EXAMPLES else _build_new_record(operation)
    if example is None:
        raise MissingExampleError(
            f"The body of {operation_id} ({name}) has no example in api/openapi/examples/writes.py."
        )
    msgspec.json.decode(json.dumps(example), type=operation.body_model)
    return example


def _build_new_record(operation: Operation) -> dict[str, object] | None:
    """Return the fields of the example record that the input model has, without null."""
    model = find_record_model(operation)
    name: str = operation.body_model.__name__
    if model is None or name != f"{model.__name__}Input":
        return None
    entity = json.loads(JSON_ENCODER.encode(build_example_record(model))) | NEW_RECORD_FIELDS.get(name, {})
    return {field: entity[field] for field in operation.body_model.__struct_fields__ if entity.get(field) is not None}
