"""SQL conditions for the filters of several collections."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from api.database.pool import Connection
from api.database.revision_reads import (
    BindValue,
    FilterResolver,
    ParameterBinder,
    RevisionTable,
    Selection,
    SqlCondition,
    published_condition,
)


def equals_any(column: str, sql_type: str = "text") -> SqlCondition:
    """Return a condition on a list of values. A single value uses `=`, so that an index also provides the order."""

    def condition(values: tuple[object, ...], bind: BindValue) -> str:
        if len(values) == 1:
            return f"t.{column} = {bind(values[0])}::{sql_type}"
        return f"t.{column} = ANY({bind(values)}::{sql_type}[])"

    return condition


def any_of(conditions: Iterable[str]) -> str:
    """Combine conditions with OR."""
    return "(" + " OR ".join(f"({condition})" for condition in conditions) + ")"


def build_word_query(words: Iterable[str]) -> str:
    """Return the tsquery for texts that have all of the words, each as the beginning of a word.

    The words have no quotes; see `split_words`.
    """
    return " & ".join(f"'{word}':*" for word in words)


def search_condition(words: tuple[str, ...], bind: BindValue) -> str:
    """Select the rows whose column `search` has all of the words."""
    return f"t.search @@ {bind(build_word_query(words))}::tsquery"


def valid_on_condition(day: date, bind: BindValue) -> str:
    """Select what exists on that day by `valid_from` and `valid_to`, both included."""
    bound = bind(day)
    begun = f"(t.valid_from IS NULL OR t.valid_from <= {bound}::date)"
    return f"{begun} AND (t.valid_to IS NULL OR t.valid_to >= {bound}::date)"


def build_code_resolver(table: str, code: str, by: str) -> FilterResolver:
    """Return the function that looks up the codes in a column of published records with one of the values in `by`."""

    async def resolve(connection: Connection, wanted: tuple[str, ...], known_at: datetime | None) -> tuple[str, ...]:
        bind = ParameterBinder()
        rows = await connection.fetch(
            f"SELECT DISTINCT r.{code} AS code FROM {table} r WHERE r.{by} = ANY({bind(wanted)}::text[]) "
            f"AND {published_condition('r', known_at, bind)}",
            *bind.values,
        )
        return tuple(row["code"] for row in rows)

    return resolve


async def resolve_filters(connection: Connection, table: RevisionTable[Any], selection: Selection) -> Selection:
    """Return the selection with the values of filters that the table looks up before its query."""
    found = {
        name: await resolve(connection, selection.filters[name], selection.known_at)
        for name, resolve in table.resolvers.items()
        if name in selection.filters
    }
    return replace(selection, filters={**selection.filters, **found}) if found else selection
