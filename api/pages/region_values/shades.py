"""Classes of numbers, one for each shade of a picture."""

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from api.pages.chart.tile_grid import MAX_SHADES


class ShadeClass(NamedTuple):
    """The numbers with one shade: the lowest and the highest of them."""

    shade: int
    lowest: Decimal
    highest: Decimal


def classify(values: Iterable[Decimal]) -> list[ShadeClass]:
    """Return at most five classes with about as many different numbers each, the lowest first.

    Equal numbers are in one class. Two classes have the palest and the darkest shade, a single one has that between.
    """
    distinct = sorted(set(values))
    count = min(MAX_SHADES, len(distinct))
    if count == 0:
        return []
    starts = [-(-number * len(distinct) // count) for number in range(count + 1)]  # rounded up
    return [
        ShadeClass(_choose_shade(number, count), distinct[start], distinct[end - 1])
        for number, (start, end) in enumerate(pairwise(starts))
    ]


def find_shade(value: Decimal, classes: Iterable[ShadeClass]) -> int | None:
    return next((each.shade for each in classes if each.lowest <= value <= each.highest), None)


def _choose_shade(number: int, count: int) -> int:
    return (MAX_SHADES + 1) // 2 if count == 1 else 1 + round(number * (MAX_SHADES - 1) / (count - 1))
