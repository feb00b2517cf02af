"""The parts of a reported figure: those of the regions one level down, and that of the region's own offices."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from api.figures.breakdown import map_of, text_of
from api.rules.facts import Facts, Key, Realization, Region

PART, OWN = "part", "own"


class Parts(NamedTuple):
    """Which were reported, of how many; complete when all regions one level down were."""

    reported: Sequence[Realization]
    in_all: int
    is_complete: bool


def parts_of(facts: Facts, preferred: Mapping[Key, Realization]) -> Iterator[tuple[Key, Parts]]:
    """For each reported key of an additive indicator, its parts of the same nature and key, where there are any.

    The own part counts where it was reported; whether there is one nobody can know.
    """
    below: dict[str, list[Region]] = defaultdict(list)
    for region in facts.regions.values():
        if region.parent is not None:
            below[region.parent].append(region)
    for key in preferred:
        indicator = facts.indicators.get(key.series.indicator)
        breakdown = map_of(key.series.breakdown)
        if indicator is None or not indicator.additive or PART in breakdown:
            continue
        regions = [region.code for region in below.get(key.series.region, ()) if _is_valid(region, key.last)]
        beside = [_at(key, region=code) for code in regions]
        reported = [preferred[each] for each in beside if each in preferred]
        own = preferred.get(_at(key, breakdown=text_of({**breakdown, PART: OWN})))
        if reported or own:
            all_there = 0 < len(reported) == len(regions)
            found = [own, *reported] if own is not None else reported
            yield key, Parts(found, len(regions) + (own is not None), all_there)


def _at(key: Key, **other: str) -> Key:
    return key._replace(series=key.series._replace(**other))


def _is_valid(region: Region, day: date) -> bool:
    return (region.valid_from or day) <= day <= (region.valid_to or day)
