"""Spreadsheets as programs write them, and as nobody should."""

import struct
import zlib
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from io import BytesIO
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZipFile

import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.imports.files import spreadsheet
from api.imports.files.reader import XLSX
from tests.imports.files.outcomes import Outcome, outcome_of

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'


def parts_of(rows: str, strings: str = "", styles: str = "") -> dict[str, str]:
    """A workbook as small as it can be."""
    return {
        "_rels/.rels": f'<Relationships {PACKAGE}><Relationship Id="r" Type="{RELATED}/officeDocument" '
        'Target="/xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{RELATED}"><sheets><sheet name="Data" sheetId="1" r:id="s"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships {PACKAGE}>"
        f'<Relationship Id="s" Type="{RELATED}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="t" Type="{RELATED}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="f" Type="{RELATED}/styles" Target="styles.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f"<worksheet {MAIN}><sheetData>{rows}</sheetData></worksheet>",
        "xl/sharedStrings.xml": f"<sst {MAIN}>{strings}</sst>",
        "xl/styles.xml": f"<styleSheet {MAIN}>{styles}</styleSheet>",
    }


def zipped(parts: dict[str, str], compression: int = ZIP_DEFLATED) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w", compression) as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return file.getvalue()


def sheet_of(rows: str, strings: str = "", styles: str = "") -> Outcome:
    return outcome_of(zipped(parts_of(rows, strings, styles)), XLSX)


def text(value: str) -> str:
    return f'<c t="inlineStr"><is><t>{value}</t></is></c>'


HEADER = f"<row>{text('a')}{text('b')}</row>"


def saved(workbook: openpyxl.Workbook) -> bytes:
    file = BytesIO()
    workbook.save(file)
    return file.getvalue()


def test_cells_are_what_they_were_entered_as() -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([])
    sheet.append(["a", 2022, date(2022, 3, 28), "d"])
    sheet.append(["13.700", 13.7, date(2022, 3, 28), True])
    sheet.append([None, 13_700_000, datetime(2022, 3, 28, 10, 5), None])  # noqa: DTZ001  # spreadsheets know no zones
    sheet.append([None, None, None, None])
    sheet.append([" é\nü ", 1e-7, time(3, 4), timedelta(hours=30)])
    outcome = outcome_of(saved(book), XLSX)
    assert outcome.header == ["a", "2022", "2022-03-28", "d"]
    assert outcome.rows == [
        ["13.700", Decimal("13.7"), date(2022, 3, 28), True],
        [None, Decimal(13_700_000), "2022-03-28T10:05:00", None],
        [" é\nü ", Decimal("1E-7"), "03:04:00", "1 day, 6:00:00"],
    ]
    assert [(record.number, record.line) for record in outcome.records] == [(1, 3), (2, 4), (3, 6)]
    assert outcome.faults == []


def test_what_pandas_writes_is_read() -> None:
    frame = pd.DataFrame({"a": ["x", None], "b": [13.5, 2.0], "c": pd.to_datetime(["2022-03-28", "2022-03-29"])})
    file = BytesIO()
    frame.to_excel(file, index=False, engine="openpyxl")
    outcome = outcome_of(file.getvalue(), XLSX)
    assert outcome.rows == [["x", Decimal("13.5"), date(2022, 3, 28)], [None, Decimal(2), date(2022, 3, 29)]]


def test_a_sheet_is_the_first_that_people_see_or_the_named_one() -> None:
    book = openpyxl.Workbook()
    book.active.title = "Simpanan"
    book.active.sheet_state = "hidden"
    for name in ("Data", "Lain"):
        book.create_sheet(name).append([name])
    book.create_chartsheet("Bagan", 0)
    data = saved(book)
    assert outcome_of(data, XLSX).header == ["Data"]
    assert outcome_of(data, XLSX, sheet="Lain").header == ["Lain"]
    assert outcome_of(data, XLSX, sheet="Simpanan").refused == "empty-file"
    assert outcome_of(data, XLSX, sheet="Bagan").refused == "unknown-sheet"


def test_texts_are_put_together_from_their_runs() -> None:
    strings = "<si><r><t>Lam</t></r><r><t>pung</t></r><rPh><t>ランプン</t></rPh></si><si><t>a_x000D_b_xD800_c</t></si>"
    outcome = sheet_of(f'{HEADER}<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c></row>', strings)
    assert outcome.rows == [["Lampung", "a\rb_xD800_c"]]


def test_names_with_a_prefix_are_the_same_names() -> None:
    parts = parts_of("")
    parts["xl/worksheets/sheet1.xml"] = (
        '<x:worksheet xmlns:x="http://purl.oclc.org/ooxml/spreadsheetml/main"><x:sheetData><x:row><x:c t="str"><x:v>a'
        "</x:v></x:c></x:row><x:row><x:c><x:v>1.50</x:v></x:c></x:row></x:sheetData></x:worksheet>"
    )
    assert outcome_of(zipped(parts), XLSX).rows == [[Decimal("1.5")]]


