"""FigureColumn: one of several columns of values, found by its name or a pattern; each of its cells is a figure."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from api.errors import ErrorDetail, Text
from api.exchange.imports.cells.cell import CellError, escape_pointer, quote_cell
from api.exchange.imports.cells.name_patterns import NamePattern, fill_placeholders, list_placeholders
from api.exchange.imports.rows.collection_columns import CollectionColumns
from api.exchange.imports.rows.column import normalize_column_name
from api.exchange.imports.rows.mapping import ImportMapping
from api.exchange.imports.rows.mapping_options import ValueColumn
from api.exchange.imports.rows.scale import AmountScale, find_unconfirmed_factor, require_positive_step

# A row with several figures has one number per column of values, and no id of one figure.
NOT_SETTABLE = frozenset({"id", "value", "value_to"})


class FigureColumn(NamedTuple):
    """Position and name of a column of values in the file, its scale, and the cells that its figures have.

    `cells` are by name of the API. `pointer` is that of its entry in the mapping.
    """

    position: int
    name: str
    scale: AmountScale
    cells: dict[str, str]
    pointer: str


def names_value_column(name: str, mapping: ImportMapping) -> bool:
    """Return whether a header cell is a column of values. `{text}` matches any cell, so it decides nothing."""
    for entry in mapping.values:
        try:
            pattern = NamePattern.parse(entry.column)
        except CellError:
            continue
        if not pattern.matches_any_text and pattern.match(name) is not None:
            return True
    return False


def find_value_columns(
    header: Sequence[str],
    names: Sequence[str | None],
    mapping: ImportMapping,
    known: CollectionColumns,
    titles: Sequence[str],
) -> tuple[list[FigureColumn], list[ErrorDetail]]:
    """Return the columns of values in the order of the file, and the errors of `values` in the mapping.

    `names` are the API names of the header. A name without placeholders overrides that name; a pattern finds only
    columns that have none.
    """
    if mapping.values and "value" not in known.by_name:
        return [], [ErrorDetail("does_not_apply", NO_VALUES, pointer="/mapping/values")]
    found: dict[int, FigureColumn] = {}
    errors: list[ErrorDetail] = []
    for number, entry in enumerate(mapping.values):
        pointer = f"/mapping/values/{number}"
        try:
            pattern = NamePattern.parse(entry.column)
        except CellError as error:
            errors.append(ErrorDetail(error.code, error.detail, pointer=f"{pointer}/column"))
            continue
        errors += find_invalid_cells(entry.set, known, f"{pointer}/set", pattern.placeholders)
        matches = list(_match_columns(pattern, header, names, mapping))
        if not matches:
            detail = NO_MATCHING_COLUMN.fill(quote_cell(entry.column))
            errors.append(ErrorDetail("missing_column", detail, pointer=f"{pointer}/column"))
        for position, values in matches:
            if position in found:
                detail = OVERLAPPING_COLUMNS.fill(quote_cell(header[position]), found[position].pointer, pointer)
                errors.append(ErrorDetail("overlapping_columns", detail, pointer=f"/header/{position}"))
                continue
            scale, scale_errors = _build_scale(header[position], entry, titles, pointer, position)
            errors += scale_errors
            cells = {
                api_name: fill_placeholders(cell, values)
                for name, cell in entry.set.items()
                if (api_name := known.find_name(name)) is not None and values.keys() >= {*list_placeholders(cell)}
            }
            found[position] = FigureColumn(position, header[position], scale, cells, pointer)
    return [found[position] for position in sorted(found)], errors


def _match_columns(
    pattern: NamePattern, header: Sequence[str], names: Sequence[str | None], mapping: ImportMapping
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the position of each matching column, and what the placeholders of the pattern stand for in its name."""
    mapped = {normalize_column_name(name) for name in mapping.columns}
    for position, name in enumerate(header):
        is_taken = normalize_column_name(name) in mapped
        if pattern.placeholders and (is_taken or names[position] is not None):
            continue
        values = pattern.match(name)
        if values is not None and not is_taken:
            yield position, values


def find_invalid_cells(
    cells: Mapping[str, str], known: CollectionColumns, pointer: str, placeholders: Sequence[str] | None = None
) -> Iterator[ErrorDetail]:
    """Find names in a `set` of the mapping that are no columns or repeated, and placeholders without a value.

    Without `placeholders` the cells may contain braces.
    """
    seen: set[str] = set()
    for name, cell in cells.items():
        own_pointer, api_name = f"{pointer}/{escape_pointer(quote_cell(name))}", known.find_name(name)
        if api_name not in known.by_name or api_name in NOT_SETTABLE:
            listed = ", ".join(column for column in known.by_name if column not in NOT_SETTABLE)
            yield ErrorDetail("unknown_column", NOT_SETTABLE_COLUMN.fill(listed), pointer=own_pointer)
        elif api_name in seen:
            yield ErrorDetail("duplicate_column", REPEATED_CELL.fill(api_name), pointer=own_pointer)
        if api_name is not None:
            seen.add(api_name)
        if placeholders is None:
            continue
        missing = next((one for one in list_placeholders(cell) if one not in placeholders), None)
        if missing is not None:
            detail = UNKNOWN_PLACEHOLDER.fill(quote_cell(f"{{{missing}}}"))
            yield ErrorDetail("unknown_placeholder", detail, pointer=own_pointer)


