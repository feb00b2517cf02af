"""Rules of a mapping for single rows (`when`), synonyms of cells (`cells`), and the parser of cells in a mapping."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from api.errors import ErrorDetail, InvalidRequestError, Text
from api.exchange.imports.cells.cell import CellValue, escape_pointer, format_cell, quote_cell
from api.exchange.imports.rows.collection_columns import COLUMNS, CollectionColumns
from api.exchange.imports.rows.column import CellValueCache, ImportColumn, ReadContext, normalize_column_name
from api.exchange.imports.rows.mapping import ImportMapping
from api.exchange.imports.rows.scale import AmountScale
from api.exchange.imports.rows.value_columns import FigureColumn, find_invalid_cells

Synonyms = dict[str, str]  # by the folded text of a cell


class RowOverride(NamedTuple):
    """The rows whose cell at `position` is one of `texts`, and the cells by name of the API that they have."""

    position: int
    texts: frozenset[str]
    cells: dict[str, str]
    pointer: str

    def applies_to(self, cells: Sequence[CellValue]) -> bool:
        return fold_cell(format_cell(cells[self.position])) in self.texts


def fold_cell(text: str) -> str:
    """Return the text as rules and synonyms compare it: trimmed, in any case."""
    return text.strip().casefold()


def find_row_rules(
    header: Sequence[str], mapping: ImportMapping, known: CollectionColumns
) -> tuple[list[RowOverride], list[ErrorDetail]]:
    """Return the rules of `when`, and the errors of columns that the file or the collection does not have."""
    positions = {normalize_column_name(name): position for position, name in enumerate(header)}
    rules: list[RowOverride] = []
    errors: list[ErrorDetail] = []
    for number, entry in enumerate(mapping.when):
        pointer = f"/mapping/when/{number}"
        position = positions.get(normalize_column_name(entry.column))
        errors += find_invalid_cells(entry.set, known, f"{pointer}/set")
        if position is None:
            detail = MISSING_COLUMN.fill(quote_cell(entry.column))
            errors.append(ErrorDetail("missing_column", detail, pointer=f"{pointer}/column"))
            continue
        cells = {api_name: cell for name, cell in entry.set.items() if (api_name := known.find_name(name)) is not None}
        rules.append(RowOverride(position, frozenset(map(fold_cell, entry.equals)), cells, pointer))
    return rules, errors


def find_synonyms(
    header: Sequence[str],
    names: Sequence[str | None],
    columns: Sequence[FigureColumn],
    mapping: ImportMapping,
    known: CollectionColumns,
) -> tuple[dict[int, Synonyms], list[ErrorDetail]]:
    """Return the synonyms by position of their column, and the errors of columns that the file does not have.

    A column is named as in the file or as in the API. `value` is every column of values.
    """
    found: dict[int, Synonyms] = {}
    errors: list[ErrorDetail] = []
    for name, texts in mapping.cells.items():
        pointer = f"/mapping/cells/{escape_pointer(quote_cell(name))}"
        read = {column.position for column in columns} | {
            position for position, api_name in enumerate(names) if api_name in known.by_name
        }
        positions = [
            position for position, own in enumerate(header) if normalize_column_name(own) == normalize_column_name(name)
        ] or list(_find_positions(known.find_name(name), names, columns))
        if not positions or not read.issuperset(positions):
            errors.append(ErrorDetail("missing_column", UNREAD_COLUMN.fill(quote_cell(name)), pointer=pointer))
        synonyms: Synonyms = {}
        for text, cell in texts.items():
            if synonyms.setdefault(fold_cell(text), cell) != cell:
                detail = CONFLICTING_SYNONYMS.fill(quote_cell(text))
                errors.append(ErrorDetail("conflicting_synonyms", detail, pointer=pointer))
        for position in positions:
            found[position] = found.get(position, {}) | synonyms
    return found, errors


def _find_positions(name: str | None, names: Sequence[str | None], columns: Sequence[FigureColumn]) -> Iterator[int]:
    if name == "value":
        yield from (column.position for column in columns)
    if name is not None:
        yield from (position for position, own in enumerate(names) if own == name)


class FixedCellParser:
    """Parses the cells that the mapping states: `constants`, and each `set`. `raise_errors` raises all their errors."""

    def __init__(self, collection: str, scale: AmountScale, context: ReadContext) -> None:
        self._columns = COLUMNS[collection].by_name
        self._context = context
        self._scale = scale
        self._errors: list[ErrorDetail] = []

    def find_value_column(self, column: FigureColumn) -> ImportColumn:
        return column.scale.apply_to(self._columns["value"])

    def parse(self, cells: Mapping[str, str], pointer: str, scale: AmountScale | None = None) -> dict[str, Any]:
        """Return the values by name of the column. Cells with an error are omitted."""
        values = {}
        for name, cell in cells.items():
            column = (scale or self._scale).apply_to(self._columns[name])
            value = CellValueCache(column, self._context)[cell]
            if isinstance(value, ErrorDetail):
                self._errors.append(ErrorDetail(value.code, value.detail, pointer=f"{pointer}/{name}"))
            else:
                values[name] = value
        return values

    def raise_errors(self) -> None:
        if self._errors:
            raise InvalidRequestError("body", list(dict.fromkeys(self._errors)))


MISSING_COLUMN = Text(
    "menyebut kolom {0}, yang tidak ada dalam berkas. Perbaiki namanya, atau hapus",
    "names the column {0}, which is not in the file; correct its name or remove it",
)
UNREAD_COLUMN = Text(
    "menyebut kolom {0}, yang tidak ada dalam berkas atau diabaikan. Perbaiki namanya, atau hapus",
    "names the column {0}, which is not in the file or is ignored; correct its name or remove it",
)
CONFLICTING_SYNONYMS = Text(
    "memuat {0} dua kali dengan huruf besar dan kecil yang berbeda. Hapus salah satunya",
    "has {0} twice, in different case; remove one of them",
)
