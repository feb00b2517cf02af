"""Chains: how every noun's revisions are selected, one builder of SQL for all nine.

Only fragments written in this repository become SQL; what a caller sends is always a bound value.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, Generic, TypeVar

import asyncpg
import msgspec

from api.postgres.pool import Connection

Entity = TypeVar("Entity", bound=msgspec.Struct)
Bind = Callable[[object], str]  # takes a value, gives its placeholder
Condition = Callable[[Any, Bind], str]  # takes a filter's value, gives SQL
Order = tuple[str, ...]

ANSWERED_ONLY = frozenset({"allowed_actions", "preference"})  # members of an answer that no column holds


@dataclass(frozen=True, slots=True)
class Aside(Generic[Entity]):
    """What entities tell beside their columns when a list is filtered so: its SQL, JSON or null, and where it goes."""

    filter: str
    sql: Condition
    put: Callable[[Entity, str], Entity]


@dataclass(frozen=True, slots=True)
class Chain(Generic[Entity]):
    """One noun: its table and key, the model its rows become, its filters and its orders.

    `sql_types` names the type of each column that an order uses and that is not text. `load` makes an
    entity of a row that holds the model's fields in their order. `quick` has the values of `sort` in which a filter
    costs nothing, where there may be so many entities that others take too long.
    """

    table: str
    key: str
    model: type[Entity]
    load: Callable[[Sequence[Any]], Entity]
    conditions: Mapping[str, Condition]
    orders: Mapping[str, Order]
    default_order: Order
    sql_types: Mapping[str, str] = field(default_factory=dict)
    aside: Aside[Entity] | None = None
    quick: Mapping[str, Order] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        return _columns_of(self.model)

    @property
    def selected(self) -> str:
        return _selected(self.columns)

    def order(self, sort: str | None) -> Order:
        return self.default_order if sort is None else self.orders[sort.removeprefix("-")]

    def beside(self, sort: str | None) -> tuple[str, ...]:
        """What a list selects beside the columns of the model, to know where it goes on."""
        return tuple(column for column in self.order(sort) if column not in self.columns)

    def order_types(self, sort: str | None) -> tuple[str, ...]:
        return tuple(self.sql_types.get(column, "text") for column in self.order(sort))


@cache
def _columns_of(model: type[msgspec.Struct]) -> tuple[str, ...]:
    return tuple(name for name in model.__struct_fields__ if name not in ANSWERED_ONLY)


@cache
def _selected(columns: tuple[str, ...]) -> str:
    return ", ".join(f"t.{column}" for column in columns)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which revisions a list is about: held at `known_at` (now when None), in these statuses, and filtered."""

    known_at: datetime | None
    statuses: tuple[str, ...]
    filters: Mapping[str, object]
    sort: str | None = None
    after: tuple[object, ...] | None = None


class Binder:
    """Collects the values of one statement."""

    def __init__(self) -> None:
        self.values: list[object] = []

    def __call__(self, value: object) -> str:
        self.values.append(value)
        return f"${len(self.values)}"


def held_at(alias: str, known_at: datetime | None, bind: Bind) -> str:
    """The rows in place at that moment; see schema/migrations/0003_chains.sql."""
    if known_at is None:
        return f"{alias}.replaced_at IS NULL"
    moment = bind(known_at)
    return f"{alias}.recorded_at <= {moment} AND ({alias}.replaced_at IS NULL OR {alias}.replaced_at > {moment})"


def matching(chain: Chain[Any], selection: Selection, bind: Bind) -> str:
    """The WHERE of a selection, without its cursor."""
    if selection.statuses == ("published",):
        status = "t.status = 'published'"  # spelled out, so that the partial indexes apply
    else:
        status = f"t.status = ANY({bind(selection.statuses)}::text[])"
    parts = [status, held_at("t", selection.known_at, bind)]
    parts += [chain.conditions[name](value, bind) for name, value in selection.filters.items()]
    return " AND ".join(parts)


