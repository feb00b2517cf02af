"""Examples of what is written: the bodies of requests, and the entities that they leave."""

import json

import msgspec

from api.contract.examples.answers import answer_example
from api.contract.examples.entities import NoExample, entity_model, entity_of
from api.contract.examples.imports import MAPPING
from api.http.entity import ENCODER
from api.http.operation import Operation

# By operationId, else by the name of the model; a new entity is made of the one that stands for its noun.
BODIES: dict[str, object] = {
    "Reason": {"reason": "Salah ketik: 20 juta, bukan 30 juta."},
    "prefer_realization": {"reason": "Laporan tahunan yang telah diaudit; siaran pers membulatkan ke atas."},
    "withdraw_preference": {"reason": "Laporan yang diaudit telah direvisi."},
    "ProgramChanges": {"ends_on": "2024-12-31"},
    "IndicatorChanges": {"expected_every": "P3M"},
    "TargetChanges": {"note": "The speaker calls the number a minimum."},
    "RealizationChanges": {"quality": "provisional"},
    "SourceChanges": {"note": "No day of publication is printed; inferred from the speech that it reports."},
    "ClaimChanges": {"note": None},
    "ClaimToCheck": {
        "kind": "ratio",
        "subjects": ["01a1fb67-1800-7000-8000-000000000205"],
        "base_figure": "01a1fb67-1800-7000-8000-000000000107",
        "stated_value": 21,
        "stated_resolution": 1,
    },
    "InstitutionChanges": {"name_en": "President of Indonesia"},
    "NewKey": {
        "name": "kemenkop-ukm data",
        "scopes": ["write"],
        "institution": "kemenkop-ukm",
        "expires_at": "2027-11-21T00:00:00Z",
    },
    "KeyRotation": {"grace_days": 7},
    "Mapping": MAPPING,
}
# By the verb of the operation: the status that it leaves, and what may follow for whoever did it.
LEFT = {
    "create": ("draft", ["revise", "submit", "withdraw"]),
    "revise": ("draft", ["revise", "submit", "withdraw"]),
    "submit": ("submitted", ["revise", "withdraw"]),
    "publish": ("published", ["withdraw"]),
    "reject": ("rejected", ["withdraw"]),
    "withdraw": ("withdrawn", []),
}
PRINCIPAL = "kemenkop-ukm data"


def body_example(operation_id: str, operation: Operation) -> object:
    """A body that the operation takes; its model vouches for it."""
    name: str = operation.takes.__name__
    known = operation_id if operation_id in BODIES else name
    example = BODIES[known] if known in BODIES else _new(operation)
    if example is None:
        raise NoExample(f"Give the body of {operation_id}, or {name}, an example in api/contract/examples/written.py.")
    msgspec.json.decode(json.dumps(example), type=operation.takes)
    return example


def written_example(operation_id: str, operation: Operation) -> object:
    """The answer to a write: the entity as the example of the body leaves it."""
    answered = answer_example(operation_id, operation)
    verb = operation_id.partition("_")[0]
    model = entity_model(operation)
    if not isinstance(answered, dict) or model is None or model is not operation.answers or verb not in LEFT:
        return answered
    body = body_example(operation_id, operation) if operation.takes is not None else {}
    said = body if isinstance(body, dict) else {}
    status, actions = LEFT[verb]
    told = {
        "revision": 1 if operation.status == 201 else 2,
        "status": status,
        "recorded_by": PRINCIPAL,
        "allowed_actions": actions,
    }
    return answered | {name: value for name, value in (said | told).items() if name in model.__struct_fields__}


def _new(operation: Operation) -> dict[str, object] | None:
    """What the model takes of the entity that stands for its noun, without what is null."""
    model = entity_model(operation)
    if model is None or operation.takes.__name__ != f"New{model.__name__}":
        return None
    entity = json.loads(ENCODER.encode(entity_of(model)))
    return {name: entity[name] for name in operation.takes.__struct_fields__ if entity.get(name) is not None}
