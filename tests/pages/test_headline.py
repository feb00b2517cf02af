"""Which target a page puts first."""

from datetime import date
from types import SimpleNamespace
from typing import Any, cast

import pytest

from api.pages.country_progress import ShownTarget, choose_target
from api.pages.headline import choose_headline
from api.resources.figures.period import Period


def target(period: str, due_on: date | None = None, *, is_reported: bool = False) -> Any:  # the compared fields
    last = Period.parse(period).last
    return SimpleNamespace(end=due_on or last, last=last, is_reported=is_reported)


def choose(*targets: Any) -> Any:
    def assess(one: Any) -> Any:
        return SimpleNamespace(progress=SimpleNamespace(target=one, realized=one.is_reported or None))

    return choose_target(cast("Any", SimpleNamespace(in_force=targets, assess=assess))).progress.target


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (target("2022", date(2022, 6, 30)), target("2024")),
        (target("2024-01"), target("2024")),
        (target("2024-Q4"), target("2025-S1")),
        (target("2024"), target("2024", date(2025, 3, 31))),
        (target("2025"), target("2022", is_reported=True)),
    ],
)
def test_of_one_indicator_the_target_is_shown_that_ends_last_and_has_a_report(first: Any, last: Any) -> None:
    assert choose(first, last) is choose(last, first) is last


def test_the_headline_is_of_the_indicator_with_most_targets_and_no_addition() -> None:
    def shown(nature: str, count: int) -> Any:
        row = SimpleNamespace(nature=nature, realization=None, period="2024", target=SimpleNamespace(due_on=None))
        return ShownTarget(cast("Any", row), [cast("Any", None)] * count)

    rows = [shown("stock", 0), shown("rate", 2), shown("flow", 5)]
    assert choose_headline(rows) is rows[1].row
    assert choose_headline([]) is None
