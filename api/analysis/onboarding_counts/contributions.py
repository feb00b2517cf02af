"""Which figures count for which region: by code, breakdown and last day."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from api.analysis.onboarding_counts.groups import LEVELS, CountGroup
from api.analysis.onboarding_counts.queries import RegionTree
from api.analysis.onboarding_counts.selection import CountFilter
from api.analysis.rules.facts import RegionFact
from api.analysis.rules.region_chains import RegionChains
from api.resources.figures.period import MAX_DATE, MIN_DATE


class Contribution(NamedTuple):
    """The figures of a code and breakdown with a last day from `first` to `last` count for `region`.

    `level` is the number of the level of the region in the order of the rows. `first_code` is the first code of the
    region, which identifies a renumbered one.
    """

    code: str
    breakdown: str
    first: date
    last: date
    region: str
    level: int
    first_code: str


def list_contributions(selection: CountFilter, regions: RegionTree) -> Iterator[Contribution]:
    """Yield the contributions to the selected regions: their own figures, their offices, and the regions below."""
    for number, level in enumerate(LEVELS, start=1):
        if level not in selection.groups.levels:
            continue
        chosen = None if selection.regions is None else frozenset(selection.regions[level])
        group = CountGroup("", "", "", level, selection.groups.breakdown)
        for region in regions.by_code.values():
            if region.level == level and (chosen is None or region.code in chosen):
                yield from _list_for_region(group, region, number, regions)


def _list_for_region(group: CountGroup, region: RegionFact, number: int, regions: RegionTree) -> Iterator[Contribution]:
    chains = regions.chains
    target = (region.code, number, chains.find_first_code(region.code))
    first, last = _find_days_in_force(chains, region.code)
    for breakdown in (group.breakdown, group.own_breakdown):
        if breakdown is not None:
            for code in chains.list_codes(region.code):
                yield Contribution(code, breakdown, first, last, *target)
    for part in regions.children.get(region.code, ()) if group.levels_below else ():
        first, last = _find_days_in_force(chains, part.code)
        first, last = max(first, part.valid_from or MIN_DATE), min(last, part.valid_to or MAX_DATE)
        for code in chains.list_codes(part.code):
            yield Contribution(code, group.breakdown, first, last, *target)


def _find_days_in_force(chains: RegionChains, code: str) -> tuple[date, date]:
    """Return the first and the last day on which figures of the region count for this code."""
    codes = chains.list_codes(code)
    position = codes.index(code)
    first = chains.begins[code] if position else MIN_DATE
    last = MAX_DATE if code == codes[-1] else chains.begins[codes[position + 1]] - timedelta(days=1)
    return first, last
