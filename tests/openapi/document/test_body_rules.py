"""The schema of a body contains the rules about several of its fields, in both versions of OpenAPI."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.openapi.committed import written

COMPONENTS = written()["components"]
CITATION = {"source": "antara-2021-01-11"}
DAY = {"stated_on": "2022-03-28"}
FIRST, LAST = {"stated_not_before": "2021-01-01"}, {"stated_not_after": "2021-12-31"}


def is_valid(name: str, body: dict[str, Any]) -> bool:
    schema = {"$ref": f"#/components/schemas/{name}", "components": COMPONENTS}
    return next(Draft202012Validator(schema).iter_errors(body), None) is None


@pytest.mark.parametrize("given", [{"locator": "page 3"}, {"quote": "3,8 juta"}, {"locator": "page 3", "quote": None}])
def test_a_citation_with_a_locator_or_a_quote_is_valid(given: dict[str, str | None]) -> None:
    assert is_valid("CitationInput", CITATION | given)


@pytest.mark.parametrize("given", [{}, {"locator": None}, {"locator": None, "quote": None}])
def test_a_citation_without_locator_and_quote_is_invalid(given: dict[str, None]) -> None:
    assert not is_valid("CitationInput", CITATION | given)


@pytest.mark.parametrize("name", ["Target", "Realization"])
@pytest.mark.parametrize(
    ("given", "valid"),
    [
        (DAY, True),
        (FIRST | LAST, True),
        (FIRST | LAST | {"stated_on": None}, True),
        ({}, False),
        (FIRST, False),
        (LAST | {"stated_not_before": None}, False),
        ({"stated_on": None}, False),
        (DAY | FIRST, False),
        (DAY | FIRST | LAST, False),
        (DAY | {"stated_not_before": None}, True),
    ],
)
def test_a_figure_has_either_its_stated_day_or_both_bounds(
    name: str, given: dict[str, str | None], valid: bool
) -> None:
    (example,) = COMPONENTS["schemas"][f"{name}Input"]["examples"]
    others = {field: value for field, value in example.items() if not field.startswith("stated_")}
    assert is_valid(f"{name}Input", others | given) is valid
