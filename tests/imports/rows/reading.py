"""Rows as short as they can be written."""

from typing import Any

from api.imports.cells.cell import Cell
from api.imports.rows.layout import Layout
from api.imports.rows.mapping import Mapping
from api.imports.rows.row_reader import RowReader, Said
from tests.imports.cells.shipped_regions import REGIONS

REALIZATION: dict[str, Cell] = {
    "indicator": "umkm-onboarded",
    "nature": "stock",
    "region": "ID",
    "period": "2022",
    "value": "13700000",
    "stated_on": "2022-03-28",
    "institution": "kemenkop-ukm",
    "quality": "final",
}
SOURCE: dict[str, Cell] = {
    "code": "antara-2021",
    "kind": "news",
    "title": "UMKM",
    "published_on": "2021-01-11",
    "date_basis": "stated",
}


def read(collection: str, row: dict[str, Cell], number_format: Any = None, mapping: Mapping | None = None) -> Said:
    reader = RowReader(Layout.of(collection, list(row), mapping), REGIONS, number_format)
    return reader.read(1, 2, list(row.values()))


def realization(number_format: Any = None, mapping: Mapping | None = None, **cells: Cell) -> Said:
    return read("realizations", REALIZATION | cells, number_format, mapping)


def figure_by_id(**cells: Cell) -> Said:
    return read("targets", {"id": "01a1fb67-1800-7000-8000-000000000108", **cells})


def source(**cells: Cell) -> Said:
    return read("sources", SOURCE | cells)


def told(said: Said) -> list[tuple[str | None, str]]:
    return [(fault.column, fault.code) for fault in said.faults]