def test_days_count_from_1904_where_the_workbook_says_so() -> None:
    styles = (
        '<numFmts><numFmt numFmtId="164" formatCode="[$-421]dd mmmm yyyy"/></numFmts><cellXfs><xf/><xf numFmtId="164"/>'
    )
    rows = f'{HEADER}<row><c s="1"><v>43186</v></c><c s="0"><v>43186</v></c></row>'
    parts = parts_of(rows, styles=styles + "</cellXfs>")
    assert outcome_of(zipped(parts), XLSX).rows == [[date(2018, 3, 27), Decimal(43186)]]
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace("<sheets>", '<workbookPr date1904="1"/><sheets>')
    assert outcome_of(zipped(parts), XLSX).rows == [[date(2022, 3, 28), Decimal(43186)]]


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
def test_a_cell_that_says_nothing_sensible_is_a_fault_of_its_row(cell: str) -> None:
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    outcome = sheet_of(f"{HEADER}<row>{cell}</row><row><c><v>1</v></c></row>", styles=styles)
    assert outcome.faults == ["error-cell" if "REF" in cell else "unreadable-cell"]
    assert outcome.records[0].faults[0].pointer == "/lines/2"
    assert "A2" in outcome.records[0].faults[0].detail.en
    assert outcome.rows[1:] == [[Decimal(1), None]]


def test_a_value_beyond_the_header_is_a_fault_of_its_row() -> None:
    outcome = sheet_of(f'{HEADER}<row><c r="D2"><v>1</v></c></row>')
    assert (outcome.faults, outcome.rows) == (["wrong-number-of-cells"], [[None, None, None, Decimal(1)]])


def test_what_a_sheet_says_of_its_size_does_not_matter() -> None:
    rows = f'{HEADER}<row r="1048576"><c><v>1</v></c></row>'
    parts = parts_of("")
    sheet = f'<worksheet {MAIN}><dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData></worksheet>'
    parts["xl/worksheets/sheet1.xml"] = sheet
    assert outcome_of(zipped(parts), XLSX).records[0].line == 1_048_576


def with_part(name: str, content: str) -> bytes:
    return zipped(parts_of(HEADER) | {name: content})


def encrypted() -> bytes:
    data = bytearray(zipped(parts_of(HEADER)))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def lying() -> bytes:
    """The directory says that the sheet is smaller than it is."""
    rows = HEADER + "<row/>" * 1000
    data, size = bytearray(zipped(parts_of(rows))), len(parts_of(rows)["xl/worksheets/sheet1.xml"])
    return bytes(data).replace(struct.pack("<L", size), struct.pack("<L", size - 500))


def many_parts() -> bytes:
    return zipped(parts_of(HEADER) | {f"{number}": "" for number in range(2_001)})


def entities() -> str:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    return f'<!DOCTYPE sst [<!ENTITY e0 "ha">{levels}]><sst><si><t>&e8;</t></si></sst>'


