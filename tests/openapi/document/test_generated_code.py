"""What makes generated code invalid in some languages does not occur in the document."""

import re
from typing import Any

import pytest

from api.openapi.document.downgrade import downgrade_to_3_0
from tests.openapi.committed import JsonObject, written
from tests.openapi.document.test_vocabularies import list_nodes

DOCUMENTS = {"3.1": written(), "3.0": downgrade_to_3_0(written())}


@pytest.fixture(params=DOCUMENTS)
def document(request: pytest.FixtureRequest) -> JsonObject:
    return DOCUMENTS[request.param]


def test_no_default_is_null(document: JsonObject) -> None:
    """The generator for Go writes `null` into its code, or the text "null" into new objects."""
    assert [path for path, node in list_nodes(document) if node.get("default", "") is None] == []


def test_no_value_is_a_list_or_something_else(document: JsonObject) -> None:
    """The generator for Java writes a method `getList<String>`. A list of one value needs no other type."""

    def is_list_or_other(node: JsonObject) -> bool:
        types = {part.get("type") for key in ("anyOf", "oneOf") for part in node.get(key, [])}
        return "array" in types and types != {"array", "null"}

    assert [path for path, node in list_nodes(document) if is_list_or_other(node)] == []


def test_each_value_of_a_list_has_a_constant_of_its_own(document: JsonObject) -> None:
    """The generator for Ruby writes a constant without a name for `*`; others drop the `-` of `-period`."""
    for path, node in list_nodes(document):
        if isinstance(node.get("enum"), list) and None not in node["enum"]:
            names = [_remove_signs(name) for name in node.get("x-enum-varnames", node["enum"])]
            assert len(names) == len(node["enum"])
            assert len(set(names)) == len(names) and all(name[:1].isalpha() for name in names), path


def _remove_signs(value: Any) -> str:
    return re.sub(r"\W|_", "", str(value)).lower()
