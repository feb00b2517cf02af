"""Record which parts of openapi.yaml requests use: operations, parameters, statuses and media types."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from tests.openapi.committed import documented_method, operation_at, resolved

JsonObject = dict[str, Any]

SUCCESS = range(200, 400)  # a rejected request does not show that its parameters work


class Exchange(NamedTuple):
    """One request and its response."""

    method: str
    target: str  # path and query
    request_headers: Mapping[str, str]  # names in any case
    status: int
    media_type: str


class Part(NamedTuple):
    """One part of an operation in the document."""

    operation: str
    kind: str  # parameter, body, response, content
    name: str

    def __str__(self) -> str:
        return f"{self.operation}: {self.kind} {self.name}"


class Recorder:
    """The parts that requests have used."""

    def __init__(self) -> None:
        self.parts: set[Part] = set()

    def note(self, exchange: Exchange) -> None:
        operation = operation_at(exchange.target, documented_method(exchange.method))
        if operation is not None:
            self.parts.update(list_used_parts(operation, exchange))


TESTS, FUZZER = Recorder(), Recorder()


def list_parts(operation: JsonObject) -> Iterator[Part]:
    """Yield all parts of an operation."""
    name = operation["operationId"]
    for each in map(resolved, operation["parameters"]):
        yield Part(name, "parameter", f"{each['in']} {each['name']}")
    for media_type in operation.get("requestBody", {}).get("content", ()):
        yield Part(name, "body", media_type)
    for status, response in operation["responses"].items():
        yield Part(name, "response", status)
        for media_type in resolved(response).get("content", ()):
            yield Part(name, "content", f"{status} {media_type}")


def list_used_parts(operation: JsonObject, exchange: Exchange) -> Iterator[Part]:
    """Yield the parts of an operation that an exchange uses."""
    name = operation["operationId"]
    headers = {header.lower(): value for header, value in exchange.request_headers.items()}
    query = {key for key, _ in parse_qsl(urlsplit(exchange.target).query, keep_blank_values=True)}
    is_success = exchange.status in SUCCESS
    for each in map(resolved, operation["parameters"]):
        sent = {"path": True, "query": each["name"] in query, "header": each["name"].lower() in headers}
        # A rejection also shows the effect of a header: a condition, a language.
        if sent[each["in"]] and (is_success or each["in"] == "header"):
            yield Part(name, "parameter", f"{each['in']} {each['name']}")
    if is_success:
        yield Part(name, "body", headers.get("content-type", "").split(";")[0])
    status = str(exchange.status) if str(exchange.status) in operation["responses"] else "default"
    yield Part(name, "response", status)
    if exchange.media_type:
        yield Part(name, "content", f"{status} {exchange.media_type.split(';')[0]}")
