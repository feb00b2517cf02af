"""ODS files as programs write them."""

import re
from datetime import date
from decimal import Decimal

import pytest

from api.exchange.imports.cells.cell import InvalidCell
from api.exchange.imports.files import merged_cells
from api.exchange.imports.files.open_file import ODS, XLSX
from tests.exchange.imports.files.build_ods import (
    EMPTY_ROWS,
    HEADER,
    build_content,
    build_ods,
    build_ods_parts,
    build_table,
    cell,
    number,
    row,
    text,
    zip_ods,
)
from tests.exchange.imports.files.build_xlsx import HEADER as XLSX_HEADER
from tests.exchange.imports.files.build_xlsx import build_parts, zip_parts
from tests.exchange.imports.files.read_file import FileResult, read_file

COVERED = "<table:covered-table-cell/>"


def read_table(rows: str) -> FileResult:
    return read_file(build_ods(rows), ODS)


def read_cell(attributes: str, shown: str = "") -> object:
    """Return the value of one cell, or the code of its error."""
    result = read_table(f"{HEADER}{row(cell(attributes, shown), number(1))}")
    (value, _) = result.rows[0]
    return value.code if isinstance(value, InvalidCell) else value


@pytest.mark.parametrize(("attributes", "shown", "value"), [
    ('office:value-type="float" office:value="13.7"', "<text:p>14</text:p>", Decimal("13.7")),
    ('office:value-type="float" office:value="1E+020"', "", Decimal(10**20)),
    ('office:value-type="float" office:value="2.0"', "", Decimal(2)),
    ('office:value-type="currency" office:currency="IDR" office:value="50"', "<text:p>Rp50</text:p>", Decimal(50)),
    ('office:value-type="currency" office:value="5000"', "", Decimal(5000)),
    ('office:value-type="date" office:date-value="2024-03-31"', "<text:p>31/03/24</text:p>", date(2024, 3, 31)),
    ('office:value-type="date" office:date-value="2024-03-31T00:00:00"', "", date(2024, 3, 31)),
    ('office:value-type="date" office:date-value="1899-12-30"', "", date(1899, 12, 30)),
    ('office:value-type="date" office:date-value="2024-03-31T10:05:00"', "", "2024-03-31T10:05:00"),
    ('office:value-type="boolean" office:boolean-value="true"', "<text:p>BENAR</text:p>", True),
    ('office:value-type="string" office:string-value="a"', "<text:p>b</text:p>", "a"),
    ('office:value-type="string"', "<text:p>a</text:p><text:p>b</text:p>", "a\nb"),
    ("", "<text:p>\n  Lam<text:span>pung</text:span>\n  <text:a>U</text:a></text:p>", "Lampung U"),
    ('office:value-type="string"', '<text:p>a<text:s/>b<text:s text:c="2"/>c<text:tab/>d</text:p>', "a b  c\td"),
    ('office:value-type="string"', "<text:p>a<text:line-break/>b</text:p>", "a\nb"),
    ("", "<office:annotation><text:p>komentar</text:p></office:annotation><text:p>a</text:p>", "a"),
    ('office:value-type="string"', "<text:p>a<drawing:frame><text:p>b</text:p></drawing:frame></text:p>", "a"),
    ("", "<text:p>32</text:p>", "32"),
    ("", "", None),
    ('table:formula="of:=1+1" office:value-type="float" office:value="2"', "<text:p>2</text:p>", Decimal(2)),
    ('table:formula="of:=&quot;32&quot;" office:value-type="string" office:string-value="32"', "", "32"),
    ('table:formula="of:=&quot;&quot;"', "<text:p/>", ""),
    ('table:formula="of:=TRUE()" office:value-type="float" office:value="1"', "<text:p>TRUE</text:p>", True),
])  # fmt: skip
def test_a_cell_has_its_stored_value(attributes: str, shown: str, value: object) -> None:
    read = read_cell(attributes, shown)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(("attributes", "shown", "code"), [
    ('office:value-type="percentage" office:value="0.4567"', "45,67%", "percent_formatted_cell"),
    ('office:value-type="float" office:value="12.5"', "12,5 juta", "scaled_number_format"),
    ('office:value-type="currency" office:currency="IDR" office:value="12"', "Rp12 M (miliar)", "scaled_number_format"),
    ('office:value-type="time" office:time-value="PT03H04M00S"', "03:04:00", "time_cell"),
    ('office:value-type="time" office:time-value="PT30H00M00S"', "30:00:00", "time_cell"),
    ('office:value-type="currency" office:currency="USD" office:value="5000"', "$5,000.00", "foreign_currency"),
    ('table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"', "#DIV/0!",
     "spreadsheet_error_value"),
    ('table:formula="of:=[.Z1]" office:value-type="float" office:value="0"', "Err:502", "spreadsheet_error_value"),
    ('table:formula="of:=NA()" office:value-type="string"', "#N/A", "spreadsheet_error_value"),
    ('table:formula="of:=1/0" office:value-type="float" office:value="0"', "#WERT!", "spreadsheet_error_value"),
    ('table:formula="of:=1+1"', None, "formula_without_value"),
    ('table:formula="of:=1+1" office:value-type="float"', "2", "formula_without_value"),
    ('table:formula="of:=&quot;32&quot;" office:value-type="string"', None, "formula_without_value"),
    ('office:value-type="float"', "7", "unreadable_cell"),
    ('office:value-type="float" office:value="NaN"', "", "unreadable_cell"),
    ('office:value-type="float" office:value="1e999"', "", "unreadable_cell"),
    ('office:value-type="float" office:value="1,5"', "", "unreadable_cell"),
    ('office:value-type="float" office:value="٣"', "", "unreadable_cell"),
    ('office:value-type="date" office:date-value="1900-02-29"', "", "unreadable_cell"),
    ('office:value-type="date" office:date-value="-0044-03-15"', "", "unreadable_cell"),
    ('office:value-type="date" office:date-value="20240331"', "", "unreadable_cell"),
    ('office:value-type="boolean" office:boolean-value="1"', "", "unreadable_cell"),
    ('office:value-type="rahasia" office:value="1"', "1", "unreadable_cell"),
])  # fmt: skip
def test_an_invalid_cell_is_an_error_of_its_row(attributes: str, shown: str | None, code: str) -> None:
    paragraph = "" if shown is None else f"<text:p>{shown}</text:p>"
    result = read_table(HEADER + row(number(0), number(0)) + row(number(1), cell(attributes, paragraph)))
    invalid = result.rows[1][1]
    assert isinstance(invalid, InvalidCell)
    assert (invalid.text, invalid.code) == (shown or "", code)
    assert "cell B3 " in invalid.detail.en and "sel B3 " in invalid.detail.id


