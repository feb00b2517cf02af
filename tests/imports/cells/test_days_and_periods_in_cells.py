"""Days, moments and periods as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.figures.period import Period
from api.imports.cells.dates import read_day, read_moment
from api.imports.cells.periods import period_of_day, read_period
from api.imports.cells.unreadable import Unreadable

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
REFUSED_DAYS = [
    ("3/28/2022", "month-before-day"),
    ("12/31/2022", "month-before-day"),
    ("28/3/22", "two-digit-year"),
    ("28 Maret 22", "two-digit-year"),
    ("31/2/2022", "not-a-date"),
    ("2022-02-30", "not-a-date"),
    ("29/2/2021", "not-a-date"),
    ("1899-12-31", "not-a-date"),
    ("1/1/2201", "not-a-date"),
    ("28/3-2022", "not-a-date"),
    ("28 Marot 2022", "not-a-date"),
    ("20220328", "not-a-date"),
    ("2022-W13-1", "not-a-date"),
    ("2022-3-28", "not-a-date"),
    ("44648", "not-a-date"),
    ("٢٨/٣/٢٠٢٢", "not-a-date"),
    ("0/0/0000", "not-a-date"),
    ("", "not-a-date"),
    ("2022-03-28\ud800", "not-a-date"),
]
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
REFUSED_PERIODS = [
    ("2022-13", "not-a-period"),
    ("2022-S3", "not-a-period"),
    ("Semester III 2022", "not-a-period"),
    ("Triwulan V 2022", "not-a-period"),
    ("1899", "not-a-period"),
    ("Maret 1850", "not-a-period"),
    ("Marot 2022", "not-a-period"),
    ("2022/2023", "not-a-period"),
    ("sampai 2022", "not-a-period"),
    ("1/1/2022 - 2/1/2022 - 3/1/2022", "not-a-period"),
    ("3/28/2022", "month-before-day"),
    ("1/1/22 - 2/1/22", "two-digit-year"),
    ("31/12/2022 - 1/1/2022", "reversed-range"),
    ("2022-12-31/2022-01-01", "not-a-period"),
    ("", "not-a-period"),
]


@pytest.mark.parametrize(("number", "names"), MONTHS.items())
def test_a_month_has_its_names_in_both_languages_in_any_case(number: int, names: str) -> None:
    for name in names.split():
        for written in (name, name.upper(), name.lower()):
            assert read_day(f"28 {written} 2022") == read_day(f"28-{written}-2022") == date(2022, number, 28)


@pytest.mark.parametrize(
    "text", ["2022-03-28", "28/3/2022", "28/03/2022", "28-03-2022", "28.3.2022", "28  Maret  2022", "March 28, 2022"]
)
def test_a_day_is_read_with_its_day_first(text: str) -> None:
    assert read_day(text) == date(2022, 3, 28)


def test_digits_that_could_be_either_are_day_and_month() -> None:
    assert read_day("3/4/2022") == date(2022, 4, 3)


@pytest.mark.parametrize(("text", "code"), REFUSED_DAYS)
def test_what_is_no_day_is_refused_with_its_reason(text: str, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_day(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2022-03-28T10:00:00+07:00", "2022-03-28T03:00:00+00:00"),
        ("2022-03-28T10:00:00Z", "2022-03-28T10:00:00+00:00"),
        ("2022-01-01T00:00:00+23:00", "2021-12-31T01:00:00+00:00"),
    ],
)
def test_a_moment_is_kept_in_utc(text: str, moment: str) -> None:
    assert read_moment(text).isoformat() == moment


@pytest.mark.parametrize(
    "text",
    ["2022-03-28T10:00:00", "2022-03-28", "28/3/2022 10:00", "1899-12-31T23:00:00Z", "2200-12-31T23:59:59-10:00", ""],
)
def test_a_moment_without_its_zone_or_out_of_reach_is_refused(text: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_moment(text)
    assert refused.value.code == "not-a-timestamp"


@pytest.mark.parametrize(("text", "period"), PERIODS)
def test_a_period_becomes_its_one_text(text: str, period: str) -> None:
    assert read_period(text).text == period


@pytest.mark.parametrize(("text", "code"), REFUSED_PERIODS)
def test_what_is_no_period_is_refused_with_its_reason(text: str, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_period(text)
    assert refused.value.code == code


def test_a_spreadsheets_first_of_a_month_may_have_been_the_month() -> None:
    assert period_of_day(date(2022, 5, 31)).text == "2022-05-31"
    with pytest.raises(Unreadable) as refused:
        period_of_day(date(2022, 5, 1))
    assert refused.value.code == "ambiguous-period"


PIECES = st.lists(
    st.sampled_from(
        ["28", "3", "2022", "Maret", "TW", "III", "s.d.", "-", "/", " ", "Q3", "S1", ".", "tahun", "é", "\0"]
    ),
    max_size=9,
).map("".join)


@given(st.one_of(st.text(), PIECES))
def test_a_cell_is_a_period_and_a_day_or_unreadable(text: str) -> None:
    for read in (read_period, read_day, read_moment):
        try:
            said = read(text)
        except Unreadable as refused:
            (refused.detail.id + refused.detail.en).encode()
        else:
            assert not isinstance(said, Period) or Period.parse(said.text) == said
