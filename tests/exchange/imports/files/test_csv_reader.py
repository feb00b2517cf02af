"""Unusual and invalid CSV files, each with its expected rows or error."""

import pytest

from tests.exchange.imports.files.read_file import read_file

LONG = "x" * 70_000

REJECTED = {
    "nothing at all": (b"", "empty_file", ""),
    "blank lines only": (b"\n\r\n ;;\n", "empty_file", ""),
    "a NUL": (b"a,b\n1,\x002\n", "nul_character", "/lines/2"),
    "UTF-16 without a mark": ("a,b\n1,2\n".encode("utf-16-le"), "nul_character", "/lines/1"),
    "UTF-32": ("a,b\n1,2\n".encode("utf-32"), "nul_character", "/lines/1"),
    "not UTF-8 after UTF-8": ("a,b\né,1\n".encode() + b"\xe9,2\n", "not_in_encoding", "/lines/3"),
    "no Windows-1252 either": (b"a,b\n\xe9,\x81\n", "not_in_encoding", "/lines/2"),
    "half a surrogate pair in UTF-8": (b"a,b\n\xed\xa0\x80,1\n", "lone_surrogate", "/lines/2"),
    "half a surrogate pair in UTF-16": (b"\xff\xfea\x00\n\x00\x00\xd8a\x00", "lone_surrogate", "/lines/2"),
    "half a character at the end of UTF-16": (b"\xff\xfea\x00\n\x00a", "not_in_encoding", "/lines/2"),
    "lines of old Macs": (b"a,b\r1,2\r3,4\r", "lone_carriage_return", "/lines/1"),
    "lines of old Macs after the header": (b"a,b\n1,2\r3,4\r5,6\n", "lone_carriage_return", "/lines/2"),
    "an endless line of an old Mac": (b"a,b\r" * 400_000, "lone_carriage_return", "/lines/1"),
    "text after a quote": (b'a,b\n1,2\n"x"y,3\n', "text_after_quote", "/lines/3"),
    "text after a quote in the header": (b'"a"x,b\n1,2\n', "text_after_quote", "/lines/1"),
    "a quote never closed": (b'a,b\n1,2\n3,"x\ny\nz\n', "unclosed_quote", "/lines/3"),
    "a quote never closed in a long file": (b'a,b\n1,"2\n' + b"3,4\n" * 400_000, "record_too_long", "/lines/2"),
    "an endless line": (b"a,b\n1," + b"x" * 1_200_000, "record_too_long", "/lines/2"),
    "an endless header": (b"a," * 600_000, "record_too_long", "/lines/1"),
    "a record that is just too long": (
        b'a,b\n1,2\n"' + f'{LONG}","'.encode() * 15 + b'"\n',
        "record_too_long",
        "/lines/3",
    ),
    "a cell of a novel": (b"a,b\n1," + b"x" * 132_000 + b"\n", "record_too_long", "/lines/2"),
    "a million columns": (b",".join(b"c%d" % n for n in range(1000)) + b"\n", "too_many_columns", "/lines/1"),
    "a column without a name": (b"a,,b\n1,2,3\n", "unnamed_column", "/lines/1"),
    "two columns of one name": (b"a,b,a \n1,2,3\n", "duplicate_column", "/lines/1"),
    "two possible delimiters": (b"x;y,z\n1;2,3\n", "ambiguous_delimiter", "/lines/1"),
    "two delimiters that both fit": (b"a,b;c\n1,2;3\n", "ambiguous_delimiter", "/lines/1"),
    "a header with a stray quote": (b'a"b,c\n1,2\n', "unclosed_quote", "/lines/1"),
    "an unknown delimiter said": (b"sep=|\na|b\n", "unknown_delimiter", "/lines/1"),
}


@pytest.mark.parametrize("chunk", [1 << 16, 7])
@pytest.mark.parametrize("name", REJECTED)
def test_the_file_is_rejected(name: str, chunk: int) -> None:
    data, code, pointer = REJECTED[name]
    result = read_file(data, chunk=chunk if len(data) < 10_000 else 1 << 16)
    assert (result.error, result.pointer) == (code, pointer)


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
def test_the_file_is_parsed(name: str, chunk: int) -> None:
    data, rows = READ[name]
    result = read_file(data, chunk=chunk)
    assert result.rows == (rows or []) and (result.error is None) == (rows is not None)


def test_records_have_their_number_and_first_line() -> None:
    result = read_file(b"\nsep=,\n", chunk=2)
    assert result.header == ["sep="]
    result = read_file(b'sep=,\n\na,b\n"1\n\n2",3\n\n,\n4,5\n')
    assert [(record.number, record.line) for record in result.records] == [(1, 4), (2, 9)]


@pytest.mark.parametrize("row", [b"1", b"1,2,3", b"1,2,"])
def test_a_record_of_another_width_has_an_error(row: bytes) -> None:
    result = read_file(b"a,b\n" + row + b"\n5,6\n")
    assert result.rows == [row.decode().split(","), ["5", "6"]]
    assert result.record_errors == ["wrong_number_of_cells"]
    assert result.records[0].errors[0].pointer == "/lines/2"


def test_a_cell_below_an_empty_header_cell_is_an_error() -> None:
    assert read_file(b"a,b,\n1,2,\n1,2,3\n").record_errors == ["wrong_number_of_cells"]


def test_the_declared_delimiter_overrides_the_header() -> None:
    assert read_file(b"a;b,c\n1;2,3\n", delimiter="comma").header == ["a;b", "c"]
    assert read_file(b"sep=;\na;b,c\n1;2,3\n", delimiter="comma").header == ["a;b", "c"]


def test_the_declared_encoding_overrides_detection() -> None:
    utf8 = "a\né\n".encode()
    assert read_file(utf8).rows == read_file(utf8, encoding="UTF-8").rows == [["é"]]
    assert read_file(utf8, encoding="windows-1252").rows == [["Ã©"]]
    assert read_file("a\né\n".encode("cp1252"), encoding="utf-8").error == "not_in_encoding"
    for encoding in ("utf-16-le", "utf-16-be"):
        assert read_file("a\né\n".encode(encoding), encoding="utf-16").rows == [["é"]]
    assert read_file("中\n1\n".encode("utf-16-le"), encoding="utf-16").error == "missing_byte_order_mark"


@pytest.mark.parametrize(
    ("mark", "encoding"), [("utf-8-sig", "utf-16"), ("utf-16", "utf-8"), ("utf-16", "windows-1252")]
)
def test_a_byte_order_mark_must_match_the_declared_encoding(mark: str, encoding: str) -> None:
    assert read_file("a\n1\n".encode(mark), encoding=encoding).error == "conflicting_encodings"
