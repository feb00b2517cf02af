"""Dates and timestamps in cells."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.exchange.imports.cells.cell import CellError
from api.exchange.imports.cells.dates import parse_date, parse_timestamp

MONTHS = {
    1: "Jan Januari January",
    2: "Feb Februari Pebruari February",
    3: "Mar Maret March",
    4: "Apr April",
    5: "Mei May",
    6: "Jun Juni June",
    7: "Jul Juli July",
    8: "Agu Agt Ags Agustus Aug August",
    9: "Sep Sept September",
    10: "Okt Oktober Oct October",
    11: "Nov Nop November Nopember",
    12: "Des Desember Dec December",
}
INVALID_DATES = [
    ("3/28/2022", "month_before_day"),
    ("12/31/2022", "month_before_day"),
    ("28/3/22", "two_digit_year"),
    ("28-Mar-98", "two_digit_year"),
    ("31/2/2022", "not_a_date"),
    ("2022-02-30", "not_a_date"),
    ("29/2/2021", "not_a_date"),
    ("1899-12-31", "not_a_date"),
    ("1/1/2201", "not_a_date"),
    ("28/3-2022", "not_a_date"),
    ("28 Marot 2022", "not_a_date"),
    ("20220328", "not_a_date"),
    ("2022-W13-1", "not_a_date"),
    ("2022-3-28", "not_a_date"),
    ("44648", "not_a_date"),
    ("٢٨/٣/٢٠٢٢", "not_a_date"),
    ("0/0/0000", "not_a_date"),
    ("", "not_a_date"),
    ("2022-03-28\ud800", "not_a_date"),
]


@pytest.mark.parametrize(("number", "names"), MONTHS.items())
def test_months_have_names_in_both_languages_in_any_case(number: int, names: str) -> None:
    for name in names.split():
        for written in (name, name.upper(), name.lower()):
            assert parse_date(f"28 {written} 2022") == parse_date(f"28-{written}-2022") == date(2022, number, 28)


@pytest.mark.parametrize(
    "text", ["2022-03-28", "28/3/2022", "28/03/2022", "28-03-2022", "28.3.2022", "28  Maret  2022", "March 28, 2022"]
)
def test_the_day_is_before_the_month(text: str) -> None:
    assert parse_date(text) == date(2022, 3, 28)


def test_ambiguous_digits_are_day_and_month() -> None:
    assert parse_date("3/4/2022") == date(2022, 4, 3)


@pytest.mark.parametrize(("text", "code"), INVALID_DATES)
def test_an_invalid_date_is_an_error(text: str, code: str) -> None:
    with pytest.raises(CellError) as caught:
        parse_date(text)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2022-03-28T10:00:00+07:00", "2022-03-28T03:00:00+00:00"),
        ("2022-03-28T10:00:00Z", "2022-03-28T10:00:00+00:00"),
        ("2022-01-01T00:00:00+23:00", "2021-12-31T01:00:00+00:00"),
    ],
)
def test_a_timestamp_is_converted_to_utc(text: str, utc: str) -> None:
    assert parse_timestamp(text).isoformat() == utc


@pytest.mark.parametrize(
    "text",
    ["2022-03-28T10:00:00", "2022-03-28", "28/3/2022 10:00", "1899-12-31T23:00:00Z", "2200-12-31T23:59:59-10:00", ""],
)
def test_a_timestamp_without_time_zone_or_out_of_range_is_an_error(text: str) -> None:
    with pytest.raises(CellError) as caught:
        parse_timestamp(text)
    assert caught.value.code == "not_a_timestamp"


@pytest.mark.parametrize("text", ["28-Mar-22", "28 Maret 22", "28/Mar/22"])
def test_two_digits_after_the_name_of_a_month_are_a_year(text: str) -> None:
    assert parse_date(text) == date(2022, 3, 28)


@given(st.text())
def test_any_text_is_parsed_or_an_error(text: str) -> None:
    for parse in (parse_date, parse_timestamp):
        try:
            parse(text)
        except CellError as error:
            (error.detail.id + error.detail.en).encode()
