"""Amounts in cells; an ambiguous amount is an error."""

import re
from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api.exchange.imports.cells.cell import CellError, replace_unstorable
from api.exchange.imports.cells.numbers import parse_amount, parse_exact_number, require_amount
from api.resources.figures.validation import is_amount

Format = Literal["id", "en"]

UNAMBIGUOUS = [
    ("13700000", "13700000", "1", None),
    ("13.700.000", "13700000", "1", None),
    ("13,700,000", "13700000", "1", None),
    ("13,7", "13.7", "0.1", None),
    ("13.7", "13.7", "0.1", None),
    ("13,70", "13.70", "0.01", None),
    ("1.234,5", "1234.5", "0.1", None),
    ("1,234.5", "1234.5", "0.1", None),
    ("0.125", "0.125", "0.001", None),
    ("0,125", "0.125", "0.001", None),
    ("1234.567", "1234.567", "0.001", None),
    ("1234,567", "1234.567", "0.001", None),
    ("13.7000", "13.7000", "0.0001", None),
    ("Rp115,03", "115.03", "0.01", "idr"),
    ("Rp 115,03", "115.03", "0.01", "idr"),
    ("rp. 1.000.000", "1000000", "1", "idr"),
    ("Rp\u00a01,5 miliar", "1500000000", "100000000", "idr"),
    ("IDR 1,000,000", "1000000", "1", "idr"),
    ("45,67 persen", "45.67", "0.01", "percent"),
    ("45,67%", "45.67", "0.01", "percent"),
    ("45.67 Percent", "45.67", "0.01", "percent"),
    ("13,7 juta", "13700000", "100000", None),
    ("13.7 million", "13700000", "100000", None),
    ("20 JUTA", "20000000", "1000000", None),
    ("20juta", "20000000", "1000000", None),
    ("5 rb", "5000", "1000", None),
    ("2 jt", "2000000", "1000000", None),
    ("1,25 milyar", "1250000000", "10000000", None),
    ("1,5 triliun", "1500000000000", "100000000000", None),
    ("1.000.000 juta", "1000000000000", "1000000", None),
    ("-5", "-5", "1", None),
    ("\u22125,5", "-5.5", "0.1", None),
    ("-Rp5", "-5", "1", "idr"),
    ("Rp-5", "-5", "1", "idr"),
    ("-0,00", "0.00", "0.01", None),
    ("007", "7", "1", None),
    ("999999999999999", "999999999999999", "1", None),
    ("100000000000000000", "100000000000000000", "1", None),
]
DECLARED: list[tuple[str, Format, str, str]] = [
    ("13.700", "id", "13700", "1"),
    ("13.700", "en", "13.700", "0.001"),
    ("13,700", "id", "13.700", "0.001"),
    ("13,700", "en", "13700", "1"),
    ("-13.700", "id", "-13700", "1"),
    ("Rp13.700", "id", "13700", "1"),
    ("13.700 juta", "id", "13700000000", "1000000"),
    ("13.700 juta", "en", "13700000", "1000"),
    ("1,500 ribu", "id", "1500", "1"),
]
REJECTED = [
    *((text, "ambiguous_number") for text in ("13.700", "13,700", "-13.700", "Rp13.700", "13,700 juta", "1.000%")),
    *((text, "not_a_number") for text in ("", " ", "-", "Rp", "%", "abc", "1.23.456", "1,2,3", "1.234,567.8", "1..2")),
    *((text, "not_a_number") for text in ("5.", ".5", ",5", "5,", "+5", "(5)", "- 5", "--5", "-Rp-5", "1 0000", "5 6")),
    *((text, "not_a_number") for text in ("012.345", "00,5", "Rp5%", "5%%", "5 juta 3", "1_000", "0x10", "NaN", "inf")),
    *((text, "not_a_number") for text in ("٣", "1²", "１２", "5\u200b", "5\n6", "5\0", "5\ud800", "9" * 101)),
    *((text, "shortened_number") for text in ("1.37E+07", "1,37e7", "1e5", "-1.37E+07")),
    *((text, "unknown_number_word") for text in ("3 biliun", "5 umkm", "5 juta juta", "5 K")),
    *((text, "ambiguous_number") for text in ("13 M", "13 m", "2 t", "IDR 2 M", "US$2 T")),
    *((text, "not_an_amount") for text in ("1234567890123456", "1" + "0" * 18, "0,0000000001", "1,0000000000")),
    *((text, "not_an_amount") for text in ("9999999 triliun", "1,0000000000000000000000000000001 juta")),
]


@pytest.mark.parametrize(("text", "value", "resolution", "unit"), UNAMBIGUOUS)
def test_an_unambiguous_number_is_parsed(text: str, value: str, resolution: str, unit: str | None) -> None:
    stated = parse_amount(text)
    assert (str(stated.value), str(stated.resolution), stated.unit) == (value, resolution, unit)


@pytest.mark.parametrize(("text", "number_format", "value", "resolution"), DECLARED)
def test_number_format_resolves_ambiguity(text: str, number_format: Format, value: str, resolution: str) -> None:
    stated = parse_amount(text, number_format)
    assert (str(stated.value), str(stated.resolution)) == (value, resolution)


