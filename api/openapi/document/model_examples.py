"""One example of each model, in its schema: all requests and responses of the model share it."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from api.http.problems.document import Problem
from api.http.writes.created_record import CREATED_RECORD_EXAMPLE, CreatedRecord
from api.openapi.document.operation_list import DeclaredOperation
from api.openapi.document.schemas import get_schema_name
from api.openapi.examples.problems import build_problem_example
from api.openapi.examples.responses import build_response_example
from api.openapi.examples.writes import build_body_example
from api.types import JsonObject


def add_model_examples(
    schemas: JsonObject,
    operations: Iterable[DeclaredOperation],
    references: Mapping[Any, JsonObject],
    body_schemas: Mapping[str, str],
) -> None:
    """Add an example to the schema of each body; `body_schemas` has the schemas that requests use instead."""
    others = {CreatedRecord: CREATED_RECORD_EXAMPLE, Problem: json.loads(build_problem_example("invalid-body", "id"))}
    for model, example in others.items():
        if model in references:
            schemas[get_schema_name(references[model])]["examples"] = [example]
    for one in sorted(operations, key=lambda declared: declared.method != "get"):
        operation = one.operation
        if operation.response_model is not None:
            schema = schemas[get_schema_name(references[operation.response_model])]
            if "examples" not in schema:
                schema["examples"] = [build_response_example(one.operation_id, operation)]
        if operation.body_model is not None:
            name = get_schema_name(references[operation.body_model])
            schema = schemas[body_schemas.get(name, name)]
            if "examples" not in schema:
                schema["examples"] = [build_body_example(one.operation_id, operation)]
