"""A table of cells as offices write them, each with what it becomes or with the code of its error."""

from typing import Literal

import pytest

from api.exchange.imports.cells.cell import CellError
from api.exchange.imports.cells.numbers import ParsedAmount
from api.exchange.imports.cells.period_end import PeriodEnd
from api.exchange.imports.cells.periods import parse_period
from api.exchange.imports.cells.ranges import parse_stated_amount
from api.resources.figures.period import Period
from tests.exchange.imports.cells.reference import INSTITUTIONS, REGIONS, UNITS

# The period of a stock, a flow and a rate; one text if it is the same.
PERIODS: list[tuple[str, str | tuple[str, str, str]]] = [
    ("TA 2024", "2024"),
    ("T.A. 2024", "2024"),
    ("Tahun Anggaran 2023", "2023"),
    ("Thn 2023", "2023"),
    ("2020-2024", "2020-01-01/2024-12-31"),
    ("Tahun 2020\u20132024", "2020-01-01/2024-12-31"),
    ("2020 s.d. 2024", "2020-01-01/2024-12-31"),
    ("TW I 2024", "2024-Q1"),
    ("TW.I-2024", "2024-Q1"),
    ("TW-IV/2024", "2024-Q4"),
    ("Triwulan ke-2 2024", "2024-Q2"),
    ("triwulan iii tahun 2024", "2024-Q3"),
    ("Kuartal 3, 2024", "2024-Q3"),
    ("Q1-2024", "2024-Q1"),
    ("Q1/2024", "2024-Q1"),
    ("2024Q1", "2024-Q1"),
    ("2024 Q4", "2024-Q4"),
    ("2024 Triwulan II", "2024-Q2"),
    ("Semester I-2025", "2025-S1"),
    ("Semester 1/2024", "2024-S1"),
    ("2024S2", "2024-S2"),
    ("smt. II TA 2024", "2024-S2"),
    ("TW I - III 2024", "2024-01-01/2024-09-30"),
    ("Triwulan I s.d. Triwulan II 2024", "2024-S1"),
    ("Januari-April 2020", "2020-01-01/2020-04-30"),
    ("Jan-Apr 2020", "2020-01-01/2020-04-30"),
    ("Januari - Juni 2020", "2020-S1"),
    ("Nop 2020 s.d. Peb 2021", "2020-11-01/2021-02-28"),
    ("2024-01 s.d. 2024-03", "2024-Q1"),
    ("1 Januari s.d. 13 Mei 2024", "2024-01-01/2024-05-13"),
    ("1 Januari s.d.13 Mei 2024", "2024-01-01/2024-05-13"),
    ("1-13 Mei 2024", "2024-05-01/2024-05-13"),
    ("28 Mei-3 Juni 2024", "2024-05-28/2024-06-03"),
    ("1/1/2022-31/3/2022", "2022-Q1"),
    ("28-Mar-22", "2022-03-28"),
    ("05/2024", "2024-05"),
    ("Mei-2024", "2024-05"),
    ("3/4/2024", "2024-04-03"),
    ("s.d. November 2020", ("2020-11-30", "2020-01-01/2020-11-30", "2020-01-01/2020-11-30")),
    ("sd. Nov 2020", ("2020-11-30", "2020-01-01/2020-11-30", "2020-01-01/2020-11-30")),
    ("sampai dengan Desember 2020", ("2020-12-31", "2020", "2020")),
    ("hingga 13 Mei 2024", ("2024-05-13", "2024-01-01/2024-05-13", "2024-01-01/2024-05-13")),
    ("s/d Januari 2024", ("2024-01-31", "2024-01", "2024-01")),
    ("s.d. TW III 2024", ("2024-09-30", "2024-01-01/2024-09-30", "2024-01-01/2024-09-30")),
    ("s.d. 2020", ("2020-12-31", "ambiguous_period", "ambiguous_period")),
    ("s.d. minggu ke-53 2020", ("2021-01-03", "ambiguous_period", "ambiguous_period")),
    ("per 31 Maret 2024", ("2024-03-31", "ambiguous_period", "2024-03-31")),
    ("Posisi Maret 2024", ("2024-03", "ambiguous_period", "2024-03")),
    ("per Januari 2024", ("2024-01", "2024-01", "2024-01")),
    ("akhir 2024", ("2024-12-31", "ambiguous_period", "ambiguous_period")),
    ("per akhir tahun 2024", ("2024-12-31", "ambiguous_period", "ambiguous_period")),
    ("akhir Maret 2024", ("2024-03-31", "ambiguous_period", "ambiguous_period")),
    ("2020/2021", "ambiguous_period"),
    ("2020/21", "ambiguous_period"),
    ("Mar-22", "ambiguous_period"),
    ("28/3/22", "two_digit_year"),
    ("31-Des-98", "two_digit_year"),
    ("03/31/2024", "month_before_day"),
    ("Desember-Februari 2020", "reversed_range"),
    ("2024-2020", "reversed_range"),
    ("TW I", "not_a_period"),
    ("TW V 2024", "not_a_period"),
    ("Maret", "not_a_period"),
    ("Mei - Juni", "not_a_period"),
    ("1/2024", "not_a_period"),
    ("202405", "not_a_period"),
    ("akhir 31 Maret 2024", "not_a_period"),
]
# Value, resolution, unit, qualifier, upper end.
AMOUNTS: list[tuple[str, tuple[str, str, str | None, str | None, str | None] | str]] = [
    ("Rp1,2 T", ("1200000000000", "100000000000", "idr", None, None)),
    ("2 T", ("2000000000000", "1000000000000", "idr", None, None)),
    ("Rp 1,2 M", ("1200000000", "100000000", "idr", None, None)),
    ("Rp1.000.000,-", ("1000000", "1", "idr", None, None)),
    ("Rp 5.000,-", ("5000", "1", "idr", None, None)),
    ("US$5 juta", ("5000000", "1000000", "usd", None, None)),
    ("3,5 miliar rupiah", ("3500000000", "100000000", "idr", None, None)),
    ("350 unit", ("350", "1", "unit", None, None)),
    ("1.350.000 unit", ("1350000", "1", "unit", None, None)),
    ("3,17 juta debitur", ("3170000", "10000", "debitur", None, None)),
    ("12 Rumah Tangga", ("12", "1", "rumah-tangga", None, None)),
    ("100 jiwa", ("100", "1", "orang", None, None)),
    ("5 GW", ("5", "1", "gw", None, None)),
    ("20-22 juta orang", ("20000000", "1000000", "orang", None, "22000000")),
    ("20-25", ("20", "1", None, None, "25")),
    ("sekitar 20-25 persen", ("20", "1", "percent", "about", "25")),
    ("lebih dari 3 juta", ("3000000", "1000000", None, "at_least", None)),
    ("3 juta lebih", ("3000000", "1000000", None, "at_least", None)),
    ("100+", ("100", "1", None, "at_least", None)),
    ("> 100", ("100", "1", None, "at_least", None)),
    ("\u2265100", ("100", "1", None, "at_least", None)),
    ("minimal 5", ("5", "1", None, "at_least", None)),
    ("tidak lebih dari 20", ("20", "1", None, "at_most", None)),
    ("< 5", ("5", "1", None, "at_most", None)),
    ("hampir 80 ribu", ("80000", "1000", None, "nearly", None)),
    ("Nyaris Rp80 miliar", ("80000000000", "1000000000", "idr", "nearly", None)),
    ("sekitar 7,5%", ("7.5", "0.1", "percent", "about", None)),
    ("kurang lebih 12", ("12", "1", None, "about", None)),
    ("\u00b1 12", ("12", "1", None, "about", None)),
    ("1 234", ("1234", "1", None, None, None)),
    ("1\u202f234\u202f567,8", ("1234567.8", "0.1", None, None, None)),
    ("1 234 ribu", ("1234000", "1000", None, None, None)),
    ("1.234", "ambiguous_number"),
    ("350.000 unit", "ambiguous_number"),
    ("1.234*", "ambiguous_number"),
    ("(5)", "ambiguous_number"),
    ("(1.234.567)", "ambiguous_number"),
    ("13 M", "ambiguous_number"),
    ("IDR 13 M", "ambiguous_number"),
    ("2 t", "ambiguous_number"),
    ("US$2 T", "ambiguous_number"),
    ("5 biliun", "unknown_number_word"),
    ("3 jutaan", "unknown_number_word"),
    ("Rp5 juta orang", "unknown_number_word"),
    ("5 juta juta", "unknown_number_word"),
    ("1 2345", "not_a_number"),
    ("0 123", "not_a_number"),
    ("hampir", "not_a_number"),
    ("hampir sekitar 5", "not_a_number"),
    ("> 100+", "not_a_number"),
    ("1.234 (2)", "not_a_number"),
    ("*", "not_a_number"),
]
REGION_NAMES = [
    ("Jabar", "32"),
    ("Provinsi Jabar", "32"),
    ("Sumut", "12"),
    ("NTT", "53"),
    ("NTB", "52"),
    ("DIY", "34"),
    ("Prov. D.I. Yogyakarta", "34"),
    ("DKI", "31"),
    ("Babel", "19"),
    ("Bangka Belitung", "19"),
    ("Kepri", "21"),
    ("Sulsel", "73"),
    ("Kaltara", "65"),
    ("NAD", "11"),
    ("Nanggroe Aceh Darussalam", "11"),
    ("Irian Jaya Barat", "92"),
    ("West Java", "32"),
    ("North Sumatra Province", "12"),
    ("Special Region of Yogyakarta", "34"),
    ("Riau Islands", "21"),
    ("ID-JB", "32"),
    ("id-pd", "96"),
    ("Sumatra Utara", "12"),
    ("Bandung, Kab.", "32.04"),
    ("Bandung (Kota)", "32.73"),
    ("Bandung Regency", "32.04"),
    ("City of Bandung", "32.73"),
    ("Kotamadya Bandung", "32.73"),
    ("Kab.Lampung Selatan", "18.01"),
    ("Lampung Selatan, Kabupaten", "18.01"),
    ("South Lampung", "18.01"),
    ("Lampung (Prov.)", "18"),
    ("Kota Adm. Jakarta Selatan", "31.74"),
    ("Jaksel", "31.74"),
    ("Kab. Adm. Kep. Seribu", "31.01"),
    ("Kep Seribu", "31.01"),
    ("Thousand Islands", "31.01"),
    ("Kab. Pangkep", "73.10"),
    ("Pangkajene & Kepulauan", "73.10"),
    ("OKU Timur", "16.08"),
    ("Kab. OKU", "16.01"),
    ("Mamuju Utara", "76.01"),
    ("Kabupaten Toba Samosir", "12.12"),
    ("Maluku Tenggara Barat", "81.03"),
    ("Kab. Sawahlunto/Sijunjung", "13.03"),
    ("Kab. Pontianak", "61.02"),
    ("Pontianak", "61.71"),
    ("Kab. Kepulauan Riau", "21.01"),
    ("Fak-fak", "92.03"),
    ("Kab. Fakfak", "92.03"),
    ("Batubara", "12.19"),
    ("Kab. Batu Bara", "12.19"),
    ("Pematang Siantar", "12.72"),
    ("Kota Baru", "63.02"),
    ("Kab. Kotabaru", "63.02"),
    ("Lima Puluh Kota", "13.07"),
    ("Kab. 50 Kota", "13.07"),
    ("Solo", "33.72"),
    ("Nasional", "ID"),
    ("Republic of Indonesia", "ID"),
    ("Yogyakarta", "ambiguous_region"),
    ("Jambi", "ambiguous_region"),
    ("Kab/Kota Blitar", "ambiguous_region"),
    ("Kab. Bungo Tebo", "unknown_region"),
    ("Kab. Metro", "unknown_region"),
    ("Provinsi Bandung", "unknown_region"),
    ("Kutai", "unknown_region"),
    ("Jawa", "unknown_region"),
    ("Sumatera", "unknown_region"),
    ("Nusantara", "unknown_region"),
    ("Luar Negeri", "unknown_region"),
    ("Jumlah", "unknown_region"),
    ("Kab.", "unknown_region"),
]
INSTITUTION_NAMES = [
    ("Kementerian Perdagangan", "kemendag"),
    ("KEMENTERIAN  PERDAGANGAN", "kemendag"),
    ("Ministry of Trade", "kemendag"),
    ("Kementerian Koperasi & Usaha Kecil & Menengah", "kemenkop-ukm"),
    ("KemenkopUKM", "kemenkop-ukm"),
    ("Kemenkop UKM", "kemenkop-ukm"),
    ("LKPP", "lkpp"),
    ("Kementerian", None),
    ("Kementerian\u200bPerdagangan", None),
]