@pytest.mark.parametrize(("text", "code"), REJECTED)
def test_any_other_text_is_an_error(text: str, code: str) -> None:
    with pytest.raises(CellError) as error:
        parse_amount(text)
    assert error.value.code == code
    assert all(message.isprintable() for message in error.value.detail)


@pytest.mark.parametrize(
    ("text", "number_format"), [("13,7", "en"), ("1.234,5", "en"), ("13.7", "id"), ("1,234.5", "id"), ("0.5", "id")]
)
def test_the_other_notation_is_an_error(text: str, number_format: Format) -> None:
    with pytest.raises(CellError) as error:
        parse_amount(text, number_format)
    assert error.value.code == "other_number_format"


def test_the_error_of_an_ambiguous_number_shows_both_values() -> None:
    with pytest.raises(CellError) as error:
        parse_amount("13.700")
    assert "13700 atau 13,7." in error.value.detail.id
    assert "13700 or 13.7;" in error.value.detail.en


def test_only_number_words_and_decimals_state_the_rounding() -> None:
    assert [parse_amount(text).has_explicit_precision for text in ("20 juta", "13,7", "13.700.000", "20000000")] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("number", "value", "resolution"),
    [("13700000", "13700000", "1"), ("13.7", "13.7", "0.1"), ("13.0", "13", "1"), ("1E+7", "10000000", "1")],
)
def test_a_number_of_a_spreadsheet_is_rounded_to_its_last_decimal(number: str, value: str, resolution: str) -> None:
    stated = parse_exact_number(Decimal(number))
    assert (str(stated.value), str(stated.resolution)) == (value, resolution)


@pytest.mark.parametrize("number", ["NaN", "sNaN", "Infinity", "1E+18", "1E-10", "0.30000000000000004", "1E+99999"])
def test_a_number_of_a_spreadsheet_must_be_an_amount(number: str) -> None:
    with pytest.raises(CellError):
        parse_exact_number(Decimal(number))


AMOUNTS = st.builds(
    lambda digits, exponent: Decimal(digits).scaleb(exponent),
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.integers(-9, 0),
).map(lambda amount: Decimal(f"{amount:f}"))


def check_messages_can_be_stored(error: CellError) -> None:
    for message in error.detail:
        assert replace_unstorable(message) == message


def format_amount(amount: Decimal, thousands: str, decimals: str) -> str:
    grouped = f"{amount:,f}"
    return grouped.replace(",", "\0").replace(".", decimals).replace("\0", thousands)


@given(AMOUNTS)
def test_an_amount_in_indonesian_notation_is_parsed(amount: Decimal) -> None:
    assert parse_amount(format_amount(amount, ".", ","), "id").value == amount


@given(AMOUNTS)
def test_an_amount_in_english_notation_is_parsed(amount: Decimal) -> None:
    assert parse_amount(format_amount(amount, ",", "."), "en").value == amount


@given(AMOUNTS, st.sampled_from([(".", ","), (",", ".")]))
def test_without_a_format_an_amount_is_parsed_or_ambiguous(amount: Decimal, marks: tuple[str, str]) -> None:
    try:
        assert parse_amount(format_amount(amount, *marks)).value == amount
    except CellError as error:
        assert error.code == "ambiguous_number"  # noqa: PT017  # both outcomes are right


@given(AMOUNTS)
def test_an_amount_written_by_an_export_is_parsed(amount: Decimal) -> None:
    assert f"{parse_amount(f'{amount:f}', 'en').value:f}" == f"{amount:f}"


def list_readings(text: str) -> set[Decimal]:
    """Return every number that the text can be in either language: a slow and simple reference."""
    found = set()
    for thousands, decimals in ((".", ","), (",", ".")):
        whole, *fractions = text.split(decimals)
        groups = whole.split(thousands)
        is_grouped = len(groups) > 1
        fits = all(re.fullmatch("[0-9]+", part) for part in (*groups, *fractions)) and len(fractions) <= 1
        if is_grouped:
            fits = fits and 1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
        if (is_grouped or fractions) and (groups[0] != "0" and groups[0].startswith("0")):
            fits = False
        if is_grouped and groups[0] == "0":
            fits = False
        if fits:
            found.add(Decimal("".join(groups) + "".join(f".{fraction}" for fraction in fractions)))
    return found


@given(st.text("0123456789.,", min_size=1, max_size=14))
@example("13.700")
@example("0.000")
@example("1.234.567")
def test_an_ambiguous_number_without_a_format_is_an_error(text: str) -> None:
    readings = list_readings(text)
    is_clear = len(readings) == 1 and all(is_amount(one) and one == round(one, 9) for one in readings)
    decimals = len(re.split("[.,]", text)[-1]) if readings else 0
    try:
        assert {parse_amount(text).value} == readings
    except CellError:
        assert not is_clear or decimals > 9


@given(
    st.one_of(st.text(), st.text("0123456789.,-−+RpEejutamilrb% ()\u00a0", max_size=20)),
    st.sampled_from([None, "id", "en"]),
)
def test_any_text_is_parsed_or_an_error(text: str, number_format: Format | None) -> None:
    try:
        stated = parse_amount(text, number_format)
    except CellError as error:
        check_messages_can_be_stored(error)
    else:
        assert require_amount(stated.value) == stated.value
        assert require_amount(stated.resolution) > 0
