"""ParsedRow: the values and errors of one row."""

from typing import Any, NamedTuple

from api.errors import Text


class RowErrorDetail(NamedTuple):
    """One error. `column` is the name in the file, None for an error of the whole row."""

    column: str | None
    code: str
    detail: Text


NO_COLUMNS: frozenset[str] = frozenset()


class ParsedRow(NamedTuple):
    """One row.

    `content` has JSON values by column of the table; columns of an existing record that are missing do not change.
    Its values must not be modified, because rows share them. `must_match_indicator` has the `unit` and `program` that
    the indicator of the figure must have. `raw` are the cells as text; the one at `value_position` has the value.
    `is_undecided`: the other names of the file can decide between the regions of this row.
    """

    number: int
    line: int
    content: dict[str, Any]
    must_match_indicator: dict[str, str]
    errors: list[RowErrorDetail]
    raw: list[str]
    value_position: int | None = None
    is_undecided: bool = False
