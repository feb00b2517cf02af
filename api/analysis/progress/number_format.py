"""Format numbers for texts: 13.700.000,5 in Indonesian and 13,700,000.5 in English."""

from decimal import Context, Decimal

from api.errors import Text

FOUR_DECIMALS = Decimal("0.0001")
_WIDE_CONTEXT = Context(prec=60)
_FIFTEEN_DIGITS = Context(prec=15)


def strip_trailing_zeros(value: Decimal) -> Decimal:
    """Return the number without trailing zeros, exponent or the sign of zero, as the JSON has it."""
    return Decimal(f"{value.normalize(_WIDE_CONTEXT):f}") if value else Decimal(0)


def round_computed(value: Decimal) -> Decimal:
    """Round to four decimals and 15 significant digits, which every JSON parser reads."""
    return strip_trailing_zeros(_FIFTEEN_DIGITS.plus(value.quantize(FOUR_DECIMALS, context=_WIDE_CONTEXT)))


def format_number(value: Decimal) -> Text:
    """Format all digits: rounded, 58.63125 of a target of 58.6313 would look reached."""
    written = f"{strip_trailing_zeros(value):,f}"
    return Text(written.translate(str.maketrans(",.", ".,")), written)


def format_days(count: int) -> Text:
    return Text(f"{count} hari", "1 day" if count == 1 else f"{count} days")
