"""Every parameter, field, header and body of the document has an example, which its schema allows."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from api.openapi.examples.records import EXAMPLE_RECORDS
from api.resources.seed.files import load_seed_records
from tests.openapi.committed import written

Json = dict[str, Any]

DOCUMENT: Json = written()
COMPONENTS: Json = DOCUMENT["components"]
SCHEMAS: Json = COMPONENTS["schemas"]
SCHEMA_NAMES = {"unit": "MeasureUnit"}  # other schemas have the name of their record type
OPERATIONS: list[Json] = [operation for item in DOCUMENT["paths"].values() for operation in item.values()]
# Of parameters whose example would break a request; `verdict` is that of claims.
WITHOUT_EXAMPLE = {"cursor", "known_at", "asOf", "verdict"}
FIGURES = {"target", "realization"}
# The fields that the service adds to every record.
ADDED_FIELDS = {"revision", "status", "reason", "recorded_at", "recorded_by", "allowed_actions"}


def resolved(node: Json) -> Json:
    if "$ref" not in node:
        return node
    _, _, kind, name = node["$ref"].split("/")
    found: Json = COMPONENTS[kind][name]
    return found


def list_errors(schema: Json, value: object) -> list[str]:
    validator = Draft202012Validator({**schema, "components": COMPONENTS}, format_checker=FormatChecker())
    return [error.message for error in validator.iter_errors(value)]


def parameters() -> Iterator[tuple[str, Json]]:
    for operation in OPERATIONS:
        for parameter in map(resolved, operation["parameters"]):
            yield f"{operation['operationId']} {parameter['name']}", parameter


def properties() -> Iterator[tuple[str, Json]]:
    for name, schema in SCHEMAS.items():
        for field, property_schema in schema.get("properties", {}).items():
            yield f"{name}.{field}", property_schema


def contents() -> Iterator[tuple[str, Json]]:
    """Yield every body of a request or response, including problems; without the second names of media types."""
    for operation in OPERATIONS:
        for node in (operation.get("requestBody", {}), *map(resolved, operation["responses"].values())):
            for media_type, content in node.get("content", {}).items():
                ending = f"+{media_type.rpartition('/')[2]}"  # application/json is a second name of …+json
                if any(other.endswith(ending) for other in node["content"]):
                    continue
                yield f"{operation['operationId']} {media_type}", content


def examples(node: Json) -> list[object]:
    if "example" in node:
        return [node["example"]]
    found = node.get("examples", [])
    return [named["value"] for named in found.values()] if isinstance(found, dict) else found


def contains_models(schema: Json) -> bool:
    """Whether a schema is a model, a list or map of models, or null: the fields of the model have examples."""
    alternatives = [schema, *schema.get("anyOf", ())]
    parts = ("items", "additionalProperties")
    return any("$ref" in each or any("$ref" in (each.get(part) or {}) for part in parts) for each in alternatives)


def as_text(value: object) -> str:
    """Return a value as the seed files have it: only a list is not text."""
    return value if isinstance(value, str) else json.dumps(value)


def test_every_parameter_has_an_example_that_it_allows() -> None:
    found = [
        (where, each, examples(each) or examples(each["schema"]))
        for where, each in parameters()
        if each["name"] not in WITHOUT_EXAMPLE and each["in"] != "header"
    ]
    assert [where for where, _, values in found if not values] == []
    invalid = [
        (where, errors)
        for where, parameter, (value, *_) in found
        if (errors := list_errors(parameter["schema"], value))
    ]
    assert invalid == []


def test_a_parameter_whose_example_would_break_a_request_has_none() -> None:
    broken = {
        "cursor",
        "known_at",
        "asOf",
        "If-Match",
        "If-None-Match",
        "If-Modified-Since",
        "Idempotency-Key",
        "Prefer",
    }
    found = [(where, each) for where, each in parameters() if each["name"] in broken]
    assert {each["name"] for _, each in found} == broken
    assert [where for where, each in found if examples(each) or examples(each["schema"])] == []


def test_every_field_has_an_example_that_it_allows_or_contains_models() -> None:
    missing = [
        where
        for where, schema in properties()
        if not schema.get("examples") and schema.get("type") != "boolean" and not contains_models(schema)
    ]
    assert missing == []
    invalid = [
        (where, errors)
        for where, schema in properties()
        for value in schema.get("examples", ())
        if (errors := list_errors(schema, value))
    ]
    assert invalid == []


def test_every_header_has_an_example_that_it_allows() -> None:
    headers = COMPONENTS["headers"].items()
    assert [name for name, header in headers if list_errors(header["schema"], header["example"])] == []


def list_integer_formats(node: Any) -> Iterator[str | None]:
    if isinstance(node, list):
        for item in node:
            yield from list_integer_formats(item)
    elif isinstance(node, dict):
        if node.get("type") == "integer":
            yield node.get("format")
        for key, value in node.items():
            if key not in ("example", "examples"):
                yield from list_integer_formats(value)


def test_every_integer_has_a_format() -> None:
    formats = list(list_integer_formats(DOCUMENT))
    assert len(formats) > 60
    assert set(formats) == {"int32", "int64"}


def test_every_body_has_an_example_that_it_allows() -> None:
    """A model has the example in its schema; the items of a text are models."""
    distinct = {
        json.dumps(content, sort_keys=True): (where, content)
        for where, content in contents()
        if "x-item-schema" not in content["schema"]
    }
    found = [
        (where, content["schema"], examples(content) or examples(resolved(content["schema"])))
        for where, content in distinct.values()
    ]
    assert [where for where, _, values in found if len(values) != 1] == []
    assert [(where, errors) for where, schema, (value,) in found if (errors := list_errors(schema, value))] == []


@pytest.mark.parametrize("name", EXAMPLE_RECORDS)
def test_the_examples_of_a_record_are_in_the_seed_data(name: str) -> None:
    """Targets and realizations share their examples. A field without seed data may have any example."""
    seed_records = [
        record for each in ({name} | FIGURES if name in FIGURES else {name}) for record in load_seed_records(each)
    ]
    examples_by_field = {
        field: schema["examples"]
        for field, schema in SCHEMAS[SCHEMA_NAMES.get(name, name.capitalize())]["properties"].items()
        if "examples" in schema and field not in ADDED_FIELDS
    }
    invented = {
        field: values
        for field, values in examples_by_field.items()
        if (seed_values := {as_text(record[field]) for record in seed_records if record.get(field) not in (None, "")})
        and not seed_values.intersection(map(as_text, values))
    }
    assert invented == {}
