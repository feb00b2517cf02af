"""Responses accept values of later versions in open vocabularies; closed ones are schemas that have a name."""

from collections.abc import Iterator
from typing import Any

import pytest

from api.openapi.document.vocabularies import CLOSED_VOCABULARIES, OPEN_VOCABULARIES
from tests.openapi.committed import written

SCHEMAS = written()["components"]["schemas"]


def list_nodes(node: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, dict):
        yield path, node
        for key, value in node.items():
            if key not in ("default", "example", "examples"):
                yield from list_nodes(value, f"{path}/{key}")
    elif isinstance(node, list):
        for index, item in enumerate(node):
            yield from list_nodes(item, f"{path}/{index}")


def test_every_list_of_values_is_a_named_schema() -> None:
    """Add a list without a name to api/openapi/document/vocabularies.py, as open or closed."""
    inline = [path for path, node in list_nodes(written()) if isinstance(node.get("enum"), list)]
    assert [path for path in inline if path.removeprefix("/components/schemas/") not in SCHEMAS] == []
    assert len(inline) > 40


def test_a_closed_vocabulary_has_the_same_schema_in_requests_and_responses() -> None:
    reference = {"$ref": "#/components/schemas/Quality"}
    assert reference.items() <= SCHEMAS["Realization"]["properties"]["quality"].items()
    assert reference.items() <= SCHEMAS["RealizationInput"]["properties"]["quality"].items()
    parameter = written()["components"]["parameters"]["realization_quality"]
    assert parameter["schema"]["items"] == reference
    assert CLOSED_VOCABULARIES.keys() <= SCHEMAS.keys()


@pytest.mark.parametrize("location", OPEN_VOCABULARIES.values())
def test_an_open_vocabulary_is_a_text_in_responses_and_lists_its_known_values(location: str) -> None:
    model, _, name = location.partition(".")
    field = SCHEMAS[model]["properties"][name]
    value = field.get("anyOf", [field])[0]
    assert value["type"] == "string"
    assert "enum" not in value
    assert value["x-extensible-enum"]
    assert all(f"`{each}`" in field["description"] for each in value["x-extensible-enum"])


def test_a_request_lists_the_values_of_an_open_vocabulary() -> None:
    assert SCHEMAS["TargetInput"]["properties"]["nature"]["$ref"] == "#/components/schemas/Nature"
    assert SCHEMAS["Nature"]["enum"] == ["flow", "rate", "stock"]
