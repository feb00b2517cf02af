"""Memory stays flat and time stays bounded, whatever comes."""

import time
import tracemalloc
from collections.abc import Callable, Iterator
from itertools import chain, repeat

import pytest
import zstandard

from api.imports.files.inflate import Coding, inflater
from api.imports.files.reader import CSV, NDJSON, open_file
from api.imports.files.refused import FileRefused

MEBIBYTE = 1 << 20


def zeros() -> Iterator[bytes]:
    body = zstandard.ZstdCompressor(level=1).compressobj()
    return map(body.compress, repeat(bytes(MEBIBYTE), 1024))


def endless(start: bytes, rest: bytes) -> Iterator[bytes]:
    return chain([start], repeat(rest * (65_536 // len(rest))))


FILES: dict[str, tuple[str, Coding, Callable[[], Iterator[bytes]], str]] = {
    "a gibibyte of zeros": (CSV, "zstd", zeros, "nul"),
    "an endless header": (CSV, "identity", lambda: endless(b"a", b"a"), "record-too-long"),
    "endless columns": (CSV, "identity", lambda: endless(b"a", b",b"), "record-too-long"),
    "endless blank lines": (CSV, "identity", lambda: endless(b"", b"\r\n"), "record-too-long"),
    "an endless line": (CSV, "identity", lambda: endless(b"a,b\n1", b"1"), "record-too-long"),
    "a quote never closed": (CSV, "identity", lambda: endless(b'a,b\n1,"', b"1,2\n"), "record-too-long"),
    "endless quotes": (CSV, "identity", lambda: endless(b"a,b\n1,", b'"'), "record-too-long"),
    "an endless line of JSON": (NDJSON, "identity", lambda: endless(b'{"a": "', b"[{"), "record-too-long"),
}


@pytest.mark.parametrize("name", FILES)
def test_what_never_ends_is_refused_early(name: str) -> None:
    media_type, coding, sent, code = FILES[name]
    file, body = open_file(media_type, knows=str.isalpha), inflater(coding)
    records = (record for data in sent() for piece in body.feed(data) for record in file.feed(piece))
    tracemalloc.start()
    start = time.monotonic()
    try:
        with pytest.raises(FileRefused) as caught:
            sum(1 for _ in records)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert caught.value.fault.code == code
    assert peak < 32 * MEBIBYTE
    assert time.monotonic() - start < 10


def test_a_long_table_takes_no_more_memory_than_a_short_one() -> None:
    line = b"umkm-onboarded,stock,32.%02d,2022-Q%d,%d,exact,2022-05-31,kemenkop-ukm,siaran-pers,halaman 3,,\n"
    block = b"".join(line % (n % 38, n % 4 + 1, n) for n in range(2_000))
    file = open_file(CSV, knows=str.isalpha)
    tracemalloc.start()
    try:
        count = sum(1 for data in chain([b"a,b,c,d,e,f,g,h,i,j,k,l\n"], repeat(block, 25)) for _ in file.feed(data))
        count += sum(1 for _ in file.finish())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 50_000
    assert peak < 8 * MEBIBYTE
