"""One kind of export: its parameters, its columns, and how its rows are read."""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, NamedTuple, cast

import msgspec

from api.exports.columns import Column
from api.http.kinds import one_of, several
from api.http.query import Query
from api.http.snapshot import Snapshot
from api.postgres.chain import Chain, Selection

MOST_ROWS_OF_A_SPREADSHEET = 50_000  # take some ten seconds to write; one that people read has fewer
CUT = frozenset({"limit", "cursor", "count"})  # how a list is cut into pages; an export is whole


class Asked(NamedTuple):
    """What one request wants; `selection` tells which rows of a stored noun, and of what is computed `query` does."""

    query: Any
    columns: tuple[str, ...]
    selection: Selection | None = None


def itself(row: Any) -> Any:
    return row


@dataclass(frozen=True, slots=True)
class Export:
    """`query` is that of the list, `headers` are. `rows` come in batches, and `line_of` each has a value per column.

    `chain` is where a stored noun lies; what is computed has none, and everybody gets the same of it.
    """

    name: str
    about: str
    query: type[Query]
    columns: Mapping[str, Column]
    usual: tuple[str, ...]
    rows: Callable[[Snapshot, Asked], AsyncIterator[list[Any]]]
    line_of: Callable[[Any], Any] = itself
    chain: Chain[Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def key(self) -> str | None:
        return self.chain.key if self.chain is not None else None


def has_columns(export: Export, *, is_table: bool) -> bool:
    """In JSON, what is computed has none: its rows say more than a line does."""
    return is_table or export.chain is not None


@cache
def export_query(query: type[Query], columns: tuple[str, ...]) -> type[Query]:
    """The filters and the order of a list without its pages, and which columns to write where there are any."""
    described = Annotated[
        tuple[str, ...] | None,
        several(one_of(columns)),
        "Only these columns, in this order; left out, those that say something of the subject itself.",
    ]
    made = msgspec.defstruct(
        f"{query.__name__}Export",
        [("columns", described, None)] if columns else [],
        bases=(query,),
        namespace={"left_out": CUT},
        frozen=True,
        kw_only=True,
    )
    return cast("type[Query]", made)  # its base says so
