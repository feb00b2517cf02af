"""Searching figures: the words of their program, indicator, institution, sources and note.

The names are in other tables. They are looked up first, so that the list uses the indexes on program, indicator,
institution and id.
"""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import asyncpg

from api.database.conditions import any_of, build_word_query, equals_any
from api.database.pool import Connection
from api.database.revision_reads import BindValue, FilterResolver, ParameterBinder, published_condition

# Up to this number, figures that match by a source or a note are selected by id; more are tested row by row.
MAX_IDS = 1000


class WordMatches(NamedTuple):
    """What matches one word of a search; `ids` of the figures with these sources or a note, None if there are many."""

    query: str
    programs: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    ids: tuple[UUID, ...] | None = ()


def build_matches_sql(record_type: str, words: tuple[str, ...], known_at: datetime | None, bind: BindValue) -> str:
    """Build the query of the published records that match each word, as of `known_at`."""
    queries = bind([build_word_query([word]) for word in words])

    def codes(table: str, alias: str, condition: str, column: str = "code") -> str:
        published = published_condition(alias, known_at, bind)
        return f"ARRAY(SELECT DISTINCT {alias}.{column} FROM {table} {alias} WHERE {published} AND {condition})"

    indicator = f"(i.search @@ word.query OR i.program = ANY({codes('program', 'p', 'p.search @@ word.query')}))"
    return f"""
WITH word AS MATERIALIZED (
    SELECT listed.query::tsquery AS query, position
    FROM unnest({queries}::text[]) WITH ORDINALITY AS listed (query, position)
)
SELECT word.query::text, {codes("indicator", "i", indicator, "program")} AS programs,
    {codes("indicator", "i", indicator)} AS indicators,
    {codes("institution", "o", "o.search @@ word.query")} AS institutions, found.sources,
    ARRAY(SELECT figure.id FROM (
        SELECT {record_type}s_citing(found.sources) AS id UNION ALL SELECT {record_type}s_noting(word.query)
    ) AS figure LIMIT {MAX_IDS + 1}) AS ids
FROM word, LATERAL (SELECT {codes("source", "s", "s.search @@ word.query")} AS sources OFFSET 0) AS found
ORDER BY word.position
"""


def build_word_matches(row: asyncpg.Record) -> WordMatches:
    programs, indicators, institutions, sources = (
        tuple(row[name]) for name in ("programs", "indicators", "institutions", "sources")
    )
    ids = tuple(set(row["ids"])) if len(row["ids"]) <= MAX_IDS else None
    return WordMatches(row["query"], programs, indicators, institutions, sources, ids)


def build_search_resolver(record_type: str) -> FilterResolver:
    """Return the function that looks up the words of a search in targets or realizations."""

    async def resolve(connection: Connection, words: tuple[str, ...], known_at: datetime | None) -> object:
        bind = ParameterBinder()
        rows = await connection.fetch(build_matches_sql(record_type, words, known_at, bind), *bind.values)
        return tuple(build_word_matches(row) for row in rows)

    return resolve


def search_condition(words: tuple[WordMatches, ...], bind: BindValue) -> str:
    """Select the figures that match every word."""
    return " AND ".join(_match_word(word, bind) for word in words)


def _match_word(word: WordMatches, bind: BindValue) -> str:
    matches = []
    if word.indicators:
        # With the programs, the indexes that begin with the program apply.
        program, indicator = equals_any("program")(word.programs, bind), equals_any("indicator")(word.indicators, bind)
        matches.append(f"{program} AND {indicator}")
    if word.institutions:
        matches.append(equals_any("institution")(word.institutions, bind))
    if word.ids != ():
        # The ids are of figures of which any revision matches.
        noted = f"t.note IS NOT NULL AND search_words(t.note) @@ {bind(word.query)}::tsquery"
        cited = (
            "EXISTS (SELECT FROM jsonb_array_elements(t.citations) AS citation "
            f"WHERE citation->>'source' = ANY({bind(word.sources)}::text[]))"
        )
        own = any_of((noted, cited))
        matches.append(own if word.ids is None else f"{equals_any('id', 'uuid')(word.ids, bind)} AND {own}")
    return any_of(matches) if matches else "false"
