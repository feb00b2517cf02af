"""ODS files that are invalid, damaged or too large."""

import struct
import time
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.exchange.imports.files.ods import table
from api.exchange.imports.files.open_file import ODS
from tests.exchange.imports.files.build_ods import (
    HEADER,
    MANIFEST,
    NAMESPACES,
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
from tests.exchange.imports.files.read_file import read_file

MEBIBYTE = 1 << 20
REPEATED_ROWS = 'table:number-rows-repeated="1048575"'
REPEATED_CELLS = 'table:number-columns-repeated="16384"'
SPANNED = 'table:number-rows-spanned="2"'
ENCRYPTED = MANIFEST.replace(
    "/>", "><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>"
)


def with_part(name: str, content: str) -> bytes:
    return zip_ods(build_ods_parts(HEADER) | {name: content})


def entities() -> str:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 9))
    return f'<!DOCTYPE x [<!ENTITY e0 "ha">{levels}]>' + build_content(build_table(row(text("&e8;"))))


def endless_namespaces() -> str:
    """Return elements whose stored names have a mebibyte each."""
    names = "".join(f"<x:a{n}/>" for n in range(5_000))
    return f'<office:document-content {NAMESPACES}><a xmlns:x="{"u" * 1_000_000}">{names}</a></office:document-content>'


REJECTED: dict[str, tuple[Callable[[], bytes], str]] = {
    "another zip": (lambda: zip_ods({"a.csv": "a,b"}), "corrupt_spreadsheet"),
    "a text document": (
        lambda: with_part("mimetype", "application/vnd.oasis.opendocument.text"),
        "not_a_spreadsheet",
    ),
    "a flat file": (lambda: build_content(build_table(HEADER)).encode(), "not_a_spreadsheet"),
    "an encrypted content": (lambda: with_part("META-INF/manifest.xml", ENCRYPTED), "encrypted_spreadsheet"),
    "an encrypted package": (
        lambda: zip_ods({"mimetype": ODS, "META-INF/manifest.xml": ENCRYPTED, "encrypted-package": "x"}),
        "encrypted_spreadsheet",
    ),
    "half a file": (lambda: build_ods(HEADER)[:-300], "corrupt_spreadsheet"),
    "no content": (lambda: zip_ods({"mimetype": ODS}), "corrupt_spreadsheet"),
    "a bomb": (lambda: with_part("content.xml", " " * (17 << 20)), "compression_bomb"),
    "entities": (lambda: with_part("content.xml", entities()), "xml_document_type"),
    "no table": (lambda: with_part("content.xml", build_content("")), "corrupt_spreadsheet"),
    "no XML": (lambda: with_part("content.xml", "a,b"), "corrupt_spreadsheet"),
    "half a table": (lambda: with_part("content.xml", build_content(build_table(HEADER))[:-80]), "corrupt_spreadsheet"),
    "an unknown prefix": (lambda: build_ods(HEADER + "<x:y/>"), "corrupt_spreadsheet"),
    "an empty table": (lambda: build_ods(""), "empty_file"),
    "an error in the header": (
        lambda: build_ods(row(cell('office:value-type="percentage" office:value="1"'))),
        "percent_formatted_cell",
    ),
    "a column twice": (lambda: build_ods(row(text("a", 'table:number-columns-repeated="2"'))), "duplicate_column"),
    "17 thousand million cells": (
        lambda: build_ods(row(text("a", REPEATED_CELLS), attributes='table:number-rows-repeated="1048576"')),
        "too_many_repeated_cells",
    ),
    "17 thousand million cells below a header": (
        lambda: build_ods(HEADER + row(number(1, REPEATED_CELLS), attributes=REPEATED_ROWS)),
        "too_many_repeated_cells",
    ),
    "three columns of a million repeated cells": (
        lambda: build_ods(HEADER + row(number(1), number(2), number(3), attributes=REPEATED_ROWS)),
        "too_many_repeated_cells",
    ),
    "too many columns": (lambda: build_ods(row(text("a", REPEATED_CELLS))), "too_many_columns"),
    "too many rows": (
        lambda: build_ods(HEADER + row(attributes='table:number-rows-repeated="999999999"') + row(number(1))),
        "too_many_rows",
    ),
    "no repetition": (lambda: build_ods(row(attributes='table:number-rows-repeated="0"')), "corrupt_spreadsheet"),
    "an endless repetition": (
        lambda: build_ods(row(attributes='table:number-rows-repeated="9999999999"')),
        "corrupt_spreadsheet",
    ),
    "a cell nowhere": (
        lambda: build_ods(HEADER + row(f"<table:table-cell {REPEATED_CELLS}/>", number(1))),
        "corrupt_spreadsheet",
    ),
    "a row of endless cells": (lambda: build_ods(row("<table:table-cell/>" * 20_000)), "corrupt_spreadsheet"),
    "a row of endless text": (lambda: build_ods(HEADER + row(text("x" * 2_200_000))), "record_too_long"),
    "endless spaces": (lambda: build_ods(HEADER + row(text('<text:s text:c="999999999"/>'))), "record_too_long"),
    "a text in every cell": (
        lambda: build_ods(HEADER + row(text("x" * 30_000, REPEATED_CELLS))),
        "record_too_long",
    ),
    "an endless tag": (lambda: build_ods(row(attributes=f'table:x="{"x" * 1_500_000}"')), "corrupt_spreadsheet"),
    "endless depth": (lambda: build_ods(row(text("<text:span>" * 1_000))), "corrupt_spreadsheet"),
    "endless names": (lambda: build_ods("".join(f"<table:a{n}/>" for n in range(100_000))), "corrupt_spreadsheet"),
    "an endless namespace": (lambda: with_part("content.xml", endless_namespaces()), "corrupt_spreadsheet"),
    "ranges that overlap": (
        lambda: build_ods(HEADER + row(number(1, SPANNED)) + row(number(2, SPANNED))),
        "corrupt_spreadsheet",
    ),
    "a range in a repeated row": (
        lambda: build_ods(HEADER + row(cell('table:number-rows-spanned="2"'), attributes=REPEATED_ROWS)),
        "corrupt_spreadsheet",
    ),
    "a repeated range": (
        lambda: build_ods(HEADER + row(number(1, 'table:number-rows-spanned="2" table:number-columns-repeated="2"'))),
        "corrupt_spreadsheet",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REJECTED)
def test_the_file_is_rejected_with_little_time_and_memory(name: str) -> None:
    build, code = REJECTED[name]
    data = build()
    tracemalloc.start()
    start = time.monotonic()
    try:
        error = read_file(data, ODS).error
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert error == code
    assert peak < 64 * MEBIBYTE
    assert time.monotonic() - start < 10


def test_a_table_of_few_bytes_is_read_to_its_limit() -> None:
    rows = HEADER + row(number(7), attributes='table:number-rows-repeated="30000"')
    result = read_file(build_ods(rows), ODS)
    assert (len(result.records), result.records[-1].line) == (30_000, 30_001)


def test_a_repeated_cell_beyond_the_header_is_an_error_of_its_row() -> None:
    result = read_file(build_ods(HEADER + row(number(1, REPEATED_CELLS))), ODS)
    assert (result.record_errors, len(result.rows[0])) == (["wrong_number_of_cells"], 501)


def test_an_encrypted_workbook_of_excel_has_the_same_error() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le")
    assert read_file(data, ODS).error == "encrypted_spreadsheet"


def test_the_limit_of_repeated_cells_is_per_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "MAX_REPEATED_CELLS", 4)
    twice = row(number(1), number(2), attributes='table:number-rows-repeated="2"')
    assert read_file(build_ods(HEADER + twice * 2), ODS).error is None
    assert read_file(build_ods(HEADER + twice * 3), ODS).error == "too_many_repeated_cells"


