"""What the contract tells, in order, and when a text is worth telling."""

import re
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

# What a description may add to a name without saying anything.
_EMPTY = {"the", "a", "an", "of", "one", "its", "it", "is", "in", "as", "all"}


def is_told_in_sentences(text: str) -> bool:
    """It begins as a sentence does, ends with a full stop, and has three words at least."""
    return re.fullmatch(r"[A-Z0-9`\[*][\s\S]*\.\)?", text.strip()) is not None and len(_words(text)) >= 3


def says_more_than(text: str, name: str) -> bool:
    return bool({word.rstrip("s") for word in _words(text)} - _EMPTY - {word.rstrip("s") for word in _words(name)})


def told_in(document: Json) -> Iterator[tuple[str, str, str]]:
    """Where it stands, what is told of, and what is told."""
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield from _told_in_operation(f"{method} {path}", operation)
    components = document["components"]
    for name, schema in components["schemas"].items():
        yield from _told_of(schema, name, name)
        for field, told in schema.get("properties", {}).items():
            yield f"{name}.{field}", field, told.get("description", "")
    for kind in ("parameters", "headers", "responses", "links", "securitySchemes"):
        for name, told in components[kind].items():
            yield from _told_of(told, f"{kind}/{name}", name)
    for tag in document["tags"]:
        yield from _told_of(tag, f"tag {tag['name']}", tag["name"])


def _told_in_operation(here: str, operation: Json) -> Iterator[tuple[str, str, str]]:
    name = operation["operationId"]
    yield from _told_of(operation, here, name)
    if "requestBody" in operation:
        yield from _told_of(operation["requestBody"], f"{here} body", name)
    for parameter in operation["parameters"]:
        yield from _told_of(parameter, here, parameter.get("name", ""))
    for status, answer in operation["responses"].items():
        yield from _told_of(answer, f"{here} {status}", name)


def _told_of(node: Json, where: str, name: str) -> Iterator[tuple[str, str, str]]:
    """Nothing of a reference: what it leads to is told of there."""
    if "$ref" not in node:
        yield where, name, node.get("description", "")


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())
