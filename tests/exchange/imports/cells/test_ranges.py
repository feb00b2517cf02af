"""Ranges of amounts in one cell."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.exchange.imports.cells.cell import CellError
from api.exchange.imports.cells.numbers import parse_amount
from api.exchange.imports.cells.ranges import parse_amount_or_range

RANGES = [
    ("17-19", 17, 19, 1, None),
    ("17 - 19", 17, 19, 1, None),
    ("17\u201319", 17, 19, 1, None),
    ("17 s.d. 19", 17, 19, 1, None),
    ("17 s/d 19", 17, 19, 1, None),
    ("17 hingga 19", 17, 19, 1, None),
    ("3,5 sampai dengan 4 persen", "3.5", 4, "0.1", "percent"),
    ("17 persen - 19 persen", 17, 19, 1, "percent"),
    ("3-4%", 3, 4, 1, "percent"),
    ("20-22 juta", 20_000_000, 22_000_000, 1_000_000, None),
    ("900 ribu - 1 juta", 900_000, 1_000_000, 1_000, None),
    ("Rp3 - Rp4 triliun", 3 * 10**12, 4 * 10**12, 10**12, "idr"),
    ("-3 s.d. -1", -3, -1, 1, None),
]
INVALID = [
    ("19-17", "reversed_range"),
    ("17-17", "reversed_range"),
    ("900-1 juta", "reversed_range"),
    ("1e-5", "shortened_number"),
    ("13.700-14.000", "ambiguous_number"),
    ("3-4-2022", "not_a_number"),
    ("17s.d.19", "not_a_number"),
    ("sampai 19", "not_a_number"),
    ("17 -", "not_a_number"),
    ("1" + "a" * 98 + "!", "not_a_number"),
]


@pytest.mark.parametrize(("text", "low", "high", "resolution", "unit"), RANGES)
def test_a_range_has_two_ends(text: str, low: object, high: object, resolution: object, unit: str | None) -> None:
    found = parse_amount_or_range(text)
    assert (found.value, found.range_end, found.resolution, found.unit) == (
        Decimal(str(low)),
        Decimal(str(high)),
        Decimal(str(resolution)),
        unit,
    )


@pytest.mark.parametrize(("text", "code"), INVALID)
def test_a_text_that_is_neither_an_amount_nor_a_range_is_an_error(text: str, code: str) -> None:
    with pytest.raises(CellError) as caught:
        parse_amount_or_range(text)
    assert caught.value.code == code


@pytest.mark.parametrize("text", ["-5", "Rp -5", "\u22125", "13,7 juta", "45.67%", "Rp115,03"])
def test_a_single_amount_is_no_range(text: str) -> None:
    assert parse_amount_or_range(text) == parse_amount(text)
    assert parse_amount_or_range(text).range_end is None


@given(st.one_of(st.text(max_size=120), st.text("0123456789.,-\u2013 %Rpsdjuta", max_size=120)))
def test_any_text_is_an_amount_a_range_or_an_error(text: str) -> None:
    found = None
    with suppress(CellError):
        found = parse_amount_or_range(text)
    assert found is None or found.range_end is None or found.value < found.range_end
