"""Whatever Python's own writer makes of rows is read back as these rows, in whatever pieces it comes."""

import csv
from io import StringIO
from typing import NamedTuple

from hypothesis import assume, given
from hypothesis import strategies as st

from api.imports.files.reader import CSV, NDJSON, XLSX
from tests.imports.files.outcomes import outcome_of

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252"]
PIECES = st.integers(1, 40)

texts = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=8)
nasty = st.lists(st.sampled_from(['"', ",", ";", "\t", "\r", "\n", "\r\n", " ", "é", "1", "€", "\x85"])).map("".join)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    width = draw(st.integers(1, 5))
    cell = texts | nasty
    rows = draw(st.lists(st.lists(cell, min_size=width, max_size=width).filter(any), max_size=8))
    return [[f"kolom {place}" for place in range(width)], *rows]


class Written(NamedTuple):
    delimiter: str
    encoding: str
    end: str
    is_quoted: bool
    is_ended: bool


ways = st.builds(
    Written,
    st.sampled_from(sorted(DELIMITERS)),
    st.sampled_from(ENCODINGS),
    st.sampled_from(["\n", "\r\n"]),
    st.booleans(),
    st.booleans(),
)


@given(tables(), ways, PIECES)
def test_what_was_written_is_read(table: list[list[str]], way: Written, chunk: int) -> None:
    delimiter, encoding, end, is_quoted, is_ended = way
    # Python's writer leaves carriage returns unquoted where they do not end lines.
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
    said = "windows-1252" if encoding == "cp1252" else None
    outcome = outcome_of(data, chunk=chunk, delimiter=None if len(table[0]) > 1 else delimiter, encoding=said)
    assert outcome == (table[0], outcome.records, None, None)
    assert outcome.rows == table[1:]
    assert outcome.faults == []
    assert [record.number for record in outcome.records] == list(range(1, len(table)))


files = st.binary(max_size=200) | st.lists(
    st.sampled_from(
        [b"a", b"b", b'"', b"\n", b"\r", b"\r\n", b",", b";", b"\xe9", "é".encode(), b"\0", b"\xff\xfe", b"{}"]
    )
).map(b"".join)


@given(files, st.sampled_from([CSV, NDJSON, XLSX]), PIECES)
def test_any_bytes_are_read_or_refused_and_pieces_change_nothing(data: bytes, media_type: str, chunk: int) -> None:
    assert outcome_of(data, media_type, chunk=chunk) == outcome_of(data, media_type)


@given(tables(), st.data(), PIECES)
def test_a_damaged_table_is_read_or_refused_and_pieces_change_nothing(
    table: list[list[str]], data: st.DataObject, chunk: int
) -> None:
    file = StringIO(newline="")
    csv.writer(file).writerows(table)
    damaged = bytearray(file.getvalue().encode())
    for _ in range(data.draw(st.integers(1, 3))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.sampled_from(b'",;\r\n\0\xe9\xffa'))
    assert outcome_of(bytes(damaged), chunk=chunk) == outcome_of(bytes(damaged))


def test_pieces_change_nothing_for_long_records_either() -> None:
    long = b'"' + b"x\ny" * 30_000 + b'"'
    for tail in (b"\n4,5\n", b"z\n4,5\n", b"\0", b"\r6\n", b"," + long * 2, b"," + b",".join([long] * 12)):
        data = b"a,b\n1,2\n" + long + b"," + long + tail
        assert len({repr(outcome_of(data, chunk=chunk)) for chunk in (999, 65_536, 70_001, 10_000_000)}) == 1
