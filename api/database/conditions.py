"""SQL conditions for the filters of several collections."""

from collections.abc import Iterable
from datetime import date

from api.database.revision_reads import BindValue, SqlCondition


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


def contains_text(*columns: str) -> SqlCondition:
    """Return a case-insensitive search condition on any of the columns; `%` and `_` match literally."""

    def condition(text: str, bind: BindValue) -> str:
        escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        pattern = bind(f"%{escaped}%")
        return "(" + " OR ".join(f"t.{column} ILIKE {pattern}" for column in columns) + ")"

    return condition


def valid_on_condition(day: date, bind: BindValue) -> str:
    """Select what exists on that day by `valid_from` and `valid_to`, both included."""
    bound = bind(day)
    begun = f"(t.valid_from IS NULL OR t.valid_from <= {bound}::date)"
    return f"{begun} AND (t.valid_to IS NULL OR t.valid_to >= {bound}::date)"
