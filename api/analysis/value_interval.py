"""Intervals of numbers in responses."""

from decimal import Decimal
from fractions import Fraction
from typing import Annotated

import msgspec
from msgspec import UNSET, Meta, UnsetType

from api import types
from api.analysis.rules.interval import Interval, Number, to_decimal

MAX_DIGITS = 10  # decimals; an amount has at most nine


class ValueInterval(msgspec.Struct, frozen=True, kw_only=True):
    """An interval of numbers. It has no limit where `min` or `max` is null."""

    min: Annotated[types.Amount, Meta(description="Lower bound of the interval.", examples=[13650000])] | None
    max: Annotated[types.Amount, Meta(description="Upper bound of the interval.", examples=[13750000])] | None
    min_excluded: Annotated[bool, Meta(description="Whether `min` itself is excluded; omitted if not.")] | UnsetType = (
        UNSET
    )
    max_excluded: Annotated[bool, Meta(description="Whether `max` itself is excluded.", examples=[True])]


def build_value_interval(interval: Interval) -> ValueInterval:
    """Build the schema of an interval, rounded outwards to ten decimals."""
    rounded = interval.round_outwards(MAX_DIGITS)
    low, high = _to_amount(rounded.low), _to_amount(rounded.high)
    is_min_excluded = low is not None and not rounded.has_low
    return ValueInterval(
        min=low,
        max=high,
        min_excluded=True if is_min_excluded else UNSET,
        max_excluded=high is not None and not rounded.has_high,
    )


def _to_amount(end: Number) -> Decimal | None:
    return to_decimal(end, MAX_DIGITS) if isinstance(end, Fraction) else None
