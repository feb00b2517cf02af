"""Read the next positions of a group from an index, with one index lookup per source and position."""

from collections.abc import AsyncIterator, Sequence
from datetime import date
from typing import NamedTuple

from api.analysis.onboarding_counts.groups import (
    FIRST_POSITION,
    INDEX_COLUMNS,
    CountGroup,
    CountPosition,
    list_sources,
)
from api.database.pool import Connection
from api.database.revision_reads import ParameterBinder
from api.resources.figures.period import Period

_TEXT_COLLATION = '::text COLLATE "C"'


class PositionFilter(NamedTuple):
    """The requested periods and regions, and the first and last day between which all periods are; None selects all."""

    periods: Sequence[Period] | None = None
    regions: Sequence[str] | None = None
    period_from: date | None = None
    period_to: date | None = None

    def includes_period(self, group: CountGroup, position: CountPosition) -> bool:
        """Return whether the period of a position is requested."""
        if self.periods is not None:
            return any(position[:2] == day[:2] for day in self.list_days(group, self.periods))
        return self._is_between(position)

    def list_days(self, group: CountGroup, periods: Sequence[Period]) -> list[CountPosition]:
        """Return the position before the first region of each requested period, sorted."""
        return [day for day in _first_positions(group, periods) if self._is_between(day)]

    def list_ranges(self, group: CountGroup) -> list[tuple[CountPosition, CountPosition | None]]:
        """Return from which position to which one to scan; None for the last one scans to the end."""
        if self.periods is not None:
            return [(day, day) for day in self.list_days(group, self.periods)]
        first = FIRST_POSITION if self.period_from is None else CountPosition(self.period_from, date.min, "")
        return [(first, None if self.period_to is None else CountPosition(self.period_to, date.max, ""))]

    def _is_between(self, position: CountPosition) -> bool:
        return (self.period_from is None or position.first >= self.period_from) and (
            self.period_to is None or position.last <= self.period_to
        )


def scan_positions(
    connection: Connection, group: CountGroup, after: CountPosition, size: int, chosen: PositionFilter
) -> AsyncIterator[list[CountPosition]]:
    """Yield the positions after `after` in order, at most `size` together, or as many as there are chosen regions.

    Chosen regions are combined with every period of the group, whether they have figures or not.
    """
    if chosen.regions is None:
        return _scan_index(connection, group, after, size, chosen)
    return _scan_chosen_regions(connection, group, after, max(1, size // len(chosen.regions)), chosen)


async def _scan_index(
    connection: Connection, group: CountGroup, after: CountPosition, size: int, chosen: PositionFilter
) -> AsyncIterator[list[CountPosition]]:
    for begin, until in chosen.list_ranges(group):
        position = max(begin, after)
        found = size
        while found == size and (until is None or position[:2] <= until[:2]):
            sql, values = build_index_scan_sql(group, position, until, size, chosen.period_from, by_region=True)
            positions = [CountPosition(**row) for row in await connection.fetch(sql, *values)]
            found = len(positions)
            if positions:
                position = positions[-1]
                yield positions


async def _scan_chosen_regions(
    connection: Connection, group: CountGroup, after: CountPosition, size: int, chosen: PositionFilter
) -> AsyncIterator[list[CountPosition]]:
    """Yield the positions of `size` periods together, first the rest of the period of `after`."""
    if chosen.periods is not None:
        days = [day for day in chosen.list_days(group, chosen.periods) if day[:2] >= after[:2]]
        for first in range(0, len(days), size):
            yield _pair_days_with_regions(days[first : first + size], after, chosen)
        return
    ((begin, until),) = chosen.list_ranges(group)
    days = [] if after == FIRST_POSITION else [after]
    while True:
        if days:
            yield _pair_days_with_regions(days, after, chosen)
        position = days[-1] if days else begin
        sql, values = build_index_scan_sql(group, position, until, size, chosen.period_from, by_region=False)
        days = [CountPosition(**row) for row in await connection.fetch(sql, *values)]
        if not days:
            return


def _pair_days_with_regions(
    days: Sequence[CountPosition], after: CountPosition, chosen: PositionFilter
) -> list[CountPosition]:
    pairs = (day._replace(region=region) for day in days for region in chosen.regions or ())
    return [position for position in pairs if position > after]


def _first_positions(group: CountGroup, periods: Sequence[Period]) -> list[CountPosition]:
    """Return the position before the first region of each key, sorted.

    A stock has the last day of its period as its key, or the whole period if its day is unknown.
    """
    days = {(period.last, period.first) for period in periods}
    if group.is_stock:
        days |= {(period.last, period.last) for period in periods}
    return [CountPosition(last, first, "") for last, first in sorted(days)]


def build_index_scan_sql(
    group: CountGroup,
    after: CountPosition,
    until: CountPosition | None,
    limit: int,
    begin: date | None = None,
    *,
    by_region: bool,
) -> tuple[str, list[object]]:
    """Return SQL for at most `limit` positions after `after`, up to the period of `until`; periods without `by_region`.

    With `begin`, skip periods that begin earlier.

    Each step looks up the next position in each source and takes the nearest one. It reads one index entry per source,
    however many entries are between. A part counts for its region, so the next lookup starts after the last part.
    """
    bind = ParameterBinder()
    columns = INDEX_COLUMNS if by_region else INDEX_COLUMNS[:-1]
    bound = ""
    if until is not None:
        bound = f" AND (t.period_end, t.key_start) <= ({bind(until.last)}::date, {bind(until.first)}::date)"
    if begin is not None:
        bound += f" AND t.key_start >= {bind(begin)}::date"

    def nearest(condition: str, *, is_below: bool) -> str:
        behind = ["walked.last", "walked.first"]
        code = "''"
        if by_region:
            behind.append("walked.beyond" if is_below else "walked.region")
            code = _parent_region_sql(group) if is_below else "t.region"
        return (
            f"(SELECT t.period_end::date AS last, t.key_start::date AS first, ({code}){_TEXT_COLLATION} AS region FROM "
            "realization t "
            f"WHERE {condition} AND ({', '.join(columns)}) > ({', '.join(behind)}){bound} "
            f"ORDER BY {', '.join(columns)} LIMIT 1)"
        )

    each = " UNION ALL ".join(
        nearest(source.condition, is_below=source.is_part) for source in list_sources(group, bind)
    )
    region = bind(after.region)
    start = (
        f"{bind(after.last)}::date, {bind(after.first)}::date, {region}{_TEXT_COLLATION}, "
        f"({region}::text || '.99'){_TEXT_COLLATION}"
    )
    sql = (
        f"WITH RECURSIVE walked (last, first, region, beyond) AS (SELECT {start} "
        "UNION ALL SELECT nearest.last, nearest.first, nearest.region, nearest.region || '.99' FROM walked, LATERAL ("
        f"SELECT * FROM ({each}) AS either ORDER BY last, first, region LIMIT 1) AS nearest) "
        f"SELECT last, first, region FROM walked OFFSET 1 LIMIT {limit:d}"
    )
    return sql, bind.values


def _parent_region_sql(group: CountGroup) -> str:
    """Return the SQL of the region above a part: its code begins with it; the country is above all provinces."""
    return "'ID'" if group.level == "country" else "left(t.region, 2)"
