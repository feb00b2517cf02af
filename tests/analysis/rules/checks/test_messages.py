"""Formatting of numbers and dates."""

from datetime import date
from decimal import Decimal

import pytest

from api.analysis.rules.checks.formatting import format_amount, format_date, format_number


@pytest.mark.parametrize(
    ("value", "indonesian", "english"),
    [
        ("13700000", "13,7 juta", "13.7 million"),
        ("2E+7", "20 juta", "20 million"),
        ("7600000000000", "7,6 triliun", "7.6 trillion"),
        ("18649000", "18,649 juta", "18.649 million"),
        ("18649999", "18.649.999", "18,649,999"),
        ("1234567890", "1.234.567.890", "1,234,567,890"),
        ("250", "250", "250"),
        ("1000", "1.000", "1,000"),
        ("45.70", "45,7", "45.7"),
        ("-3700000", "-3,7 juta", "-3.7 million"),
        ("0", "0", "0"),
    ],
)
def test_a_number_is_short_if_that_is_exact(value: str, indonesian: str, english: str) -> None:
    assert format_number(Decimal(value)) == (indonesian, english)


def test_an_amount_has_its_unit() -> None:
    assert format_amount(Decimal(250), "koperasi") == ("250 koperasi", "250 koperasi")
    assert format_amount(Decimal("4.5"), "percent") == ("4,5 persen", "4.5 percent")
    assert format_amount(Decimal(4), "") == ("4", "4")


def test_a_date_has_the_name_of_its_month() -> None:
    assert format_date(date(2021, 6, 11)) == ("11 Juni 2021", "11 June 2021")
