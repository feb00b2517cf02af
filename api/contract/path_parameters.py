"""The parameters that stand in addresses: which one is asked for, and how its key is written."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from api.contract.declared import Declared
from api.contract.examples.entities import entity_model
from api.contract.examples.parameters import path_example

JsonObject = dict[str, Any]

# By the collection whose member the parameter names; the model tells what its key is.
_MODELS = {
    "imports": "Import",
    "keys": "KeyRecord",
    "mappings": "SavedMapping",
    "programs": "Program",
    "realizations": "Realization",
}
# Where no model has it.
_TOLD = {
    "file": "Name of the file.",
    "agency": "Who maintains it: `CAPAIAN`.",
    "context": "Of what data are asked: of a flow.",
    "flow": "Id of the flow: `TARGET`, `REALIZATION` or `CLAIM`.",
    "key": "A value for each dimension but time, in their order.",
    "kind": "Kind of structure.",
    "name": "Id of the structure.",
    "provider": "Who provides it: `CAPAIAN`.",
    "reference": "The flow, alone or with its agency and version.",
    "version": "Version; there is one.",
    "slug": "Name of the kind of problem, with which its `type` ends.",
}


def of_path(one: Declared, schemas: Mapping[str, JsonObject]) -> Iterator[JsonObject]:
    for collection, name in re.findall(r"(?:([^/{}]+)/)?{(\w+)}", one.path):
        kind = one.operation.path_parameters[name]
        refused = kind.refusal.en
        yield {
            "name": name,
            "in": "path",
            "required": True,
            "description": f"{_told(one, collection, name, schemas)} {refused[0].upper()}{refused[1:]}.".lstrip(),
            "schema": kind.schema,
            "example": path_example(one.operation, name),
        }


def _told(one: Declared, collection: str, name: str, schemas: Mapping[str, JsonObject]) -> str:
    model = entity_model(one.operation)
    named = schemas.get(_MODELS.get(collection, "") if model is None else model.__name__, {})
    described: str = named.get("properties", {}).get(name, {}).get("description", _TOLD.get(name, ""))
    return described
