"""Pages of counts: row after row until the page is full, and from where the next one goes on."""

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from api.figures.period import LATEST, Period
from api.onboarding_counts.counting import counts_at
from api.onboarding_counts.lanes import LEVELS, START, Lane, Place
from api.onboarding_counts.model import OnboardingCount
from api.onboarding_counts.queries import (
    LanesAsked,
    Regions,
    indicators_from,
    lanes_of,
    place_of_lane,
    was_anything_stated_by,
)
from api.onboarding_counts.walk import Chosen, places_in
from api.postgres.pool import Connection
from api.rules.facts import Indicator

Key = tuple[object, ...]
KEY_TYPES = ("text", "text", "text", "int4", "date", "date", "text")  # of what a cursor holds
MOST_LOOKED_AT = 1000  # keys, for one page: so that it ends in time where hardly a figure was stated by `as_of`
MOST_INDICATORS = 500  # for one page: so that it ends in time where hardly an indicator has what is asked for
_INDICATORS_AT_FIRST = 4
_FEWEST_AT_ONCE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a page is about. `regions` are by their level; None where they were not chosen."""

    lanes: LanesAsked
    periods: Sequence[Period] | None
    regions: Mapping[str, Sequence[str]] | None
    as_of: date | None
    known_at: datetime | None


class Counted(NamedTuple):
    """The rows of a page, and the key behind which the next one begins. `is_short` where it may be empty or short."""

    rows: list[OnboardingCount]
    next_key: Key | None
    is_short: bool
    not_additive: frozenset[str]


def key_of(lane: Lane, place: Place) -> Key:
    return (*place_of_lane(lane), *place)


async def counted(connection: Connection, asked: Asked, regions: Regions, after: Key | None, limit: int) -> Counted:
    if asked.as_of is not None and not await was_anything_stated_by(connection, asked.as_of):
        return Counted([], None, is_short=False, not_additive=frozenset())
    known: dict[str, Indicator] = {}
    rows: list[tuple[Key, OnboardingCount]] = []
    looked_at = 0
    async for indicator, lane in _lanes(connection, asked, after):
        if lane is None:
            return _page(rows, _end_of(indicator), known, is_short=True)
        known[indicator.code] = indicator
        start = Place(*after[4:]) if after is not None and place_of_lane(lane) == after[:4] else START  # type: ignore[arg-type]  # typed by KEY_TYPES
        size = max(limit + 1 - len(rows), _FEWEST_AT_ONCE)
        chosen = Chosen(asked.periods, None if asked.regions is None else asked.regions[lane.level])
        async for places in places_in(connection, lane, start, size, chosen):
            if not places:
                continue
            found = await counts_at(
                connection,
                lane,
                places,
                indicator=indicator,
                regions=regions,
                as_of=asked.as_of,
                known_at=asked.known_at,
            )
            rows += [(key_of(lane, place), row) for place, row in zip(places, found, strict=True) if row is not None]
            looked_at += len(places)
            if len(rows) > limit:
                return _page(rows[:limit], rows[limit - 1][0], known)
            if looked_at >= MOST_LOOKED_AT:
                return _page(rows, key_of(lane, places[-1]), known, is_short=True)
    return _page(rows, None, known)


async def _lanes(
    connection: Connection, asked: Asked, after: Key | None
) -> AsyncIterator[tuple[Indicator, Lane | None]]:
    """Those that do not end before `after`, in order; at last None where there are more indicators than are looked at.

    Indicators are looked up few at first and then more, for mostly the first ones fill the page.
    """
    start = None if after is None else (str(after[0]), str(after[1]))
    count, left = _INDICATORS_AT_FIRST, MOST_INDICATORS
    while asked.lanes.levels:
        found = await indicators_from(connection, asked.lanes, asked.known_at, start, count + 1)
        by_code = {indicator.code: indicator for indicator in found[:count]}
        for lane in await lanes_of(connection, asked.lanes, found[:count]):
            if after is None or place_of_lane(lane) >= after[:4]:
                yield by_code[lane.indicator], lane
        if len(found) <= count:
            return
        left -= count
        if left == 0:
            yield found[count - 1], None
            return
        start, count = (found[count].program, found[count].code), min(2 * count, left)


def _end_of(indicator: Indicator) -> Key:
    """Behind all lanes of it."""
    return (indicator.program, indicator.code, "stock", len(LEVELS) + 1, LATEST, LATEST, "")


def _page(
    rows: list[tuple[Key, OnboardingCount]],
    next_key: Key | None,
    known: Mapping[str, Indicator],
    *,
    is_short: bool = False,
) -> Counted:
    told = [row for _, row in rows]
    unsummed = frozenset(row.indicator for row in told if not known[row.indicator].additive)
    return Counted(told, next_key, is_short, unsummed)


def regions_chosen(
    regions: Regions,
    codes: Sequence[str] | None,
    within: Sequence[str] | None,
    levels: Sequence[str],
) -> dict[str, list[str]] | None:
    """By level, the regions that are among `codes` and within one of `within`; None where that is all of them."""
    if codes is None and (within is None or "ID" in within):
        return None
    chosen = [
        region
        for region in regions.by_code.values()
        if (codes is None or region.code in codes)
        and (within is None or "ID" in within or region.code in within or region.code[:2] in within)
    ]
    return {level: sorted(region.code for region in chosen if region.level == level) for level in levels}


def levels_with(chosen: Mapping[str, Sequence[str]] | None, levels: Sequence[str]) -> list[str]:
    """Those at which there is something to look for, in the order of the rows."""
    return [level for level in LEVELS if level in levels and (chosen is None or chosen[level])]
