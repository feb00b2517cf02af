"""The committed OpenAPI documents as the tests read them, and the operation that a URL belongs to."""

import re
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from api.paths import OPENAPI, OPENAPI_SDMX

JsonObject = dict[str, Any]

# tests/openapi/document/test_operation_list.py compares it with the application.
_UNDOCUMENTED = re.compile(
    r"/v1/[a-z-]+\.csv|/docs(/[^/]+)?|/problems(/[^/]+)?|/deprecations|/health/(live|ready|ready/writes)"
    r"|/\.well-known/api-catalog|/v1/exports/[a-z-]+/datapackage\.json|/catalog\.(ttl|rdf)"
    r"|/openapi\.(yaml|json)|/openapi-3\.0\.json|/sdmx/openapi\.json"
    r"|/en|(/en)?/(programs|sources|indicators|regions)/[^/]+|(/en)?/(programs|findings|onboarding)"
    r"|/pages/site\.css|(/en)?/browse(/.+)?|/json/.+"
    r"|/v1/(programs|indicators)/[^/]+/progress\.(svg|png|vl\.json)|/v1/programs/[^/]+/memo\.xlsx"
    r"|(/en)?/programs/[^/]+/memo|(/en)?/embed/(programs|indicators)/[^/]+|/oembed"
    r"|(/en)?/(sign-in|sign-out|reviews(/[^/]+/[^/]+(/correct)?)?|imports/(new|mapping))"
)


@cache
def written() -> JsonObject:
    """Return both documents as one: all operations, and the components of both.

    Parsing takes a second, so callers share the result and do not change it.
    """
    found, sdmx = (_parse(path) for path in (OPENAPI, OPENAPI_SDMX))
    components = found["components"]
    for kind, named in sdmx["components"].items():
        different = [
            name for name in named.keys() & components.get(kind, {}).keys() if components[kind][name] != named[name]
        ]
        assert not different, f"{kind} that differ between the documents: {different}"
    kinds = components.keys() | sdmx["components"].keys()
    return {
        **found,
        "paths": {**found["paths"], **sdmx["paths"]},
        "components": {kind: {**components.get(kind, {}), **sdmx["components"].get(kind, {})} for kind in kinds},
    }


def _parse(path: Path) -> JsonObject:
    text = path.read_bytes()
    assert text, f"{path.name} is empty; write it with: make openapi"
    parsed: JsonObject = yaml.load(text, Loader=yaml.CSafeLoader)
    return parsed


@cache
def document() -> JsonObject:
    """Return the document with schemas that allow no other field.

    A client must accept unknown fields; the service must not send an undocumented one.
    """
    components = written()["components"]
    schemas = {
        name: {"additionalProperties": False, **schema} if "properties" in schema else schema
        for name, schema in components["schemas"].items()
    }
    return {**written(), "components": {**components, "schemas": schemas}}


def find_example(schema: JsonObject) -> Any:
    """Return the example of a model, given as a reference to its schema."""
    return resolved(schema)["examples"][0]


def path_item(path: str) -> JsonObject | None:
    for pattern, item in _patterns():
        if pattern.fullmatch(path):
            return item
    return None


def is_undocumented(path: str) -> bool:
    """Return whether a path exists although the documents omit it: pages, other forms, and monitoring."""
    return _UNDOCUMENTED.fullmatch(path) is not None


def operation_at(target: str, method: str) -> JsonObject | None:
    """Return the operation of a path with its query, and of a method in the spelling of `documented_method`."""
    item = path_item(urlsplit(target).path)
    return None if item is None else item.get(method)


def is_public(operation: JsonObject) -> bool:
    """Return whether an operation requires no key."""
    return not operation["security"] or {} in operation["security"]


def documented_method(method: str) -> str:
    """Return the key of a method in the document, which describes HEAD as GET."""
    return "get" if method == "HEAD" else method.lower()


def resolved(node: JsonObject) -> JsonObject:
    """Return the component that a reference leads to, or the node itself. Components do not contain references."""
    if "$ref" not in node:
        return node
    _, _, kind, name = node["$ref"].split("/")
    found: JsonObject = document()["components"][kind][name]
    return found


@cache
def _patterns() -> list[tuple[re.Pattern[str], JsonObject]]:
    """List the paths; one without parameters precedes one with parameters."""
    templates = sorted(document()["paths"].items(), key=lambda item: item[0].count("{"))
    return [(re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))), item) for path, item in templates]