def test_repeated_cells_and_rows_are_counted() -> None:
    rows = (
        row(attributes='table:number-rows-repeated="3"')
        + HEADER
        + row(number(7, 'table:number-columns-repeated="2"'), attributes='table:number-rows-repeated="2"')
        + EMPTY_ROWS
        + row('<table:table-cell table:number-columns-repeated="1"/>', number(8))
    )
    result = read_table(rows)
    assert [(record.line, record.cells) for record in result.records] == [
        (5, [Decimal(7), Decimal(7)]),
        (6, [Decimal(7), Decimal(7)]),
        (1_048_007, [None, Decimal(8)]),
    ]


def test_an_error_in_a_repeated_row_names_each_cell() -> None:
    invalid = cell('office:value-type="percentage" office:value="1" table:number-columns-repeated="2"')
    result = read_table(HEADER + row(invalid, attributes='table:number-rows-repeated="2"'))
    names = [value.detail.en.split()[1] for cells in result.rows for value in cells]
    assert names == ["A2", "B2", "A3", "B3"]


def test_rows_in_groups_and_headers_are_rows() -> None:
    rows = (
        f"<table:table-header-rows>{HEADER}</table:table-header-rows><table:table-row-group><table:table-row-group>"
        f"{row(number(1))}</table:table-row-group><table:table-rows>{row(number(2))}</table:table-rows>"
        "</table:table-row-group>"
    )
    assert read_table(rows).rows == [[Decimal(1), None], [Decimal(2), None]]


def test_drawings_and_tables_inside_of_cells_are_ignored() -> None:
    other = f"<table:shapes><drawing:frame>{build_table(row(text('x'), text('y')))}</drawing:frame></table:shapes>"
    nested = cell('office:value-type="float" office:value="1"', build_table(row(number(2))))
    assert read_table(other + HEADER + row(nested)).rows == [[Decimal(1), None]]


