"""Conversion to OpenAPI 3.0.3, for gateways and generators that do not support 3.1.

Keywords that 3.0 does not have are removed, so that the 3.0 document allows everything that the 3.1 document allows.
"""

from collections.abc import Mapping
from typing import Any

from api.types import JsonObject

_NULL = {"type": "null"}
_NULL_ENUM = {"enum": [None], "nullable": True, "type": "string"}  # 3.0 has no type null
_SCHEMA_KEYWORDS = ("items", "not", "additionalProperties")
_SCHEMA_LIST_KEYWORDS = ("allOf", "anyOf", "oneOf")
_KEYWORDS_ONLY_IN_3_1 = frozenset(
    {
        "$anchor", "$comment", "$defs", "$dynamicAnchor", "$dynamicRef", "$id", "$schema", "$vocabulary",
        "contains", "contentEncoding", "contentMediaType", "contentSchema", "dependentRequired", "dependentSchemas",
        "else", "if", "maxContains", "minContains", "patternProperties", "prefixItems", "propertyNames", "then",
        "unevaluatedItems", "unevaluatedProperties",
    }
)  # fmt: skip


def downgrade_to_3_0(document: Mapping[str, Any]) -> JsonObject:
    """Return the converted document without changing the given one."""
    info = {key: value for key, value in document["info"].items() if key != "summary"}
    if "identifier" in (license_ := info.get("license", {})):
        info["license"] = {"name": license_["name"], "url": f"https://spdx.org/licenses/{license_['identifier']}.html"}
    rest = {key: value for key, value in document.items() if key not in ("jsonSchemaDialect", "webhooks")}
    converted = _convert_object(rest)
    schemas = converted.get("components", {}).get("schemas", {})
    return {**_inline_nullable_references(converted, schemas, ()), "openapi": "3.0.3", "info": info}


def _inline_nullable_references(node: Any, schemas: JsonObject, ancestors: tuple[str, ...]) -> Any:
    """Replace `nullable` next to a reference: in 3.0.3 it has an effect only next to `type`."""
    if isinstance(node, list):
        return [_inline_nullable_references(item, schemas, ancestors) for item in node]
    if not isinstance(node, dict):
        return node
    match node:
        case {"nullable": True, "allOf": [{"$ref": str(reference)}]} if "type" not in node:
            name = reference.rpartition("/")[2]
            rest = {key: value for key, value in node.items() if key not in ("nullable", "allOf")}
            if name in ancestors:
                return {**rest, "anyOf": [{"$ref": reference}, _NULL_ENUM]}
            target = _inline_nullable_references(schemas[name], schemas, (*ancestors, name))
            return _make_nullable({**target, **rest})
    return {key: _inline_nullable_references(value, schemas, ancestors) for key, value in node.items()}


def _convert_object(node: Any) -> Any:
    """Convert a part of the document that is not a schema."""
    if isinstance(node, list):
        return [_convert_object(item) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return {"$ref": node["$ref"]}  # a reference has no other keys in 3.0
    return {key: _convert_member(key, value) for key, value in node.items() if key != "pathItems"}


def _convert_member(key: str, value: Any) -> Any:
    match key:
        case "schema":
            return downgrade_schema(value)
        case "schemas":
            return {name: downgrade_schema(schema) for name, schema in value.items()}
        case "security" if isinstance(value, list):
            # In 3.0 only OAuth has scopes; without them, alternatives are equal.
            return [{name: [] for name in names} for names in dict.fromkeys(map(tuple, value))]
        case "example" | "examples":
            return value  # data: its keys are not keywords
        case _:
            return _convert_object(value)


def downgrade_schema(schema: Any) -> Any:
    """Convert one schema. A nullable reference becomes `allOf`; `downgrade_to_3_0` replaces it."""
    if not isinstance(schema, dict):
        return schema  # additionalProperties may be true or false
    if schema == _NULL:
        return _NULL_ENUM
    lowered: JsonObject = {key: value for key, value in schema.items() if key not in _KEYWORDS_ONLY_IN_3_1}
    if "examples" in lowered:
        lowered.setdefault("example", lowered.pop("examples")[0])
    if lowered.get("required") == []:
        del lowered["required"]  # 3.0 does not allow an empty list
    if "const" in lowered:
        lowered["enum"] = [lowered.pop("const")]
    lowered = _convert_exclusive_bounds(_convert_type_list(lowered))
    if lowered.get("type") == "array":
        lowered.setdefault("items", {})
    return _convert_reference(
        _convert_null({key: _convert_schema_member(key, value) for key, value in lowered.items()})
    )


def _convert_schema_member(key: str, value: Any) -> Any:
    """Convert the value of a keyword: schemas, or data."""
    if key in _SCHEMA_KEYWORDS:
        return downgrade_schema(value)
    if key in _SCHEMA_LIST_KEYWORDS:
        return [downgrade_schema(part) for part in value]
    if key == "properties":
        return {name: downgrade_schema(part) for name, part in value.items()}
    return value


def _convert_type_list(schema: JsonObject) -> JsonObject:
    """Convert a list of types to alternatives; `_convert_null` handles null among them."""
    types = schema.get("type")
    if not isinstance(types, list):
        return schema
    rest: JsonObject = {key: value for key, value in schema.items() if key != "type"}
    if len(types) == 1:
        return {**rest, "type": types[0]}
    annotations: JsonObject = {key: rest.pop(key) for key in ("description", "example", "default") if key in rest}
    return {**annotations, "anyOf": [_NULL if one == "null" else {**rest, "type": one} for one in types]}


def _convert_exclusive_bounds(schema: JsonObject) -> JsonObject:
    """Convert an exclusive bound: a number in 3.1, a flag next to the bound in 3.0."""
    for bound, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
        value = schema.get(exclusive)
        if isinstance(value, int | float) and not isinstance(value, bool):
            schema = {**schema, bound: value, exclusive: True}
    return schema


def _convert_null(schema: JsonObject) -> JsonObject:
    """Convert null among alternatives to `nullable`; with a reference, use allOf as generators expect."""
    for key in ("anyOf", "oneOf"):
        parts = schema.get(key, [])
        if _NULL_ENUM not in parts:
            continue
        rest = {name: value for name, value in schema.items() if name != key}
        others = [part for part in parts if part != _NULL_ENUM]
        if len(others) > 1:
            return {**rest, key: [*others, _NULL_ENUM]}
        return _make_nullable({**others[0], **rest} if "$ref" not in others[0] else {**rest, "allOf": others})
    return schema


def _make_nullable(schema: JsonObject) -> JsonObject:
    if "anyOf" in schema and "type" not in schema:
        return {**schema, "anyOf": [*schema["anyOf"], _NULL_ENUM]}
    enum = {"enum": [*schema["enum"], None]} if "enum" in schema else {}
    return {**schema, **enum, "nullable": True}


def _convert_reference(schema: JsonObject) -> JsonObject:
    """Wrap a reference that has other keys in allOf, because 3.0 ignores these keys."""
    if "$ref" not in schema or len(schema) == 1:
        return schema
    rest = {key: value for key, value in schema.items() if key != "$ref"}
    return {**rest, "allOf": [{"$ref": schema["$ref"]}, *rest.get("allOf", [])]}
