"""A table of nasty tables, one for each hazard, each with what must come of it."""

import pytest

from tests.imports.files.outcomes import outcome_of

LONG = "x" * 70_000

REFUSED = {
    "nothing at all": (b"", "empty-file", ""),
    "blank lines only": (b"\n\r\n ;;\n", "empty-file", ""),
    "a NUL": (b"a,b\n1,\x002\n", "nul", "/lines/2"),
    "UTF-16 without a mark": ("a,b\n1,2\n".encode("utf-16-le"), "nul", "/lines/1"),
    "UTF-32": ("a,b\n1,2\n".encode("utf-32"), "nul", "/lines/1"),
    "not UTF-8 after UTF-8": ("a,b\né,1\n".encode() + b"\xe9,2\n", "not-in-encoding", "/lines/3"),
    "no Windows-1252 either": (b"a,b\n\xe9,\x81\n", "not-in-encoding", "/lines/2"),
    "half a surrogate pair in UTF-8": (b"a,b\n\xed\xa0\x80,1\n", "lone-surrogate", "/lines/2"),
    "half a surrogate pair in UTF-16": (b"\xff\xfea\x00\n\x00\x00\xd8a\x00", "lone-surrogate", "/lines/2"),
    "half a character at the end of UTF-16": (b"\xff\xfea\x00\n\x00a", "not-in-encoding", "/lines/2"),
    "lines of old Macs": (b"a,b\r1,2\r3,4\r", "lone-carriage-return", "/lines/1"),
    "lines of old Macs after the header": (b"a,b\n1,2\r3,4\r5,6\n", "lone-carriage-return", "/lines/2"),
    "an endless line of an old Mac": (b"a,b\r" * 400_000, "lone-carriage-return", "/lines/1"),
    "text after a quote": (b'a,b\n1,2\n"x"y,3\n', "text-after-quote", "/lines/3"),
    "text after a quote in the header": (b'"a"x,b\n1,2\n', "text-after-quote", "/lines/1"),
    "a quote never closed": (b'a,b\n1,2\n3,"x\ny\nz\n', "unclosed-quote", "/lines/3"),
    "a quote never closed in a long file": (b'a,b\n1,"2\n' + b"3,4\n" * 400_000, "record-too-long", "/lines/2"),
    "an endless line": (b"a,b\n1," + b"x" * 1_200_000, "record-too-long", "/lines/2"),
    "an endless header": (b"a," * 600_000, "record-too-long", "/lines/1"),
    "a record that is just too long": (
        b'a,b\n1,2\n"' + f'{LONG}","'.encode() * 15 + b'"\n',
        "record-too-long",
        "/lines/3",
    ),
    "a cell of a novel": (b"a,b\n1," + b"x" * 132_000 + b"\n", "record-too-long", "/lines/2"),
    "a million columns": (b",".join(b"c%d" % n for n in range(1000)) + b"\n", "too-many-columns", "/lines/1"),
    "a column without a name": (b"a,,b\n1,2,3\n", "unnamed-column", "/lines/1"),
    "two columns of one name": (b"a,b,a \n1,2,3\n", "duplicate-column", "/lines/1"),
    "two possible delimiters": (b"x;y,z\n1;2,3\n", "doubtful-delimiter", "/lines/1"),
    "two delimiters that both fit": (b"a,b;c\n1,2;3\n", "doubtful-delimiter", "/lines/1"),
    "a header with a stray quote": (b'a"b,c\n1,2\n', "unclosed-quote", "/lines/1"),
    "an unknown delimiter said": (b"sep=|\na|b\n", "unknown-delimiter", "/lines/1"),
}


@pytest.mark.parametrize("chunk", [1 << 16, 7])
@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused(name: str, chunk: int) -> None:
    data, code, pointer = REFUSED[name]
    outcome = outcome_of(data, chunk=chunk if len(data) < 10_000 else 1 << 16)
    assert (outcome.refused, outcome.pointer) == (code, pointer)


