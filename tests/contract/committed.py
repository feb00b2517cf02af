"""openapi.yaml as the tests read it: the document, and which of its operations an address belongs to."""

import re
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import yaml

from api.resources import OPENAPI

JsonObject = dict[str, Any]


@cache
def written() -> JsonObject:
    """As it stands, for all who only look into it: to read it takes a second."""
    text = OPENAPI.read_bytes()
    assert text, "openapi.yaml is empty; write it with: make openapi"
    read: JsonObject = yaml.load(text, Loader=yaml.CSafeLoader)
    return read


@cache
def document() -> JsonObject:
    """Clients must bear members they do not know; the service must not send one that is not documented."""
    components = written()["components"]
    schemas = {
        name: {"additionalProperties": False, **schema} if "properties" in schema else schema
        for name, schema in components["schemas"].items()
    }
    return {**written(), "components": {**components, "schemas": schemas}}


def path_item(path: str) -> JsonObject | None:
    for pattern, item in _patterns():
        if pattern.fullmatch(path):
            return item
    return None


def operation_at(target: str, method: str) -> JsonObject | None:
    """Of a path with its query, and a method as `method_of` writes it."""
    item = path_item(urlsplit(target).path)
    return None if item is None else item.get(method)


def method_of(method: str) -> str:
    """HEAD is the GET without a body, and the document tells of neither apart."""
    return "get" if method == "HEAD" else method.lower()


def resolved(node: JsonObject) -> JsonObject:
    """What a reference into the components stands for; they refer no further."""
    if "$ref" not in node:
        return node
    _, _, kind, name = node["$ref"].split("/")
    found: JsonObject = document()["components"][kind][name]
    return found


@cache
def _patterns() -> list[tuple[re.Pattern[str], JsonObject]]:
    """A literal address goes before one with parameters."""
    templates = sorted(document()["paths"].items(), key=lambda item: item[0].count("{"))
    return [(re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))), item) for path, item in templates]
