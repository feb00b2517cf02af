"""docs/list-performance.md and the description of `sort` list the pairs of filter and order that use an index."""

import re
from pathlib import Path
from typing import Any

import pytest

from api.database.revision_reads import RevisionTable
from api.resources.figures.indexed_sorts import DEFAULT, INDEXED_SORTS
from api.resources.figures.parameters import SORTS
from api.resources.realizations.queries import REALIZATION_TABLE
from api.resources.targets.queries import TARGET_TABLE
from tests.openapi.committed import document, operation_at, resolved

PAGE = Path(__file__).parents[2] / "docs" / "list-performance.md"


def parse_table() -> dict[str, set[str]]:
    """Return the indexed sort orders of the page by filter, without their direction."""
    header, _, *rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ")
    ]
    orders = [DEFAULT, *(re.fullmatch("`(.+)`", cell)[1] for cell in header[2:])]  # type: ignore[index]  # otherwise the test fails
    return {row[0].strip("`"): {order for order, cell in zip(orders, row[1:], strict=True) if cell} for row in rows}


def test_the_page_has_the_indexed_sorts_of_the_code() -> None:
    assert parse_table() == {
        name: {order.removeprefix("-") for order in orders} for name, orders in INDEXED_SORTS.items()
    }


def test_both_directions_of_a_sort_are_indexed() -> None:
    for orders in INDEXED_SORTS.values():
        assert {order.removeprefix("-") for order in orders} == {order for order in orders if order[:1] != "-"}
        assert len(set(orders) - {DEFAULT}) == 2 * len({order.removeprefix("-") for order in orders} - {DEFAULT})


@pytest.mark.parametrize("table", [TARGET_TABLE, REALIZATION_TABLE])
def test_every_indexed_sort_can_be_requested(table: RevisionTable[Any]) -> None:
    assert INDEXED_SORTS.keys() <= table.conditions.keys()
    assert {order for orders in INDEXED_SORTS.values() for order in orders} == {DEFAULT, *SORTS}


@pytest.mark.parametrize("path", ["/v1/targets", "/v1/realizations"])
def test_the_openapi_document_describes_the_page_the_problem_and_every_filter(path: str) -> None:
    operation = operation_at(path, "get")
    assert operation is not None
    (sort,) = [each for each in map(resolved, operation["parameters"]) if each["name"] == "sort"]
    description = sort["description"]
    assert "`docs/list-performance.md`" in description
    assert "/problems/query-too-slow" in description
    assert all(f"`{name}`" in description for name in INDEXED_SORTS)
    assert "query-too-slow" in resolved(operation["responses"]["422"])["x-problem-types"]


def test_only_lists_of_figures_and_counts_return_query_too_slow() -> None:
    slow = {
        operation["operationId"]
        for item in document()["paths"].values()
        for operation in item.values()
        if "query-too-slow" in resolved(operation["responses"].get("422", {})).get("x-problem-types", ())
    }
    assert slow == {
        *("list_targets", "list_target_values", "list_realizations", "list_realization_values"),
        "list_onboarding_counts",
    }
