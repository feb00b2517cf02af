"""The first mapping of a file: the row of its header, the fields of its columns, and rows that are no figures.

The functions of `capaian import --interactive` suggest it; the user changes it on the page.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from api.exchange.imports.commands.wizard.decisions import (
    find_province_column,
    find_skip_patterns,
    guess_header_row,
)
from api.exchange.imports.commands.wizard.suggestions import has_ids_of_records, suggest_fields
from api.exchange.imports.files.file_table import FileTable, read_first_rows, read_table
from api.exchange.imports.rows.collection_columns import COLUMNS
from api.exchange.imports.rows.column import normalize_column_name
from api.exchange.imports.rows.layout import is_known_column, resolve_name
from api.exchange.imports.rows.mapping import ALL_OTHER_COLUMNS, ImportMapping

CHUNK_BYTES: Final = 256 * 1024
MAX_SAMPLED_ROWS: Final = 1000


def suggest_mapping(collection: str, media_type: str, content: bytes, mapping: Mapping[str, Any]) -> dict[str, Any]:
    """Return the mapping with suggestions for what it does not state, without columns that the file does not have.

    Raise FileRejectedError.
    """
    if not mapping.get("header_rows"):
        rows = read_first_rows(media_type, split_chunks(content), mapping)
        guess = guess_header_row(rows, lambda name: is_known_column(collection, name)) if rows else 1
        mapping = {**mapping, "header_rows": [guess]}
    table = read_columns(media_type, content, mapping)
    header = {normalize_column_name(name) for name in table.header}
    columns = {
        name: field
        for name, field in mapping.get("columns", {}).items()
        if name == ALL_OTHER_COLUMNS or normalize_column_name(name) in header
    }
    if not mapping.get("values") and ALL_OTHER_COLUMNS not in columns:
        columns |= _suggest_columns(collection, table, columns)
    return {
        **mapping,
        "columns": columns,
        "skip": list(dict.fromkeys([*mapping.get("skip", ()), *find_skip_patterns(table.first_cells)])),
    }


def read_columns(media_type: str, content: bytes, mapping: Mapping[str, Any]) -> FileTable:
    """Read the columns of the file and some of their cells. Raise FileRejectedError."""
    return read_table(
        media_type, split_chunks(content), mapping, tuple(mapping.get("header_rows", ())), MAX_SAMPLED_ROWS
    )


def split_chunks(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), CHUNK_BYTES):
        yield content[start : start + CHUNK_BYTES]


def _suggest_columns(collection: str, table: FileTable, columns: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return a field for columns that neither their name nor `columns` maps, and null for all others.

    So few columns are listed: the mapping is a parameter of a URL.
    """
    known, samples = COLUMNS[collection], dict(zip(table.header, table.samples, strict=True))
    names = {column: resolve_name(column, known, ImportMapping(columns=dict(columns))) for column in samples}
    serial = [column for column in samples if names[column] == "id" and not has_ids_of_records(samples[column])]
    ignored = dict.fromkeys(column for column in serial if column not in columns)
    unknown = {column: samples[column] for column, field in (names | ignored).items() if field is None}
    found = suggest_fields(unknown, known.find_name, filter(None, names.values()))
    province = find_province_column(names | found)
    regions = {} if province is None or province in columns else {province: "region"}
    others = {ALL_OTHER_COLUMNS: None} if unknown.keys() - found.keys() - ignored.keys() else {}
    return {**ignored, **found, **regions, **others}
