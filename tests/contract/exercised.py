"""What of openapi.yaml was exercised: operations, their parameters, the codes and the media types, and by whom."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from tests.contract.committed import method_of, operation_at, resolved

JsonObject = dict[str, Any]

GOOD = range(200, 400)  # a parameter that was only ever refused is not known to work


class Exchange(NamedTuple):
    """One request and what came of it."""

    method: str
    target: str  # path and query
    asked: Mapping[str, str]  # header fields, by any spelling
    status: int
    media_type: str


class Part(NamedTuple):
    """One thing that the document promises of an operation."""

    operation: str
    kind: str  # parameter, body, response, answer
    name: str

    def __str__(self) -> str:
        return f"{self.operation}: {self.kind} {self.name}"


class Exercised:
    """The parts that somebody has exercised so far."""

    def __init__(self) -> None:
        self.parts: set[Part] = set()

    def note(self, exchange: Exchange) -> None:
        operation = operation_at(exchange.target, method_of(exchange.method))
        if operation is not None:
            self.parts.update(parts_in(operation, exchange))


TESTS, FUZZER = Exercised(), Exercised()


def parts_of(operation: JsonObject) -> Iterator[Part]:
    """All that is promised of it."""
    name = operation["operationId"]
    for each in map(resolved, operation["parameters"]):
        yield Part(name, "parameter", f"{each['in']} {each['name']}")
    for media_type in operation.get("requestBody", {}).get("content", ()):
        yield Part(name, "body", media_type)
    for status, answer in operation["responses"].items():
        yield Part(name, "response", status)
        for media_type in resolved(answer).get("content", ()):
            yield Part(name, "answer", f"{status} {media_type}")


def parts_in(operation: JsonObject, exchange: Exchange) -> Iterator[Part]:
    """All that this exchange shows of it."""
    name = operation["operationId"]
    fields = {field.lower(): value for field, value in exchange.asked.items()}
    query = {key for key, _ in parse_qsl(urlsplit(exchange.target).query, keep_blank_values=True)}
    is_good = exchange.status in GOOD
    for each in map(resolved, operation["parameters"]):
        sent = {"path": True, "query": each["name"] in query, "header": each["name"].lower() in fields}
        # A condition and a language show in what is refused.
        if sent[each["in"]] and (is_good or each["in"] == "header"):
            yield Part(name, "parameter", f"{each['in']} {each['name']}")
    if is_good:
        yield Part(name, "body", fields.get("content-type", "").split(";")[0])
    yield Part(name, "response", str(exchange.status))
    if exchange.media_type:
        yield Part(name, "answer", f"{exchange.status} {exchange.media_type.split(';')[0]}")
