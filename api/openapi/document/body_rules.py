"""Rules about several fields of a body, as JSON Schema.

They exclude what is invalid with `not`: generators of clients ignore it, and lose the fields of a model with `anyOf`.
"""

from api.types import JsonObject

_NULL = {"type": "null"}


def _describe_missing(*names: str) -> JsonObject:
    """Return a schema of bodies in which all these fields are missing or null."""
    return {"properties": dict.fromkeys(names, _NULL)}


def _describe_given(*names: str) -> JsonObject:
    return {"properties": {name: {"type": "string"} for name in names}, "required": list(names)}


_BOUNDS = ("stated_not_before", "stated_not_after")
_STATED = {
    "not": {
        "anyOf": [
            describe("stated_on", bound) for describe in (_describe_missing, _describe_given) for bound in _BOUNDS
        ]
    }
}
# By schema: a citation has a locator or a quote; a figure has either the day on which it was stated, or
# both of its bounds.
BODY_RULES: dict[str, JsonObject] = {
    "CitationInput": {"not": _describe_missing("locator", "quote")},
    "RealizationInput": _STATED,
    "TargetInput": _STATED,
}
