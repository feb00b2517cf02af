"""The parts of a figure: the figures of the regions one level down and of the region's own offices."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from api.analysis.rules.facts import Facts, FigureKey, RegionFact, Series
from api.analysis.rules.partition_parts import KnownParts, PartT
from api.analysis.rules.region_chains import RegionChains
from api.analysis.rules.region_sums import is_valid
from api.resources.figures.breakdown import breakdown_to_map, format_breakdown

PART, OWN = "part", "own"


def find_parts(facts: Facts, figures: Mapping[FigureKey, PartT]) -> Iterator[tuple[FigureKey, KnownParts]]:
    """Yield each key of an additive indicator with the parts of the same nature and period that have a figure, if any.

    The parts are complete if all regions one level down have a figure. The own part counts if it has one, because it
    need not exist. Parts look up their whole, because most figures are about regions without parts. A figure counts for
    the code of its region that is in force on its last day, whichever code it was stated with.
    """
    chains = RegionChains.from_regions(facts.regions.values())
    wholes: dict[Series, Series | None] = {}
    own: dict[FigureKey, PartT] = {}
    regions: dict[FigureKey, list[PartT]] = defaultdict(list)
    for key, figure in figures.items():
        series = key.series
        if series.region in chains.codes:
            series = series._replace(region=chains.find_code_on(series.region, key.last))
        if series not in wholes:
            wholes[series] = find_whole(facts, series, chains)
        whole = wholes[series]
        if whole is None or (whole_key := FigureKey(whole, key.first, key.last)) not in figures:
            continue
        if whole.region == key.series.region:
            own[whole_key] = figure
        elif is_valid(facts.regions[series.region], key.last):
            regions[whole_key].append(figure)
    expected = ExpectedRegions(facts)
    for key in own.keys() | regions.keys():
        count = expected[chains.find_code_on(key.series.region, key.last), key.last]
        reported = sorted(regions.get(key, ()), key=lambda part: part.series.region)
        parts = [own[key], *reported] if key in own else reported
        yield key, KnownParts(parts, count + (key in own), is_complete=0 < len(reported) == count)


def find_whole(facts: Facts, series: Series, chains: RegionChains) -> Series | None:
    """Return the series of which a series is a part: of the own offices that of the region, otherwise of its parent.

    The region of `series` is the code in force.
    """
    indicator = facts.indicators.get(series.indicator)
    if indicator is None or not indicator.additive:
        return None
    breakdown = breakdown_to_map(series.breakdown)
    if PART in breakdown:
        rest = {name: code for name, code in breakdown.items() if name != PART}
        whole = chains.find_first_code(series.region)
        return series._replace(region=whole, breakdown=format_breakdown(rest)) if breakdown[PART] == OWN else None
    region = facts.regions.get(series.region)
    if region is None or region.parent is None:
        return None
    return series._replace(region=chains.find_first_code(region.parent))


class ExpectedRegions(dict[tuple[str, date], int]):
    """The number of regions one level down that are valid on a day, by region and day."""

    def __init__(self, facts: Facts) -> None:
        self._children: dict[str | None, list[RegionFact]] = defaultdict(list)
        for region in facts.regions.values():
            self._children[region.parent].append(region)

    def __missing__(self, key: tuple[str, date]) -> int:
        region, day = key
        self[key] = sum(is_valid(child, day) for child in self._children[region])
        return self[key]