SHEET = "xl/worksheets/sheet1.xml"
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "no zip": (lambda: b"a,b\n1,2\n", "not-a-spreadsheet"),
    "nothing": (lambda: b"", "not-a-spreadsheet"),
    "another zip": (lambda: zipped({"a.csv": "a,b"}), "broken-spreadsheet"),
    "an old file": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old-spreadsheet"),
    "a protected file": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "encrypted-spreadsheet",
    ),
    "an encrypted part": (encrypted, "encrypted-spreadsheet"),
    "half a file": (lambda: zipped(parts_of(HEADER))[:-300], "broken-spreadsheet"),
    "a part that is larger than it says": (lying, "broken-spreadsheet"),
    "another compression": (lambda: zipped(parts_of(HEADER), ZIP_BZIP2), "broken-spreadsheet"),
    "too many parts": (many_parts, "too-many-parts"),
    "a bomb": (lambda: with_part("a.bin", "\0" * (17 << 20)), "bomb"),
    "no sheet": (lambda: with_part("xl/workbook.xml", f"<workbook {MAIN}/>"), "unknown-sheet"),
    "no XML": (lambda: with_part(SHEET, "a,b"), "broken-spreadsheet"),
    "half a sheet": (lambda: with_part(SHEET, f"<worksheet {MAIN}><sheetData>{HEADER}"), "broken-spreadsheet"),
    "an encoding that nobody knows": (
        lambda: with_part(SHEET, '<?xml version="1.0" encoding="x"?><a/>'),
        "broken-spreadsheet",
    ),
    "entities": (lambda: with_part("xl/sharedStrings.xml", entities()), "broken-spreadsheet"),
    "an empty sheet": (lambda: with_part(SHEET, f"<worksheet {MAIN}><sheetData/></worksheet>"), "empty-file"),
    "an error in the header": (lambda: zipped(parts_of('<row><c t="e"><v>#N/A</v></c></row>')), "error-cell"),
    "a column without a name": (
        lambda: zipped(parts_of(f"<row>{text('a')}{text('')}{text('b')}</row>")),
        "unnamed-column",
    ),
    "two columns of one name": (lambda: zipped(parts_of(f"<row>{text('a') * 2}</row>")), "duplicate-column"),
    "too many columns": (
        lambda: zipped(parts_of(f"<row>{''.join(text(f'c{n}') for n in range(501))}</row>")),
        "too-many-columns",
    ),
    "too many rows": (lambda: zipped(parts_of(f'{HEADER}<row r="1048577"/>')), "too-many-rows"),
    "a row twice": (lambda: zipped(parts_of(f'{HEADER}<row r="1"/>')), "broken-spreadsheet"),
    "a row in a row": (lambda: zipped(parts_of("<row><row/></row>")), "broken-spreadsheet"),
    "a cell in a cell": (lambda: zipped(parts_of("<row><c><c/></c></row>")), "broken-spreadsheet"),
    "a cell twice": (
        lambda: zipped(parts_of('<row><c r="A1"><v>1</v></c><c r="A1"><v>1</v></c></row>')),
        "broken-spreadsheet",
    ),
    "a cell nowhere": (lambda: zipped(parts_of('<row><c r="ZZZ1"><v>1</v></c></row>')), "broken-spreadsheet"),
    "a row of endless cells": (lambda: zipped(parts_of(f"<row>{'<c/>' * 20_000}</row>")), "broken-spreadsheet"),
    "a row of endless text": (
        lambda: zipped(parts_of(f"{HEADER}<row>{text('x' * 1_100_000 * 2)}</row>")),
        "record-too-long",
    ),
    "a shared string in every cell": (
        lambda: zipped(
            parts_of(HEADER + "<row>" + '<c t="s"><v>0</v></c>' * 200 + "</row>", f"<si><t>{'x' * 30_000}</t></si>")
        ),
        "record-too-long",
    ),
    "an endless tag": (lambda: zipped(parts_of(f'<row x="{"x" * 1_500_000}"/>')), "broken-spreadsheet"),
    "endless depth": (lambda: zipped(parts_of("<row><c>" + "<v>" * 1_000)), "broken-spreadsheet"),
    "endless names": (lambda: zipped(parts_of("".join(f"<a{n}/>" for n in range(100_000)))), "broken-spreadsheet"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused(name: str) -> None:
    made, code = REFUSED[name]
    assert outcome_of(made(), XLSX).refused == code


def test_a_file_beyond_the_bound_is_refused_while_it_arrives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet, "LARGEST", 1_000)
    assert outcome_of(zipped(parts_of(HEADER)), XLSX, chunk=100).refused == "too-large"


FILE = zipped(parts_of(HEADER + '<row><c t="s"><v>0</v></c><c s="0"><v>1.5</v></c></row>', "<si><t>x</t></si>"))
XML = parts_of(
    HEADER + '<row><c t="s"><v>0</v></c><c s="0"><v>1.5</v></c></row>', "<si><t>x</t></si>", "<cellXfs><xf/></cellXfs>"
)


@given(st.lists(st.tuples(st.integers(0, len(FILE) - 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_damaged_file_is_read_or_refused(changes: list[tuple[int, int]]) -> None:
    damaged = bytearray(FILE)
    for place, byte in changes:
        damaged[place] = byte
    outcome_of(bytes(damaged), XLSX)


@given(st.sampled_from(sorted(XML)), st.data())
def test_a_file_of_damaged_parts_is_read_or_refused(name: str, data: st.DataObject) -> None:
    part = XML[name]
    start = data.draw(st.integers(0, len(part)))
    end = data.draw(st.integers(start, min(start + 9, len(part))))
    damaged = part[:start] + data.draw(st.text('<>/"=& xrst019.', max_size=6)) + part[end:]
    outcome_of(zipped(XML | {name: damaged}), XLSX)


def test_the_checksum_of_a_part_counts() -> None:
    wrong = bytearray(FILE)
    checksum = struct.pack("<L", zlib.crc32(XML[SHEET].encode()))
    at = FILE.index(checksum, FILE.index(b"PK\x01\x02"))
    wrong[at] ^= 1
    assert outcome_of(bytes(wrong), XLSX).refused == "broken-spreadsheet"
