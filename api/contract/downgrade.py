"""The same contract as OpenAPI 3.0.3, for gateways and generators that do not read 3.1 yet.

What 3.0 cannot say is left out, so that whatever the 3.1 document allows, the 3.0 one allows too.
"""

from collections.abc import Mapping
from typing import Any

JsonObject = dict[str, Any]

_NULL = {"type": "null"}
_ONLY_NULL = {"enum": [None], "nullable": True, "type": "string"}  # 3.0 has no type for it
_WITH_SCHEMAS = ("items", "not", "additionalProperties")
_WITH_LISTS = ("allOf", "anyOf", "oneOf")
_ONLY_IN_3_1 = frozenset(
    {
        "$anchor", "$comment", "$defs", "$dynamicAnchor", "$dynamicRef", "$id", "$schema", "$vocabulary",
        "contains", "contentEncoding", "contentMediaType", "contentSchema", "dependentRequired", "dependentSchemas",
        "else", "if", "maxContains", "minContains", "patternProperties", "prefixItems", "propertyNames", "then",
        "unevaluatedItems", "unevaluatedProperties",
    }
)  # fmt: skip


def downgrade(document: Mapping[str, Any]) -> JsonObject:
    """A new document; the given one is left as it is."""
    info = {key: value for key, value in document["info"].items() if key != "summary"}
    if "identifier" in (license_ := info.get("license", {})):
        info["license"] = {"name": license_["name"], "url": f"https://spdx.org/licenses/{license_['identifier']}.html"}
    rest = {key: value for key, value in document.items() if key not in ("jsonSchemaDialect", "webhooks")}
    return {**_object(rest), "openapi": "3.0.3", "info": info}


def _object(node: Any) -> Any:
    """Any part of the document that is not a schema."""
    if isinstance(node, list):
        return [_object(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return {"$ref": node["$ref"]}  # a reference has nothing beside it in 3.0
    return {key: _member(key, value) for key, value in node.items() if key != "pathItems"}


def _member(key: str, value: Any) -> Any:
    match key:
        case "schema":
            return _schema(value)
        case "schemas":
            return {name: _schema(schema) for name, schema in value.items()}
        case "security" if isinstance(value, list):
            return [{name: [] for name in way} for way in value]  # only OAuth has scopes in 3.0
        case "example" | "examples":
            return value  # data, whatever its keys are called
        case _:
            return _object(value)


def _schema(schema: Any) -> Any:
    if not isinstance(schema, dict):
        return schema  # additionalProperties may be true or false
    if schema == _NULL:
        return _ONLY_NULL
    lowered: JsonObject = {key: value for key, value in schema.items() if key not in _ONLY_IN_3_1}
    if "examples" in lowered:
        lowered.setdefault("example", lowered.pop("examples")[0])
    if lowered.get("required") == []:
        del lowered["required"]  # where there is a list, 3.0 wants something in it
    if "const" in lowered:
        lowered["enum"] = [lowered.pop("const")]
    lowered = _bounded(_typed(lowered))
    if lowered.get("type") == "array":
        lowered.setdefault("items", {})
    return _referred(_nullable({key: _inner(key, value) for key, value in lowered.items()}))


def _inner(key: str, value: Any) -> Any:
    """What a member of a schema holds: schemas, or data."""
    if key in _WITH_SCHEMAS:
        return _schema(value)
    if key in _WITH_LISTS:
        return [_schema(part) for part in value]
    if key == "properties":
        return {name: _schema(part) for name, part in value.items()}
    return value


def _typed(schema: JsonObject) -> JsonObject:
    """A list of types becomes alternatives; null among them is left to `_nullable`."""
    types = schema.get("type")
    if not isinstance(types, list):
        return schema
    rest: JsonObject = {key: value for key, value in schema.items() if key != "type"}
    if len(types) == 1:
        return {**rest, "type": types[0]}
    told: JsonObject = {key: rest.pop(key) for key in ("description", "example", "default") if key in rest}
    return {**told, "anyOf": [_NULL if one == "null" else {**rest, "type": one} for one in types]}


def _bounded(schema: JsonObject) -> JsonObject:
    """An exclusive bound is a number in 3.1 and a mark on the bound in 3.0."""
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        value = schema.get(exclusive)
        if isinstance(value, int | float) and not isinstance(value, bool):
            schema = {**schema, bound: value, exclusive: True}
    return schema


def _nullable(schema: JsonObject) -> JsonObject:
    """Null among the alternatives becomes `nullable`; beside an allOf of a reference, as generators expect it."""
    for key in ("anyOf", "oneOf"):
        parts = schema.get(key, [])
        if _ONLY_NULL not in parts:
            continue
        rest = {name: value for name, value in schema.items() if name != key}
        others = [part for part in parts if part != _ONLY_NULL]
        if len(others) > 1:
            return {**rest, "nullable": True, key: others}
        return _or_null({**others[0], **rest} if "$ref" not in others[0] else {**rest, "allOf": others})
    return schema


def _or_null(schema: JsonObject) -> JsonObject:
    enum = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return {**schema, **enum, "nullable": True}


def _referred(schema: JsonObject) -> JsonObject:
    """What stands beside a reference would be ignored in 3.0, and moves beside an allOf of it."""
    if "$ref" not in schema or len(schema) == 1:
        return schema
    rest = {key: value for key, value in schema.items() if key != "$ref"}
    return {**rest, "allOf": [{"$ref": schema["$ref"]}, *rest.get("allOf", [])]}
