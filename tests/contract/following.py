"""Follows the links of an answer as the contract describes them: which operation, at which address, with what."""

import re
from typing import Any, NamedTuple
from urllib.parse import quote

from tests.contract.committed import written

Json = dict[str, Any]

DOCUMENT: Json = written()


class Place(NamedTuple):
    """An operation where it stands."""

    path: str
    method: str
    operation: Json

    def parameters(self) -> list[Json]:
        return [resolved(parameter) for parameter in self.operation["parameters"]]

    def links(self) -> dict[str, Json]:
        """Of all its good answers; they have the same."""
        answers = (answer for status, answer in self.operation["responses"].items() if status.startswith("2"))
        return {name: resolved(link) for answer in answers for name, link in answer.get("links", {}).items()}


class Step(NamedTuple):
    """A request to make."""

    method: str
    address: str
    headers: dict[str, str]


class Unresolved(LookupError):
    """The answer has nothing where the link points."""


def resolved(node: Json) -> Json:
    if "$ref" not in node:
        return node
    _, _, kind, name = node["$ref"].split("/")
    found: Json = DOCUMENT["components"][kind][name]
    return found


PLACES = {
    operation["operationId"]: Place(path, method, operation)
    for path, item in DOCUMENT["paths"].items()
    for method, operation in item.items()
}


def address_of(place: Place) -> str:
    """With the examples of what stands in it."""
    return place.path.format(**{each["name"]: each["example"] for each in place.parameters() if each["in"] == "path"})


def value_at(expression: str, body: Any, headers: dict[str, str]) -> str:
    """What a runtime expression of OpenAPI stands for, of the two forms that the contract uses."""
    if header := re.fullmatch(r"\$response\.header\.(.+)", expression):
        return headers[header[1].lower()]
    pointer = re.fullmatch(r"\$response\.body#/(.+)", expression)
    assert pointer, expression
    for part in pointer[1].split("/"):
        try:
            body = body[int(part)] if isinstance(body, list) else body[part]
        except (LookupError, TypeError) as error:
            raise Unresolved(expression) from error
    if body is None:
        raise Unresolved(expression)
    return str(body)


def next_step(link: Json, body: Any, headers: dict[str, str]) -> Step:
    place = PLACES[link["operationId"]]
    located = {parameter["name"]: parameter["in"] for parameter in place.parameters()}
    filled = {name: value_at(expression, body, headers) for name, expression in link["parameters"].items()}

    def those_in(where: str) -> dict[str, str]:
        return {name: value for name, value in filled.items() if located[name] == where}

    path = place.path.format(**{name: quote(value, safe="") for name, value in those_in("path").items()})
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in those_in("query").items())
    return Step(place.method, f"{path}?{query}" if query else path, those_in("header"))
