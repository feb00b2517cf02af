"""RowReader: parse the cells of a row by column, then combine them."""

from collections.abc import Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, NamedTuple

from api.errors import ErrorDetail, Text
from api.exchange.imports.cells.blanks import normalize_blanks
from api.exchange.imports.cells.cell import CellValue, format_cell
from api.exchange.imports.cells.number_notation import NumberFormat
from api.exchange.imports.cells.reference_names import ReferenceNames
from api.exchange.imports.cells.region_match import RegionMatch, RegionTally
from api.exchange.imports.rows.column import CellValueCache, ReadContext
from api.exchange.imports.rows.combine_cells import COMBINERS
from api.exchange.imports.rows.json_row_reader import JsonRowReader
from api.exchange.imports.rows.layout import ColumnLayout
from api.exchange.imports.rows.parsed_row import NO_COLUMNS, ParsedRow, RowErrorDetail
from api.exchange.imports.rows.row_rules import FixedCellParser
from api.exchange.imports.rows.skipped_rows import RowSkipper

# Number, line, cells, fields of a JSON object, errors, merged cells: a FileRecord of api/exchange/imports/files.
RecordTuple = tuple[int, int, list[CellValue], dict[str, Any] | None, list[ErrorDetail], frozenset[int]]
MERGED_VALUE = Text(
    "digabung dengan sel di atas atau di bawahnya, sehingga nilainya milik beberapa baris. Pisahkan sel itu, lalu isi "
    "setiap baris",
    "is merged with the cell above or below, so that the number belongs to several rows; unmerge it and fill each row",
)
MERGED_VALUE_ERROR = ("value", ErrorDetail("merged_value", MERGED_VALUE))


class FigureReader(NamedTuple):
    """Reads the cell of one column of values: its cache, and the other values that only its figures have."""

    position: int
    values: CellValueCache
    content: dict[str, Any]
    columns: dict[str, str]
    uses_finest_resolution: bool