def decide_period(text: str, nature: Literal["stock", "flow", "rate"]) -> Period:
    period = parse_period(text)
    return period.decide(nature) if isinstance(period, PeriodEnd) else period


def read_period(text: str, nature: Literal["stock", "flow", "rate"]) -> str:
    try:
        return decide_period(text, nature).text
    except CellError as error:
        return error.code


@pytest.mark.parametrize(("text", "expected"), PERIODS)
def test_a_period_is_read_or_rejected(text: str, expected: str | tuple[str, str, str]) -> None:
    found = (read_period(text, "stock"), read_period(text, "flow"), read_period(text, "rate"))
    assert found == ((expected,) * 3 if isinstance(expected, str) else expected)


@pytest.mark.parametrize(("text", "expected"), AMOUNTS)
def test_an_amount_is_read_or_rejected(text: str, expected: object) -> None:
    def read() -> object:
        try:
            amount = parse_stated_amount(text, None, UNITS)
        except CellError as error:
            return error.code
        end = None if amount.range_end is None else str(amount.range_end)
        return str(amount.value), str(amount.resolution), amount.unit, amount.qualifier, end

    assert read() == expected


@pytest.mark.parametrize(("text", "expected"), REGION_NAMES)
def test_a_region_is_read_or_rejected(text: str, expected: str) -> None:
    try:
        assert REGIONS.find_by_text(text) == expected
    except CellError as error:
        assert error.code == expected  # noqa: PT017  # the table has results and codes of errors


