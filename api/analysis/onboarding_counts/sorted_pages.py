"""Pages that one query over all selected figures finds: sorted by period, or with the latest periods only; counts."""

import contextlib
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import date
from typing import NamedTuple

import asyncpg

from api.analysis.fact_queries.reference_data import load_indicators
from api.analysis.onboarding_counts.contributions import list_contributions
from api.analysis.onboarding_counts.count import load_counts
from api.analysis.onboarding_counts.groups import LEVELS, CountGroup, CountPosition
from api.analysis.onboarding_counts.model import OnboardingCount
from api.analysis.onboarding_counts.pages import CountPage, build_page
from api.analysis.onboarding_counts.queries import RegionTree
from api.analysis.onboarding_counts.selection import CountFilter, Sort
from api.database.conditions import any_of
from api.database.pool import Connection
from api.database.revision_reads import BindValue, ParameterBinder, published_condition
from api.errors import ErrorDetail, QueryTooSlowError, Text
from api.http.reads.cursor import CursorKey
from api.http.reads.query_timeout import COUNT_TOO_SLOW
from api.resources.figures.period import Period
from api.resources.figures.point_in_time import stated_by_condition

_SQL_TYPES = {"level": "int4", "last": "date", "first": "date"}
_SORT_COLUMNS: dict[Sort | None, tuple[str, ...]] = {
    None: ("program", "indicator", "nature", "level", "last", "first", "region"),
    "period": ("last", "first", "program", "indicator", "nature", "level", "region"),
    "-period": ("last", "first", "program", "indicator", "nature", "level", "region"),
}


class _Position(NamedTuple):
    """The key of one row."""

    program: str
    indicator: str
    nature: str
    level: int
    last: date
    first: date
    region: str

    def build_key(self, sort: Sort | None) -> CursorKey:
        return tuple(getattr(self, column) for column in _SORT_COLUMNS[sort])


def list_key_types(sort: Sort | None) -> tuple[str, ...]:
    """Return the SQL types of the key in a cursor."""
    return tuple(_SQL_TYPES.get(column, "text") for column in _SORT_COLUMNS[sort])


def needs_sorted_page(selection: CountFilter) -> bool:
    """Return whether the rows are not in the order of an index."""
    return selection.is_latest or selection.sort is not None


async def load_sorted_page(
    connection: Connection, selection: CountFilter, regions: RegionTree, after: CursorKey | None, limit: int
) -> CountPage:
    bind = ParameterBinder()
    sql = f"{_build_sorted_sql(selection, regions, after, bind)} LIMIT {limit + 1:d}"
    positions = [_Position(**row) for row in await connection.fetch(sql, *bind.values)]
    next_key = positions[limit - 1].build_key(selection.sort) if len(positions) > limit else None
    return await _load_page(connection, selection, regions, positions[:limit], next_key)


async def iterate_sorted_pages(
    connection: Connection, selection: CountFilter, regions: RegionTree, sizes: Iterator[int]
) -> AsyncIterator[CountPage]:
    """Yield all rows, in pages of these sizes, from one cursor of the database."""
    bind = ParameterBinder()
    cursor = await connection.cursor(_build_sorted_sql(selection, regions, None, bind), *bind.values)
    while found := await cursor.fetch(next(sizes)):
        yield await _load_page(connection, selection, regions, [_Position(**row) for row in found], None)


async def count_rows(connection: Connection, selection: CountFilter, regions: RegionTree) -> int:
    """Return the number of rows on all pages."""
    bind = ParameterBinder()
    sql = f"SELECT count(*) FROM ({_build_positions_sql(selection, regions, bind)}) AS found"
    count: int = await connection.fetchval(sql, *bind.values)
    return count


@contextlib.contextmanager
def explain_timeouts(selection: CountFilter, *, is_counted: bool) -> Iterator[None]:
    """Raise QueryTooSlowError if the database canceled a query over all selected figures."""
    try:
        yield
    except asyncpg.QueryCanceledError as error:
        errors = [
            *([ErrorDetail("slow_filter", READS_ALL, parameter="period")] if selection.is_latest else []),
            *([ErrorDetail("slow_filter", READS_ALL, parameter="sort")] if selection.sort is not None else []),
            *([ErrorDetail("slow_count", COUNT_TOO_SLOW, parameter="count")] if is_counted else []),
        ]
        if not errors:
            raise
        raise QueryTooSlowError(errors) from error


