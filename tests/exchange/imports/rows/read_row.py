"""Read a row that changes a few cells of a valid one."""

from typing import Any

from api.exchange.imports.cells.cell import CellValue
from api.exchange.imports.rows.layout import ColumnLayout
from api.exchange.imports.rows.mapping import ImportMapping
from api.exchange.imports.rows.parsed_row import ParsedRow
from api.exchange.imports.rows.row_reader import RowReader
from tests.exchange.imports.cells.reference import NAMES

REALIZATION: dict[str, CellValue] = {
    "indicator": "umkm-onboarded",
    "nature": "stock",
    "region": "ID",
    "period": "2022",
    "value": "13700000",
    "stated_on": "2022-03-28",
    "institution": "kemenkop-ukm",
    "quality": "final",
}
SOURCE: dict[str, CellValue] = {
    "code": "antara-2021",
    "kind": "news",
    "title": "UMKM",
    "published_on": "2021-01-11",
    "date_basis": "stated",
}


def read(
    collection: str, row: dict[str, CellValue], number_format: Any = None, mapping: ImportMapping | None = None
) -> ParsedRow:
    reader = RowReader(ColumnLayout.build(collection, list(row), mapping), NAMES, number_format)
    return reader.read(1, 2, list(row.values()))


def read_realization(number_format: Any = None, mapping: ImportMapping | None = None, **cells: CellValue) -> ParsedRow:
    return read("realizations", REALIZATION | cells, number_format, mapping)


def read_figure_by_id(**cells: CellValue) -> ParsedRow:
    return read("targets", {"id": "01a1fb67-1800-7000-8000-000000000108", **cells})


def read_source(**cells: CellValue) -> ParsedRow:
    return read("sources", SOURCE | cells)


def list_errors(row: ParsedRow) -> list[tuple[str | None, str]]:
    return [(error.column, error.code) for error in row.errors]