def find_conflicting_cells(
    columns: Sequence[FigureColumn], names: Sequence[str | None], constants: Mapping[str | None, str]
) -> Iterator[ErrorDetail]:
    """Find columns that a file with several columns of values cannot have, and cells that it has twice."""
    if not columns:
        return
    for position, name in enumerate(names):
        if name in NOT_SETTABLE:
            detail = NOT_WITH_VALUES.fill(str(name))
            yield ErrorDetail("not_with_values", detail, pointer=f"/header/{position}")
    for name in constants:
        if name in NOT_SETTABLE:
            yield ErrorDetail("not_with_values", NOT_WITH_VALUES.fill(str(name)), pointer=f"/mapping/constants/{name}")
    reported = set()
    for column in columns:
        for name in column.cells:
            pointer = f"{column.pointer}/set/{name}"
            if name in names and pointer not in reported:
                reported.add(pointer)
                yield ErrorDetail("duplicate_column", SET_IN_FILE.fill(name), pointer=pointer)


def _build_scale(
    name: str, entry: ValueColumn, titles: Sequence[str], pointer: str, position: int
) -> tuple[AmountScale, list[ErrorDetail]]:
    errors = [] if entry.resolution is None else require_positive_step(entry.resolution, f"{pointer}/resolution")
    scale = AmountScale(name, entry.multiplier or 1, entry.resolution, entry.multiplier is not None)
    unconfirmed = find_unconfirmed_factor(name, entry.multiplier, titles)
    if unconfirmed is not None:
        text, factor = unconfirmed
        values = quote_cell(text), str(factor), pointer
        if entry.multiplier is None:
            error = ErrorDetail(
                "unconfirmed_multiplier", UNCONFIRMED_ENTRY.fill(*values), pointer=f"/header/{position}"
            )
        else:
            error = ErrorDetail("multiplier_conflict", ENTRY_CONFLICT.fill(*values), pointer=f"{pointer}/multiplier")
        errors.append(error)
    return scale, errors


NO_VALUES = Text(
    "tidak berlaku untuk sumber, yang tidak memuat angka. Hapus",
    "does not apply to sources, which have no values; remove it",
)
NO_MATCHING_COLUMN = Text(
    "berisi {0}, yang tidak cocok dengan satu kolom pun. Periksa nama kolom dan header_rows; pola hanya mencari kolom "
    "yang belum dikenal atau dipetakan",
    "is {0}, which matches no column; check the names of the columns and header_rows; a pattern finds only columns "
    "that are not known or mapped otherwise",
)
OVERLAPPING_COLUMNS = Text(
    "kolom {0} cocok dengan {1} dan {2}. Ubah salah satunya",
    "column {0} matches {1} and {2}; change one of them",
)
NOT_SETTABLE_COLUMN = Text(
    "bukan nama kolom yang dapat diisi di sini. Gunakan salah satu: {0}",
    "is not a column that can be set here; use one of: {0}",
)
REPEATED_CELL = Text("kolom {0} ada dua kali. Hapus salah satunya", "column {0} is given twice; remove one of them")
UNKNOWN_PLACEHOLDER = Text(
    "memuat {0}, yang tidak ada dalam column. Gunakan pengganti yang sama",
    "contains {0}, which column does not have; use the same placeholder",
)
NOT_WITH_VALUES = Text(
    "kolom {0} tidak dapat digunakan bersama values, sebab setiap baris memuat beberapa angka. Hapus dari konstanta, "
    "atau abaikan dengan null",
    "column {0} is not possible together with values, because each row has several figures; remove it from the "
    "constants, or ignore it with null",
)
SET_IN_FILE = Text(
    "mengisi kolom {0}, yang juga ada dalam berkas. Hapus salah satunya, atau abaikan kolom itu dengan null",
    "sets the column {0}, which is also in the file; remove it, or ignore that column with null",
)
UNCONFIRMED_ENTRY = Text(
    'memuat {0}, yang menyatakan kelipatan. Nyatakan "multiplier": {1} pada {2}, atau 1 jika bilangannya sudah lengkap',
    'contains {0}, which names a factor; state "multiplier": {1} in {2}, or 1 if the numbers are complete',
)
ENTRY_CONFLICT = Text(
    'tidak sesuai dengan {0}. Nyatakan "multiplier": {1} pada {2}, atau 1 jika bilangannya sudah lengkap',
    'does not agree with {0}; state "multiplier": {1} in {2}, or 1 if the numbers are complete',
)
