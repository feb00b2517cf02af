"""XLSX files that are invalid, damaged or too large."""

import struct
import zlib
from collections.abc import Callable
from zipfile import ZIP_BZIP2

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.exchange.imports.files import sheet_reader
from api.exchange.imports.files.open_file import XLSX
from tests.exchange.imports.files.build_xlsx import HEADER, MAIN, build_parts, text, zip_parts
from tests.exchange.imports.files.read_file import read_file


def with_part(name: str, content: str) -> bytes:
    return zip_parts(build_parts(HEADER) | {name: content})


def encrypted() -> bytes:
    data = bytearray(zip_parts(build_parts(HEADER)))
    at = data.index(b"PK\x01\x02")
    data[at + 8] |= 1
    return bytes(data)


def wrong_size() -> bytes:
    """Return a file whose directory states a smaller size of the sheet."""
    rows = HEADER + "<row/>" * 1000
    data, size = bytearray(zip_parts(build_parts(rows))), len(build_parts(rows)["xl/worksheets/sheet1.xml"])
    return bytes(data).replace(struct.pack("<L", size), struct.pack("<L", size - 500))


def many_parts() -> bytes:
    return zip_parts(build_parts(HEADER) | {f"{number}": "" for number in range(2_001)})


def entities() -> str:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    return f'<!DOCTYPE sst [<!ENTITY e0 "ha">{levels}]><sst><si><t>&e8;</t></si></sst>'


SHEET = "xl/worksheets/sheet1.xml"
REJECTED: dict[str, tuple[Callable[[], bytes], str]] = {
    "no zip": (lambda: b"a,b\n1,2\n", "not_a_spreadsheet"),
    "nothing": (lambda: b"", "not_a_spreadsheet"),
    "another zip": (lambda: zip_parts({"a.csv": "a,b"}), "corrupt_spreadsheet"),
    "an old file": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old_spreadsheet"),
    "a protected file": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "encrypted_spreadsheet",
    ),
    "an encrypted part": (encrypted, "encrypted_spreadsheet"),
    "half a file": (lambda: zip_parts(build_parts(HEADER))[:-300], "corrupt_spreadsheet"),
    "a part that is larger than it says": (wrong_size, "corrupt_spreadsheet"),
    "another compression": (lambda: zip_parts(build_parts(HEADER), ZIP_BZIP2), "corrupt_spreadsheet"),
    "too many parts": (many_parts, "too_many_parts"),
    "a bomb": (lambda: with_part("a.bin", "\0" * (17 << 20)), "compression_bomb"),
    "no sheet": (lambda: with_part("xl/workbook.xml", f"<workbook {MAIN}/>"), "unknown_sheet"),
    "no XML": (lambda: with_part(SHEET, "a,b"), "corrupt_spreadsheet"),
    "half a sheet": (lambda: with_part(SHEET, f"<worksheet {MAIN}><sheetData>{HEADER}"), "corrupt_spreadsheet"),
    "an unknown encoding": (
        lambda: with_part(SHEET, '<?xml version="1.0" encoding="x"?><a/>'),
        "corrupt_spreadsheet",
    ),
    "entities": (lambda: with_part("xl/sharedStrings.xml", entities()), "xml_document_type"),
    "an empty sheet": (lambda: with_part(SHEET, f"<worksheet {MAIN}><sheetData/></worksheet>"), "empty_file"),
    "an error in the header": (
        lambda: zip_parts(build_parts('<row><c t="e"><v>#N/A</v></c></row>')),
        "spreadsheet_error_value",
    ),
    "a column without a name": (
        lambda: zip_parts(build_parts(f"<row>{text('a')}{text('')}{text('b')}</row>")),
        "unnamed_column",
    ),
    "two columns of one name": (lambda: zip_parts(build_parts(f"<row>{text('a') * 2}</row>")), "duplicate_column"),
    "too many columns": (
        lambda: zip_parts(build_parts(f"<row>{''.join(text(f'c{n}') for n in range(501))}</row>")),
        "too_many_columns",
    ),
    "too many rows": (lambda: zip_parts(build_parts(f'{HEADER}<row r="1048577"/>')), "too_many_rows"),
    "a row twice": (lambda: zip_parts(build_parts(f'{HEADER}<row r="1"/>')), "corrupt_spreadsheet"),
    "a row in a row": (lambda: zip_parts(build_parts("<row><row/></row>")), "corrupt_spreadsheet"),
    "a cell in a cell": (lambda: zip_parts(build_parts("<row><c><c/></c></row>")), "corrupt_spreadsheet"),
    "a cell twice": (
        lambda: zip_parts(build_parts('<row><c r="A1"><v>1</v></c><c r="A1"><v>1</v></c></row>')),
        "corrupt_spreadsheet",
    ),
    "a cell nowhere": (lambda: zip_parts(build_parts('<row><c r="ZZZ1"><v>1</v></c></row>')), "corrupt_spreadsheet"),
    "a row of endless cells": (lambda: zip_parts(build_parts(f"<row>{'<c/>' * 20_000}</row>")), "corrupt_spreadsheet"),
    "a row of endless text": (
        lambda: zip_parts(build_parts(f"{HEADER}<row>{text('x' * 1_100_000 * 2)}</row>")),
        "record_too_long",
    ),
    "a shared string in every cell": (
        lambda: zip_parts(
            build_parts(HEADER + "<row>" + '<c t="s"><v>0</v></c>' * 200 + "</row>", f"<si><t>{'x' * 30_000}</t></si>")
        ),
        "record_too_long",
    ),
    "an endless tag": (lambda: zip_parts(build_parts(f'<row x="{"x" * 1_500_000}"/>')), "corrupt_spreadsheet"),
    "endless depth": (lambda: zip_parts(build_parts("<row><c>" + "<v>" * 1_000)), "corrupt_spreadsheet"),
    "endless names": (
        lambda: zip_parts(build_parts("".join(f"<a{n}/>" for n in range(100_000)))),
        "corrupt_spreadsheet",
    ),
}