@pytest.mark.parametrize(("text", "code"), INSTITUTION_NAMES)
def test_an_institution_is_found_by_its_names(text: str, code: str | None) -> None:
    assert INSTITUTIONS.find(text) == code


def test_the_table_has_at_least_120_cells() -> None:
    assert len(PERIODS) + len(AMOUNTS) + len(REGION_NAMES) + len(INSTITUTION_NAMES) >= 120


@pytest.mark.parametrize(("text", "readings"), [("s.d. 2020", ("2020", "2020-12-31")), ("2020/21", ("2020", "2021"))])
def test_the_error_of_a_period_names_both_readings(text: str, readings: tuple[str, str]) -> None:
    with pytest.raises(CellError) as caught:
        decide_period(text, "flow")
    assert all(reading in message for reading in readings for message in caught.value.detail)


@pytest.mark.parametrize(("text", "readings"), [("(5)", ("-5", "5")), ("13 M", ("miliar", "million"))])
def test_the_error_of_a_number_names_both_readings(text: str, readings: tuple[str, str]) -> None:
    with pytest.raises(CellError) as caught:
        parse_stated_amount(text)
    assert all(reading in message for reading in readings for message in caught.value.detail)


def test_a_star_after_the_number_is_no_part_of_it() -> None:
    starred = parse_stated_amount("1.234*", "id")
    assert starred == parse_stated_amount("1.234", "id")._replace(has_mark=True)
    assert isinstance(starred, ParsedAmount) and not parse_stated_amount("1.234", "id").has_mark
