"""Exports of what is stored: the rows of a collection's list, all of them."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from api.exports.columns import columns_of
from api.exports.export import Asked, Export
from api.http.list_query import ListQuery
from api.http.listing import Collection
from api.http.snapshot import Snapshot
from api.postgres.chain import Binder, Chain, Selection, matching
from api.postgres.record import content_of

FEW, MANY = 100, 1000  # rows at once: few at first, so that the answer begins soon
CITATIONS = "Where sources state the figure, each with a locator, a quote, or both."


def stored(noun: Collection[Any]) -> Export:
    async def rows(held: Snapshot, asked: Asked) -> AsyncIterator[list[Any]]:
        async for batch in _read(held, noun.chain, asked):
            yield batch

    return Export(
        name=noun.name,
        about=noun.about,
        query=noun.query,
        columns=columns_of(noun.chain.model, {"citations": CITATIONS}),
        # What is said of the subject, which is what an import takes; who wrote it down and when, only if asked.
        usual=content_of(noun.chain),
        rows=rows,
        chain=noun.chain,
    )


def selection_of(query: ListQuery, *, is_public: bool) -> Selection:
    """Which rows: those of the list."""
    visible = tuple(status for status in query.status if status == "published") if is_public else query.status
    return Selection(query.known_at, visible, query.filters(), query.sort)


def select_sql(chain: Chain[Any], selection: Selection, expressions: Mapping[str, str]) -> tuple[str, list[object]]:
    """All rows of a selection in the order of its list, with an expression over `t` for each column."""
    bind = Binder()
    where = matching(chain, selection, bind)
    descending = " DESC" if selection.sort is not None and selection.sort.startswith("-") else ""
    ordered = ", ".join(f"t.{column}{descending}" for column in chain.order(selection.sort))
    written = ", ".join(f"{expression} AS {name}" for name, expression in expressions.items())
    return f"SELECT {written} FROM {chain.table} t WHERE {where} ORDER BY {ordered}", bind.values


async def _read(held: Snapshot, chain: Chain[Any], asked: Asked) -> AsyncIterator[list[Any]]:
    if asked.selection is None:
        raise TypeError("what is stored is selected")
    sql, values = select_sql(chain, asked.selection, {name: f"t.{name}" for name in chain.columns})
    cursor = await held.connection.cursor(sql, *values)
    size = FEW
    while rows := await cursor.fetch(size):
        yield [chain.load(tuple(row)) for row in rows]
        size = MANY
