"""NDJSON: objects become records, other lines become records with errors, other data reject the file."""

from decimal import Decimal

import pytest

from api.exchange.imports.files.open_file import NDJSON
from tests.exchange.imports.files.read_file import read_file

REJECTED = {
    "a NUL": (b'{"a": 1}\n{"a\x00": 2}\n', "nul_character", "/lines/2"),
    "UTF-16 with a mark": ('\ufeff{"a": 1}'.encode("utf-16-le"), "not_in_encoding", "/lines/1"),
    "UTF-16 without one": ('{"a": 1}'.encode("utf-16-be"), "nul_character", "/lines/1"),
    "an endless line": (b'{"a": 1}\n{"a": "' + b"x" * 1_100_000, "record_too_long", "/lines/2"),
    "an endless line that ends": (b'{"a": "' + b"x" * 1_100_000 + b'"}\n', "record_too_long", "/lines/1"),
}
INVALID_LINES = {
    "not JSON": (b"{", "invalid_json"),
    "not an object": (b"[1]", "wrong_type"),
    "a key twice": (b'{"a": 1, "a": 2}', "duplicate_key"),
    "too deep": (b'{"a": ' + b"[" * 40 + b"]" * 40 + b"}", "too_deep"),
    "far too deep": (b"[" * 500_000, "too_many_values"),
    "not a number": (b'{"a": NaN}', "invalid_json"),
    "not UTF-8": (b'{"a": "\xe9"}', "invalid_utf8"),
    "half a surrogate pair": (b'{"a": "\\ud800"}', "invalid_json"),
    "two objects": (b'{"a": 1} {"a": 2}', "invalid_json"),
}


@pytest.mark.parametrize("name", REJECTED)
def test_the_file_is_rejected(name: str) -> None:
    data, code, pointer = REJECTED[name]
    result = read_file(data, NDJSON)
    assert (result.error, result.pointer) == (code, pointer)


@pytest.mark.parametrize("chunk", [1 << 16, 5])
@pytest.mark.parametrize("name", INVALID_LINES)
def test_an_invalid_line_becomes_a_record_with_an_error(name: str, chunk: int) -> None:
    line, code = INVALID_LINES[name]
    result = read_file(b'{"a": 1}\n' + line + b'\n{"a": 2}', NDJSON, chunk=chunk)
    assert result.record_errors == [code]
    assert [record.fields for record in result.records] == [{"a": 1}, None, {"a": 2}]
    assert result.records[1].cells == [line.decode("utf-8", "replace")]


@pytest.mark.parametrize("chunk", [1, 2, 100])
def test_blank_lines_crlf_and_a_byte_order_mark_are_accepted(chunk: int) -> None:
    result = read_file(b'\xef\xbb\xbf{"a": 1.50}\r\n\r\n  \n{"b": "\xc3\xa9"}', NDJSON, chunk=chunk)
    assert result.header is None
    assert [(record.number, record.line, record.fields) for record in result.records] == [
        (1, 1, {"a": Decimal("1.50")}),
        (2, 4, {"b": "é"}),
    ]


def test_a_file_without_lines_has_no_records() -> None:
    assert read_file(b"", NDJSON) == (None, [], None, None)
