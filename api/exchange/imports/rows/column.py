"""ImportColumn: the name of a column in the API, the parser of its cells, and a cache of their values."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal, NamedTuple, get_type_hints

from api.errors import ErrorDetail, Text
from api.exchange.imports.cells.blanks import check_listed, find_blank_error
from api.exchange.imports.cells.cell import (
    SURROUNDING_WHITESPACE,
    CellError,
    CellValue,
    InvalidCell,
    format_cell,
    format_decimal,
)
from api.exchange.imports.cells.dates import parse_date
from api.exchange.imports.cells.field_parsers import MULTILINE_FIELDS, build_choice_parser, build_field_parser
from api.exchange.imports.cells.number_notation import NumberFormat
from api.exchange.imports.cells.period_end import PeriodEnd
from api.exchange.imports.cells.periods import parse_period, period_from_date
from api.exchange.imports.cells.reference_names import ReferenceNames
from api.exchange.imports.cells.region_match import RegionMatch, RegionScope, RegionTally
from api.exchange.imports.rows.importable import ImportableCollection
from api.http.request.field_errors import MISSING

CellContent = Literal["text", "prose", "day", "period"]
MAX_CACHED_CELLS, MAX_CACHED_LENGTH = 4096, 500  # longer texts rarely repeat


def normalize_column_name(name: str) -> str:
    """Return the name in lower case with underscores, so that case, spaces and hyphens do not matter."""
    return re.sub(r"[\s_-]+", "_", name.strip().lower())


class ReadContext(NamedTuple):
    """What a parser needs in addition to the text of the cell. `blanks` are the texts that mean an empty cell."""

    names: ReferenceNames
    number_format: NumberFormat | None
    blanks: frozenset[str]
    scope: RegionScope
    tally: RegionTally


CellParser = Callable[[str, ReadContext], Any]  # raises CellError


@dataclass(frozen=True, slots=True)
class ImportColumn:
    """A column of an import file.

    `empty_value` is the value of an empty cell, which is an error in a required column and with `empty_error`.
    `parse_exact` parses a numeric cell of a spreadsheet; without it the number is parsed as text.
    """

    name: str
    parse: CellParser
    empty_value: Any = None
    is_required: bool = False
    content: CellContent = "text"
    parse_exact: Callable[[Decimal], Any] | None = None
    empty_error: tuple[str, Text] | None = None

    def value_for_empty_cell(self) -> Any:
        """Return `empty_value`. Raise CellError if the column is required."""
        if self.empty_error is not None:
            raise CellError(*self.empty_error)
        if self.is_required:
            raise CellError("missing_field", MISSING)
        return self.empty_value


@dataclass(frozen=True, slots=True)
class ColumnFactory:
    """Builds the columns of a collection whose names are fields of its input model."""

    importable: ImportableCollection

    def build_column(
        self,
        name: str,
        parse: CellParser | None = None,
        content: CellContent = "text",
        parse_exact: Callable[[Decimal], Any] | None = None,
    ) -> ImportColumn:
        return ImportColumn(
            name,
            parse or parser_for_type(self.hints[name]),
            self.importable.defaults.get(name),
            name in self.importable.required,
            "prose" if name in MULTILINE_FIELDS else content,
            parse_exact,
        )

    @property
    def hints(self) -> dict[str, Any]:
        return get_type_hints(self.importable.writable.input_model, include_extras=True)


class CellValueCache(dict[str, Any]):
    """Maps the text of a cell to its value, or to an ErrorDetail if it is invalid.

    `synonyms` maps trimmed and folded texts to the text that is read instead.
    """

    def __init__(self, column: ImportColumn, context: ReadContext, synonyms: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.column = column
        self._context = context
        self._synonyms = synonyms

    def __missing__(self, text: str) -> Any:
        if len(self) >= MAX_CACHED_CELLS:
            self.clear()
        value = self._parse_text(text)
        if len(text) <= MAX_CACHED_LENGTH:
            self[text] = value
        return value

    def parse_typed_cell(self, cell: CellValue) -> Any:
        """Return the value of a typed spreadsheet cell. It is not cached, because 1, 1.0 and True are one dict key."""
        if isinstance(cell, str):
            return self[cell]
        if self._synonyms and cell is not None and (text := format_cell(cell)).strip().casefold() in self._synonyms:
            return self[text]
        if isinstance(cell, InvalidCell):
            is_blank = cell.text.strip().casefold() in self._context.blanks
            return self[""] if is_blank else ErrorDetail(cell.code, cell.detail)
        try:
            return self.column.value_for_empty_cell() if cell is None else self._parse_typed(cell)
        except CellError as error:
            return ErrorDetail(error.code, error.detail)

    def _parse_text(self, text: str) -> Any:
        column = self.column
        cell = text.replace("\r\n", "\n") if column.content == "prose" else text.strip(SURROUNDING_WHITESPACE)
        if self._synonyms:
            cell = self._synonyms.get(text.strip().casefold(), cell)
        try:
            if not cell or cell.casefold() in self._context.blanks:
                return column.value_for_empty_cell()
            check_listed(cell)
            return column.parse(cell, self._context)
        except CellError as error:
            return find_blank_error(cell) or ErrorDetail(error.code, error.detail)

    def _parse_typed(self, cell: Decimal | date | bool) -> Any:
        column = self.column
        match cell:
            case bool():
                raise CellError("wrong_type", BOOLEAN_CELL)
            case Decimal() if self._context.blanks and format_decimal(cell) in self._context.blanks:
                return column.value_for_empty_cell()
            case Decimal() if column.parse_exact is not None:
                return column.parse_exact(cell)
            case Decimal():
                return column.parse(format_decimal(cell), self._context)
            case date() if column.content == "day":
                return column.parse(cell.isoformat()[:10], self._context)
            case date() if column.content == "period":
                return period_from_date(cell).text
            case _:
                raise CellError("wrong_type", DATE_CELL)


def parser_for_type(hint: Any) -> CellParser:
    parse = build_field_parser(hint)
    return lambda text, _: parse(text)


def parser_for_choices(field: str) -> CellParser:
    parse = build_choice_parser(field)
    return lambda text, _: parse(text)


def match_region(text: str, context: ReadContext) -> str | RegionMatch:
    return _tally(text, context, lambda: context.names.regions.match(text, context.scope))


def match_bps_code(text: str, context: ReadContext) -> str | RegionMatch:
    return _tally(text, context, lambda: context.names.regions.match_bps_code(text, context.scope))


def match_province(text: str, context: ReadContext) -> str | RegionMatch:
    return context.names.regions.match(text, PROVINCES._replace(codes=context.scope.codes))


def _tally(text: str, context: ReadContext, find: Callable[[], str | RegionMatch]) -> str | RegionMatch:
    """Find a region, and count the text as known or unknown."""
    tally = context.tally
    try:
        found = find()
    except CellError as error:
        if error.code == "ambiguous_region":
            tally.add_known(text, None)
        else:
            tally.add_unknown(text)
        raise
    tally.add_known(text, found)
    return (found.province or found) if tally.takes_provinces and isinstance(found, RegionMatch) else found


def parse_period_cell(text: str, _: ReadContext) -> str | PeriodEnd:
    parsed = parse_period(text)
    return parsed if isinstance(parsed, PeriodEnd) else parsed.text


def parse_date_cell(text: str, _: ReadContext) -> str:
    return parse_date(text).isoformat()


PROVINCES = RegionScope(frozenset({"province"}))
BOOLEAN_CELL = Text("berisi TRUE atau FALSE. Tulis sebagai teks", "contains TRUE or FALSE; write it as text")
DATE_CELL = Text("berisi tanggal. Tulis sebagai teks", "contains a date; write it as text")
