"""What a row says: the columns of an entity, what has to agree with others, and what is wrong."""

from typing import Any, NamedTuple

from api.faults import Text


class RowFault(NamedTuple):
    """`column` by the name it has in the file; null where the row as a whole is at fault."""

    column: str | None
    code: str
    detail: Text


NOTHING: frozenset[str] = frozenset()


class Said(NamedTuple):
    """`content` is what the row says, by the columns of the table, as JSON holds it. A row that names its entity leaves
    the rest as it is; nobody may change what is in it, for rows share it. `beside` is what has to agree with the
    figure's indicator: `unit` and `program`. `raw` are the cells as they came.
    """

    number: int
    line: int
    content: dict[str, Any]
    beside: dict[str, str]
    faults: list[RowFault]
    raw: list[str]
