"""Breakdowns and periods as SDMX ids."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.exchange.sdmx.data.conditions import _parse_breakdown
from api.exchange.sdmx.query import periods
from api.resources.figures.breakdown import format_breakdown
from api.resources.figures.period import MAX_DATE, MIN_DATE, Period

CODE = st.from_regex(r"[a-z0-9][a-z0-9-]{0,8}", fullmatch=True)


@given(st.dictionaries(CODE, CODE, max_size=4))
def test_a_breakdown_is_parsed_from_its_sdmx_id(breakdown: dict[str, str]) -> None:
    stored = format_breakdown(breakdown)
    written = stored.replace(",", "__").replace(":", "_") or "_T"
    assert re.fullmatch(r"[A-Za-z0-9_@$-]+", written)
    assert _parse_breakdown(written) == stored


@given(st.dates(MIN_DATE, MAX_DATE), st.integers(0, 5000))
def test_a_period_is_parsed_from_each_of_its_forms(first: date, days: int) -> None:
    period = Period(first, min(first + timedelta(days=days), MAX_DATE))
    assert periods.parse_sdmx_period(period.text) == period
    assert periods.parse_sdmx_period(f"{first}/P{(period.last - first).days + 1}D") == period
    assert re.fullmatch(periods.SDMX_PERIOD_PATTERN, period.text)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("2022-A1", "2022"),
        ("2022-M05", "2022-05"),
        ("2022-S2", "2022-S2"),
        ("2022-Q3", "2022-Q3"),
        ("2020-W53", "2020-W53"),
    ],
)
def test_the_forms_of_the_standard_are_accepted(text: str, same: str) -> None:
    assert periods.parse_sdmx_period(text) == Period.parse(same)


@pytest.mark.parametrize(
    "text", ["2022-02-30", "2022-02-30/P3D", "2200-12-31/P2D", "2022-01-01/P999999D", "9999", "2021-W53"]
)
def test_an_invalid_period_is_rejected(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011  # the message depends on the part
        periods.parse_sdmx_period(text)
