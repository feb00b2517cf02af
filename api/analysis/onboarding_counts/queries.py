"""SQL of counts: the groups, the regions, and the realizations on some keys of a group."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from api.analysis.fact_queries.reference_data import (
    INDICATOR_COLUMNS,
    REGION_COLUMNS,
    read_indicator,
    read_region,
)
from api.analysis.fact_queries.scope import FigureScope
from api.analysis.onboarding_counts.groups import (
    INDEX_COLUMNS,
    LEVELS,
    CountGroup,
    CountPosition,
    build_sources,
    list_sources,
)
from api.analysis.onboarding_counts.renumbered import find_codes_from_elsewhere
from api.analysis.rules.facts import IndicatorFact, RegionFact
from api.analysis.rules.region_chains import RegionChains
from api.database.pool import Connection
from api.database.revision_reads import BindValue, ParameterBinder, known_at_condition, published_condition


class RegionTree(NamedTuple):
    """The regions at a time, by code and by the region above; their names; all codes that ever existed.

    `chains` are the codes of renumbered regions; `elsewhere` has by region the codes that its parts had in another one.
    """

    by_code: Mapping[str, RegionFact]
    children: Mapping[str, Sequence[RegionFact]]
    names: Mapping[str, str]
    all_codes: frozenset[str]
    chains: RegionChains
    elsewhere: Mapping[str, Sequence[str]]


async def load_regions_known_at(connection: Connection, known_at: datetime | None) -> RegionTree:
    bind = ParameterBinder()
    rows = await connection.fetch(
        f"SELECT {REGION_COLUMNS}, name, {known_at_condition('t', known_at, bind)} AS known "
        "FROM region t WHERE status = 'published'",
        *bind.values,
    )
    known = [row for row in rows if row["known"]]
    by_code = {row["code"]: read_region(row) for row in known}
    below: dict[str, list[RegionFact]] = {}
    for region in by_code.values():
        below.setdefault(region.parent or "", []).append(region)
    names = {row["code"]: row["name"] for row in known}
    chains = RegionChains.from_regions(by_code.values())
    elsewhere = find_codes_from_elsewhere(chains, by_code)
    return RegionTree(by_code, below, names, frozenset(row["code"] for row in rows), chains, elsewhere)


class CountGroupFilter(NamedTuple):
    """The selected groups; None selects all."""

    breakdown: str
    programs: Sequence[str] | None
    indicators: Sequence[str] | None
    natures: Sequence[str]
    levels: Sequence[str]


async def load_indicators_from(
    connection: Connection,
    selection: CountGroupFilter,
    known_at: datetime | None,
    start: tuple[str, str] | None,
    limit: int,
) -> list[IndicatorFact]:
    """Return indicators sorted by program and code, from `start` on (included), read from an index."""
    bind = ParameterBinder()
    where = published_condition("i", known_at, bind)
    if selection.programs is not None:
        where += f" AND i.program = ANY({bind(selection.programs)}::text[])"
    if selection.indicators is not None:
        where += f" AND i.code = ANY({bind(selection.indicators)}::text[])"
    if start is not None:
        where += f" AND (i.program, i.code) >= ({bind(start[0])}::text, {bind(start[1])}::text)"
    sql = f"SELECT {INDICATOR_COLUMNS} FROM indicator i WHERE {where} ORDER BY i.program, i.code LIMIT {limit:d}"
    return [read_indicator(row) for row in await connection.fetch(sql, *bind.values)]


async def load_groups(
    connection: Connection, selection: CountGroupFilter, indicators: Sequence[IndicatorFact]
) -> list[CountGroup]:
    """Return the groups that have a published realization, in the order of the rows."""
    if not selection.levels or not indicators:
        return []
    bind = ParameterBinder()
    programs, codes = bind([each.program for each in indicators]), bind([each.code for each in indicators])
    each = [
        f"SELECT i.program, i.code AS indicator, '{nature}' AS nature, '{level}' AS level "
        f"FROM unnest({programs}::text[], {codes}::text[]) AS i (program, code) "
        f"WHERE {_has_figures_condition(CountGroup('', '', nature, level, selection.breakdown), bind)}"
        for nature in selection.natures
        for level in selection.levels
    ]
    rows = await connection.fetch(" UNION ALL ".join(each), *bind.values)
    found = (CountGroup(**row, breakdown=selection.breakdown) for row in rows)
    return sorted(found, key=group_sort_key)


async def has_statements_by(connection: Connection, day: date) -> bool:
    """Return whether a realization was stated by the day, with one index lookup."""
    sql = (
        "SELECT true FROM realization t WHERE t.status = 'published' AND t.stated_latest <= $1 "
        "ORDER BY t.stated_latest, t.id LIMIT 1"
    )
    return await connection.fetchval(sql, day) is not None


def group_sort_key(group: CountGroup) -> tuple[str, str, str, int]:
    return (group.program, group.indicator, group.nature, LEVELS.index(group.level) + 1)


def _has_figures_condition(group: CountGroup, bind: BindValue) -> str:
    """Return SQL with one index lookup per source. For EXISTS the planner might hash the whole table."""
    lookups = (
        f"(SELECT true FROM realization t WHERE {source.condition} ORDER BY {', '.join(INDEX_COLUMNS)} LIMIT 1)"
        for source in build_sources(group, bind, "i.program", "i.code")
    )
    return f"coalesce({', '.join(lookups)}, false)"


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionScope(FigureScope):
    """The realizations on some keys of a group: those of the regions and of their parts, under all their codes."""

    group: CountGroup
    positions: Sequence[CountPosition]
    regions: RegionTree
    known_at: datetime | None

    def where_condition(self, bind: BindValue) -> str:
        """Return SQL over `t`: an array of ids, so that the planner expects few rows."""
        group = self.group
        columns = (("last", "date"), ("first", "date"), ("region", "text"), ("low", "text"), ("high", "text"))
        requested = zip(*self._list_requested(), strict=True)
        given = ", ".join(
            f"{bind(list(values))}::{kind}[]" for (_, kind), values in zip(columns, requested, strict=True)
        )
        known = known_at_condition("t", self.known_at, bind)
        period = "t.period_end = requested.last AND t.key_start = requested.first"
        each = " UNION ALL ".join(
            f"SELECT t.id FROM realization t WHERE {source.condition} AND {period} AND {known} AND "
            + ("t.region BETWEEN requested.low AND requested.high" if source.is_part else "t.region = requested.region")
            for source in list_sources(group, bind)
        )
        names = ", ".join(name for name, _ in columns)
        return (
            f"t.id = ANY(ARRAY(SELECT found.id FROM unnest({given}) AS requested ({names}), LATERAL ({each}) AS found))"
        )

    def _list_requested(self) -> Iterator[tuple[date, date, str, str, str]]:
        """Yield the days, the region, and the first and last code of its parts.

        The codes are computed here: with a function of a column, a row policy would prevent the use of the index.
        """
        for last, first, region in self.positions:
            if self.group.level == "country":
                yield last, first, region, "00", "99"
                continue
            for code in self.regions.chains.list_codes(region):
                yield last, first, code, f"{code}.00", f"{code}.99"
            if self.group.levels_below:
                for code in self.regions.elsewhere.get(region, ()):
                    yield last, first, "", code, code
