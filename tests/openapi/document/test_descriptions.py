"""Every part of the document has a description in sentences."""

from collections.abc import Iterator
from typing import Any

import pytest

from api.auth.caller import SCOPES
from api.openapi.document.info import TAGS
from api.paths import OPENAPI
from tests.openapi.committed import resolved, written
from tests.openapi.document.descriptions import adds_to_name, is_sentence, list_descriptions

Json = dict[str, Any]

DOCUMENT: Json = written()
OPERATIONS: list[Json] = [operation for item in DOCUMENT["paths"].values() for operation in item.values()]


def test_every_description_is_a_sentence() -> None:
    assert [each for each in list_descriptions(DOCUMENT) if not is_sentence(each.text)] == []


def test_every_description_adds_to_the_name() -> None:
    assert [each for each in list_descriptions(DOCUMENT) if not adds_to_name(each.text, each.name)] == []


@pytest.mark.parametrize("text", ["", "code", "Code.", "First day.", "the day it was stated.", "The day it was stated"])
def test_a_name_or_half_a_sentence_is_not_a_sentence(text: str) -> None:
    assert not is_sentence(text)


@pytest.mark.parametrize(("text", "name"), [("The program code.", "program_code"), ("List targets.", "list_targets")])
def test_a_name_with_spaces_adds_nothing_to_the_name(text: str, name: str) -> None:
    assert not adds_to_name(text, name)


def test_every_operation_has_a_title_a_tag_its_callers_and_an_error() -> None:
    for operation in OPERATIONS:
        assert 5 <= len(operation["summary"]) <= 80 and not operation["summary"].endswith("."), operation["operationId"]
        assert len(operation["tags"]) == 1 and operation["tags"][0] in TAGS
        assert "security" in operation, operation["operationId"]
        assert any(status.startswith("4") for status in operation["responses"]), operation["operationId"]


def test_the_operations_require_the_scopes_that_a_key_can_have() -> None:
    required = {
        scope
        for operation in OPERATIONS
        for alternative in operation["security"]
        for scopes in alternative.values()
        for scope in scopes
    }
    # No operation requires read:drafts, which shows more in the responses of operations that all callers may use.
    assert required == set(SCOPES) - {"read:drafts"}


def test_a_path_parameter_describes_its_meaning_before_its_format() -> None:
    formats_only = [
        (operation["operationId"], parameter["name"])
        for operation in OPERATIONS
        for parameter in map(resolved, operation["parameters"])
        if parameter["description"].startswith("Must be")
    ]
    assert formats_only == []


# Generators of clients do not support this format.
def test_no_schema_has_the_format_decimal() -> None:
    assert "format: decimal" not in OPENAPI.read_text(encoding="utf-8")


# Some generators read an object without properties as one that is always empty.
def test_every_object_lists_its_properties_or_allows_all() -> None:
    def find_unclear(node: Any, location: str) -> Iterator[str]:
        if isinstance(node, dict):
            if node.get("type") in ("object", ["object", "null"]) and not {"properties", "additionalProperties"} & set(
                node
            ):
                yield location
            for key, value in node.items():
                if key not in ("example", "examples"):
                    yield from find_unclear(value, f"{location}/{key}")

    assert list(find_unclear(DOCUMENT["paths"], "paths")) == []
    assert list(find_unclear(DOCUMENT["components"], "components")) == []
    assert DOCUMENT["components"]["schemas"]["AuditEntry"]["properties"]["detail"]["additionalProperties"] is True


def test_each_security_scheme_explains_how_to_get_a_key() -> None:
    for scheme in DOCUMENT["components"]["securitySchemes"].values():
        assert "capaian keys create" in scheme["description"] and "/v1/keys" in scheme["description"]
