"""The operation ids, grouped by the requests that the fuzzer generates for them."""

import json
from collections.abc import Iterator
from typing import Any

from tests.openapi.committed import document, resolved

Json = dict[str, Any]

NOT_RULES = ("description", "examples", "default")
# One parser reads it; its values are the names of the columns of each list.
SAME_IN_ALL_LISTS = {"columns"}

_PATHS: Json = document()["paths"]
_SCHEMAS: Json = document()["components"]["schemas"]
_OPERATIONS: dict[str, Json] = {
    operation["operationId"]: operation for item in _PATHS.values() for operation in item.values()
}


def _list_inputs(operation: Json) -> Iterator[str]:
    """Yield each parameter and body field of an operation, with its schema."""
    for each in map(resolved, operation["parameters"]):
        yield _describe(each["in"], each["name"], {} if each["name"] in SAME_IN_ALL_LISTS else each["schema"])
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        schema = content.get("schema", {})
        model = _SCHEMAS[schema["$ref"].rpartition("/")[2]] if "$ref" in schema else {}
        yield _describe("body", media_type, {} if model else schema)
        for name, field in model.get("properties", {}).items():
            yield _describe("field", name, field)


def _describe(location: str, name: str, schema: Json) -> str:
    alternatives = [each for each in schema.get("anyOf", [schema]) if each != {"type": "null"}]
    rules = [{key: value for key, value in each.items() if key not in NOT_RULES} for each in alternatives]
    return json.dumps([location, name, rules], sort_keys=True)


def _select_covering() -> set[str]:
    """Select few operations that together have all parameters and fields: one parser reads each of these."""
    remaining = {name: set(_list_inputs(operation)) for name, operation in _OPERATIONS.items()}
    selected = set()
    while any(remaining.values()):
        name = max(remaining, key=lambda each: len(remaining[each]))
        selected.add(name)
        covered = remaining[name]
        remaining = {other: inputs - covered for other, inputs in remaining.items()}
    return selected


_COVERING = _select_covering()
_READS = [operation["operationId"] for item in _PATHS.values() if (operation := item.get("get"))]
_WRITES = [name for name in _OPERATIONS if name not in _READS]
COVERING_READS = [name for name in _READS if name in _COVERING]
OTHER_READS = [name for name in _READS if name not in _COVERING]
COVERING_WRITES = [name for name in _WRITES if name in _COVERING]
OTHER_WRITES = [name for name in _WRITES if name not in _COVERING]
