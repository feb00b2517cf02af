"""List the descriptions of an OpenAPI document; decide whether a text is a sentence and adds to the name."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

Json = dict[str, Any]

# Words that add nothing to a name.
_EMPTY = {"the", "a", "an", "of", "one", "its", "it", "is", "in", "as", "all"}


class Description(NamedTuple):
    """The text of a part of the document, with the location and the name of the part."""

    location: str
    name: str
    text: str


def is_sentence(text: str) -> bool:
    """Whether a text begins with a capital, a digit or code, ends with a full stop, and has at least three words."""
    return re.fullmatch(r"[A-Z0-9`\[*][\s\S]*\.\)?", text.strip()) is not None and len(_words(text)) >= 3


def adds_to_name(text: str, name: str) -> bool:
    return bool({word.rstrip("s") for word in _words(text)} - _EMPTY - {word.rstrip("s") for word in _words(name)})


def list_descriptions(document: Json) -> Iterator[Description]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield from _list_of_operation(f"{method} {path}", operation)
    components = document["components"]
    for name, schema in components["schemas"].items():
        yield from _describe(schema, name, name)
        for field, property_schema in schema.get("properties", {}).items():
            yield Description(f"{name}.{field}", field, property_schema.get("description", ""))
    for kind in ("parameters", "headers", "responses", "securitySchemes"):
        for name, component in components[kind].items():
            yield from _describe(component, f"{kind}/{name}", name)
    for tag in document["tags"]:
        yield from _describe(tag, f"tag {tag['name']}", tag["name"])


def _list_of_operation(location: str, operation: Json) -> Iterator[Description]:
    name = operation["operationId"]
    yield from _describe(operation, location, name)
    if "requestBody" in operation:
        yield from _describe(operation["requestBody"], f"{location} body", name)
    for parameter in operation["parameters"]:
        yield from _describe(parameter, location, parameter.get("name", ""))
    for status, response in operation["responses"].items():
        yield from _describe(response, f"{location} {status}", name)


def _describe(node: Json, location: str, name: str) -> Iterator[Description]:
    """Yield the description of a node; that of a reference is listed with its component."""
    if "$ref" not in node:
        yield Description(location, name, node.get("description", ""))


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())