READ = {
    "CRLF, and no line end at the end": (b"a,b\r\n1,2\r\n3,4", [["1", "2"], ["3", "4"]]),
    "a carriage return at the end": (b"a,b\r\n1,2\r", [["1", "2"]]),
    "quoted delimiters and quotes": (b'a,b\n"1,5","say ""ya"""\n', [["1,5", 'say "ya"']]),
    "quoted line breaks": (b'a,b\r\n"1\r\n2","3\n4\r5"\r\n', [["1\r\n2", "3\n4\r5"]]),
    "a quoted line break in the header": (b'"a",b,"c\n"\n1,2,3\n', [["1", "2", "3"]]),
    "a quote inside an unquoted cell": (b'a,b\n17" layar,2\n', [['17" layar', "2"]]),
    "semicolons": (b"a;b\n1,5;2\n", [["1,5", "2"]]),
    "tabs": (b"a\tb\n1,5\t2;3\n", [["1,5", "2;3"]]),
    "a single column": (b"value\n1\n2\n", [["1"], ["2"]]),
    "the names decide": (b"a;b,c\n1;2,3\n", None),
    "the known names decide": (b"kode;nama,b\n1;2,3\n", [["1;2", "3"]]),
    "a quoted delimiter in the header": (b'"kode;nama",b\n1,2\n', [["1", "2"]]),
    "Excel says the delimiter": (b"sep=;\r\na;b\r\n1,5;2\r\n", [["1,5", "2"]]),
    "blank lines": (b"\n\na,b\n\n1,2\n \r\n,\n3,4\n\n", [["1", "2"], [" "], ["3", "4"]]),
    "empty cells at the end of all lines": (b"a;b;;\n1;2;;\n3;4\n", [["1", "2"], ["3", "4"]]),
    "UTF-8 with a mark": (b"\xef\xbb\xbfa,b\n\xc3\xa9,2\n", [["é", "2"]]),
    "UTF-16 with a mark": ("\ufeffa,b\né,2\n".encode("utf-16-be"), [["é", "2"]]),
    "Windows-1252": (b"a,b\n\x96 caf\xe9,2\n", [["\u2013 café", "2"]]),
    "Windows-1252 at the very end": (b"a,b\n2,caf\xe9", [["2", "café"]]),
    "other spaces break no line": ("a,b\n1\u2028\x0b\x0c\x1c\x85,2\n".encode(), [["1\u2028\x0b\x0c\x1c\x85", "2"]]),
}


@pytest.mark.parametrize("chunk", [1 << 16, 3, 1])
@pytest.mark.parametrize("name", READ)
def test_it_is_read(name: str, chunk: int) -> None:
    data, rows = READ[name]
    outcome = outcome_of(data, chunk=chunk)
    assert outcome.rows == (rows or []) and (outcome.refused is None) == (rows is not None)


def test_records_know_their_number_and_where_they_begin() -> None:
    outcome = outcome_of(b"\nsep=,\n", chunk=2)
    assert outcome.header == ["sep="]
    outcome = outcome_of(b'sep=,\n\na,b\n"1\n\n2",3\n\n,\n4,5\n')
    assert [(record.number, record.line) for record in outcome.records] == [(1, 4), (2, 9)]


@pytest.mark.parametrize("row", [b"1", b"1,2,3", b"1,2,"])
def test_a_record_with_other_cells_than_the_header_is_kept_with_a_fault(row: bytes) -> None:
    outcome = outcome_of(b"a,b\n" + row + b"\n5,6\n")
    assert outcome.rows == [row.decode().split(","), ["5", "6"]]
    assert outcome.faults == ["wrong-number-of-cells"]
    assert outcome.records[0].faults[0].pointer == "/lines/2"


def test_a_cell_below_a_nameless_column_is_a_fault() -> None:
    assert outcome_of(b"a,b,\n1,2,\n1,2,3\n").faults == ["wrong-number-of-cells"]


def test_what_is_said_of_the_delimiter_overrules_the_header() -> None:
    assert outcome_of(b"a;b,c\n1;2,3\n", delimiter="comma").header == ["a;b", "c"]
    assert outcome_of(b"sep=;\na;b,c\n1;2,3\n", delimiter="comma").header == ["a;b", "c"]


def test_what_is_said_of_the_encoding_overrules_what_it_looks_like() -> None:
    utf8 = "a\né\n".encode()
    assert outcome_of(utf8).rows == outcome_of(utf8, encoding="UTF-8").rows == [["é"]]
    assert outcome_of(utf8, encoding="windows-1252").rows == [["Ã©"]]
    assert outcome_of("a\né\n".encode("cp1252"), encoding="utf-8").refused == "not-in-encoding"
    for encoding in ("utf-16-le", "utf-16-be"):
        assert outcome_of("a\né\n".encode(encoding), encoding="utf-16").rows == [["é"]]
    assert outcome_of("中\n1\n".encode("utf-16-le"), encoding="utf-16").refused == "no-byte-order"


@pytest.mark.parametrize(
    ("mark", "encoding"), [("utf-8-sig", "utf-16"), ("utf-16", "utf-8"), ("utf-16", "windows-1252")]
)
def test_a_byte_order_mark_that_says_otherwise_is_a_fault(mark: str, encoding: str) -> None:
    assert outcome_of("a\n1\n".encode(mark), encoding=encoding).refused == "contradicting-encoding"
