"""Numbers as people write them; what could be read in two ways is never read."""

import re
from decimal import Decimal
from typing import Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api.figures.entry import is_amount
from api.imports.cells.numbers import read_amount, read_exact, require_amount
from api.imports.cells.unreadable import Unreadable, storable

Format = Literal["id", "en"]

CLEAR = [
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
REFUSED = [
    *((text, "ambiguous-number") for text in ("13.700", "13,700", "-13.700", "Rp13.700", "13,700 juta", "1.000%")),
    *((text, "not-a-number") for text in ("", " ", "-", "Rp", "%", "abc", "1.23.456", "1,2,3", "1.234,567.8", "1..2")),
    *((text, "not-a-number") for text in ("5.", ".5", ",5", "5,", "+5", "(5)", "- 5", "--5", "-Rp-5", "1 000", "5 6")),
    *((text, "not-a-number") for text in ("012.345", "00,5", "Rp5%", "5%%", "5 juta 3", "1_000", "0x10", "NaN", "inf")),
    *((text, "not-a-number") for text in ("٣", "1²", "１２", "5\u200b", "5\n6", "5\0", "5\ud800", "9" * 101)),
    *((text, "shortened-number") for text in ("1.37E+07", "1,37e7", "1e5", "-1.37E+07")),
    *((text, "unknown-number-word") for text in ("13 M", "2 T", "3 biliun", "5 umkm", "5 juta juta", "5 K")),
    *((text, "not-an-amount") for text in ("1234567890123456", "1" + "0" * 18, "0,0000000001", "1,0000000000")),
    *((text, "not-an-amount") for text in ("9999999 triliun", "1,0000000000000000000000000000001 juta")),
]


@pytest.mark.parametrize(("text", "value", "resolution", "unit"), CLEAR)
def test_a_number_with_one_reading_is_read(text: str, value: str, resolution: str, unit: str | None) -> None:
    stated = read_amount(text)
    assert (str(stated.value), str(stated.resolution), stated.unit) == (value, resolution, unit)


@pytest.mark.parametrize(("text", "number_format", "value", "resolution"), DECLARED)
def test_a_declared_format_decides(text: str, number_format: Format, value: str, resolution: str) -> None:
    stated = read_amount(text, number_format)
    assert (str(stated.value), str(stated.resolution)) == (value, resolution)


@pytest.mark.parametrize(("text", "code"), REFUSED)
def test_anything_else_is_refused_with_its_reason(text: str, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_amount(text)
    assert refused.value.code == code
    assert all(sentence.isprintable() for sentence in refused.value.detail)


@pytest.mark.parametrize(
    ("text", "number_format"), [("13,7", "en"), ("1.234,5", "en"), ("13.7", "id"), ("1,234.5", "id"), ("0.5", "id")]
)
def test_the_other_notation_contradicts_a_declared_one(text: str, number_format: Format) -> None:
    with pytest.raises(Unreadable) as refused:
        read_amount(text, number_format)
    assert refused.value.code == "other-number-format"


def test_a_doubt_shows_both_readings() -> None:
    with pytest.raises(Unreadable) as refused:
        read_amount("13.700")
    assert "13700 atau 13,7;" in refused.value.detail.id
    assert "13700 or 13.7;" in refused.value.detail.en


def test_only_words_and_decimals_say_how_far_a_number_is_rounded() -> None:
    assert [read_amount(text).is_spelled for text in ("20 juta", "13,7", "13.700.000", "20000000")] == [
        True,
        True,
        False,
        False,
    ]


@pytest.mark.parametrize(
    ("number", "value", "resolution"),
    [("13700000", "13700000", "1"), ("13.7", "13.7", "0.1"), ("13.0", "13", "1"), ("1E+7", "10000000", "1")],
)
def test_a_number_of_a_spreadsheet_is_exact_as_it_stands(number: str, value: str, resolution: str) -> None:
    stated = read_exact(Decimal(number))
    assert (str(stated.value), str(stated.resolution)) == (value, resolution)


@pytest.mark.parametrize("number", ["NaN", "sNaN", "Infinity", "1E+18", "1E-10", "0.30000000000000004", "1E+99999"])
def test_a_number_of_a_spreadsheet_has_to_be_an_amount(number: str) -> None:
    with pytest.raises(Unreadable):
        read_exact(Decimal(number))


AMOUNTS = st.builds(
    lambda digits, exponent: Decimal(digits).scaleb(exponent),
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.integers(-9, 0),
).map(lambda amount: Decimal(f"{amount:f}"))


def storable_sentence(refused: Unreadable) -> None:
    for sentence in refused.detail:
        assert storable(sentence) == sentence


def written(amount: Decimal, thousands: str, decimals: str) -> str:
    grouped = f"{amount:,f}"
    return grouped.replace(",", "\0").replace(".", decimals).replace("\0", thousands)


@given(AMOUNTS)
def test_an_amount_written_in_indonesian_is_read_as_itself(amount: Decimal) -> None:
    assert read_amount(written(amount, ".", ","), "id").value == amount


@given(AMOUNTS)
def test_an_amount_written_in_english_is_read_as_itself(amount: Decimal) -> None:
    assert read_amount(written(amount, ",", "."), "en").value == amount


@given(AMOUNTS, st.sampled_from([(".", ","), (",", ".")]))
def test_without_a_format_it_is_read_as_itself_or_not_at_all(amount: Decimal, marks: tuple[str, str]) -> None:
    try:
        assert read_amount(written(amount, *marks)).value == amount
    except Unreadable as refused:
        assert refused.code == "ambiguous-number"  # noqa: PT017  # both outcomes are right


@given(AMOUNTS)
def test_an_amount_as_exports_write_it_is_read_as_itself_in_english(amount: Decimal) -> None:
    assert f"{read_amount(f'{amount:f}', 'en').value:f}" == f"{amount:f}"


def readings_of(text: str) -> set[Decimal]:
    """Slowly: every number that either language can mean by digits, points and commas."""
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
def test_nothing_with_two_readings_is_read_without_a_format(text: str) -> None:
    readings = readings_of(text)
    is_clear = len(readings) == 1 and all(is_amount(one) and one == round(one, 9) for one in readings)
    decimals = len(re.split("[.,]", text)[-1]) if readings else 0
    try:
        assert {read_amount(text).value} == readings
    except Unreadable:
        assert not is_clear or decimals > 9


@given(
    st.one_of(st.text(), st.text("0123456789.,-−+RpEejutamilrb% ()\u00a0", max_size=20)),
    st.sampled_from([None, "id", "en"]),
)
def test_a_cell_is_read_or_unreadable(text: str, number_format: Format | None) -> None:
    try:
        stated = read_amount(text, number_format)
    except Unreadable as refused:
        storable_sentence(refused)
    else:
        assert require_amount(stated.value) == stated.value
        assert require_amount(stated.resolution) > 0
