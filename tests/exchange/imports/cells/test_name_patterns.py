"""Placeholders in the names of columns."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.exchange.imports.cells.cell import CellError
from api.exchange.imports.cells.name_patterns import NamePattern, fill_placeholders


@pytest.mark.parametrize(
    ("pattern", "name", "values"),
    [
        ("{year}", "2024", {"year": "2024"}),
        ("{year}", " 2024 ", {"year": "2024"}),
        ("{year}", "20245", None),
        ("{year}", "1824", None),
        ("q{1..4}_{year}", "Q3-2024", {"1..4": "3", "year": "2024"}),
        ("q{1..4}_{year}", "q5_2024", None),
        ("TW {1..4} {year}", "TW IV\n2024", {"1..4": "4", "year": "2024"}),
        ("S{1..2}", "S02", {"1..2": "2"}),
        ("{month} {year}", "Pebruari 2021", {"month": "02", "year": "2021"}),
        ("{month}-{year}", "11_2021", {"month": "11", "year": "2021"}),
        ("{month} {year}", "Total 2021", None),
        ("{month} {year}", "13 2021", None),
        ("Jumlah ({text})", "JUMLAH (Jawa Barat)", {"text": "Jawa Barat"}),
        ("Jumlah ({text})", "Jumlah", None),
        ("capaian tahun {year}", "Capaian_Tahun_2019", {"year": "2019"}),
        ("P1 (%)", "p1  (%)", {}),
        ("P1 (%)", "P1 %", None),
        ("a.c", "abc", None),
        ("{year}{month}", "202011", {"year": "2020", "month": "11"}),
        ("{month}{year}", "112020", {"month": "11", "year": "2020"}),
    ],
)
def test_a_pattern_matches_a_name_in_any_case_and_with_any_separator(
    pattern: str, name: str, values: dict[str, str] | None
) -> None:
    assert NamePattern.parse(pattern).match(name) == values


@pytest.mark.parametrize(
    "pattern",
    [
        *("{tahun}", "{}", "{4..1}", "{1..1}", "{1..1000}", "{year", "year}", "{{year}}", "{year} {year}"),
        "{year} {month} {1..2} {1..3} {1..4}",
        *("{1..31}{month}", "{text}{1..4}"),
    ],
)
def test_another_placeholder_is_an_error(pattern: str) -> None:
    with pytest.raises(CellError) as caught:
        NamePattern.parse(pattern)
    assert caught.value.code == "invalid_placeholder"


def test_a_placeholder_is_replaced_by_what_it_matched() -> None:
    values = NamePattern.parse("tw {1..4} {year}").match("TW III 2024")
    assert values is not None
    assert fill_placeholders("{year}-Q{1..4}", values) == "2024-Q3"


@given(st.integers(1900, 2199), st.integers(1, 12))
def test_every_month_of_every_year_is_matched(year: int, month: int) -> None:
    pattern = NamePattern.parse("nilai_{year}_{month}")
    assert pattern.match(f"Nilai {year}-{month}") == {"year": str(year), "month": f"{month:02}"}


def test_a_long_name_is_no_match() -> None:
    assert NamePattern.parse("{text} {year}").match("a" * 600 + " 2024") is None


def test_the_time_of_a_match_is_linear() -> None:
    pattern = NamePattern.parse("a {text} {1..4} {month} b")
    started = time.process_time()
    for _ in range(200):
        assert pattern.match("a" + " " * 498) is None
        assert pattern.match("a " + "1 -" * 160) is None
    assert time.process_time() - started < 2
