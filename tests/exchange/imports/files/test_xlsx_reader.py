"""XLSX files as programs write them, and invalid ones."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO

import openpyxl
import pandas as pd
import pytest

from api.exchange.imports.cells.cell import InvalidCell
from api.exchange.imports.files.open_file import XLSX
from tests.exchange.imports.files.build_xlsx import HEADER, MAIN, build_parts, zip_parts
from tests.exchange.imports.files.read_file import FileResult, read_file


def read_sheet(rows: str, strings: str = "", styles: str = "") -> FileResult:
    return read_file(zip_parts(build_parts(rows, strings, styles)), XLSX)


def save(workbook: openpyxl.Workbook) -> bytes:
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def test_cells_have_the_entered_values() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([])
    sheet.append(["a", 2022, date(2022, 3, 28), "d"])
    sheet.append(["13.700", 13.7, date(2022, 3, 28), True])
    sheet.append([None, 13_700_000, datetime(2022, 3, 28, 10, 5), None])  # noqa: DTZ001  # spreadsheets know no zones
    sheet.append([None, None, None, None])
    sheet.append([" é\nü ", 1e-7, time(3, 4), timedelta(hours=30)])
    result = read_file(save(book), XLSX)
    assert result.header == ["a", "2022", "2022-03-28", "d"]
    assert result.rows == [
        ["13.700", Decimal("13.7"), date(2022, 3, 28), True],
        [None, Decimal(13_700_000), "2022-03-28T10:05:00", None],
        [" é\nü ", Decimal("1E-7"), "03:04:00", "1 day, 6:00:00"],
    ]
    assert [(record.number, record.line) for record in result.records] == [(1, 3), (2, 4), (3, 6)]
    assert result.record_errors == []


def test_a_file_written_by_pandas_is_parsed() -> None:
    frame = pd.DataFrame({"a": ["x", None], "b": [13.5, 2.0], "c": pd.to_datetime(["2022-03-28", "2022-03-29"])})
    file = BytesIO()
    frame.to_excel(file, index=False, engine="openpyxl")
    result = read_file(file.getvalue(), XLSX)
    assert result.rows == [["x", Decimal("13.5"), date(2022, 3, 28)], [None, Decimal(2), date(2022, 3, 29)]]


@pytest.mark.parametrize(("number_format", "expected"), [
    ('#,##0.0" juta"', "scaled_number_format"),
    (r"0\ \r\i\b\u", "scaled_number_format"),
    ('"Rp"0.0" miliar";-"Rp"0.0" miliar"', "scaled_number_format"),
    ('#,##0.0,," juta"', Decimal("12.5")),  # shows millions of the number that is stored
    ('#,##0.0" orang"', Decimal("12.5")),
    ('"Rp"#,##0.0', Decimal("12.5")),
])  # fmt: skip
def test_a_format_that_adds_a_number_word_is_an_error(number_format: str, expected: object) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["a"])
    book.worksheets[0].append([12.5])
    book.worksheets[0]["A2"].number_format = number_format
    ((read,),) = read_file(save(book), XLSX).rows
    assert (read.code if isinstance(read, InvalidCell) else read) == expected


def test_the_named_or_first_visible_sheet_is_read() -> None:
    book = openpyxl.Workbook()
    book.active.title = "Simpanan"
    book.active.sheet_state = "hidden"
    for name in ("Data", "Lain"):
        book.create_sheet(name).append([name])
    book.create_chartsheet("Bagan", 0)
    data = save(book)
    assert read_file(data, XLSX).header == ["Data"]
    assert read_file(data, XLSX, sheet="Lain").header == ["Lain"]
    assert read_file(data, XLSX, sheet="Simpanan").error == "empty_file"
    assert read_file(data, XLSX, sheet="Bagan").error == "unknown_sheet"


def test_the_runs_of_a_text_are_joined() -> None:
    strings = "<si><r><t>Lam</t></r><r><t>pung</t></r><rPh><t>ランプン</t></rPh></si><si><t>a_x000D_b_xD800_c</t></si>"
    result = read_sheet(f'{HEADER}<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>', strings)
    assert result.rows == [["Lampung", "a\rb_xD800_c"]]


def test_elements_may_have_a_namespace_prefix() -> None:
    parts = build_parts("")
    parts["xl/worksheets/sheet1.xml"] = (
        '<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData><x:row><x:c t="str"><x:v>a'
        "</x:v></x:c></x:row><x:row><x:c><x:v>1.50</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    )
    assert read_file(zip_parts(parts), XLSX).rows == [[Decimal("1.5")]]


def test_dates_may_count_from_1904() -> None:
    styles = (
        '<numFmts><numFmt numFmtId="164" formatCode="[$-421]dd mmmm yyyy"/></numFmts><cellXfs><xf/><xf numFmtId="164"/>'
    )
    rows = f'{HEADER}<row><c s="1"><v>43186</v></c><c s="0"><v>43186</v></c></row>'
    parts = build_parts(rows, styles=styles + "</cellXfs>")
    assert read_file(zip_parts(parts), XLSX).rows == [[date(2018, 3, 27), Decimal(43186)]]
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    assert read_file(zip_parts(parts), XLSX).rows == [[date(2022, 3, 28), Decimal(43186)]]


@pytest.mark.parametrize("cell", [
    '<c t="e"><v>#REF!</v></c>',
    '<c t="s"><v>7</v></c>',
    '<c t="s"><v>-1</v></c>',
    '<c t="b"><v>2</v></c>',
    '<c t="d"><v>kemarin</v></c>',
    '<c t="rahasia"><v>1</v></c>',
    "<c><v>nan</v></c>",
    "<c><v>1e999</v></c>",
    "<c><v>1_000</v></c>",
    "<c><v>٣</v></c>",
    f"<c><v>{'9' * 5000}</v></c>",
    '<c s="1"><v>99999999999</v></c>',
])  # fmt: skip
def test_an_invalid_cell_is_an_error_of_its_row(cell: str) -> None:
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    result = read_sheet(f"{HEADER}<row>{cell}</row><row><c><v>1</v></c></row>", styles=styles)
    assert result.record_errors == ["spreadsheet_error_value" if "REF" in cell else "unreadable_cell"]
    invalid = result.rows[0][0]
    assert isinstance(invalid, InvalidCell) and result.records[0].line == 2
    assert "A2" in invalid.detail.en and "A2" in invalid.detail.id
    assert result.rows[1:] == [[Decimal(1), None]]


def test_a_cell_beyond_the_header_is_an_error_of_its_row() -> None:
    result = read_sheet(f'{HEADER}<row><c r="D2"><v>1</v></c></row>')
    assert (result.record_errors, result.rows) == (["wrong_number_of_cells"], [[None, None, None, Decimal(1)]])


def test_the_stated_dimension_of_a_sheet_is_ignored() -> None:
    rows = f'{HEADER}<row r="1048576"><c><v>1</v></c></row>'
    parts = build_parts("")
    sheet = f'<worksheet {MAIN}><dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData></worksheet>'
    parts["xl/worksheets/sheet1.xml"] = sheet
    assert read_file(zip_parts(parts), XLSX).records[0].line == 1_048_576
