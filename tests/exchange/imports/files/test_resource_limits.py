"""Reading a file needs limited memory and time, also for endless input."""

import time
import tracemalloc
from collections.abc import Callable, Iterator
from itertools import chain, repeat

import pytest
import zstandard

from api.exchange.imports.files.decompression import FileEncoding, open_decompressor
from api.exchange.imports.files.errors import FileRejectedError
from api.exchange.imports.files.open_file import CSV, NDJSON, open_reader

MEBIBYTE = 1 << 20


def zeros() -> Iterator[bytes]:
    body = zstandard.ZstdCompressor(level=1).compressobj()
    return map(body.compress, repeat(bytes(MEBIBYTE), 1024))


def endless(start: bytes, rest: bytes) -> Iterator[bytes]:
    return chain([start], repeat(rest * (65_536 // len(rest))))


FILES: dict[str, tuple[str, FileEncoding, Callable[[], Iterator[bytes]], str]] = {
    "a gibibyte of zeros": (CSV, "zstd", zeros, "nul_character"),
    "an endless header": (CSV, "identity", lambda: endless(b"a", b"a"), "record_too_long"),
    "endless columns": (CSV, "identity", lambda: endless(b"a", b",b"), "record_too_long"),
    "endless blank lines": (CSV, "identity", lambda: endless(b"", b"\r\n"), "record_too_long"),
    "an endless line": (CSV, "identity", lambda: endless(b"a,b\n1", b"1"), "record_too_long"),
    "a quote never closed": (CSV, "identity", lambda: endless(b'a,b\n1,"', b"1,2\n"), "record_too_long"),
    "endless quotes": (CSV, "identity", lambda: endless(b"a,b\n1,", b'"'), "record_too_long"),
    "an endless line of JSON": (NDJSON, "identity", lambda: endless(b'{"a": "', b"[{"), "record_too_long"),
}


@pytest.mark.parametrize("name", FILES)
def test_endless_input_is_rejected_early(name: str) -> None:
    media_type, encoding, sent, code = FILES[name]
    file, body = open_reader(media_type, is_known=str.isalpha), open_decompressor(encoding)
    records = (record for data in sent() for chunk in body.feed(data) for record in file.feed(chunk))
    tracemalloc.start()
    start = time.monotonic()
    try:
        with pytest.raises(FileRejectedError) as caught:
            sum(1 for _ in records)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert caught.value.error.code == code
    assert peak < 32 * MEBIBYTE
    assert time.monotonic() - start < 10


def test_memory_does_not_depend_on_the_length_of_a_table() -> None:
    line = b"umkm-onboarded,stock,32.%02d,2022-Q%d,%d,exact,2022-05-31,kemenkop-ukm,siaran-pers,halaman 3,,\n"
    block = b"".join(line % (n % 38, n % 4 + 1, n) for n in range(2_000))
    file = open_reader(CSV, is_known=str.isalpha)
    tracemalloc.start()
    try:
        count = sum(1 for data in chain([b"a,b,c,d,e,f,g,h,i,j,k,l\n"], repeat(block, 25)) for _ in file.feed(data))
        count += sum(1 for _ in file.finish())
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert count == 50_000
    assert peak < 8 * MEBIBYTE
