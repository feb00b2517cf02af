"""How counts are read: which lanes there are, which regions, and the realizations on some keys of a lane."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from api.facts.scope import Scope
from api.onboarding_counts.lanes import LEVELS, Lane, Place, order_of, sources, sources_of
from api.postgres.chain import Bind, Binder, held_at
from api.postgres.pool import Connection
from api.rules.facts import Indicator, Region


class Regions(NamedTuple):
    """The regions held at a moment, by code and by their whole; their names; and all codes that there ever were."""

    by_code: Mapping[str, Region]
    below: Mapping[str, Sequence[Region]]
    names: Mapping[str, str]
    ever: frozenset[str]


async def regions_held(connection: Connection, known_at: datetime | None) -> Regions:
    bind = Binder()
    rows = await connection.fetch(
        f"SELECT code, level, parent, valid_from, valid_to, name, {held_at('t', known_at, bind)} FROM region t "
        "WHERE status = 'published'",
        *bind.values,
    )
    by_code = {row[0]: Region(*tuple(row)[:5]) for row in rows if row[6]}
    below: dict[str, list[Region]] = {}
    for region in by_code.values():
        below.setdefault(region.parent or "", []).append(region)
    names = {row[0]: row[5] for row in rows if row[6]}
    return Regions(by_code, below, names, frozenset(row[0] for row in rows))


class LanesAsked(NamedTuple):
    """Which lanes: None is all."""

    breakdown: str
    programs: Sequence[str] | None
    indicators: Sequence[str] | None
    natures: Sequence[str]
    levels: Sequence[str]


async def indicators_from(
    connection: Connection, asked: LanesAsked, known_at: datetime | None, start: tuple[str, str] | None, limit: int
) -> list[Indicator]:
    """In the order of the rows, by program and code, from `start` on, which is included: from an index, few at once."""
    bind = Binder()
    where = f"i.status = 'published' AND {held_at('i', known_at, bind)}"
    if asked.programs is not None:
        where += f" AND i.program = ANY({bind(asked.programs)}::text[])"
    if asked.indicators is not None:
        where += f" AND i.code = ANY({bind(asked.indicators)}::text[])"
    if start is not None:
        where += f" AND (i.program, i.code) >= ({bind(start[0])}::text, {bind(start[1])}::text)"
    sql = (
        "SELECT i.code, i.program, i.unit, i.direction, i.additive, i.population_indicator, i.expected_every "
        f"FROM indicator i WHERE {where} ORDER BY i.program, i.code LIMIT {limit:d}"
    )
    return [Indicator(*row) for row in await connection.fetch(sql, *bind.values)]


async def lanes_of(connection: Connection, asked: LanesAsked, indicators: Sequence[Indicator]) -> list[Lane]:
    """In the order of the rows, those in which a realization was ever published."""
    if not asked.levels or not indicators:
        return []
    bind = Binder()
    programs, codes = bind([each.program for each in indicators]), bind([each.code for each in indicators])
    each = [
        f"SELECT i.program, i.code, '{nature}', '{level}' "
        f"FROM unnest({programs}::text[], {codes}::text[]) AS i (program, code) "
        f"WHERE {_has_figures(Lane('', '', nature, level, asked.breakdown), bind)}"
        for nature in asked.natures
        for level in asked.levels
    ]
    rows = await connection.fetch(" UNION ALL ".join(each), *bind.values)
    found = (Lane(row[0], row[1], row[2], row[3], asked.breakdown) for row in rows)
    return sorted(found, key=place_of_lane)


async def was_anything_stated_by(connection: Connection, day: date) -> bool:
    """One look: before the first statement there is nothing to walk."""
    sql = (
        "SELECT true FROM realization t WHERE t.status = 'published' AND t.stated_latest <= $1 "
        "ORDER BY t.stated_latest, t.id LIMIT 1"
    )
    return await connection.fetchval(sql, day) is not None


def place_of_lane(lane: Lane) -> tuple[str, str, str, int]:
    return (lane.program, lane.indicator, lane.nature, LEVELS.index(lane.level) + 1)


def _has_figures(lane: Lane, bind: Bind) -> str:
    """One look into the index for each source. An EXISTS might be answered by hashing the whole table."""
    looks = (
        f"(SELECT true FROM realization t WHERE {source.condition} ORDER BY {', '.join(order_of(lane))} LIMIT 1)"
        for source in sources(lane, bind, "i.program", "i.code")
    )
    return f"coalesce({', '.join(looks)}, false)"


@dataclass(frozen=True, slots=True, kw_only=True)
class OnPlaces(Scope):
    """The realizations on some keys of a lane: those of the regions themselves, and those of their parts."""

    lane: Lane
    places: Sequence[Place]
    known_at: datetime | None

    def condition(self, bind: Bind) -> str:
        """SQL over `t`. An array of ids, so that the planner does not take them for a large part of the table."""
        lane = self.lane
        country = lane.level == "country"
        columns = (
            ("last", "date", [place.last for place in self.places]),
            ("first", "date", [place.first for place in self.places]),
            ("region", "text", [place.region for place in self.places]),
            # Made here: a function of a column keeps a row policy from using the index.
            ("low", "text", ["00" if country else f"{place.region}.00" for place in self.places]),
            ("high", "text", ["99" if country else f"{place.region}.99" for place in self.places]),
        )
        given = ", ".join(f"{bind(values)}::{kind}[]" for _, kind, values in columns)
        held = held_at("t", self.known_at, bind)
        period = "t.period_end = asked.last" + ("" if lane.is_of_stocks else " AND t.period_start = asked.first")
        each = " UNION ALL ".join(
            f"SELECT t.id FROM realization t WHERE {source.condition} AND {period} AND {held} AND "
            + ("t.region BETWEEN asked.low AND asked.high" if source.is_below else "t.region = asked.region")
            for source in sources_of(lane, bind)
        )
        names = ", ".join(name for name, _, _ in columns)
        return f"t.id = ANY(ARRAY(SELECT found.id FROM unnest({given}) AS asked ({names}), LATERAL ({each}) AS found))"
