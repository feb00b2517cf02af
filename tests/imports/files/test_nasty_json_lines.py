"""Lines of JSON: what is an object is read, what is none is told of, and what is no text is refused."""

from decimal import Decimal

import pytest

from api.imports.files.reader import NDJSON
from tests.imports.files.outcomes import outcome_of

REFUSED = {
    "a NUL": (b'{"a": 1}\n{"a\x00": 2}\n', "nul", "/lines/2"),
    "UTF-16 with a mark": ('\ufeff{"a": 1}'.encode("utf-16-le"), "not-in-encoding", "/lines/1"),
    "UTF-16 without one": ('{"a": 1}'.encode("utf-16-be"), "nul", "/lines/1"),
    "an endless line": (b'{"a": 1}\n{"a": "' + b"x" * 1_100_000, "record-too-long", "/lines/2"),
    "an endless line that ends": (b'{"a": "' + b"x" * 1_100_000 + b'"}\n', "record-too-long", "/lines/1"),
}
FAULTY = {
    "not JSON": (b"{", "invalid-json"),
    "not an object": (b"[1]", "wrong-type"),
    "a key twice": (b'{"a": 1, "a": 2}', "duplicate-key"),
    "too deep": (b'{"a": ' + b"[" * 40 + b"]" * 40 + b"}", "too-deep"),
    "far too deep": (b"[" * 500_000, "too-deep"),
    "not a number": (b'{"a": NaN}', "invalid-json"),
    "not UTF-8": (b'{"a": "\xe9"}', "invalid-utf8"),
    "half a surrogate pair": (b'{"a": "\\ud800"}', "invalid-json"),
    "two objects": (b'{"a": 1} {"a": 2}', "invalid-json"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused(name: str) -> None:
    data, code, pointer = REFUSED[name]
    outcome = outcome_of(data, NDJSON)
    assert (outcome.refused, outcome.pointer) == (code, pointer)


@pytest.mark.parametrize("chunk", [1 << 16, 5])
@pytest.mark.parametrize("name", FAULTY)
def test_a_line_that_is_no_object_is_kept_with_its_fault(name: str, chunk: int) -> None:
    line, code = FAULTY[name]
    outcome = outcome_of(b'{"a": 1}\n' + line + b'\n{"a": 2}', NDJSON, chunk=chunk)
    assert outcome.faults == [code]
    assert [record.members for record in outcome.records] == [{"a": 1}, None, {"a": 2}]
    assert outcome.records[1].cells == [line.decode("utf-8", "replace")]


@pytest.mark.parametrize("chunk", [1, 2, 100])
def test_blank_lines_line_ends_and_a_byte_order_mark_are_fine(chunk: int) -> None:
    outcome = outcome_of(b'\xef\xbb\xbf{"a": 1.50}\r\n\r\n  \n{"b": "\xc3\xa9"}', NDJSON, chunk=chunk)
    assert outcome.header is None
    assert [(record.number, record.line, record.members) for record in outcome.records] == [
        (1, 1, {"a": Decimal("1.50")}),
        (2, 4, {"b": "é"}),
    ]


def test_a_file_without_lines_has_no_records() -> None:
    assert outcome_of(b"", NDJSON) == (None, [], None, None)