@pytest.mark.parametrize("name", REJECTED)
def test_the_file_is_rejected(name: str) -> None:
    build, code = REJECTED[name]
    assert read_file(build(), XLSX).error == code


def test_a_file_above_the_limit_is_rejected_while_it_is_received(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_reader, "MAX_FILE_BYTES", 1_000)
    assert read_file(zip_parts(build_parts(HEADER)), XLSX, chunk=100).error == "file_too_large"


FILE = zip_parts(build_parts(HEADER + '<row><c t="s"><v>0</v></c><c s="0"><v>1.5</v></c></row>', "<si><t>x</t></si>"))
XML = build_parts(
    HEADER + '<row><c t="s"><v>0</v></c><c s="0"><v>1.5</v></c></row>', "<si><t>x</t></si>", "<cellXfs><xf/></cellXfs>"
)


@given(st.lists(st.tuples(st.integers(0, len(FILE) - 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_damaged_file_is_parsed_or_rejected(changes: list[tuple[int, int]]) -> None:
    damaged = bytearray(FILE)
    for position, byte in changes:
        damaged[position] = byte
    read_file(bytes(damaged), XLSX)


@given(st.sampled_from(sorted(XML)), st.data())
def test_a_file_with_damaged_parts_is_parsed_or_rejected(name: str, data: st.DataObject) -> None:
    part = XML[name]
    start = data.draw(st.integers(0, len(part)))
    end = data.draw(st.integers(start, min(start + 9, len(part))))
    damaged = part[:start] + data.draw(st.text('<>/"=& xrst019.', max_size=6)) + part[end:]
    read_file(zip_parts(XML | {name: damaged}), XLSX)


def test_the_checksum_of_a_part_is_verified() -> None:
    wrong = bytearray(FILE)
    checksum = struct.pack("<L", zlib.crc32(XML[SHEET].encode()))
    at = FILE.index(checksum, FILE.index(b"PK\x01\x02"))
    wrong[at] ^= 1
    assert read_file(bytes(wrong), XLSX).error == "corrupt_spreadsheet"