async def _load_page(
    connection: Connection,
    selection: CountFilter,
    regions: RegionTree,
    positions: Sequence[_Position],
    next_key: CursorKey | None,
) -> CountPage:
    codes = sorted({each.indicator for each in positions})
    indicators = await load_indicators(
        connection, selection.known_at, lambda bind: f"t.code = ANY({bind(codes)}::text[])"
    )
    by_group: dict[CountGroup, list[_Position]] = {}
    for each in positions:
        group = CountGroup(
            each.program, each.indicator, each.nature, LEVELS[each.level - 1], selection.groups.breakdown
        )
        by_group.setdefault(group, []).append(each)
    rows: dict[_Position, OnboardingCount | None] = {}
    for group, members in by_group.items():
        keys = [CountPosition(each.last, each.first, each.region) for each in members]
        counts = await load_counts(
            connection, group, keys, indicator=indicators[group.indicator], regions=regions, selection=selection
        )
        rows.update(zip(members, counts, strict=True))
    found = [row for each in positions if (row := rows[each]) is not None]
    return build_page(found, next_key, indicators)


def _build_sorted_sql(selection: CountFilter, regions: RegionTree, after: CursorKey | None, bind: BindValue) -> str:
    columns = _SORT_COLUMNS[selection.sort]
    direction, beyond = (" DESC", "<") if selection.sort == "-period" else ("", ">")
    where = ""
    if after is not None:
        types = list_key_types(selection.sort)
        bounds = (f"{bind(value)}::{kind}" for value, kind in zip(after, types, strict=True))
        where = f" WHERE ({', '.join(columns)}) {beyond} ({', '.join(bounds)})"
    order = ", ".join(f"{column}{direction}" for column in columns)
    return f"SELECT * FROM ({_build_positions_sql(selection, regions, bind)}) AS found{where} ORDER BY {order}"


def _build_positions_sql(selection: CountFilter, regions: RegionTree, bind: BindValue) -> str:
    """Return SQL of the keys of all rows: each selected figure is joined with the regions that it counts for."""
    columns = list(zip(*list_contributions(selection, regions), strict=True)) or [()] * 7
    types = ("text", "text", "date", "date", "text", "int", "text")
    given = ", ".join(f"{bind(list(values))}::{kind}[]" for values, kind in zip(columns, types, strict=True))
    key = (
        "t.program, t.indicator, t.nature, c.level, t.period_end::date AS last, t.key_start::date AS first, "
        'c.region COLLATE "C" AS region'
    )
    rows = (
        f"FROM realization t JOIN unnest({given}) AS c (code, breakdown, first, last, region, level, first_code) "
        "ON t.region = c.code AND t.breakdown = c.breakdown AND t.period_end BETWEEN c.first AND c.last "
        f"WHERE {' AND '.join(_list_conditions(selection, bind))}"
    )
    if not selection.is_latest:
        return f"SELECT DISTINCT {key} {rows}"
    one = "t.program, t.indicator, t.nature, c.first_code"
    return f"SELECT DISTINCT ON ({one}) {key} {rows} ORDER BY {one}, t.period_end DESC, t.key_start DESC"


def _list_conditions(selection: CountFilter, bind: BindValue) -> Iterator[str]:
    """Yield SQL over the realizations `t` that count."""
    yield published_condition("t", selection.known_at, bind)
    yield stated_by_condition("t", selection.as_of, bind)
    groups = selection.groups
    for column, values in (("nature", groups.natures), ("program", groups.programs), ("indicator", groups.indicators)):
        if values is not None:
            yield f"t.{column} = ANY({bind(list(values))}::text[])"
    if selection.periods is not None:
        yield any_of(_build_period_condition(period, bind) for period in selection.periods)
    if selection.period_from is not None:
        yield f"t.key_start >= {bind(selection.period_from)}::date"
    if selection.period_to is not None:
        yield f"t.period_end <= {bind(selection.period_to)}::date"


def _build_period_condition(period: Period, bind: BindValue) -> str:
    first, last = f"{bind(period.first)}::date", f"{bind(period.last)}::date"
    return f"t.period_end = {last} AND (t.key_start = {first} OR t.nature = 'stock' AND t.key_start = {last})"


READS_ALL = Text(
    "membaca semua angka yang dipilih dan melampaui batas waktu. Silakan tambahkan program atau indicator.",
    "reads all selected figures and timed out. Add program or indicator.",
)
