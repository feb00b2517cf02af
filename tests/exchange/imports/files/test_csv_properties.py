"""CSV written by Python is parsed back to the same rows, for all sizes of chunks; any bytes are parsed or rejected."""

import csv
from io import StringIO
from typing import NamedTuple

from hypothesis import assume, given
from hypothesis import strategies as st

from api.exchange.imports.files.open_file import CSV, NDJSON, ODS, XLSX
from tests.exchange.imports.files.read_file import read_file

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"]
CHUNK_SIZES = st.integers(1, 40)

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)
special_texts = st.lists(st.sampled_from(['"', ",", ";", "\t", "\r", "\n", "\r\n", " ", "é", "1", "€", "\x85"])).map(
    "".join
)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    width = draw(st.integers(1, 5))
    cell = texts | special_texts
    rows = draw(st.lists(st.lists(cell, min_size=width, max_size=width).filter(any), max_size=8))
    return [[f"kolom {number}" for number in range(width)], *rows]


class Format(NamedTuple):
    delimiter: str
    encoding: str
    end: str
    is_quoted: bool
    is_ended: bool


formats = st.builds(
    Format,
    st.sampled_from(sorted(DELIMITERS)),
    st.sampled_from(ENCODINGS),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.booleans(),
)


@given(tables(), formats, CHUNK_SIZES)
def test_written_rows_are_parsed(table: list[list[str]], file_format: Format, chunk: int) -> None:
    delimiter, encoding, end, is_quoted, is_ended = file_format
    # Python's writer does not quote carriage returns that do not end lines.
    assume(is_quoted or end == "\r\n" or not any("\r" in cell for row in table for cell in row))
    file = StringIO(newline="")
    quoting = csv.QUOTE_ALL if is_quoted else csv.QUOTE_MINIMAL
    csv.writer(file, delimiter=DELIMITERS[delimiter], lineterminator=end, quoting=quoting).writerows(table)
    text = file.getvalue() if is_ended else file.getvalue().removesuffix(end)
    if encoding == "utf-16-be":
        text = f"\ufeff{text}"
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        assume(False)
    declared = "windows-1252" if encoding == "cp1252" else None
    result = read_file(data, chunk=chunk, delimiter=None if len(table[0]) > 1 else delimiter, encoding=declared)
    assert result == (table[0], result.records, None, None)
    assert result.rows == table[1:]
    assert result.record_errors == []
    assert [record.number for record in result.records] == list(range(1, len(table)))


files = st.binary(max_size=200) | st.lists(
    st.sampled_from(
        [b"a", b"b", b'"', b"\n", b"\r", b"\r\n", b",", b";", b"\xe9", "é".encode(), b"\0", b"\xff\xfe", b"{}"]
    )
).map(b"".join)


@given(files, st.sampled_from([CSV, NDJSON, XLSX, ODS]), CHUNK_SIZES)
def test_any_bytes_are_parsed_or_rejected_for_all_sizes_of_chunks(data: bytes, media_type: str, chunk: int) -> None:
    assert read_file(data, media_type, chunk=chunk) == read_file(data, media_type)


@given(tables(), st.data(), CHUNK_SIZES)
def test_a_damaged_table_is_parsed_or_rejected_for_all_sizes_of_chunks(
    table: list[list[str]], data: st.DataObject, chunk: int
) -> None:
    file = StringIO(newline="")
    csv.writer(file).writerows(table)
    damaged = bytearray(file.getvalue().encode())
    for _ in range(data.draw(st.integers(1, 3))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.sampled_from(b'",;\r\n\0\xe9\xffa'))
    assert read_file(bytes(damaged), chunk=chunk) == read_file(bytes(damaged))


def test_long_records_are_parsed_in_the_same_way_for_all_sizes_of_chunks() -> None:
    long = b'"' + b"x\ny" * 30_000 + b'"'
    for tail in (b"\n4,5\n", b"z\n4,5\n", b"\0", b"\r6\n", b"," + long * 2, b"," + b",".join([long] * 12)):
        data = b"a,b\n1,2\n" + long + b"," + long + tail
        assert len({repr(read_file(data, chunk=chunk)) for chunk in (999, 65_536, 70_001, 10_000_000)}) == 1
