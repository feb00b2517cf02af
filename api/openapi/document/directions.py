"""Requests and responses have schemas of their own, so that responses can be described more openly than requests.

A client that validates a response must accept what a later version sends: schemas of responses have no patterns.
"""

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from api.openapi.document.schemas import SCHEMA_REF, get_schema_name
from api.types import JsonObject

REQUEST_SUFFIX = "Input"


class Directions(NamedTuple):
    """The schemas, the names of those of responses, and the new names of those that requests shared with responses."""

    schemas: JsonObject
    in_responses: set[str]
    renamed: dict[str, str]


def separate_directions(
    schemas: JsonObject, requests: Iterable[JsonObject], responses: Iterable[JsonObject]
) -> Directions:
    """Separate the schemas; `requests` and `responses` are references to the models of bodies."""
    in_responses = _find_reachable(schemas, responses)
    shared = _find_reachable(schemas, requests) & in_responses
    renamed = {name: f"{name}{REQUEST_SUFFIX}" for name in shared}
    separated = {name: remove_patterns(schema) if name in in_responses else schema for name, schema in schemas.items()}
    for name, new_name in renamed.items():
        if new_name in schemas:
            raise ValueError(f"The schema {new_name} exists. Rename it or {name}.")
        separated[new_name] = {**_rename_references(schemas[name], renamed), "title": new_name}
    return Directions(separated, in_responses, renamed)


def remove_patterns(node: Any) -> Any:
    """Return the schema without patterns; a property that is called `pattern` remains."""
    if isinstance(node, list):
        return [remove_patterns(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: remove_patterns(value) for key, value in node.items() if not (key == "pattern" and isinstance(value, str))
    }


def _find_reachable(schemas: Mapping[str, JsonObject], references: Iterable[JsonObject]) -> set[str]:
    found: set[str] = set()
    waiting = {get_schema_name(reference) for reference in references}
    while waiting:
        found |= waiting
        waiting = {other for name in waiting for other in _list_references(schemas[name])} - found
    return found


def _list_references(node: Any) -> list[str]:
    return re.findall(rf'"\$ref": "{SCHEMA_REF}(\w+)"', json.dumps(node))


def _rename_references(node: Any, renamed: Mapping[str, str]) -> Any:
    if isinstance(node, list):
        return [_rename_references(item, renamed) for item in node]
    if not isinstance(node, dict):
        return node
    changed = {key: _rename_references(value, renamed) for key, value in node.items()}
    if "$ref" in node:
        name = get_schema_name(node)
        changed["$ref"] = SCHEMA_REF + renamed.get(name, name)
    return changed