def list_sql(chain: Chain[Any], selection: Selection, limit: int) -> tuple[str, list[object]]:
    """The limit is written out, not bound: a generic plan that does not know it prefers to sort the whole table."""
    bind = Binder()
    where = matching(chain, selection, bind)
    order = chain.order(selection.sort)
    descending = selection.sort is not None and selection.sort.startswith("-")
    if selection.after is not None:
        first, *others = (
            f"{bind(value)}::{kind}"
            for value, kind in zip(selection.after, chain.order_types(selection.sort), strict=True)
        )
        columns = ", ".join(f"t.{column}" for column in order)
        # Of such bounds the planner weighs the first alone. Where it knows that one, it expects so much of a plan made
        # for it that it makes one for each page anew, which takes half as long as the page; so it is not to know it.
        bounds = ", ".join((f"(SELECT {first})", *others))
        where += f" AND ({columns}) {'<' if descending else '>'} ({bounds})"
    selected = ", ".join([chain.selected, *(f"t.{column}" for column in chain.beside(selection.sort))])
    if chain.aside is not None and chain.aside.filter in selection.filters:
        selected += f", {chain.aside.sql(selection.filters[chain.aside.filter], bind)} AS aside"
    ordered = ", ".join(f"t.{column}{' DESC' if descending else ''}" for column in order)
    return f"SELECT {selected} FROM {chain.table} t WHERE {where} ORDER BY {ordered} LIMIT {limit:d}", bind.values


async def list_entities(
    connection: Connection, chain: Chain[Entity], selection: Selection, limit: int
) -> tuple[list[Entity], tuple[object, ...] | None]:
    """At most `limit` entities, and the key to go on from when there are more."""
    sql, values = list_sql(chain, selection, limit + 1)
    rows = await connection.fetch(sql, *values)
    order, width = chain.order(selection.sort), len(chain.columns)
    key = tuple(rows[limit - 1][column] for column in order) if len(rows) > limit else None
    entities = [chain.load(row[:width]) for row in rows[:limit]]
    if chain.aside is None or chain.aside.filter not in selection.filters:
        return entities, key
    put = chain.aside.put
    told = [(entity, row["aside"]) for entity, row in zip(entities, rows, strict=False)]
    return [entity if aside is None else put(entity, aside) for entity, aside in told], key


async def count_entities(connection: Connection, chain: Chain[Any], selection: Selection) -> int:
    bind = Binder()
    where = matching(chain, selection, bind)
    count: int = await connection.fetchval(f"SELECT count(*) FROM {chain.table} t WHERE {where}", *bind.values)
    return count


def find_sql(chain: Chain[Any], known_at: datetime | None, bind: Bind, key: object) -> str:
    """The newest row in place that is to be seen: work in hand, else what is published, else what was withdrawn.

    So a draft that was taken back does not hide the publication beside which it grew.
    """
    return (
        f"SELECT {chain.selected} FROM {chain.table} t WHERE t.{chain.key} = {bind(key)} "
        f"AND {held_at('t', known_at, bind)} "
        "ORDER BY t.status = 'withdrawn' AND NOT t.public, t.revision DESC LIMIT 1"
    )


async def find_entity(
    connection: Connection, chain: Chain[Entity], key: object, known_at: datetime | None
) -> Entity | None:
    bind = Binder()
    row: asyncpg.Record | None = await connection.fetchrow(find_sql(chain, known_at, bind, key), *bind.values)
    return chain.load(tuple(row)) if row else None


def revisions_sql(chain: Chain[Any]) -> str:
    return (
        f"SELECT {chain.selected} FROM {chain.table} t WHERE t.{chain.key} = $1 AND t.revision < $2 "
        "ORDER BY t.revision DESC LIMIT $3"
    )


async def list_revisions(
    connection: Connection, chain: Chain[Entity], key: object, before: int, limit: int
) -> list[Entity]:
    """Newest first; which ones there are to see is decided by the connection's role."""
    return [chain.load(tuple(row)) for row in await connection.fetch(revisions_sql(chain), key, before, limit)]
