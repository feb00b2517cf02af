"""A compressed file is decompressed unchanged, or rejected."""

import gzip
import zlib
from collections.abc import Iterator
from itertools import repeat

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from api.exchange.imports.files import decompression
from api.exchange.imports.files.decompression import CHUNK_BYTES, FileEncoding, open_decompressor
from api.exchange.imports.files.errors import FileRejectedError, FileTooLargeError

FILE = b"".join(b"umkm-digital,stock,%d,%d\n" % (n, n * n) for n in range(20_000))
COMPRESS = {"identity": bytes, "gzip": gzip.compress, "zstd": zstandard.ZstdCompressor(write_checksum=True).compress}


def decompress(data: bytes, encoding: FileEncoding, chunk: int = 1 << 18) -> bytes:
    body, chunks = open_decompressor(encoding), []
    for start in range(0, len(data), chunk):
        chunks += body.feed(data[start : start + chunk])
    chunks += body.finish()
    assert all(len(output) <= CHUNK_BYTES for output in chunks)
    return b"".join(chunks)


def find_error(data: bytes, encoding: FileEncoding) -> str:
    codes = set()
    for chunk in (1 << 18, 5):
        with pytest.raises(FileRejectedError) as caught:
            decompress(data, encoding, chunk)
        codes.add(caught.value.error.code)
    (code,) = codes
    return code


@given(st.binary(), st.sampled_from(["identity", "gzip", "zstd"]), st.integers(1, 50), st.integers(1, 3))
def test_decompression_restores_the_data(data: bytes, encoding: FileEncoding, chunk: int, members: int) -> None:
    data = b"," + data
    sent = COMPRESS[encoding](data) * members
    assert decompress(sent, encoding, chunk) == data * members


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_several_members_are_one_file(encoding: FileEncoding) -> None:
    halves = COMPRESS[encoding](FILE[:100_000]) + COMPRESS[encoding](b"") + COMPRESS[encoding](FILE[100_000:])
    assert decompress(halves, encoding) == decompress(halves, encoding, 3) == FILE


def test_skippable_frames_are_skipped() -> None:
    skipped = b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd"
    assert decompress(skipped + COMPRESS["zstd"](FILE) + skipped, "zstd") == FILE


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_corrupt_data_are_rejected(encoding: FileEncoding) -> None:
    sent = COMPRESS[encoding](FILE)
    assert find_error(b"", encoding) == "truncated"
    assert find_error(sent[:-1], encoding) == "truncated"
    assert find_error(sent[: len(sent) // 2], encoding) == "truncated"
    assert find_error(sent + b"garbage", encoding) == "trailing_data"
    assert find_error(sent + sent[:3], encoding) == "truncated"
    assert find_error(FILE, encoding) == "corrupt_compression"
    wrong = bytearray(sent)
    wrong[-5 if encoding == "gzip" else -1] ^= 1  # a byte of the checksum
    assert find_error(bytes(wrong), encoding) == "corrupt_compression"


@pytest.mark.parametrize("inner", ["gzip", "zstd"])
def test_a_file_compressed_twice_is_rejected(inner: FileEncoding) -> None:
    assert find_error(gzip.compress(COMPRESS[inner](FILE)), "gzip") == "nested_compression"
    assert find_error(COMPRESS[inner](FILE), "identity") == "undeclared_compression"


def test_a_large_zstd_window_is_rejected() -> None:
    wide = zstandard.ZstdCompressionParameters.from_level(1, window_log=24)
    body = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    assert find_error(body.compress(FILE) + body.flush(), "zstd") == "window_too_large"


def zeros(encoding: FileEncoding) -> Iterator[bytes]:
    """A gibibyte of zeros."""
    body = zlib.compressobj(1, wbits=31) if encoding == "gzip" else zstandard.ZstdCompressor(level=1).compressobj()
    yield from map(body.compress, repeat(bytes(1 << 20), 1024))
    yield body.flush()


@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_a_compression_bomb_is_rejected_early(encoding: FileEncoding) -> None:
    body, sizes = open_decompressor(encoding), []
    with pytest.raises(FileRejectedError) as caught:
        sizes += [len(chunk) for sent in zeros(encoding) for chunk in body.feed(sent)]
    assert caught.value.error.code == "compression_bomb"


def test_the_size_and_number_of_members_are_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decompression, "MAX_FILE_BYTES", 100_000)
    assert find_error(gzip.compress(FILE), "gzip") == "compression_bomb"
    with pytest.raises(FileTooLargeError):
        decompress(FILE, "identity")
    monkeypatch.setattr(decompression, "MAX_MEMBERS", 10)
    assert find_error(gzip.compress(b"") * 20, "gzip") == "compression_bomb"
