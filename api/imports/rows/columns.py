"""The columns of each collection, by the names that a file may give them."""

from collections.abc import Iterator

from api.imports.importable import IMPORTABLE
from api.imports.rows.column import Column
from api.imports.rows.figure_columns import figure_columns
from api.imports.rows.mapping import Mapping
from api.imports.rows.source_columns import source_columns
from api.imports.rows.spelling import FIGURES, SOURCES, spelling_of
from api.postgres.chain import ANSWERED_ONLY
from api.postgres.record import ENVELOPE

# What lists answer besides, and what the file of faulty rows adds: files may have it, and it says nothing.
ANSWERED = (*ENVELOPE, *sorted(ANSWERED_ONLY))
IGNORED = (*ANSWERED, "line", "reasons")


class Columns:
    """`named` has those that say something, by their names on the wire."""

    def __init__(self, columns: Iterator[Column], spellings: dict[str, tuple[str, ...]]) -> None:
        self.named = {column.name: column for column in columns}
        self._spelt = {
            spelling: name for name in (*self.named, *IGNORED) for spelling in (name, *spellings.get(name, ()))
        }

    def name_of(self, name: str) -> str | None:
        """The name on the wire, which may be one of the ignored; null where it names no column."""
        return self._spelt.get(spelling_of(name))


def knows(collection: str, name: str, mapping: Mapping | None = None) -> bool:
    """Whether a header cell names a column, by itself or by the mapping."""
    mapped = () if mapping is None else map(spelling_of, mapping.columns)
    return spelling_of(name) in mapped or COLUMNS[collection].name_of(name) is not None


COLUMNS: dict[str, Columns] = {
    "targets": Columns(figure_columns(IMPORTABLE["targets"]), FIGURES),
    "realizations": Columns(figure_columns(IMPORTABLE["realizations"]), FIGURES),
    "sources": Columns(source_columns(IMPORTABLE["sources"]), SOURCES),
}
# What a JSON object of each collection may say: what is entered, and what names it.
MEMBERS: dict[str, tuple[str, ...]] = {
    name: tuple(
        column
        for column in COLUMNS[name].named
        if column in ("id", "program", *importable.writable.entry.__struct_fields__)
    )
    for name, importable in IMPORTABLE.items()
}
