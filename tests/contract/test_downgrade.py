"""What OpenAPI 3.0 says otherwise than 3.1 is said otherwise, and only that."""

from typing import Any

import pytest

from api.contract.downgrade import downgrade

Json = dict[str, Any]


def lowered(schema: Json) -> Json:
    info = {"title": "t", "version": "1"}
    return downgrade({"openapi": "3.1.0", "info": info, "components": {"schemas": {"S": schema}}})["components"][
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
            {"description": "d", "anyOf": [{"$ref": "#/x"}, {"type": "null"}]},
            {"description": "d", "allOf": [{"$ref": "#/x"}], "nullable": True},
        ),
        (
            {"oneOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]},
            {"nullable": True, "oneOf": [{"type": "string"}, {"type": "integer"}]},
        ),
        ({"type": "null"}, {"enum": [None], "nullable": True, "type": "string"}),
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
def test_a_schema_of_3_1_becomes_its_like_in_3_0(schema: Json, expected: Json) -> None:
    assert lowered(schema) == expected


def test_what_stands_outside_schemas_loses_only_what_3_0_does_not_know() -> None:
    document = {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {"title": "t", "summary": "s", "version": "1", "license": {"name": "n", "identifier": "MIT"}},
        "paths": {
            "/x": {
                "get": {
                    "security": [{}, {"bearer": ["write"]}],
                    "responses": {"200": {"$ref": "#/r", "description": "d"}},
                    "x": {"example": {"const": 1}},
                }
            }
        },
    }
    assert downgrade(document) == {
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
