"""Walking a lane: the next places behind one place, read from an index without what lies between them."""

from collections.abc import AsyncIterator, Sequence
from typing import NamedTuple

from api.figures.period import Period
from api.onboarding_counts.lanes import START, Lane, Place, order_of, sources_of
from api.postgres.chain import Binder
from api.postgres.pool import Connection

_TEXT = '::text COLLATE "C"'


class Chosen(NamedTuple):
    """The periods and regions that are asked for; None is all that there are."""

    periods: Sequence[Period] | None = None
    regions: Sequence[str] | None = None


def places_in(
    connection: Connection, lane: Lane, after: Place, size: int, chosen: Chosen
) -> AsyncIterator[list[Place]]:
    """The places behind `after`, in order and at most `size` at a time, or as many as there are regions chosen.

    Where regions are chosen, each is paired with every period of its lane, whether it has figures then or not.
    """
    if chosen.regions is None:
        return _walked(connection, lane, after, size, chosen.periods)
    return _paired(connection, lane, after, max(1, size // len(chosen.regions)), chosen)


async def _walked(
    connection: Connection, lane: Lane, after: Place, size: int, periods: Sequence[Period] | None
) -> AsyncIterator[list[Place]]:
    for until in (None,) if periods is None else _beginnings(lane, periods):
        place = max(until or START, after)
        found = size
        while found == size and (until is None or place[:2] == until[:2]):
            sql, values = walk_sql(lane, place, until, size, by_region=True)
            places = [Place(*row) for row in await connection.fetch(sql, *values)]
            found = len(places)
            if places:
                place = places[-1]
                yield places


async def _paired(
    connection: Connection, lane: Lane, after: Place, size: int, chosen: Chosen
) -> AsyncIterator[list[Place]]:
    """`size` periods at a time, the rest of the one of `after` first."""
    if chosen.periods is not None:
        days = [day for day in _beginnings(lane, chosen.periods) if day[:2] >= after[:2]]
        for first in range(0, len(days), size):
            yield _pairs(days[first : first + size], after, chosen)
        return
    days = [] if after == START else [after]
    while True:
        if days:
            yield _pairs(days, after, chosen)
        sql, values = walk_sql(lane, days[-1] if days else after, None, size, by_region=False)
        days = [Place(*row) for row in await connection.fetch(sql, *values)]
        if not days:
            return


def _pairs(days: Sequence[Place], after: Place, chosen: Chosen) -> list[Place]:
    pairs = (day._replace(region=region) for day in days for region in chosen.regions or ())
    return [place for place in pairs if place > after]


def _beginnings(lane: Lane, periods: Sequence[Period]) -> list[Place]:
    """Before the first region of each period, in order; a stock's periods of one last day are one."""
    days = {(period.last, period.last if lane.is_of_stocks else period.first) for period in periods}
    return [Place(last, first, "") for last, first in sorted(days)]


def walk_sql(lane: Lane, after: Place, until: Place | None, limit: int, *, by_region: bool) -> tuple[str, list[object]]:
    """At most `limit` places behind `after`, up to the period of `until`; not `by_region`, the periods alone.

    Each step looks for the next place in each source and takes the nearest: as many index entries as there are
    sources, whatever lies between. A part stands for its whole, so the next one is sought behind the last of its parts.
    """
    bind = Binder()
    order = order_of(lane)
    columns = order if by_region else order[:-1]
    bound = ""
    if until is not None:
        days = until[:1] if lane.is_of_stocks else until[:2]
        bound = f" AND ({', '.join(order[:-1])}) <= ({', '.join(f'{bind(day)}::date' for day in days)})"
    first = "t.period_end" if lane.is_of_stocks else "t.period_start"

    def nearest(condition: str, *, is_below: bool) -> str:
        behind = ["walked.last"] if lane.is_of_stocks else ["walked.last", "walked.first"]
        place = "''"
        if by_region:
            behind.append("walked.beyond" if is_below else "walked.place")
            place = _whole_of_part(lane) if is_below else "t.region"
        return (
            f"(SELECT t.period_end::date AS last, {first}::date AS first, ({place}){_TEXT} AS place FROM realization t "
            f"WHERE {condition} AND ({', '.join(columns)}) > ({', '.join(behind)}){bound} "
            f"ORDER BY {', '.join(columns)} LIMIT 1)"
        )

    each = " UNION ALL ".join(nearest(source.condition, is_below=source.is_below) for source in sources_of(lane, bind))
    region = bind(after.region)
    start = f"{bind(after.last)}::date, {bind(after.first)}::date, {region}{_TEXT}, ({region}::text || '.99'){_TEXT}"
    sql = (
        f"WITH RECURSIVE walked (last, first, place, beyond) AS (SELECT {start} "
        "UNION ALL SELECT nearest.last, nearest.first, nearest.place, nearest.place || '.99' FROM walked, LATERAL ("
        f"SELECT * FROM ({each}) AS either ORDER BY last, first, place LIMIT 1) AS nearest) "
        f"SELECT last, first, place FROM walked OFFSET 1 LIMIT {limit:d}"
    )
    return sql, bind.values


def _whole_of_part(lane: Lane) -> str:
    """The code of a part begins with the code of its whole; the country is above all provinces."""
    return "'ID'" if lane.level == "country" else "left(t.region, 2)"
