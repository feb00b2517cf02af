"""Errors of a header and its mapping: unknown, repeated and missing columns."""

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches

from api.errors import ErrorDetail, Text
from api.exchange.imports.cells.cell import escape_pointer, quote_cell
from api.exchange.imports.rows.collection_columns import CollectionColumns
from api.exchange.imports.rows.column import normalize_column_name
from api.exchange.imports.rows.figure_columns import CITATION_COLUMNS
from api.exchange.imports.rows.importable import IMPORTABLE_COLLECTIONS
from api.exchange.imports.rows.mapping import ALL_OTHER_COLUMNS, ImportMapping

STATED_DATE_COLUMNS = ("stated_on", "stated_not_before", "stated_not_after")
MAX_LISTED_COLUMNS = 20
MAX_COMPARED_LENGTH = 60  # longer names are not typing errors of a column


def find_unknown_columns(
    header: Sequence[str], names: Sequence[str | None], known: CollectionColumns, mapping: ImportMapping
) -> Iterator[ErrorDetail]:
    """Yield one error that lists all columns whose name is None, with the nearest known names."""
    mapped = {normalize_column_name(file_name) for file_name in mapping.columns}
    unknown = [
        name
        for name, api_name in zip(header, names, strict=True)
        if api_name is None and normalize_column_name(name) not in mapped
    ]
    if unknown and ALL_OTHER_COLUMNS not in mapping.columns:
        listed = [_describe_unknown(name, known) for name in unknown[:MAX_LISTED_COLUMNS]]
        more = len(unknown) - len(listed)
        values = ", ".join(listed) + (f", … (+{more})" if more else ""), ", ".join(known.by_name)
        yield ErrorDetail("unknown_column", UNKNOWN_COLUMNS.fill(*values), pointer="/header")


def _describe_unknown(name: str, known: CollectionColumns) -> str:
    """Return the name of an unknown column and, in parentheses, the names of the API that resemble it."""
    normalized = normalize_column_name(name)
    spellings = (
        get_close_matches(normalized, known.names_by_spelling, n=3, cutoff=0.7)
        if len(normalized) <= MAX_COMPARED_LENGTH
        else []
    )
    nearest = dict.fromkeys(known.names_by_spelling[spelling] for spelling in spellings)
    return quote_cell(name) + (f" ({', '.join(nearest)}?)" if nearest else "")


def find_invalid_mappings(
    header: Sequence[str], known: CollectionColumns, mapping: ImportMapping
) -> Iterator[ErrorDetail]:
    """Find columns in the mapping that the collection or the file does not have, and repeated constants."""
    listed = ", ".join(known.by_name)
    in_file = {normalize_column_name(name) for name in header}
    not_a_column = Text(f"bukan nama kolom. Gunakan salah satu: {listed}", f"is not a column; use one of: {listed}")
    for file_name, api_name in mapping.columns.items():
        pointer = f"/mapping/columns/{escape_pointer(quote_cell(file_name))}"
        if file_name == ALL_OTHER_COLUMNS:
            if api_name is not None:
                yield ErrorDetail("not_null", ONLY_NULL, pointer=pointer)
        elif api_name is not None and known.find_name(api_name) is None:
            yield ErrorDetail("unknown_column", not_a_column, pointer=pointer)
        elif api_name is not None and normalize_column_name(file_name) not in in_file:
            yield ErrorDetail("missing_column", COLUMN_NOT_IN_FILE, pointer=pointer)
    seen: set[str | None] = set()
    for name in mapping.constants:
        pointer, column = f"/mapping/constants/{escape_pointer(quote_cell(name))}", known.find_name(name)
        if column not in known.by_name:
            yield ErrorDetail("unknown_column", not_a_column, pointer=pointer)
        elif column in seen:
            yield ErrorDetail("duplicate_column", _repeated_column_text(column), pointer=pointer)
        seen.add(column)


def find_repeated_columns(
    names: Sequence[str | None], constants: Iterable[str | None], known: CollectionColumns
) -> Iterator[ErrorDetail]:
    seen: set[str] = {name for name in constants if name is not None}
    for position, name in enumerate(names):
        if name in known.by_name:
            if name in seen:
                yield ErrorDetail("duplicate_column", _repeated_column_text(name), pointer=f"/header/{position}")
            seen.add(name)


def find_missing_columns(collection: str, names: set[str | None]) -> Iterator[ErrorDetail]:
    """Find required columns that are missing. Files with the id or code of their records need no other columns."""
    has_citation_columns = bool(names & {*CITATION_COLUMNS})
    if has_citation_columns and "citations" in names:
        yield ErrorDetail("duplicate_column", CITATIONS_GIVEN_TWICE, pointer="/header")
    elif has_citation_columns and "source" not in names:
        yield _missing_column_error("source")
    if "province" in names and not names & {"region", "region_bps_code"}:
        yield ErrorDetail("missing_column", PROVINCE_WITHOUT_REGION, pointer="/header")
    if collection == "sources":
        yield from [] if "code" in names else [_missing_column_error("code")]
    elif "id" not in names:
        yield from (
            _missing_column_error(name) for name in IMPORTABLE_COLLECTIONS[collection].required if name not in names
        )
        if not names & {*STATED_DATE_COLUMNS}:
            yield _missing_column_error("stated_on")


def _missing_column_error(name: str) -> ErrorDetail:
    detail = Text(
        f"tidak memuat kolom {name}. Tambahkan kolom itu, atau isi dengan konstanta dalam pemetaan",
        f"has no column {name}; add it, or set it as a constant of the mapping",
    )
    return ErrorDetail("missing_column", detail, pointer="/header")


def _repeated_column_text(name: str | None) -> Text:
    return Text(f"kolom {name} ada dua kali. Hapus salah satunya", f"column {name} is given twice; remove one of them")


UNKNOWN_COLUMNS = Text(
    "memuat kolom yang tidak dikenal: {0}. Petakan setiap kolom itu dalam columns, atau abaikan dengan null; "
    '"*": null mengabaikan semuanya. Nama kolom: {1}',
    'has unknown columns: {0}; map each of them in columns, or ignore it with null; "*": null ignores all of them. '
    "Names of columns: {1}",
)
ONLY_NULL = Text(
    "hanya dapat diabaikan dengan null. Petakan setiap kolom dengan namanya",
    "can only be ignored with null; map each column by its name",
)
PROVINCE_WITHOUT_REGION = Text(
    "memuat kolom province, yang hanya mempersempit kolom region. Petakan kolom itu ke region, atau tambahkan kolom "
    "region",
    "has a column province, which only narrows the column region; map it to region, or add a column region",
)
COLUMN_NOT_IN_FILE = Text(
    "memetakan kolom yang tidak ada dalam berkas. Perbaiki namanya, atau hapus",
    "maps a column that is not in the file; correct its name or remove it",
)
CITATIONS_GIVEN_TWICE = Text(
    "memuat citations dan juga source, locator, atau quote. Pilih salah satu",
    "has citations and also source, locator or quote; choose one",
)
