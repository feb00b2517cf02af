"""Periods in cells."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.exchange.imports.cells.cell import CellError
from api.exchange.imports.cells.period_end import PeriodEnd
from api.exchange.imports.cells.periods import parse_period, period_from_date
from api.resources.figures.period import Period

PERIODS = [
    ("2022", "2022"),
    ("Tahun 2022", "2022"),
    ("2022-S1", "2022-S1"),
    ("2022-Q3", "2022-Q3"),
    ("2022-05", "2022-05"),
    ("2022-05-31", "2022-05-31"),
    ("2020-05-14/2020-12-31", "2020-05-14/2020-12-31"),
    ("2022-01-01/2022-12-31", "2022"),
    ("Maret 2022", "2022-03"),
    ("bulan mei 2022", "2022-05"),
    ("Ags. 2022", "2022-08"),
    ("Semester I 2022", "2022-S1"),
    ("semester 2 2022", "2022-S2"),
    ("Triwulan III 2022", "2022-Q3"),
    ("triwulan iv tahun 2022", "2022-Q4"),
    ("TW III 2022", "2022-Q3"),
    ("TW1 2022", "2022-Q1"),
    ("Q3 2022", "2022-Q3"),
    ("2021-W20", "2021-W20"),
    ("minggu ke-20 2021", "2021-W20"),
    ("Minggu ke 1 tahun 2021", "2021-W01"),
    ("pekan ke-53, 2020", "2020-W53"),
    ("Pekan 20/2021", "2021-W20"),
    ("week 20 2021", "2021-W20"),
    ("W20 2021", "2021-W20"),
    ("17/5/2021 - 23/5/2021", "2021-W20"),
    ("28 Desember 2020 s.d. 3 Januari 2021", "2020-W53"),
    ("28 Maret 2022", "2022-03-28"),
    ("28/3/2022", "2022-03-28"),
    ("14 Mei 2020 s.d. 31 Desember 2020", "2020-05-14/2020-12-31"),
    ("14 Mei 2020 s/d 31 Desember 2020", "2020-05-14/2020-12-31"),
    ("14/5/2020 sampai 31/12/2020", "2020-05-14/2020-12-31"),
    ("14/5/2020 - 31/12/2020", "2020-05-14/2020-12-31"),
    ("14/5/2020  –  31/12/2020", "2020-05-14/2020-12-31"),
    ("1/1/2022 - 31/3/2022", "2022-Q1"),
    ("1/1/2022 - 1/1/2022", "2022-01-01"),
]
INVALID_PERIODS = [
    ("2022-13", "not_a_period"),
    ("2022-S3", "not_a_period"),
    ("Semester III 2022", "not_a_period"),
    ("2021-W53", "not_a_period"),
    ("minggu ke-53 2021", "not_a_period"),
    ("minggu ke-0 2021", "not_a_period"),
    ("minggu kedua Mei 2021", "not_a_period"),
    ("Triwulan V 2022", "not_a_period"),
    ("1899", "not_a_period"),
    ("Maret 1850", "not_a_period"),
    ("Marot 2022", "not_a_period"),
    ("2022/2023", "ambiguous_period"),
    ("1/1/2022 - 2/1/2022 - 3/1/2022", "not_a_period"),
    ("3/28/2022", "month_before_day"),
    ("1/1/22 - 2/1/22", "two_digit_year"),
    ("31/12/2022 - 1/1/2022", "reversed_range"),
    ("2022-12-31/2022-01-01", "not_a_period"),
    ("", "not_a_period"),
]


def read(text: str) -> Period:
    parsed = parse_period(text)
    assert isinstance(parsed, Period)
    return parsed


@pytest.mark.parametrize(("text", "period"), PERIODS)
def test_a_period_is_normalized(text: str, period: str) -> None:
    assert read(text).text == period


@pytest.mark.parametrize(("text", "code"), INVALID_PERIODS)
def test_an_invalid_period_is_an_error(text: str, code: str) -> None:
    with pytest.raises(CellError) as caught:
        parse_period(text)
    assert caught.value.code == code


def test_a_long_text_is_an_error() -> None:
    with pytest.raises(CellError):
        parse_period("Mei - " + "x " * 100_000)


def test_the_first_day_of_a_month_in_a_spreadsheet_is_ambiguous() -> None:
    assert period_from_date(date(2022, 5, 31)).text == "2022-05-31"
    with pytest.raises(CellError) as caught:
        period_from_date(date(2022, 5, 1))
    assert caught.value.code == "ambiguous_period"


NATURES = ("stock", "flow", "rate")
PARTS = st.lists(
    st.sampled_from(
        [
            "28",
            "3",
            "2022",
            "Maret",
            "TW",
            "III",
            "s.d.",
            "-",
            "/",
            " ",
            "Q3",
            "S1",
            "W20",
            "minggu",
            ".",
            "tahun",
            "é",
            "\0",
        ]
    ),
    max_size=9,
).map("".join)


@given(st.one_of(st.text(), PARTS))
def test_any_text_is_parsed_or_an_error(text: str) -> None:
    try:
        value = parse_period(text)
        values = [value.decide(nature) for nature in NATURES] if isinstance(value, PeriodEnd) else [value]
    except CellError as error:
        (error.detail.id + error.detail.en).encode()
    else:
        assert all(Period.parse(value.text) == value for value in values)
