"""The selection of a request for counts: which rows, as of which day, and with which parts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from api.analysis.onboarding_counts.groups import LEVELS
from api.analysis.onboarding_counts.queries import CountGroupFilter, RegionTree
from api.resources.figures.period import Period

Sort = Literal["period", "-period"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountFilter:
    """The selection of a page. `regions` are by level; None selects all regions.

    `period_from` and `period_to` limit the first and the last day of a row. `is_latest` selects the last row of each
    indicator, nature and region among those that the other fields select.
    """

    groups: CountGroupFilter
    periods: Sequence[Period] | None
    regions: Mapping[str, Sequence[str]] | None
    as_of: date
    known_at: datetime | None
    period_from: date | None = None
    period_to: date | None = None
    is_latest: bool = False
    sort: Sort | None = None
    has_realizations: bool = False


def select_regions(
    regions: RegionTree,
    codes: Sequence[str] | None,
    within: Sequence[str] | None,
    levels: Sequence[str],
) -> dict[str, list[str]] | None:
    """Return by level the regions in `codes` and within one of `within`; None if these are all regions."""
    if codes is None and (within is None or "ID" in within):
        return None
    chosen = [
        region
        for region in regions.by_code.values()
        if (codes is None or region.code in codes)
        and (within is None or "ID" in within or region.code in within or region.code[:2] in within)
    ]
    return {level: sorted(region.code for region in chosen if region.level == level) for level in levels}


def select_levels(chosen: Mapping[str, Sequence[str]] | None, levels: Sequence[str]) -> list[str]:
    """Return the levels with selected regions, in the order of the rows."""
    return [level for level in LEVELS if level in levels and (chosen is None or chosen[level])]
