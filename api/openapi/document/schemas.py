"""Schemas of the OpenAPI document: the schemas of msgspec, adapted to the JSON encoder and completed."""

import inspect
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from api.openapi.document.body_rules import BODY_RULES
from api.openapi.document.field_descriptions import FIELD_DESCRIPTIONS
from api.types import JsonObject

SCHEMA_REF = "#/components/schemas/"
_GENERIC = re.compile(r"(\w+)_(\w+)_")  # msgspec names Page[Target] Page_Target_
_INCLUDING = re.compile(r"IncludingPage_(\w+)__Included_")  # a collection has this page or Page[Target], not both
_ANNOTATION_KEYWORDS = ("description", "examples", "deprecated", "x-deprecated-since", "x-sunset", "x-successor")
_NULL = {"type": "null"}


class MissingDescriptionError(LookupError):
    """Error: a field has no msgspec.Meta with a description, or a model no docstring."""


class DuplicateModelNameError(ValueError):
    """Error: two models have the same name, so that msgspec adds their modules to it."""


def build_schemas(models: Iterable[Any]) -> tuple[dict[Any, JsonObject], JsonObject]:
    """Return the reference of each model, and all schemas by name."""
    unique = list(dict.fromkeys(models))
    references, components = msgspec.json.schema_components(unique, ref_template=f"{SCHEMA_REF}{{name}}")
    named = {_clean_name(raw): _adapt_schema(_clean_name(raw), schema) for raw, schema in components.items()}
    if ambiguous := [name for name in named if "." in name or "_" in name]:
        raise DuplicateModelNameError(ambiguous)
    for name, schema in named.items():
        schema.update(BODY_RULES.get(name, {}))
        for field, property_schema in schema.get("properties", {}).items():
            if "description" not in property_schema:
                property_schema.update(_find_description(f"{name}.{field}", property_schema, named))
    return dict(zip(unique, map(_convert_node, references), strict=True)), dict(sorted(named.items()))


def get_schema_name(reference: Mapping[str, Any]) -> str:
    return str(reference["$ref"]).removeprefix(SCHEMA_REF)


def _clean_name(raw: str) -> str:
    generic = _GENERIC.fullmatch(_INCLUDING.sub(r"Page_\1_", raw))
    return f"{_clean_name(generic[2])}{generic[1]}" if generic else raw


def _adapt_schema(name: str, schema: JsonObject) -> JsonObject:
    if "description" not in schema:
        raise MissingDescriptionError(name)
    texts = {"title": name, "description": inspect.cleandoc(schema["description"])}
    return {**texts, **{key: _convert_node(value) for key, value in schema.items() if key not in texts}}


def _convert_node(node: Any) -> Any:
    """Adapt a schema: our names in references, decimals as numbers, and the type of enums."""
    if isinstance(node, list):
        return [_convert_node(item) for item in node]
    if not isinstance(node, dict):
        return node
    schema = {key: value if key == "examples" else _convert_node(value) for key, value in node.items()}
    if "$ref" in schema:
        schema["$ref"] = SCHEMA_REF + _clean_name(get_schema_name(schema))
    if schema.get("format") == "decimal":
        schema |= {"type": "number", "format": "double"}  # the encoder writes decimals as numbers
        if isinstance(schema.get("default"), str):
            schema["default"] = json.loads(schema["default"])
    if schema.get("default", "") is None:
        del schema["default"]  # a missing field is null; the generator for Go writes the text "null" into new objects
    _complete_type(schema)
    if _NULL in schema.get("anyOf", ()):
        # Move the annotations of the value to the property, where readers and generators look for them.
        annotations = {key: schema["anyOf"][0].pop(key) for key in _ANNOTATION_KEYWORDS if key in schema["anyOf"][0]}
        schema = {**annotations, **schema}
    return schema


def _complete_type(schema: JsonObject) -> None:
    """Add what generators of clients need: the format of integers, and the content of enums and objects."""
    if schema.get("type") == "integer":
        schema.setdefault("format", "int64")
    if schema.get("type") == "object" and "properties" not in schema:
        schema.setdefault("additionalProperties", True)  # some read an object without it as empty
    values = schema.get("enum")  # or a property with this name
    if isinstance(values, list) and "type" not in schema and all(isinstance(value, str) for value in values):
        schema["type"] = "string"


def _find_description(field: str, schema: Mapping[str, Any], named: Mapping[str, JsonObject]) -> JsonObject:
    """Return the description of a field, or else of its model (also in a list)."""
    value_schema = schema.get("items", schema)
    listed = FIELD_DESCRIPTIONS.get(field) or FIELD_DESCRIPTIONS.get(re.sub(r"^\w+Page\.", "Page.", field))
    if listed is not None:
        return listed
    if "$ref" in value_schema:
        return {"description": str(named[get_schema_name(value_schema)]["description"]).split("\n")[0]}
    raise MissingDescriptionError(field)
