"""Which target a page puts first."""

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest

from api.pages.headline import choose_headline


def row(period: str, due_on: date | None = None) -> Any:  # the fields of a row that are compared
    return SimpleNamespace(
        indicator="i", nature="stock", realization=None, period=period, target=SimpleNamespace(due_on=due_on)
    )


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (row("2022", date(2022, 6, 30)), row("2024")),
        (row("2024-01"), row("2024")),
        (row("2024-Q4"), row("2025-S1")),
        (row("2024"), row("2024", date(2025, 3, 31))),
    ],
)
def test_the_headline_is_the_target_that_ends_last(first: Any, last: Any) -> None:
    for rows in ([first, last], [last, first]):
        assert choose_headline(cast("Any", rows)) is last
