"""A random table of figures in any layout, scale, notation, encoding and type of file has its figures, or an error."""

import csv
import json
from datetime import date
from decimal import Decimal
from io import StringIO
from itertools import groupby
from typing import Any
from uuid import UUID
from xml.sax.saxutils import escape

import msgspec
from hypothesis import event, given, settings
from hypothesis import strategies as st

from api.errors import ApiError
from api.exchange.imports.files.csv_dialect import DELIMITERS
from api.exchange.imports.files.open_file import CSV, ODS, XLSX
from api.exchange.imports.receive.upload_parser import UploadOptions, UploadParser
from api.exchange.imports.rows.mapping import ImportMapping
from api.resources.figures.period import Period
from tests.exchange.imports.cells.reference import NAMES
from tests.exchange.imports.files import build_ods
from tests.exchange.imports.real_files.random_tables import Cell, Figure, RandomTable, random_tables
from tests.exchange.imports.real_files.sheets import build_sheet
from tests.support.sizes import size

ENCODINGS = {"utf-8": "utf-8", "utf-8-sig": None, "utf-16": "utf-16", "cp1252": "windows-1252"}
IMPORT_ID = UUID("01a1fb67-1800-7000-8000-00000000f001")


def read_figures(table: RandomTable, data: bytes, media_type: str, **options: Any) -> tuple[list[Figure], int]:
    """Return the figures that an import of a file would enter, and the number of its rejected rows."""
    upload = UploadOptions(
        collection="realizations",
        media_type=media_type,
        content_encoding="identity",
        mapping=msgspec.convert(table.mapping, ImportMapping),
        number_format=table.number_format,
        sheet=None,
        max_rejected_rows=10_000,
        max_staged_bytes=1 << 30,
        **{"delimiter": None, "encoding": None, **options},
    )
    parser = UploadParser(upload, NAMES, IMPORT_ID)
    lines = [line for batches in (parser.feed(data), parser.finish()) for batch in batches for line in batch]
    read, rejected = [], 0
    for line in lines:
        fields = line.decode().replace("\\\\", "\\").split("\t")
        if fields[6] == "\\N":
            content = json.loads(fields[4], parse_float=Decimal)
            assert content.keys().isdisjoint({"value_to", "qualifier"}), content
            read.append(Figure(content["region"], Period.parse(content["period"]).text, Decimal(content["value"])))
        else:
            rejected += 1
    return read, rejected


def check_figures(table: RandomTable, data: bytes, media_type: str, **options: Any) -> None:
    """Raise AssertionError if a figure differs, or if the figures of a table with one reading are rejected."""
    try:
        read, rejected = read_figures(table, data, media_type, **options)
    except ApiError as error:
        if table.is_clear and table.figures:
            raise
        event(type(error).__name__)
        return
    event("some rows rejected" if rejected else "all figures")
    assert len(set(read)) == len(read)
    assert set(read) <= table.figures
    if table.is_clear or not rejected:
        assert set(read) == table.figures


def write_csv(table: RandomTable, delimiter: str, *, is_quoted: bool) -> str:
    file = StringIO(newline="")
    quoting = csv.QUOTE_ALL if is_quoted else csv.QUOTE_MINIMAL
    writer = csv.writer(file, delimiter=delimiter, quoting=quoting)
    writer.writerows(["" if cell is None else str(cell) for cell in row] for row in table.rows)
    return file.getvalue()


def write_xlsx(table: RandomTable) -> bytes:
    return build_sheet(table.rows, [f"A{first}:A{last}" for first, last in table.merged])


def write_ods(table: RandomTable) -> bytes:
    """Return a file in which equal cells and equal rows are repeated, as LibreOffice writes them."""
    firsts = dict(table.merged)
    covered = {row for first, last in table.merged for row in range(first + 1, last + 1)}
    rows = []
    for position, cells in enumerate(table.rows, 1):
        spanned = f'table:number-rows-spanned="{firsts[position] - position + 1}"' if position in firsts else ""
        first = "<table:covered-table-cell/>" if position in covered else _write_ods_cell(cells[0], spanned)
        repeated = [(cell, len(list(equal))) for cell, equal in groupby(cells[1:])]
        others = [_write_ods_cell(cell, f'table:number-columns-repeated="{count}"') for cell, count in repeated]
        rows.append("".join([first, *others]))
    return build_ods.build_ods(
        "".join(
            build_ods.row(cells, attributes=f'table:number-rows-repeated="{len(list(equal))}"')
            for cells, equal in groupby(rows)
        )
        + build_ods.EMPTY_ROWS
    )


def _write_ods_cell(cell: Cell, attributes: str) -> str:
    match cell:
        case str():
            return build_ods.text(escape(cell), attributes)
        case Decimal():
            return build_ods.number(cell, attributes)
        case date():
            return build_ods.cell(f'office:value-type="date" office:date-value="{cell}" {attributes}')
        case None:
            return build_ods.cell(attributes)


csv_tables = random_tables(is_spreadsheet=False)
sheet_tables = random_tables(is_spreadsheet=True)


@settings(max_examples=size(50, 3000))
@given(csv_tables, st.sampled_from(sorted(DELIMITERS)), st.sampled_from(sorted(ENCODINGS)), st.data())
def test_a_csv_file_has_the_figures_of_its_table_or_an_error(
    table: RandomTable, delimiter: Any, encoding: str, data: st.DataObject
) -> None:
    text = write_csv(table, DELIMITERS[delimiter], is_quoted=data.draw(st.booleans()))
    stated = data.draw(st.sampled_from([ENCODINGS[encoding], None]))
    stated_delimiter = delimiter if table.is_clear else data.draw(st.sampled_from([delimiter, None]))
    check_figures(table, text.encode(encoding), CSV, encoding=stated, delimiter=stated_delimiter)


@settings(max_examples=size(40, 1500))
@given(sheet_tables)
def test_a_workbook_has_the_figures_of_its_table_or_an_error(table: RandomTable) -> None:
    check_figures(table, write_xlsx(table), XLSX)


@settings(max_examples=size(40, 1500))
@given(sheet_tables)
def test_an_ods_sheet_has_the_figures_of_its_table_or_an_error(table: RandomTable) -> None:
    check_figures(table, write_ods(table), ODS)
