"""One operation of the document: what it takes and what it answers."""

import re
from collections.abc import Mapping
from typing import Any

from api.access.caller import Asks
from api.contract import responses
from api.contract.declared import Declared
from api.contract.examples import answer_example, entity_model, path_example
from api.contract.parameters import Parameters, path_parameter, referred
from api.contract.schemas import name_of
from api.http.operation import JSON

JsonObject = dict[str, Any]


class Operations:
    """Writes operations with references to the parameters and schemas that they share."""

    def __init__(self, parameters: Parameters, references: Mapping[Any, JsonObject], schemas: JsonObject) -> None:
        self.parameters = parameters
        self.references = references
        self.schemas = schemas

    def written(self, one: Declared) -> JsonObject:
        operation = one.operation
        media_type, *other_types = operation.media_types or (operation.media_type,)
        answered = responses.found(
            self.told_of_answer(one),
            media_type,
            self.schema(one, media_type),
            answer_example(one.operation_id, operation),
            *operation.headers,
        )
        answered["content"] |= {other: {} for other in other_types}
        conditional = ["If-None-Match", *(["If-Modified-Since"] if "Last-Modified" in operation.headers else [])]
        return {
            "operationId": one.operation_id,
            "summary": operation.summary,
            "description": operation.description,
            "tags": [operation.tag],
            "security": security(operation.asks),
            "parameters": [
                *(self.in_path(one, name) for name in re.findall(r"{(\w+)}", one.path)),
                *self.parameters.of_query(operation.query),
                *(referred(name) for name in (*conditional, "Accept-Language")),
            ],
            "responses": {"200": answered, **responses.referred(one.problems)},
        }

    def schema(self, one: Declared, media_type: str) -> JsonObject:
        if one.operation.answers is not None:
            return self.references[one.operation.answers]
        return {"type": "object"} if media_type == JSON else {"type": "string"}

    def told_of_answer(self, one: Declared) -> str:
        """What the model says of itself, or else the summary of the operation."""
        if one.operation.answers is None:
            return f"{one.operation.summary}."
        described: str = self.schemas[name_of(self.references[one.operation.answers])]["description"]
        return described.split("\n", maxsplit=1)[0]

    def in_path(self, one: Declared, name: str) -> JsonObject:
        """What the entity says of its key, and how a key is written."""
        kind = one.operation.path_parameters[name]
        model = entity_model(one.operation)
        told = "" if model is None else self.schemas[model.__name__]["properties"][name]["description"] + " "
        written = f"{kind.refusal.en[0].upper()}{kind.refusal.en[1:]}."
        return path_parameter(name, kind, told + written, path_example(one.operation, name))


def security(asks: Asks) -> list[JsonObject]:
    """Nothing; or a key in either place; where the public may ask, a key is welcome."""
    keys: list[JsonObject] = [{"bearer": []}, {"api_key": []}]
    if asks == "nothing":
        return [{}]
    return [{}, *keys] if asks == "public" else keys
