"""Rule 7: compare the reported figure of a region with the sum of its parts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from api.analysis.rules.achievement import StatedAmount
from api.analysis.rules.facts import FigureFact, RealizationFact, RegionFact


@dataclass(frozen=True, slots=True, kw_only=True)
class RegionCount:
    """The figures of one key and region.

    `reported` is the total that the region reported, `own` the figure of its own offices, `regions` are the figures of
    the regions one level down. `summed` is the sum of `own` and `regions`, None if the indicator is not additive.
    `agrees` is the result of `compare_with_parts`.
    """

    reported: RealizationFact | None
    own: RealizationFact | None
    regions: tuple[RealizationFact, ...]
    regions_total: int
    summed: Decimal | None
    agrees: bool | None

    @property
    def parts(self) -> tuple[RealizationFact, ...]:
        return self.regions if self.own is None else (self.own, *self.regions)

    @property
    def latest_stated_on(self) -> date:
        """The latest possible stated date of all figures."""
        stated = [part.stated_latest for part in self.parts]
        if self.reported is not None:
            stated.append(self.reported.stated_latest)
        return max(stated)


def is_valid(region: RegionFact, day: date) -> bool:
    """Return True if the region is valid on that day; the first and last day are included."""
    return (region.valid_from is None or region.valid_from <= day) and (
        region.valid_to is None or region.valid_to >= day
    )


def find_child_regions(parent: str, regions: Iterable[RegionFact], day: date) -> frozenset[str]:
    """Return the codes of the regions one level down that are valid on that day."""
    return frozenset(region.code for region in regions if region.parent == parent and is_valid(region, day))


def count_region(
    reported: RealizationFact | None,
    own: RealizationFact | None,
    by_region: Mapping[str, RealizationFact],
    children: frozenset[str],
    *,
    additive: bool,
) -> RegionCount | None:
    """Combine the figures of a region, None if there are none. Of `by_region` only the regions in `children` count."""
    regions = tuple(by_region[code] for code in sorted(by_region) if code in children)
    parts = regions if own is None else (own, *regions)
    if reported is None and not parts:
        return None
    summed = agrees = None
    if additive and parts:
        summed = StatedAmount.from_figures(parts).value
        if reported is not None:
            agrees = compare_with_parts(reported, parts, is_complete=0 < len(children) == len(regions))
    return RegionCount(
        reported=reported, own=own, regions=regions, regions_total=len(children), summed=summed, agrees=agrees
    )


def compare_with_parts(reported: FigureFact, parts: Iterable[FigureFact], *, is_complete: bool) -> bool | None:
    """Return whether the figure of a whole agrees with the sum of its parts, None if that is unknown.

    If parts are missing, the result is False if the parts already exceed the figure, otherwise None. With a negative
    figure it is always None then, because a missing figure may be negative too.
    """
    parts = tuple(parts)
    total = StatedAmount.from_figures(parts).interval
    if is_complete:
        return reported.interval.agrees_with(total)
    is_exceeded = reported.interval.is_below(total) and all(figure.value >= 0 for figure in (reported, *parts))
    return False if is_exceeded else None
