"""Numbers as sentences write them: 13.700.000,5 in Indonesian and 13,700,000.5 in English."""

from decimal import Context, Decimal

from api.faults import Text

FOUR_DECIMALS = Decimal("0.0001")
_WIDE = Context(prec=60)
_FIFTEEN_DIGITS = Context(prec=15)


def plain(value: Decimal) -> Decimal:
    """The same number without trailing zeros and without an exponent, as JSON is to have it; zero has no sign."""
    return Decimal(f"{value.normalize(_WIDE):f}") if value else Decimal(0)


def rounded(value: Decimal) -> Decimal:
    """To four decimals and 15 significant digits: what survives every JSON reader."""
    return plain(_FIFTEEN_DIGITS.plus(value.quantize(FOUR_DECIMALS, context=_WIDE)))


def number(value: Decimal) -> Text:
    """In full: what was stated is not rounded for people, or 58.63125 of a promised 58.6313 would look reached."""
    written = f"{plain(value):,f}"
    return Text(written.translate(str.maketrans(",.", ".,")), written)


def days(count: int) -> Text:
    return Text(f"{count} hari", "1 day" if count == 1 else f"{count} days")
