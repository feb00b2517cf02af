"""The contract explains itself: whatever it names is told of in sentences, and shown by an example that is real."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from api.access.caller import SCOPES
from api.contract.about import TAGS
from api.contract.examples.entities import CHOSEN
from api.http.problem_types import PROBLEMS
from api.resources import OPENAPI
from api.shipped.files import records
from tests.contract.committed import written
from tests.contract.telling import is_told_in_sentences, says_more_than, told_in

Json = dict[str, Any]

DOCUMENT: Json = written()
COMPONENTS: Json = DOCUMENT["components"]
SCHEMAS: Json = COMPONENTS["schemas"]
OPERATIONS: list[Json] = [operation for item in DOCUMENT["paths"].values() for operation in item.values()]
FIGURES = {"target", "realization"}
# What every entity has beyond what was entered.
ENVELOPE = {"revision", "status", "reason", "recorded_at", "recorded_by", "allowed_actions"}


def resolved(node: Json) -> Json:
    if "$ref" not in node:
        return node
    _, _, kind, name = node["$ref"].split("/")
    return COMPONENTS[kind][name]


def faults_of(schema: Json, value: object) -> list[str]:
    validator = Draft202012Validator({**schema, "components": COMPONENTS}, format_checker=FormatChecker())
    return [fault.message for fault in validator.iter_errors(value)]


def parameters() -> Iterator[tuple[str, Json]]:
    for operation in OPERATIONS:
        for parameter in operation["parameters"]:
            yield operation["operationId"], resolved(parameter)


def properties() -> Iterator[tuple[str, Json]]:
    for name, schema in SCHEMAS.items():
        for field, told in schema.get("properties", {}).items():
            yield f"{name}.{field}", told


def contents() -> Iterator[tuple[str, Json]]:
    """Every body that is asked for or answered, problems too."""
    for operation in OPERATIONS:
        for holder in (operation.get("requestBody", {}), *map(resolved, operation["responses"].values())):
            for media_type, content in holder.get("content", {}).items():
                yield f"{operation['operationId']} {media_type}", content


def examples_of(holder: Json) -> list[object]:
    if "example" in holder:
        return [holder["example"]]
    found = holder.get("examples", [])
    return [named["value"] for named in found.values()] if isinstance(found, dict) else found


def holds_what_has_examples(schema: Json) -> bool:
    """A model, or a list of them, or one of them or null: its own properties have examples."""
    alternatives = [schema, *schema.get("anyOf", ())]
    return any("$ref" in each or "$ref" in each.get("items", {}) for each in alternatives)


def text_of(value: object) -> str:
    """As the shipped files have it, which are all text but for lists."""
    return value if isinstance(value, str) else json.dumps(value)


def test_whatever_the_contract_names_is_told_of_in_sentences() -> None:
    assert [(where, text) for where, _, text in told_in(DOCUMENT) if not is_told_in_sentences(text)] == []


def test_what_is_told_says_more_than_the_name_does() -> None:
    assert [(where, text) for where, name, text in told_in(DOCUMENT) if not says_more_than(text, name)] == []


@pytest.mark.parametrize("text", ["", "code", "Code.", "First day.", "the day it was stated.", "The day it was stated"])
def test_a_name_or_half_a_sentence_is_no_sentence(text: str) -> None:
    assert not is_told_in_sentences(text)


@pytest.mark.parametrize(("text", "name"), [("The program's code.", "program_code"), ("List targets.", "list_targets")])
def test_a_name_in_other_words_is_noticed(text: str, name: str) -> None:
    assert not says_more_than(text.replace("'s", ""), name)


def test_every_operation_has_a_title_a_tag_a_caller_and_says_how_it_fails() -> None:
    for operation in OPERATIONS:
        assert 5 <= len(operation["summary"]) <= 80 and not operation["summary"].endswith("."), operation["operationId"]
        assert len(operation["tags"]) == 1 and operation["tags"][0] in TAGS
        assert operation["security"], operation["operationId"]
        assert any(status.startswith("4") for status in operation["responses"]), operation["operationId"]


def test_the_scopes_beside_operations_are_those_that_a_key_can_have() -> None:
    asked = {
        scope for operation in OPERATIONS for way in operation["security"] for held in way.values() for scope in held
    }
    assert asked == set(SCOPES) - {"read:drafts"}  # which opens no operation, and shows more in the same ones


def test_every_parameter_has_an_example_that_it_allows() -> None:
    shown = [(*named, examples_of(named[1]) or examples_of(named[1]["schema"])) for named in parameters()]
    assert [(operation, told["name"]) for operation, told, examples in shown if not examples] == []
    assert [
        (operation, told["name"], faults)
        for operation, told, (example, *_) in shown
        if (faults := faults_of(told["schema"], example))
    ] == []


def test_a_parameter_in_an_address_says_what_it_names_and_not_only_how_it_is_written() -> None:
    bare = [(operation, told["name"]) for operation, told in parameters() if told["description"].startswith("Must be")]
    assert bare == []


def test_every_property_has_an_example_that_it_allows_or_holds_what_has() -> None:
    bare = [
        where
        for where, told in properties()
        if not told.get("examples") and told.get("type") != "boolean" and not holds_what_has_examples(told)
    ]
    assert bare == []
    wrong = [
        (where, faults)
        for where, told in properties()
        for example in told.get("examples", ())
        if (faults := faults_of(told, example))
    ]
    assert wrong == []


def test_every_header_field_has_an_example() -> None:
    assert [name for name, told in COMPONENTS["headers"].items() if not told.get("example")] == []


def test_every_body_has_an_example_and_every_example_is_allowed() -> None:
    assert [where for where, content in contents() if not examples_of(content)] == []
    wrong = [
        (where, faults)
        for where, content in contents()
        for example in examples_of(content)
        if (faults := faults_of(content["schema"], example))
    ]
    assert wrong == []


@pytest.mark.parametrize("noun", CHOSEN)
def test_what_a_noun_shows_of_itself_is_what_ships(noun: str) -> None:
    """But for what nothing that ships has. Targets and realizations share what they show."""
    shipped = [record for each in ({noun} | FIGURES if noun in FIGURES else {noun}) for record in records(each)]
    shown = {
        field: told["examples"]
        for field, told in SCHEMAS[noun.capitalize()]["properties"].items()
        if "examples" in told and field not in ENVELOPE
    }
    invented = {
        field: examples
        for field, examples in shown.items()
        if (held := {text_of(record[field]) for record in shipped if record.get(field) not in (None, "")})
        and not held.intersection(map(text_of, examples))
    }
    assert invented == {}


def test_nothing_is_a_decimal_to_generators() -> None:
    assert "format: decimal" not in OPENAPI.read_text(encoding="utf-8")


def test_every_problem_is_listed_with_its_page_for_programs_and_for_readers() -> None:
    listed = {problem["type"]: problem for problem in DOCUMENT["x-problem-types"]}
    assert list(listed) == [f"/problems/{slug}" for slug in PROBLEMS]
    for slug, kind in PROBLEMS.items():
        assert listed[f"/problems/{slug}"]["status"] == kind.status
        assert f"](/problems/{slug})" in SCHEMAS["Problem"]["properties"]["type"]["description"]


def test_whoever_needs_a_key_reads_how_to_get_one() -> None:
    for scheme in COMPONENTS["securitySchemes"].values():
        assert "capaian keys create" in scheme["description"] and "/v1/keys" in scheme["description"]