class RowReader:
    """Converts records into rows. Errors of a row are part of the row.

    The constructor raises InvalidRequestError for invalid cells of the mapping.
    """

    def __init__(self, layout: ColumnLayout, names: ReferenceNames, number_format: NumberFormat | None = None) -> None:
        blanks = normalize_blanks(layout.mapping.blank)
        self.region_tally = RegionTally()
        context = ReadContext(names, number_format, blanks, layout.scope, self.region_tally)
        self._collection = layout.collection
        self._columns = layout.columns
        self._width = len(layout.columns)
        self._caches = [
            (position, column.name, CellValueCache(column, context, layout.synonyms.get(position)))
            for position, column in layout.columns_by_index
        ]
        self._combine = COMBINERS[layout.collection]
        self._skipper = RowSkipper(layout.mapping.skip, blanks)
        self._value_position = next((position for position, name, _ in self._caches if name == "value"), None)
        fixed = FixedCellParser(layout.collection, layout.scale, context)
        self._constants = fixed.parse({column.name: cell for column, cell in layout.constants}, "/mapping/constants")
        self._overrides = [(rule, fixed.parse(rule.cells, f"{rule.pointer}/set")) for rule in layout.rules]
        has_resolution = any(name == "resolution" for name in (*self._constants, *layout.columns))
        self._collects_resolutions = layout.scale.uses_finest_resolution and not has_resolution
        self._figures = [
            FigureReader(
                column.position,
                CellValueCache(fixed.find_value_column(column), context, layout.synonyms.get(column.position)),
                fixed.parse(column.cells, f"{column.pointer}/set", column.scale),
                {**layout.columns, "value": column.name},
                column.scale.uses_finest_resolution and not has_resolution and "resolution" not in column.cells,
            )
            for column in layout.value_columns
        ]
        fixed.raise_errors()
        self._resolutions: dict[int | None, set[Decimal]] = {}

    @cached_property
    def _json_reader(self) -> JsonRowReader:
        return JsonRowReader(self._collection)

    def read_figures(self, record: RecordTuple, number: int) -> list[ParsedRow | None]:
        """Convert a record into its rows, one per column of values, with numbers from `number`.

        None is a row that the mapping skips.
        """
        _, line, cells, fields, errors, merged = record
        if fields is None:
            if self._skipper.has_blank(cells, self._value_position) or self._skipper.is_skipped(cells):
                return [None]
            if self._figures and not errors:
                return self._read_values(number, line, cells, merged)
        return [self.read_record((number, line, cells, fields, errors, merged))]

    def read_record(self, record: RecordTuple) -> ParsedRow:
        """Convert a record with one figure. A record with errors becomes a row with these errors and no content."""
        number, line, cells, fields, errors, merged = record
        if errors:
            row_errors = [RowErrorDetail(None, error.code, error.detail) for error in errors]
            return ParsedRow(number, line, {}, {}, row_errors, _format_raw_cells(cells))
        return (
            self.read(number, line, cells, merged) if fields is None else self._json_reader.read(number, line, fields)
        )

    @property
    def finest_resolutions(self) -> dict[str, str]:
        """The resolution of all rows of a column of values, by its index, if the rows so far have different ones."""
        return {str(position): f"{min(found):f}" for position, found in self._resolutions.items() if len(found) > 1}

    def read(
        self, number: int, line: int, cells: Sequence[CellValue], merged: frozenset[int] = frozenset()
    ) -> ParsedRow:
        """Convert a row of cells with one figure. Missing cells at the end are empty, additional cells are ignored."""
        row = cells if len(cells) >= self._width else [*cells, *[None] * (self._width - len(cells))]
        content: dict[str, Any] = self._constants.copy()
        errors = self._read_cells(row, content)
        if self._overrides:
            overrides = self._find_overrides(row)
            content |= overrides
            errors = [error for error in errors if error[0] not in overrides]
        if merged and self._value_position in merged:
            errors = [*[error for error in errors if error[0] != "value"], MERGED_VALUE_ERROR]
        must_match_indicator, row_errors, is_undecided = self._combine_cells(content, errors, self._columns)
        if self._collects_resolutions and not row_errors and "resolution" in content:
            self._resolutions.setdefault(self._value_position, set()).add(content["resolution"])
        raw = _format_raw_cells(cells)
        return ParsedRow(
            number, line, content, must_match_indicator, row_errors, raw, self._value_position, is_undecided
        )

    def _read_values(
        self, number: int, line: int, cells: Sequence[CellValue], merged: frozenset[int]
    ) -> list[ParsedRow | None]:
        """Convert a row with several columns of values."""
        row = cells if len(cells) >= self._width else [*cells, *[None] * (self._width - len(cells))]
        shared: dict[str, Any] = self._constants.copy()
        shared_errors = self._read_cells(row, shared)
        overrides = self._find_overrides(row)
        raw = _format_raw_cells(cells)
        rows: list[ParsedRow | None] = []
        for figure in self._figures:
            if self._skipper.has_blank(row, figure.position):
                rows.append(None)
                continue
            content = {**shared, **figure.content, **overrides}
            errors = [error for error in shared_errors if error[0] not in overrides]
            cell = row[figure.position]
            value = figure.values[cell] if isinstance(cell, str) else figure.values.parse_typed_cell(cell)
            if figure.position in merged:
                errors.append(MERGED_VALUE_ERROR)
            elif isinstance(value, ErrorDetail):
                errors.append(("value", value))
            else:
                content["value"] = value
            must_match_indicator, row_errors, is_undecided = self._combine_cells(content, errors, figure.columns)
            if figure.uses_finest_resolution and not row_errors and "resolution" not in overrides:
                self._resolutions.setdefault(figure.position, set()).add(content["resolution"])
            rows.append(
                ParsedRow(number, line, content, must_match_indicator, row_errors, raw, figure.position, is_undecided)
            )
            number += 1
        return rows

    def _read_cells(self, row: Sequence[CellValue], content: dict[str, Any]) -> list[tuple[str, ErrorDetail]]:
        """Add the value of each cell to `content`. Return the errors of the others by name of the column."""
        errors = []
        for position, name, values in self._caches:
            cell = row[position]
            value = values[cell] if cell.__class__ is str else values.parse_typed_cell(cell)
            if value.__class__ is ErrorDetail:
                errors.append((name, value))
            else:
                content[name] = value
        return errors

    def _find_overrides(self, row: Sequence[CellValue]) -> dict[str, Any]:
        """Return the values that the rules of the mapping set in a row."""
        overrides: dict[str, Any] = {}
        for rule, values in self._overrides:
            if rule.applies_to(row):
                overrides |= values
        return overrides

    def _combine_cells(
        self, content: dict[str, Any], errors: list[tuple[str, ErrorDetail]], columns: dict[str, str]
    ) -> tuple[dict[str, str], list[RowErrorDetail], bool]:
        """Apply the rules across columns.

        Return what the indicator must match, all errors of the row, and whether the other names can decide its region.
        """
        region = content.get("region")
        invalid = frozenset([name for name, _ in errors]) if errors else NO_COLUMNS
        must_match_indicator, conflicts = self._combine(content, invalid)
        if not errors and not conflicts:
            return must_match_indicator, [], False
        named = [*errors, *[(str(error.pointer)[1:], error) for error in conflicts]]
        row_errors = [RowErrorDetail(columns.get(name, name), error.code, error.detail) for name, error in named]
        is_undecided = region.__class__ is RegionMatch and self._is_undecided(region, conflicts)
        return must_match_indicator, row_errors, is_undecided

    def _is_undecided(self, region: RegionMatch, conflicts: Sequence[ErrorDetail]) -> bool:
        """Return whether the other names of the file can decide that a name is the province, not its city."""
        is_ambiguous = any(error.code == "ambiguous_region" for error in conflicts)
        return is_ambiguous and region.province is not None and self.region_tally.takes_provinces is None

    def decide_namesakes(self) -> None:
        """Read names of a province and its city as provinces from now on if all names read so far are provinces."""
        self.region_tally.takes_provinces = self.region_tally.has_only_provinces
        for _, name, values in self._caches:
            if name == "region":
                values.clear()


def _format_raw_cells(cells: Sequence[CellValue]) -> list[str]:
    try:
        joined = "".join(cells)  # type: ignore[arg-type]  # fast path: all cells of CSV are texts
        joined.encode()
    except (TypeError, UnicodeEncodeError):
        return [format_cell(cell) for cell in cells]
    return [format_cell(cell) for cell in cells] if "\0" in joined else list(cells)  # type: ignore[arg-type]
