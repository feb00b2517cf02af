"""Load a page of counts, and the key after which the next page starts."""

from collections.abc import AsyncIterator, Mapping
from typing import NamedTuple

from api.analysis.onboarding_counts.count import load_counts
from api.analysis.onboarding_counts.groups import FIRST_POSITION, LEVELS, CountGroup, CountPosition
from api.analysis.onboarding_counts.index_scan import PositionFilter, scan_positions
from api.analysis.onboarding_counts.model import OnboardingCount
from api.analysis.onboarding_counts.queries import (
    RegionTree,
    group_sort_key,
    has_statements_by,
    load_groups,
    load_indicators_from,
)
from api.analysis.onboarding_counts.renumbered import find_moved_positions, merge_positions
from api.analysis.onboarding_counts.selection import CountFilter
from api.analysis.rules.facts import IndicatorFact
from api.database.pool import Connection
from api.http.reads.cursor import CursorKey
from api.resources.figures.period import MAX_DATE

MAX_POSITIONS = 1000  # keys that one page examines, so that it ends in time even if few figures were stated by `as_of`
MAX_INDICATORS = 500  # indicators that one page examines, so that it ends in time even if few have matching figures
_FIRST_BATCH_SIZE = 4
_MIN_BATCH_SIZE = 20


class CountPage(NamedTuple):
    """The rows of a page, and the key after which the next page starts. `is_short`: it ended early."""

    rows: list[OnboardingCount]
    next_key: CursorKey | None
    is_short: bool
    not_additive: frozenset[str]


def build_cursor_key(group: CountGroup, position: CountPosition) -> CursorKey:
    return (*group_sort_key(group), *position)


async def load_count_page(
    connection: Connection, selection: CountFilter, regions: RegionTree, after: CursorKey | None, limit: int
) -> CountPage:
    if not await has_statements_by(connection, selection.as_of):
        return CountPage([], None, is_short=False, not_additive=frozenset())
    known: dict[str, IndicatorFact] = {}
    rows: list[tuple[CursorKey, OnboardingCount]] = []
    examined = 0
    async for indicator, group in _iterate_groups(connection, selection, after):
        if group is None:
            return build_page([row for _, row in rows], _last_key(indicator), known, is_short=True)
        known[indicator.code] = indicator
        start = FIRST_POSITION
        if after is not None and group_sort_key(group) == after[:4]:
            start = CountPosition(*after[4:])  # type: ignore[arg-type]  # typed by list_key_types
        size = max(limit + 1 - len(rows), _MIN_BATCH_SIZE)
        chosen = PositionFilter(
            selection.periods,
            None if selection.regions is None else selection.regions[group.level],
            selection.period_from,
            selection.period_to,
        )
        scan = scan_positions(connection, group, start, size, chosen)
        if chosen.regions is None:  # chosen regions are combined with all periods
            moved = await find_moved_positions(connection, group, regions.chains, regions.by_code)
            later = [each for each in moved if each > start and chosen.includes_period(group, each)]
            scan = merge_positions(scan, later, size)
        async for positions in scan:
            if not positions:
                continue
            found = await load_counts(
                connection, group, positions, indicator=indicator, regions=regions, selection=selection
            )
            rows += [
                (build_cursor_key(group, position), row)
                for position, row in zip(positions, found, strict=True)
                if row is not None
            ]
            examined += len(positions)
            if len(rows) > limit:
                return build_page([row for _, row in rows[:limit]], rows[limit - 1][0], known)
            if examined >= MAX_POSITIONS:
                end = build_cursor_key(group, positions[-1])
                return build_page([row for _, row in rows], end, known, is_short=True)
    return build_page([row for _, row in rows], None, known)


async def _iterate_groups(
    connection: Connection, selection: CountFilter, after: CursorKey | None
) -> AsyncIterator[tuple[IndicatorFact, CountGroup | None]]:
    """Yield the groups from `after` on, in order; at last None if there are more indicators than a page examines.

    Load few indicators first and then more, because the first ones usually fill the page.
    """
    start = None if after is None else (str(after[0]), str(after[1]))
    count, left = _FIRST_BATCH_SIZE, MAX_INDICATORS
    while selection.groups.levels:
        found = await load_indicators_from(connection, selection.groups, selection.known_at, start, count + 1)
        by_code = {indicator.code: indicator for indicator in found[:count]}
        for group in await load_groups(connection, selection.groups, found[:count]):
            if after is None or group_sort_key(group) >= after[:4]:
                yield by_code[group.indicator], group
        if len(found) <= count:
            return
        left -= count
        if left == 0:
            yield found[count - 1], None
            return
        start, count = (found[count].program, found[count].code), min(2 * count, left)


def _last_key(indicator: IndicatorFact) -> CursorKey:
    """Return a key after all groups of the indicator."""
    return (indicator.program, indicator.code, "stock", len(LEVELS) + 1, MAX_DATE, MAX_DATE, "")


def build_page(
    rows: list[OnboardingCount],
    next_key: CursorKey | None,
    indicators: Mapping[str, IndicatorFact],
    *,
    is_short: bool = False,
) -> CountPage:
    unsummed = frozenset(row.indicator for row in rows if not indicators[row.indicator].additive)
    return CountPage(rows, next_key, is_short, unsummed)
