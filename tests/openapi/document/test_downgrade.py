"""The downgrade to OpenAPI 3.0 rewrites what 3.0 writes differently, and nothing else."""

from typing import Any

import pytest
from openapi_schema_validator import OAS30ReadValidator

from api.openapi.document.downgrade import downgrade_to_3_0

Json = dict[str, Any]
NULL = {"enum": [None], "nullable": True, "type": "string"}  # in 3.0.3 `nullable` requires `type`


def downgrade_schema(schema: Json) -> Json:
    info = {"title": "t", "version": "1"}
    return downgrade_to_3_0({"openapi": "3.1.0", "info": info, "components": {"schemas": {"S": schema}}})["components"][
        "schemas"
    ]["S"]


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": ["string", "null"]}, {"type": "string", "nullable": True}),
        ({"type": ["string"]}, {"type": "string"}),
        (
            {"type": ["string", "integer"], "description": "d"},
            {"description": "d", "anyOf": [{"type": "string"}, {"type": "integer"}]},
        ),
        (
            {"description": "d", "anyOf": [{"type": "string", "enum": ["a"]}, {"type": "null"}]},
            {"type": "string", "enum": ["a", None], "description": "d", "nullable": True},
        ),
        (
            {"oneOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]},
            {"oneOf": [{"type": "string"}, {"type": "integer"}, NULL]},
        ),
        (
            {"anyOf": [{"anyOf": [{"type": "string"}, {"type": "integer"}]}, {"type": "null"}]},
            {"anyOf": [{"type": "string"}, {"type": "integer"}, NULL]},
        ),
        ({"type": "null"}, NULL),
        ({"$ref": "#/x", "description": "d"}, {"description": "d", "allOf": [{"$ref": "#/x"}]}),
        ({"$ref": "#/x"}, {"$ref": "#/x"}),
        ({"const": 1, "examples": [1, 2]}, {"enum": [1], "example": 1}),
        ({"exclusiveMinimum": 0, "maximum": 9}, {"minimum": 0, "exclusiveMinimum": True, "maximum": 9}),
        ({"type": "array", "prefixItems": [{"type": "string"}]}, {"type": "array", "items": {}}),
        ({"type": "object", "required": []}, {"type": "object"}),
        ({"type": "object", "additionalProperties": False}, {"type": "object", "additionalProperties": False}),
        (
            {"properties": {"const": {"type": "string"}, "examples": {"const": "a"}}},
            {"properties": {"const": {"type": "string"}, "examples": {"enum": ["a"]}}},
        ),
    ],
)
def test_a_schema_is_rewritten_for_3_0(schema: Json, expected: Json) -> None:
    assert downgrade_schema(schema) == expected


def test_a_nullable_reference_becomes_the_nullable_model_itself() -> None:
    """In 3.0.3 `nullable` has an effect only next to `type`, and the model of a reference does not allow null."""
    reference = {"$ref": "#/components/schemas/Model"}
    model = {"title": "Model", "type": "object", "properties": {"part": {"anyOf": [reference, {"type": "null"}]}}}
    schemas = {"Model": model, "Level": {"type": "string", "enum": ["a"]}}
    schemas["Holder"] = {
        "type": "object",
        "properties": {
            "model": {"description": "d", "anyOf": [reference, {"type": "null"}]},
            "level": {"anyOf": [{"$ref": "#/components/schemas/Level"}, {"type": "null"}]},
        },
    }
    document = {"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "components": {"schemas": schemas}}
    lowered = downgrade_to_3_0(document)["components"]["schemas"]
    inner = {"anyOf": [reference, NULL]}  # the model contains itself
    assert lowered["Holder"]["properties"] == {
        "model": {**model, "properties": {"part": inner}, "description": "d", "nullable": True},
        "level": {"type": "string", "enum": ["a", None], "nullable": True},
    }
    OAS30ReadValidator({**lowered["Holder"], "components": {"schemas": lowered}}).validate(
        {"model": None, "level": None}
    )


def test_the_rest_of_the_document_loses_only_what_3_0_does_not_support() -> None:
    document = {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {"title": "t", "summary": "s", "version": "1", "license": {"name": "n", "identifier": "MIT"}},
        "paths": {
            "/x": {
                "get": {
                    "security": [{}, {"bearer": ["write"]}, {"bearer": ["publish"]}],
                    "responses": {"200": {"$ref": "#/r", "description": "d"}},
                    "x": {"example": {"const": 1}},
                }
            }
        },
    }
    assert downgrade_to_3_0(document) == {
        "openapi": "3.0.3",
        "info": {"title": "t", "version": "1", "license": {"name": "n", "url": "https://spdx.org/licenses/MIT.html"}},
        "paths": {
            "/x": {
                "get": {
                    "security": [{}, {"bearer": []}],
                    "responses": {"200": {"$ref": "#/r"}},
                    "x": {"example": {"const": 1}},
                }
            }
        },
    }
