"""The columns of sources, and their names in Indonesian."""

import re
from collections.abc import Iterator

from api.database.constraint_messages import constraint_violation
from api.errors import Text
from api.exchange.imports.cells.cell import CellError
from api.exchange.imports.cells.dates import parse_timestamp
from api.exchange.imports.cells.field_parsers import parse_authors, to_cell_error
from api.exchange.imports.rows.column import ColumnFactory, ImportColumn, parse_date_cell, parser_for_choices
from api.exchange.imports.rows.importable import ImportableCollection

SOURCE_DATE_COLUMNS = ("published_on", "published_not_before", "published_not_after")
LANGUAGE_PATTERN = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
SHA256_PATTERN = re.compile(r"[0-9a-f]{64}")
# Also of an export of this service under an earlier public URL: the code identifies the source, not this URL.
RECORD_URL_PATTERN = re.compile(r"(https?://\S+)?/v1/sources/\S+")
NOT_A_RECORD_URL = Text(
    "harus URL catatan di layanan ini, misalnya /v1/sources/antara-2021-01-11. Tulis URL dokumen di original_url",
    "must be the URL of the record on this service, such as /v1/sources/antara-2021-01-11; write the URL of the "
    "document in original_url",
)
# A file may use these names or those of the API.
SOURCE_COLUMN_NAMES: dict[str, tuple[str, ...]] = {
    "code": ("kode",),
    "kind": ("jenis",),
    "title": ("judul",),
    "publisher": ("penerbit",),
    "authors": ("penulis",),
    "original_url": ("tautan",),
    "archived_url": ("tautan_arsip",),
    "published_on": ("tanggal", "terbit_pada"),
    "published_not_before": ("terbit_paling_awal",),
    "published_not_after": ("terbit_paling_akhir",),
    "date_basis": ("dasar_tanggal",),
    "language": ("bahasa",),
    "retrieved_at": ("diambil_pada",),
    "note": ("catatan",),
}


def build_source_columns(importable: ImportableCollection) -> Iterator[ImportColumn]:
    factory = ColumnFactory(importable)
    yield factory.build_column("code")
    yield factory.build_column("kind", parser_for_choices("kind"))
    yield from (factory.build_column(name) for name in ("title", "publisher"))
    yield factory.build_column("authors", lambda text, _: parse_authors(text))
    yield from (factory.build_column(name) for name in ("original_url", "archived_url"))
    yield ImportColumn("url", lambda text, _: validate_record_url(text))
    yield from (factory.build_column(name, parse_date_cell, "day") for name in SOURCE_DATE_COLUMNS)
    yield factory.build_column("date_basis", parser_for_choices("date_basis"))
    yield factory.build_column("language", lambda text, _: validate_language(text))
    yield factory.build_column("retrieved_at", lambda text, _: parse_timestamp(text).isoformat())
    yield factory.build_column("content_sha256", lambda text, _: validate_sha256(text.lower()))
    yield factory.build_column("note")


def validate_record_url(text: str) -> str:
    """Accept the `url` of a source as lists return it. The URL of the document has its own column."""
    if not RECORD_URL_PATTERN.fullmatch(text):
        raise CellError("not_a_record_url", NOT_A_RECORD_URL)
    return text


def validate_language(text: str) -> str:
    if not LANGUAGE_PATTERN.fullmatch(text):
        raise to_cell_error(constraint_violation("source_language_is_bcp_47").errors[0])
    return text


def validate_sha256(text: str) -> str:
    if not SHA256_PATTERN.fullmatch(text):
        raise to_cell_error(constraint_violation("source_sha256_is_64_hex_digits").errors[0])
    return text
