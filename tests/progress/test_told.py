"""Numbers of a row and of its sentences, as they are written."""

from decimal import Decimal

import pytest

from api.progress.told import number, plain, rounded


@pytest.mark.parametrize("zero", ["-0", "-0.0000", "0E+3"])
def test_zero_has_no_sign(zero: str) -> None:
    assert str(plain(Decimal(zero))) == "0"
    assert str(rounded(Decimal(zero))) == "0"


def test_what_rounds_to_nothing_has_no_sign_either() -> None:
    assert str(rounded(Decimal("-0.00001"))) == "0"


def test_a_sentence_has_all_digits_of_what_was_stated() -> None:
    assert number(Decimal("0.000000001")) == ("0,000000001", "0.000000001")
    assert number(Decimal("58.63125")) == ("58,63125", "58.63125")
    assert number(Decimal(13_700_000)) == ("13.700.000", "13,700,000")
