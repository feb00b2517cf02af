"""Queries on revision tables, shared by all collections: lists, counts, one record, its revisions.

The SQL consists of constants of this repository; values of a request are always bound parameters.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Generic, TypeVar

import asyncpg
import msgspec

from api.database.pool import Connection
from api.service_url import build_url

RecordT = TypeVar("RecordT", bound=msgspec.Struct)
BindValue = Callable[[object], str]  # binds a value and returns its placeholder
SqlCondition = Callable[[Any, BindValue], str]  # returns the SQL for the value of a filter
FilterResolver = Callable[[Connection, Any, datetime | None], Awaitable[object]]  # at `known_at`
SortColumns = tuple[str, ...]
ColumnExpression = Callable[[str], str]  # takes the alias of a table, gives SQL over it

RESPONSE_ONLY_FIELDS = frozenset({"allowed_actions", "entered_by", "included", "preference"})  # fields without a column


@dataclass(frozen=True, slots=True)
class ExtraColumn(Generic[RecordT]):
    """A computed column of a list with a certain filter: its SQL, which returns JSON or null, and its assignment."""

    filter: str
    sql: SqlCondition
    assign: Callable[[RecordT, str], RecordT]


@dataclass(frozen=True, slots=True, eq=False)  # the hash is that of the object, for caches
class RevisionTable(Generic[RecordT]):
    """The revision table of a collection: its name, key, model, filters and sort orders.

    `load` converts a row with the fields of the model, in their order, into a record. `sql_types` contains the types
    of sort columns that are not text. `indexed_sorts` contains, per filter, the values of `sort` that use an index; it
    is set for large collections, where other combinations may time out. `computed` contains the fields that
    the service computes on reading: clients cannot set them, and the SQL of each is a function of the alias of the
    table. `resolvers` look up the value of a filter for its condition; see `resolve_filters`.
    """

    name: str
    key: str
    model: type[RecordT]
    load: Callable[[Sequence[Any]], RecordT]
    conditions: Mapping[str, SqlCondition]
    orders: Mapping[str, SortColumns]
    default_order: SortColumns
    sql_types: Mapping[str, str] = field(default_factory=dict)
    extra_column: ExtraColumn[RecordT] | None = None
    indexed_sorts: Mapping[str, SortColumns] = field(default_factory=dict)
    computed: Mapping[str, ColumnExpression] = field(default_factory=dict)
    resolvers: Mapping[str, FilterResolver] = field(default_factory=dict)
    select_list: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "select_list", ", ".join(self.select_column(field) for field in self.columns))

    @property
    def columns(self) -> tuple[str, ...]:
        return _list_columns(self.model)

    @property
    def can_be_followed(self) -> bool:
        """Whether a list has `recorded_from`, and states with which value a client continues."""
        return "recorded_from" in self.conditions

    @property
    def has_drafts(self) -> bool:
        """Whether one user enters a revision and another one publishes it."""
        return "entered_by" in self.model.__struct_fields__

    def field_expression(self, field: str, alias: str = "t") -> str:
        """Return the SQL of a field: its column, or the expression that computes it."""
        return self.computed[field](alias) if field in self.computed else f"{alias}.{field}"

    def select_column(self, field: str, alias: str = "t") -> str:
        expression = self.field_expression(field, alias)
        return expression if expression == f"{alias}.{field}" else f"{expression} AS {field}"

    def sort_columns(self, sort: str | None) -> SortColumns:
        return self.default_order if sort is None else self.orders[sort.removeprefix("-")]

    def cursor_columns(self, sort: str | None) -> tuple[str, ...]:
        """Return the columns that a list selects in addition to those of the model, for its cursor."""
        return tuple(column for column in self.sort_columns(sort) if column not in self.columns)

    def sort_column_types(self, sort: str | None) -> tuple[str, ...]:
        return tuple(self.sql_types.get(column, "text") for column in self.sort_columns(sort))


def url_expression(record_type: str, key: str) -> ColumnExpression:
    """Return the SQL of the URL of a record, as `build_record_url` writes it."""
    start = build_url(f"/v1/{record_type}s/")
    return lambda alias: f"('{start}' || {alias}.{key})"


@cache
def _list_columns(model: type[msgspec.Struct]) -> tuple[str, ...]:
    return tuple(name for name in model.__struct_fields__ if name not in RESPONSE_ONLY_FIELDS)


@dataclass(frozen=True, slots=True)
class Selection:
    """The revisions of a list: valid at `known_at` (now if None), with these statuses and filters."""

    known_at: datetime | None
    statuses: tuple[str, ...]
    filters: Mapping[str, object]
    sort: str | None = None
    after: tuple[object, ...] | None = None


class ParameterBinder:
    """Collect the bound values of one statement; each call returns a placeholder."""

    def __init__(self) -> None:
        self.values: list[object] = []

    def __call__(self, value: object) -> str:
        self.values.append(value)
        return f"${len(self.values)}"


def known_at_condition(alias: str, known_at: datetime | None, bind: BindValue) -> str:
    """Return the condition of the rows that were in force at `known_at` (now if None)."""
    if known_at is None:
        return f"{alias}.replaced_at IS NULL"
    time = bind(known_at)
    return f"{alias}.recorded_at <= {time} AND ({alias}.replaced_at IS NULL OR {alias}.replaced_at > {time})"


def published_condition(alias: str, known_at: datetime | None, bind: BindValue) -> str:
    """Return the condition of the published revisions that were in force at `known_at` (now if None)."""
    return f"{alias}.status = 'published' AND {known_at_condition(alias, known_at, bind)}"


def where_clause(table: RevisionTable[Any], selection: Selection, bind: BindValue) -> str:
    """Return the WHERE condition of a selection, without its cursor."""
    if selection.statuses == ("published",):
        status = "t.status = 'published'"  # spelled out, so that the partial indexes apply
    else:
        status = f"t.status = ANY({bind(selection.statuses)}::text[])"
    conditions = [status, known_at_condition("t", selection.known_at, bind)]
    conditions += [table.conditions[name](value, bind) for name, value in selection.filters.items()]
    return " AND ".join(conditions)


def build_list_sql(table: RevisionTable[Any], selection: Selection, limit: int) -> tuple[str, list[object]]:
    """Build the query of a list.

    The limit is a literal, because a generic plan with a bound limit would sort the whole table.
    """
    bind = ParameterBinder()
    where = where_clause(table, selection, bind)
    sort_columns = table.sort_columns(selection.sort)
    descending = selection.sort is not None and selection.sort.startswith("-")
    if selection.after is not None:
        first_bound, *other_bounds = (
            f"{bind(value)}::{sql_type}"
            for value, sql_type in zip(selection.after, table.sort_column_types(selection.sort), strict=True)
        )
        columns = ", ".join(f"t.{column}" for column in sort_columns)
        # The planner estimates by the first bound only. If it knows that value, it creates a custom plan for every
        # page, which takes half as long as the page itself. The subquery hides the value from the planner.
        bounds = ", ".join((f"(SELECT {first_bound})", *other_bounds))
        where += f" AND ({columns}) {'<' if descending else '>'} ({bounds})"
    selected = ", ".join([table.select_list, *(f"t.{column}" for column in table.cursor_columns(selection.sort))])
    if table.extra_column is not None and table.extra_column.filter in selection.filters:
        selected += f", {table.extra_column.sql(selection.filters[table.extra_column.filter], bind)} AS extra"
    order_by = ", ".join(f"t.{column}{' DESC' if descending else ''}" for column in sort_columns)
    return f"SELECT {selected} FROM {table.name} t WHERE {where} ORDER BY {order_by} LIMIT {limit:d}", bind.values


async def list_records(
    connection: Connection, table: RevisionTable[RecordT], selection: Selection, limit: int
) -> tuple[list[RecordT], tuple[object, ...] | None]:
    """Return at most `limit` records, and the key of the last one if there are more."""
    sql, values = build_list_sql(table, selection, limit + 1)
    rows = await connection.fetch(sql, *values)
    sort_columns, field_count = table.sort_columns(selection.sort), len(table.columns)
    key = tuple(rows[limit - 1][column] for column in sort_columns) if len(rows) > limit else None
    records = [table.load(row[:field_count]) for row in rows[:limit]]
    if table.extra_column is None or table.extra_column.filter not in selection.filters:
        return records, key
    assign = table.extra_column.assign
    pairs = [(record, row["extra"]) for record, row in zip(records, rows, strict=False)]
    return [record if value is None else assign(record, value) for record, value in pairs], key


async def count_records(connection: Connection, table: RevisionTable[Any], selection: Selection) -> int:
    """Count the records of a selection, without its cursor."""
    bind = ParameterBinder()
    where = where_clause(table, selection, bind)
    # nosemgrep: sql-built-in-a-call  # names of this repository, and conditions with parameters of `bind`
    count: int = await connection.fetchval(f"SELECT count(*) FROM {table.name} t WHERE {where}", *bind.values)
    return count


# A withdrawn draft sorts last, so that it does not hide the publication that it would have revised.
NEWEST_VISIBLE_FIRST = "t.status = 'withdrawn' AND NOT t.public, t.revision DESC"


def build_find_sql(table: RevisionTable[Any], known_at: datetime | None, bind: BindValue, key: object) -> str:
    """Build the query of one record: its newest visible revision at `known_at`."""
    return (
        f"SELECT {table.select_list} FROM {table.name} t WHERE t.{table.key} = {bind(key)} "
        f"AND {known_at_condition('t', known_at, bind)} "
        f"ORDER BY {NEWEST_VISIBLE_FIRST} LIMIT 1"
    )


async def find_record(
    connection: Connection, table: RevisionTable[RecordT], key: object, known_at: datetime | None
) -> RecordT | None:
    """Return the newest visible revision of a record, or None."""
    bind = ParameterBinder()
    row: asyncpg.Record | None = await connection.fetchrow(build_find_sql(table, known_at, bind, key), *bind.values)
    return table.load(tuple(row)) if row else None


def build_revisions_sql(table: RevisionTable[Any]) -> str:
    entered_by = f"entered_by('{table.name}', t.{table.key}::text, t.revision)" if table.has_drafts else "NULL"
    return (
        f"SELECT {table.select_list}, {entered_by} AS entered_by FROM {table.name} t "
        f"WHERE t.{table.key} = $1 AND t.revision < $2 ORDER BY t.revision DESC LIMIT $3"
    )


async def list_revisions(
    connection: Connection, table: RevisionTable[RecordT], key: object, before: int, limit: int
) -> list[RecordT]:
    """List the revisions below `before`, newest first. The role of the connection decides which are visible."""
    rows = await connection.fetch(build_revisions_sql(table), key, before, limit)
    records = [table.load(tuple(row)[:-1]) for row in rows]
    if not table.has_drafts:
        return records
    return [
        msgspec.structs.replace(record, entered_by=row["entered_by"]) for record, row in zip(records, rows, strict=True)
    ]
