"""Suggest existing records for a code or the name of a region that a row contains and that does not exist."""

import asyncio
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from api.database.pool import Connection
from api.errors import Text

# By the rule that the row violates. Only published records are suggested: every user may read them.
TABLES_BY_RULE = {
    "figure_counts_an_indicator": "indicator",
    "figure_is_stated_by_an_institution": "institution",
    "figure_cites_sources": "source",
    "not_a_plan": "source",
    "source_names_its_publisher": "institution",
}
MAX_NAMES, MAX_SUGGESTIONS = 5000, 3
MAX_SEARCHED = 20  # for one response; each search compares a text with MAX_NAMES others
SELECT_CODES = """SELECT code, code FROM {} WHERE status = 'published' AND replaced_at IS NULL
    ORDER BY recorded_at DESC, code LIMIT $1"""
SELECT_REGIONS = """SELECT name, name || ' (' || code || ')' FROM region
    WHERE status = 'published' AND replaced_at IS NULL ORDER BY code LIMIT $1"""
NEAREST = Text("{2}. Yang mirip dengan {0}: {1}.", "{2}. Similar to {0}: {1}.")

Unknown = tuple[str, str]  # the table that was searched, and the text
Suggestions = Mapping[Unknown, tuple[str, ...]]
NO_SUGGESTIONS: Suggestions = {}


def find_unknown(stored: Mapping[str, Any]) -> Unknown | None:
    """Return what does not exist according to a stored error. Return None for any other error."""
    table = TABLES_BY_RULE.get(stored.get("rule", ""))
    if table is not None and stored["named"]:
        return table, stored["named"][0]
    if stored.get("code") == "unknown_region" and stored.get("values"):
        return "region", stored["values"][0]
    return None


async def load_suggestions(connection: Connection, errors: Iterable[Mapping[str, Any]]) -> Suggestions:
    """Return similar records for what does not exist according to the errors, at most MAX_SUGGESTIONS for each."""
    unknown = dict.fromkeys(found for error in errors if (found := find_unknown(error)) is not None)
    searched = list(unknown)[:MAX_SEARCHED]
    names: dict[str, dict[str, str]] = {}
    for table in {table for table, _ in searched}:
        sql = SELECT_REGIONS if table == "region" else SELECT_CODES.format(table)
        names[table] = {name.casefold(): shown for name, shown in await connection.fetch(sql, MAX_NAMES)}
    suggestions = {}
    for table, text in searched:
        nearest = await asyncio.to_thread(find_nearest, text.casefold(), tuple(names[table]))
        suggestions[table, text] = tuple(names[table][name] for name in nearest)
    return suggestions


@lru_cache(maxsize=128)
def find_nearest(text: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names that differ least, the most similar one first. Cached, because clients read a report again."""
    return tuple(get_close_matches(text, names, MAX_SUGGESTIONS))


def add_suggestions(text: Text, stored: Mapping[str, Any], suggestions: Suggestions) -> Text:
    """Append the similar records to the text of an error, if there are any."""
    unknown = find_unknown(stored)
    similar = () if unknown is None else suggestions.get(unknown, ())
    if unknown is None or not similar:
        return text
    listed = ", ".join(similar)
    sentences = (sentence.removesuffix(".") for sentence in text)
    return Text(*(nearest.format(unknown[1], listed, own) for nearest, own in zip(NEAREST, sentences, strict=True)))
