"""The parameters of operations: query, path and header, each told once and referred to from everywhere."""

import inspect
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

from api.changes.places import BEGINNING, cursor_of
from api.contract.examples.parameters import parameter_example
from api.http.list_query import EntityQuery, ListQuery, RevisionsQuery
from api.http.query import Parameter, Query, parameters_of

JsonObject = dict[str, Any]

REF = "#/components/parameters/"
# What these declare is the same for every noun; others give their own name to what they declare.
_SHARED = frozenset({Query, EntityQuery, RevisionsQuery, ListQuery})

_IF_MATCH: JsonObject = {
    "name": "If-Match",
    "in": "header",
    "description": "The `ETag` of the state that you read; where it is not the present one, nothing is done (412).",
    "schema": {"type": "string", "examples": ['"3-0123456789abcdef01234567"']},
}
# By the name of the component.
HEADERS = {
    "If-None-Match": {
        "name": "If-None-Match",
        "in": "header",
        "description": "The `ETag` of the copy at hand; when the answer is still the same, it is a 304 without a body.",
        "schema": {"type": "string", "examples": ['"1-0123456789abcdef01234567"']},
    },
    "If-Modified-Since": {
        "name": "If-Modified-Since",
        "in": "header",
        "description": "The `Last-Modified` of the copy at hand; `If-None-Match` outranks it.",
        "schema": {"type": "string", "examples": ["Sat, 21 Nov 2026 00:00:00 GMT"]},
    },
    "Accept-Language": {
        "name": "Accept-Language",
        "in": "header",
        "description": "The language of problem documents: Indonesian, unless English (`en`) is preferred.",
        "schema": {"type": "string", "examples": ["en"]},
    },
    "If-Match": _IF_MATCH,
    "If-Match-Required": {
        **_IF_MATCH,
        "required": True,
        "description": f"{_IF_MATCH['description']} Without it the change is refused (428).",
    },
    "Idempotency-Key": {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "Of your own making, a new one for each new request, such as a random UUID. A request that is "
        "sent again with its key gets the answer that it got, and has no second effect.",
        "schema": {
            "type": "string",
            "pattern": "^[!-~]{1,255}$",
            "examples": ["8e03978e-40d5-43dd-bc93-6894a57f9324"],
        },
    },
    "Last-Event-ID": {
        "name": "Last-Event-ID",
        "in": "header",
        "description": "The `id` of the last event that arrived; the stream goes on behind it, whatever `after` says.",
        "schema": {"type": "string", "examples": [cursor_of(BEGINNING)]},
    },
    "Prefer": {
        "name": "Prefer",
        "in": "header",
        "description": "`return=minimal` leaves the body of a good answer out; `return=representation`, the usual, "
        "has it in (RFC 7240).",
        "schema": {
            "type": "string",
            "enum": ["return=minimal", "return=representation"],
            "examples": ["return=minimal"],
        },
    },
    "Prefer-Wait": {
        "name": "Prefer",
        "in": "header",
        "description": "`wait=20` waits so many seconds for the end, at most 30 and 10 where nothing is said; "
        "`respond-async` does not wait (RFC 7240).",
        "schema": {"type": "string", "examples": ["wait=20"]},
    },
}


class Parameters:
    """Collects what operations take; what more than one of them takes becomes a component."""

    def __init__(self, queries: Iterable[type[Query]]) -> None:
        asked = [(query, parameter) for query in queries for parameter in parameters_of(query).values()]
        taken = Counter(_key(query, parameter.field) for query, parameter in asked)
        self.components: JsonObject = dict(HEADERS)  # the document keeps those that are referred to
        for query, parameter in asked:
            key, described = _key(query, parameter.field), _query_parameter(_key(query, parameter.field), parameter)
            if taken[key] == 1:
                continue
            if self.components.setdefault(key, described) != described:
                raise ValueError(f"Two parameters are called {key}; give one of their classes a name of its own.")

    def of_query(self, query: type[Query]) -> list[JsonObject]:
        return [
            referred(key) if key in self.components else _query_parameter(key, parameter)
            for parameter in parameters_of(query).values()
            for key in (_key(query, parameter.field),)
        ]


def referred(key: str) -> JsonObject:
    return {"$ref": REF + key}


def _key(query: type[Query], name: str) -> str:
    """`known_at` for all, `figure_period` for targets and realizations, `unit_q` for units alone."""
    owner = next(kind for kind in query.__mro__ if name in inspect.get_annotations(kind))
    if owner in _SHARED:
        return name
    noun = re.sub(r"(?<!^)(?=[A-Z])", "_", owner.__name__.replace("Query", "")).lower()
    return f"{noun}_{name}"


def _query_parameter(key: str, parameter: Parameter) -> JsonObject:
    listed = parameter.kind.schema["type"] == "array"
    schema = dict(parameter.kind.schema)
    if parameter.default is not None:
        schema["default"] = list(parameter.default) if isinstance(parameter.default, tuple) else parameter.default
    told = parameter.description
    # In the schema and in words, not beside the schema: from there Swagger UI would fill in all of them at once.
    example = parameter_example(key, parameter)
    schema["examples"] = [example]
    if "pattern" in schema.get("items", schema) and parameter.name != "cursor":
        told += f" Example: `{parameter.name}={','.join(example) if isinstance(example, list) else example}`."
    style: JsonObject = {"style": "form", "explode": False} if listed else {}
    gone = parameter.deprecation.told if parameter.deprecation is not None else {}
    return {"name": parameter.name, "in": "query", "description": told, **gone, **style, "schema": schema}
