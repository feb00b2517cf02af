"""Conditions that several nouns filter with."""

from collections.abc import Iterable

from api.postgres.chain import Bind, Condition


def among(column: str, sql_type: str = "text") -> Condition:
    """One value compares with `=`, which keeps an index's order; several with ANY."""

    def condition(values: tuple[object, ...], bind: Bind) -> str:
        if len(values) == 1:
            return f"t.{column} = {bind(values[0])}::{sql_type}"
        return f"t.{column} = ANY({bind(values)}::{sql_type}[])"

    return condition


def any_of(conditions: Iterable[str]) -> str:
    """At least one of these conditions."""
    return "(" + " OR ".join(f"({condition})" for condition in conditions) + ")"


def mentions(*columns: str) -> Condition:
    """Any of the columns contains the words, whatever their case; `%` and `_` stand for themselves."""

    def condition(words: str, bind: Bind) -> str:
        escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        wanted = bind(f"%{escaped}%")
        return "(" + " OR ".join(f"t.{column} ILIKE {wanted}" for column in columns) + ")"

    return condition
