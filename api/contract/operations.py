"""One operation of the document: what it takes and what it answers."""

from collections.abc import Iterator, Mapping
from typing import Any

from api.access.caller import Asks, scopes_of
from api.contract import links, responses
from api.contract.declared import Declared
from api.contract.deprecated import has_deprecations
from api.contract.examples.answers import answer_example, other_example
from api.contract.examples.entities import entity_model
from api.contract.examples.imports import FILES
from api.contract.examples.written import body_example, written_example
from api.contract.parameters import HEADERS, Parameters, referred
from api.contract.path_parameters import of_path
from api.contract.schemas import Undescribed, name_of
from api.exports.formats import FORMATS
from api.http.whole import JSON

JsonObject = dict[str, Any]


STREAM = "text/event-stream"  # has no end, and so no tag
SAVED = frozenset(one.media_type for one in FORMATS)  # files, where they come as lists too


class Operations:
    """Writes operations with references to the parameters and schemas that they share."""

    def __init__(self, parameters: Parameters, references: Mapping[Any, JsonObject], schemas: JsonObject) -> None:
        self.parameters = parameters
        self.references = references
        self.schemas = schemas

    def written(self, one: Declared) -> JsonObject:
        operation = one.operation
        takes_any = operation.takes is not None or operation.takes_file
        body = {"requestBody": self.request_body(one)} if takes_any else {}
        return {
            "operationId": one.operation_id,
            "summary": operation.summary,
            "description": operation.description,
            "tags": [operation.tag],
            **(operation.deprecation.told if operation.deprecation is not None else {}),
            "security": security(operation.asks),
            "parameters": [
                *of_path(one, self.schemas),
                *self.parameters.of_query(operation.query),
                *(referred(name) for name in _asked_in_headers(one)),
            ],
            **body,
            "responses": {**self.good_answers(one), **responses.referred(one.problems)},
        }

    def request_body(self, one: Declared) -> JsonObject:
        if one.operation.takes_file:
            file = {"type": "string", "format": "binary"}
            content = {kind: {"schema": file, "example": FILES[kind]} for kind in one.operation.body_types}
            return {"description": "The file; empty where a plan is applied.", "content": content}
        model = self.references[one.operation.takes]
        shown = {"schema": model, "example": body_example(one.operation_id, one.operation)}
        return {
            "description": self.told_of(model),
            "required": True,
            "content": dict.fromkeys(one.operation.body_types, shown),
        }

    def good_answers(self, one: Declared) -> dict[str, JsonObject]:
        """By status: the one with a body, and what may be said without one."""
        status = one.operation.status
        if _is_conditional(one):
            tag = "ETag-Whole" if one.operation.may_stream else "ETag"
            memory = ("Age", "Cache-Status")
            return {str(status): self.answer(one, tag, *memory, *one.operation.headers), **responses.unchanged()}
        if one.method == "get":
            return {str(status): self.answer(one, *one.operation.headers)}
        also = tuple(_headers_of_write(one))
        if status == 204:
            return {"204": responses.empty(f"{one.operation.summary}: done.", *also)}
        answers = {str(status): self.answer(one, *also)}
        if "Prefer" in one.operation.asked_in_headers and status == 200:
            kept = (name for name in also if name != "Preference-Applied")
            answers["204"] = responses.empty(responses.MINIMAL, *kept, "Preference-Minimal")
        elif "Prefer" in one.operation.asked_in_headers:
            answers[str(status)]["description"] += " Its body is left out under `Prefer: return=minimal`."
        if one.operation.may_go_on:
            answers["202"] = self.answer(one, *also, "Retry-After-Going-On")
        if one.operation.may_create:
            answers["201"] = self.answer(one, *also, "Location")
        return answers

    def answer(self, one: Declared, *headers: str) -> JsonObject:
        operation = one.operation
        if has_deprecations(operation):
            headers = (*headers, "Deprecation", "Sunset")
        example_of = answer_example if one.method == "get" else written_example
        media_type, *other_types = operation.media_types or (operation.media_type,)
        answered = responses.found(
            self.told_of_answer(one),
            media_type,
            self.schema(one, media_type),
            example_of(one.operation_id, operation),
            *headers,
        )
        alike = answered["content"][media_type]  # where the same document goes by two names
        answered["content"] |= {
            other: alike
            if other == JSON
            else {"schema": self.schema(one, other), "example": other_example(one.operation_id, other)}
            for other in other_types
        }
        if leading := links.referred(one.operation_id):
            answered["links"] = leading
        return answered

    def schema(self, one: Declared, media_type: str) -> JsonObject:
        if one.operation.answers is not None:
            return self.references[one.operation.answers]
        if media_type in SAVED:
            return {"type": "string", "format": "binary"}  # whoever makes a client of it saves bytes
        return {"type": "object"} if media_type == JSON or media_type.endswith("+json") else {"type": "string"}

    def told_of_answer(self, one: Declared) -> str:
        """What the model says of itself, or else what its media type is or the operation says."""
        if one.operation.answers is None:
            return responses.TEXTS.get(one.operation.media_type, one.operation.description)
        return self.told_of(self.references[one.operation.answers])

    def told_of(self, reference: JsonObject) -> str:
        described: str = self.schemas[name_of(reference)]["description"]
        return described.split("\n", maxsplit=1)[0]


def security(asks: Asks) -> list[JsonObject]:
    """Nothing; or a key in either place, with a scope that suffices; where the public may ask, a key is welcome."""
    if asks == "nothing":
        return [{}]
    enough = [[scope] for scope in scopes_of(asks)] or [[]]
    ways: list[JsonObject] = [{key: scopes} for scopes in enough for key in ("bearer", "api_key")]
    return [{}, *ways] if asks == "public" else ways


def _is_conditional(one: Declared) -> bool:
    """Whether a copy at hand can spare the answer."""
    return one.method == "get" and one.operation.media_type != STREAM


def _asked_in_headers(one: Declared) -> Iterator[str]:
    """The names of their components."""
    if _is_conditional(one):
        yield "If-None-Match"
        if "Last-Modified" in one.operation.headers:
            yield "If-Modified-Since"
    for name in one.operation.asked_in_headers:
        if name not in HEADERS:
            raise Undescribed(name)
        yield "If-Match-Required" if name == "If-Match" and one.requires_match else name
    yield "Accept-Language"


def _headers_of_write(one: Declared) -> Iterator[str]:
    """What follows from what is written and asked for; ETag where the answer is one entity, or the route says so."""
    operation = one.operation
    if "ETag" in operation.headers or (operation.answers is not None and entity_model(operation) is operation.answers):
        yield "ETag-Written"
    if operation.status == 201:
        yield "Location"
    if "Idempotency-Key" in operation.asked_in_headers:
        yield "Idempotent-Replayed"
    if "Prefer" in operation.asked_in_headers:
        yield "Preference-Applied"
    yield from (name for name in operation.headers if name != "ETag")
