"""docs/lists.md, and what the contract says of `sort`, tell the pairs of filter and order that the code holds quick."""

import re
from pathlib import Path
from typing import Any

import pytest

from api.figures.figure_query import SORTS
from api.figures.quick import DEFAULT, QUICK
from api.postgres.chain import Chain
from api.realizations.queries import REALIZATIONS
from api.targets.queries import TARGETS
from tests.contract.committed import document, operation_at, resolved

PAGE = Path(__file__).parents[2] / "docs" / "lists.md"


def table() -> dict[str, set[str]]:
    """By filter, the orders of the page's table that are quick, without their direction."""
    head, _, *rows = [
        [cell.strip() for cell in line.strip().strip("|").split("|")]
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ")
    ]
    orders = [DEFAULT, *(re.fullmatch("`(.+)`", cell)[1] for cell in head[2:])]  # type: ignore[index]  # else it fails
    return {row[0].strip("`"): {order for order, cell in zip(orders, row[1:], strict=True) if cell} for row in rows}


def test_the_page_has_the_pairs_that_the_code_holds_quick() -> None:
    assert table() == {name: {order.removeprefix("-") for order in orders} for name, orders in QUICK.items()}


def test_both_directions_of_an_order_are_alike() -> None:
    for orders in QUICK.values():
        assert {order.removeprefix("-") for order in orders} == {order for order in orders if order[:1] != "-"}
        assert len(set(orders) - {DEFAULT}) == 2 * len({order.removeprefix("-") for order in orders} - {DEFAULT})


@pytest.mark.parametrize("chain", [TARGETS, REALIZATIONS])
def test_what_is_held_quick_can_be_asked_for(chain: Chain[Any]) -> None:
    assert QUICK.keys() <= chain.conditions.keys()
    assert {order for orders in QUICK.values() for order in orders} == {DEFAULT, *SORTS}


@pytest.mark.parametrize("path", ["/v1/targets", "/v1/targets.csv", "/v1/realizations", "/v1/realizations.csv"])
def test_the_contract_names_the_page_the_problem_and_every_filter(path: str) -> None:
    operation = operation_at(path, "get")
    assert operation is not None
    (sort,) = [each for each in map(resolved, operation["parameters"]) if each["name"] == "sort"]
    told = sort["description"]
    assert "`docs/lists.md`" in told
    assert "/problems/query-too-slow" in told
    assert all(f"`{name}`" in told for name in QUICK)
    examples = resolved(operation["responses"]["422"])["content"]["application/problem+json"]["examples"]
    assert "query-too-slow.en" in examples


def test_only_lists_of_figures_may_be_too_slow() -> None:
    slow = {
        operation["operationId"]
        for item in document()["paths"].values()
        for operation in item.values()
        if "query-too-slow.en"
        in resolved(operation["responses"].get("422", {}))
        .get("content", {})
        .get("application/problem+json", {})
        .get("examples", {})
    }
    assert slow == {"list_targets", "list_targets_csv", "list_realizations", "list_realizations_csv"}
