"""The columns of each collection, found by their names in the API, in Indonesian, and in exports."""

from collections.abc import Iterator

from api.database.revision_reads import RESPONSE_ONLY_FIELDS
from api.database.revision_writes import REVISION_COLUMNS
from api.exchange.imports.rows.column import ImportColumn, normalize_column_name
from api.exchange.imports.rows.figure_columns import FIGURE_COLUMN_NAMES, build_figure_columns
from api.exchange.imports.rows.importable import IMPORTABLE_COLLECTIONS
from api.exchange.imports.rows.source_columns import SOURCE_COLUMN_NAMES, build_source_columns

# Columns of exports and of the file of rejected rows that a file may contain and that an import ignores.
RESPONSE_ONLY_COLUMNS = (*REVISION_COLUMNS, *sorted(RESPONSE_ONLY_FIELDS), "period_start", "period_end", "url")
IGNORED_COLUMNS = (*RESPONSE_ONLY_COLUMNS, "line", "cell", "errors")


class CollectionColumns:
    """The columns of one collection.

    `by_name` maps names of the API to columns, without the ignored ones. `names_by_spelling` maps all normalized names.
    """

    def __init__(self, columns: Iterator[ImportColumn], spellings: dict[str, tuple[str, ...]]) -> None:
        self.by_name = {column.name: column for column in columns}
        self.names_by_spelling = {
            spelling: name
            for name in (*self.by_name, *IGNORED_COLUMNS)
            for spelling in (name, *spellings.get(name, ()))
        }

    def find_name(self, name: str) -> str | None:
        """Return the name in the API, which may be an ignored column. Return None for any other name."""
        return self.names_by_spelling.get(normalize_column_name(name))


COLUMNS: dict[str, CollectionColumns] = {
    "targets": CollectionColumns(build_figure_columns(IMPORTABLE_COLLECTIONS["targets"]), FIGURE_COLUMN_NAMES),
    "realizations": CollectionColumns(
        build_figure_columns(IMPORTABLE_COLLECTIONS["realizations"]), FIGURE_COLUMN_NAMES
    ),
    "sources": CollectionColumns(build_source_columns(IMPORTABLE_COLLECTIONS["sources"]), SOURCE_COLUMN_NAMES),
}
# The fields that a JSON object of each collection may contain: those of its input model and its identifiers.
COLUMN_NAMES: dict[str, tuple[str, ...]] = {
    name: tuple(
        column
        for column in COLUMNS[name].by_name
        if column in ("id", "program", "unit", "url", *importable.writable.input_model.__struct_fields__)
    )
    for name, importable in IMPORTABLE_COLLECTIONS.items()
}
