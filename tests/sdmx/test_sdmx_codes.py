"""Codes are written as ids of the standard, from which they are read back."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.figures.breakdown import text_of
from api.figures.period import EARLIEST, LATEST, Period
from api.sdmx import periods
from api.sdmx.conditions import _breakdown

CODE = st.from_regex(r"[a-z0-9][a-z0-9-]{0,8}", fullmatch=True)


@given(st.dictionaries(CODE, CODE, max_size=4))
def test_a_breakdown_is_read_back(breakdown: dict[str, str]) -> None:
    stored = text_of(breakdown)
    written = stored.replace(",", "__").replace(":", "_") or "_T"
    assert re.fullmatch(r"[A-Za-z0-9_@$-]+", written)
    assert _breakdown(written) == stored


@given(st.dates(EARLIEST, LATEST), st.integers(0, 5000))
def test_a_period_is_read_back_however_it_is_written(first: date, days: int) -> None:
    stretch = Period(first, min(first + timedelta(days=days), LATEST))
    assert periods.parse(stretch.text) == stretch
    assert periods.parse(f"{first}/P{(stretch.last - first).days + 1}D") == stretch
    assert re.fullmatch(periods.PATTERN, stretch.text)


@pytest.mark.parametrize(
    ("text", "same"), [("2022-A1", "2022"), ("2022-M05", "2022-05"), ("2022-S2", "2022-S2"), ("2022-Q3", "2022-Q3")]
)
def test_a_period_has_its_names_of_the_standard(text: str, same: str) -> None:
    assert periods.parse(text) == Period.parse(same)


@pytest.mark.parametrize("text", ["2022-02-30", "2022-02-30/P3D", "2200-12-31/P2D", "2022-01-01/P999999D", "9999"])
def test_a_period_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # each part says it in its own words
        periods.parse(text)
