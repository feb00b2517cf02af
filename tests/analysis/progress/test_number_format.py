"""The format of numbers in rows and in the texts of reasons."""

from decimal import Decimal

import pytest

from api.analysis.progress.number_format import format_number, round_computed, strip_trailing_zeros


@pytest.mark.parametrize("zero", ["-0", "-0.0000", "0E+3"])
def test_zero_has_no_sign(zero: str) -> None:
    assert str(strip_trailing_zeros(Decimal(zero))) == "0"
    assert str(round_computed(Decimal(zero))) == "0"


def test_a_number_that_is_rounded_to_zero_has_no_sign() -> None:
    assert str(round_computed(Decimal("-0.00001"))) == "0"


def test_a_text_has_all_digits_of_a_stated_number() -> None:
    assert format_number(Decimal("0.000000001")) == ("0,000000001", "0.000000001")
    assert format_number(Decimal("58.63125")) == ("58,63125", "58.63125")
    assert format_number(Decimal(13_700_000)) == ("13.700.000", "13,700,000")
