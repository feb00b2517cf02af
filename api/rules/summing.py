"""Rule 7: what a region reported, beside the sum of what its parts reported; the two are never added together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from api.rules.facts import Realization, Region
from api.rules.interval import Interval

_DIGITS = 60  # what sums of exact decimals need never to be rounded, with many to spare


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """One key of one region: the figure of its own total, those of its parts, and how the two compare.

    `parts` are its own offices, where they reported, and the regions one level down.
    """

    reported: Realization | None
    own: Realization | None
    regions: tuple[Realization, ...]
    regions_total: int
    summed: Decimal | None
    agrees: bool | None

    @property
    def parts(self) -> tuple[Realization, ...]:
        return self.regions if self.own is None else (self.own, *self.regions)

    @property
    def as_at(self) -> date:
        """The newest day on which one of the figures was stated, at the latest."""
        stated = [part.stated_latest for part in self.parts]
        if self.reported is not None:
            stated.append(self.reported.stated_latest)
        return max(stated)


def is_valid(region: Region, day: date) -> bool:
    """Whether its code is in force on that day, both ends included."""
    return (region.valid_from is None or region.valid_from <= day) and (
        region.valid_to is None or region.valid_to >= day
    )


def regions_below(whole: str, regions: Iterable[Region], day: date) -> frozenset[str]:
    """The regions one level down that are valid on that day."""
    return frozenset(region.code for region in regions if region.parent == whole and is_valid(region, day))


def count(
    reported: Realization | None,
    own: Realization | None,
    by_region: Mapping[str, Realization],
    below: frozenset[str],
    *,
    additive: bool,
) -> Count | None:
    """None where nothing is known. Of `by_region` only the regions in `below` count: no other is a part on that day."""
    regions = tuple(by_region[code] for code in sorted(by_region) if code in below)
    parts = regions if own is None else (own, *regions)
    if reported is None and not parts:
        return None
    summed = agrees = None
    if additive and parts:
        total = sum_of(parts)
        summed = total[0]
        if reported is not None:
            agrees = agree(reported, parts, is_complete=0 < len(below) == len(regions))
    return Count(reported=reported, own=own, regions=regions, regions_total=len(below), summed=summed, agrees=agrees)


def sum_of(parts: Iterable[Realization]) -> tuple[Decimal, Interval]:
    """The exact sum, and all the sums that the roundings allow."""
    with localcontext() as context:
        context.prec = _DIGITS
        value, interval = Decimal(0), Interval(Decimal(0), Decimal(0))
        for part in parts:
            value, interval = value + part.value, interval + part.interval
        return value, interval


def agree(reported: Realization, parts: Iterable[Realization], *, is_complete: bool) -> bool | None:
    """Whether the whole is what its parts add up to, as far as their roundings tell.

    While regions are missing, all that can be said is that those at hand exceed the whole already: unless one of the
    figures is below zero, for then so may be a missing one.
    """
    parts = tuple(parts)
    _, total = sum_of(parts)
    with localcontext() as context:
        context.prec = _DIGITS
        whole = reported.interval
    if is_complete:
        return whole.overlaps(total)
    is_exceeded = total.low >= whole.high and all(figure.value >= 0 for figure in (reported, *parts))
    return False if is_exceeded else None