PARTS = build_ods_parts(
    HEADER
    + row(text("x", 'table:number-rows-spanned="2"'), number("1.5", 'table:number-columns-repeated="2"'))
    + row("<table:covered-table-cell/>", cell('table:formula="of:=1" office:value-type="float" office:value="1"'))
)
FILE = zip_ods(PARTS)


@given(st.lists(st.tuples(st.integers(0, len(FILE) - 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_a_damaged_file_is_parsed_or_rejected(changes: list[tuple[int, int]]) -> None:
    damaged = bytearray(FILE)
    for position, byte in changes:
        damaged[position] = byte
    read_file(bytes(damaged), ODS)


@given(st.sampled_from(sorted(PARTS)), st.data())
def test_a_file_with_damaged_parts_is_parsed_or_rejected(name: str, data: st.DataObject) -> None:
    part = PARTS[name]
    start = data.draw(st.integers(0, len(part)))
    end = data.draw(st.integers(start, min(start + 9, len(part))))
    damaged = part[:start] + data.draw(st.text('<>/"=& table:0129.', max_size=6)) + part[end:]
    read_file(zip_ods(PARTS | {name: damaged}), ODS)


def test_the_checksum_is_verified_to_the_end_of_the_part() -> None:
    """The part is damaged after the table that is read."""
    content = build_content(build_table(HEADER + row(number(1))) + build_table("x" * 200_000, "Lain"))
    data = bytearray(zip_ods(PARTS | {"content.xml": content}))
    checksum = struct.pack("<L", zlib.crc32(content.encode()))
    data[data.index(checksum, data.index(b"PK\x01\x02"))] ^= 1
    assert read_file(bytes(data), ODS).error == "corrupt_spreadsheet"
