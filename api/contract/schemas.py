"""The schemas of the contract: what msgspec knows of the models, mended where the wire or the reader needs more."""

import inspect
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from api.contract.told import TOLD

JsonObject = dict[str, Any]

REF = "#/components/schemas/"
RENAMED = {"Meta": "PageMeta"}
_GENERIC = re.compile(r"(\w+)_(\w+)_")  # msgspec's name of a Page[Target] is Page_Target_
_TOLD_OF_ANY = ("description", "examples", "deprecated", "x-deprecated-since", "x-sunset", "x-successor")
_NULL = {"type": "null"}


class Undescribed(LookupError):
    """A property without a description, or a model: give its field a msgspec.Meta with one, or it a docstring."""


class Ambiguous(ValueError):
    """Two models of one name: msgspec would tell them apart by their modules, and those are nobody's business."""


def schemas_of(models: Iterable[Any]) -> tuple[dict[Any, JsonObject], JsonObject]:
    """Each model's reference, and all components by name; equal models give equal bytes."""
    asked = list(dict.fromkeys(models))
    references, components = msgspec.json.schema_components(asked, ref_template=f"{REF}{{name}}")
    named = {_name(raw): _mended(_name(raw), schema) for raw, schema in components.items()}
    if ambiguous := [name for name in named if "." in name or "_" in name]:
        raise Ambiguous(ambiguous)
    for name, schema in named.items():
        for field, described in schema.get("properties", {}).items():
            if "description" not in described:
                described.update(_told(f"{name}.{field}", described, named))
    return dict(zip(asked, map(_plain, references), strict=True)), dict(sorted(named.items()))


def name_of(reference: Mapping[str, Any]) -> str:
    return str(reference["$ref"]).removeprefix(REF)


def _name(raw: str) -> str:
    generic = _GENERIC.fullmatch(raw)
    return f"{generic[2]}{generic[1]}" if generic else RENAMED.get(raw, raw)


def _mended(name: str, schema: JsonObject) -> JsonObject:
    if "description" not in schema:
        raise Undescribed(name)
    mended = {"title": name, "description": inspect.cleandoc(schema["description"])}
    return {**mended, **{key: _plain(value) for key, value in schema.items() if key not in mended}}


def _plain(node: Any) -> Any:
    """The same schema with our names, with numbers where the wire has numbers, and enums with their type."""
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    schema = {key: value if key == "examples" else _plain(value) for key, value in node.items()}
    if "$ref" in schema:
        schema["$ref"] = REF + _name(name_of(schema))
    if schema.get("format") == "decimal":
        schema |= {"type": "number", "format": "double"}  # the encoder writes decimals as numbers
        if isinstance(schema.get("default"), str):
            schema["default"] = json.loads(schema["default"])
    words = schema.get("enum")  # or properties, of which one is called so
    if isinstance(words, list) and "type" not in schema and all(isinstance(word, str) for word in words):
        schema["type"] = "string"
    if _NULL in schema.get("anyOf", ()):
        # What is told of the value is told of the property, where readers and generators look for it.
        told = {key: schema["anyOf"][0].pop(key) for key in _TOLD_OF_ANY if key in schema["anyOf"][0]}
        schema = {**told, **schema}
    return schema


def _told(field: str, schema: Mapping[str, Any], named: Mapping[str, JsonObject]) -> JsonObject:
    """Our own words, or those of the model that the property holds, one or a list of them."""
    held = schema.get("items", schema)
    ours = TOLD.get(field) or TOLD.get(re.sub(r"^\w+Page\.", "Page.", field))
    if ours is not None:
        return ours
    if "$ref" in held:
        return {"description": str(named[name_of(held)]["description"]).split("\n")[0]}
    raise Undescribed(field)