def test_merged_cells_have_the_value_of_their_range() -> None:
    rows = (
        HEADER
        + row(text("x", 'table:number-columns-spanned="1" table:number-rows-spanned="3"'), number(1))
        + row(COVERED, number(2))
        + row(COVERED)
        + row(text("y", 'table:number-columns-spanned="2" table:number-rows-spanned="1"'), COVERED)
    )
    result = read_table(rows)
    assert result.rows == [["x", Decimal(1)], ["x", Decimal(2)], ["y", "y"]]
    assert [sorted(record.merged) for record in result.records] == [[0], [0], []]


def test_a_value_in_a_covered_cell_is_the_value_of_the_cell() -> None:
    merged = 'table:number-rows-spanned="2"'
    covered = number(9).replace("table:table-cell", "table:covered-table-cell")
    assert read_table(HEADER + row(number(1, merged)) + row(covered)).rows == [[Decimal(1), None], [Decimal(9), None]]


def test_an_empty_merged_cell_is_merged_in_the_rows_below() -> None:
    rows = HEADER + row(cell('table:number-rows-spanned="2"')) + row(COVERED, number(2))
    (record,) = read_table(rows).records
    assert (record.line, record.cells, record.merged) == (3, [None, Decimal(2)], {0})


def test_the_number_of_filled_cells_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merged_cells, "MAX_FILLED_CELLS", 2)
    rows = HEADER + row(number(1, 'table:number-rows-spanned="9"')) + row(COVERED, number(2)) * 3
    assert read_table(rows).error == "too_many_merged_cells"


def test_the_named_or_first_visible_sheet_is_read() -> None:
    styles = (
        '<style:style style:name="ta1" style:family="table"><style:table-properties table:display="false"/>'
        '</style:style><style:style style:name="ta2"><style:table-properties table:display="true"/></style:style>'
    )
    tables = (
        build_table(row(text("a")), "Simpanan", "ta1")
        + build_table(row(text("b")), "Data", "ta2")
        + build_table("", "Kosong", "ta2")
        + build_table(row(text("c")), "Lain")
    )
    data = zip_ods(build_ods_parts("") | {"content.xml": build_content(tables, styles)})
    assert [read_file(data, ODS, sheet=name).header for name in (None, "Data", "Lain", "Simpanan")] == [
        ["b"], ["b"], ["c"], ["a"],
    ]  # fmt: skip
    assert [read_file(data, ODS, sheet=name).error for name in ("Kosong", "Bagan")] == ["empty_file", "unknown_sheet"]


def test_the_first_sheet_is_read_if_all_are_hidden() -> None:
    styles = '<style:style style:name="h"><style:table-properties table:display="false"/></style:style>'
    tables = build_table(row(text("a")), "Satu", "h") + build_table(row(text("b")), "Dua", "h")
    data = zip_ods(build_ods_parts("") | {"content.xml": build_content(tables, styles)})
    assert read_file(data, ODS).header == ["a"]


def test_prefixes_may_have_other_names() -> None:
    content = build_content(build_table(HEADER + row(number(1))))
    content = re.sub(r"(?<=[</ ])(office|table|text):|(?<=xmlns:)(office|table|text)=", r"x\g<0>", content)
    assert "<xtable:table-cell xoffice:value-type" in content
    assert read_file(zip_ods(build_ods_parts("") | {"content.xml": content}), ODS).rows == [[Decimal(1), None]]


@pytest.mark.parametrize("media_type", [XLSX, ODS])
def test_the_content_of_the_file_states_its_format(media_type: str) -> None:
    workbook = zip_parts(build_parts(f"{XLSX_HEADER}<row><c><v>1</v></c></row>"))
    for data in (workbook, build_ods(HEADER + row(number(1)))):
        assert read_file(data, media_type).rows == [[Decimal(1), None]]


@pytest.mark.parametrize("kind", ["application/vnd.oasis.opendocument.spreadsheet-template\n", None])
def test_a_template_and_a_file_without_its_media_type_are_read(kind: str | None) -> None:
    parts = build_ods_parts(HEADER + row(number(1)))
    del parts["mimetype"]
    parts = parts if kind is None else {"mimetype": kind, **parts}
    assert read_file(zip_ods(parts), ODS).rows == [[Decimal(1), None]]
