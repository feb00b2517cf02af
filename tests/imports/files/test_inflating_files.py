"""A compressed file is what was compressed, or it is refused."""

import gzip
import zlib
from collections.abc import Iterator
from itertools import repeat

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from api.imports.files import inflate
from api.imports.files.inflate import PIECE, Coding, inflater
from api.imports.files.refused import FileRefused, FileTooLarge

FILE = b"".join(b"umkm-digital,stock,%d,%d\n" % (n, n * n) for n in range(20_000))
COMPRESS = {"identity": bytes, "gzip": gzip.compress, "zstd": zstandard.ZstdCompressor(write_checksum=True).compress}


def inflated(data: bytes, coding: Coding, chunk: int = 1 << 18) -> bytes:
    body, pieces = inflater(coding), []
    for start in range(0, len(data), chunk):
        pieces += body.feed(data[start : start + chunk])
    pieces += body.finish()
    assert all(len(piece) <= PIECE for piece in pieces)
    return b"".join(pieces)


def refusal_of(data: bytes, coding: Coding) -> str:
    codes = set()
    for chunk in (1 << 18, 5):
        with pytest.raises(FileRefused) as caught:
            inflated(data, coding, chunk)
        codes.add(caught.value.fault.code)
    (code,) = codes
    return code


@given(st.binary(), st.sampled_from(["identity", "gzip", "zstd"]), st.integers(1, 50), st.integers(1, 3))
def test_what_went_in_comes_out(data: bytes, coding: Coding, chunk: int, members: int) -> None:
    data = b"," + data
    sent = COMPRESS[coding](data) * members
    assert inflated(sent, coding, chunk) == data * members


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_a_file_of_several_members_is_one(coding: Coding) -> None:
    halves = COMPRESS[coding](FILE[:100_000]) + COMPRESS[coding](b"") + COMPRESS[coding](FILE[100_000:])
    assert inflated(halves, coding) == inflated(halves, coding, 3) == FILE


def test_a_frame_that_is_to_be_skipped_is_skipped() -> None:
    skipped = b"\x50\x2a\x4d\x18\x04\x00\x00\x00abcd"
    assert inflated(skipped + COMPRESS["zstd"](FILE) + skipped, "zstd") == FILE


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_what_is_broken_is_refused(coding: Coding) -> None:
    sent = COMPRESS[coding](FILE)
    assert refusal_of(b"", coding) == "truncated"
    assert refusal_of(sent[:-1], coding) == "truncated"
    assert refusal_of(sent[: len(sent) // 2], coding) == "truncated"
    assert refusal_of(sent + b"garbage", coding) == "trailing-data"
    assert refusal_of(sent + sent[:3], coding) == "truncated"
    assert refusal_of(FILE, coding) == "broken-compression"
    wrong = bytearray(sent)
    wrong[-5 if coding == "gzip" else -1] ^= 1  # a byte of the checksum
    assert refusal_of(bytes(wrong), coding) == "broken-compression"


@pytest.mark.parametrize("inner", ["gzip", "zstd"])
def test_a_file_compressed_twice_is_refused(inner: Coding) -> None:
    assert refusal_of(gzip.compress(COMPRESS[inner](FILE)), "gzip") == "nested-compression"
    assert refusal_of(COMPRESS[inner](FILE), "identity") == "undeclared-compression"


def test_a_window_that_takes_too_much_memory_is_refused() -> None:
    wide = zstandard.ZstdCompressionParameters.from_level(1, window_log=24)
    body = zstandard.ZstdCompressor(compression_params=wide).compressobj()
    assert refusal_of(body.compress(FILE) + body.flush(), "zstd") == "window-too-large"


def zeros(coding: Coding) -> Iterator[bytes]:
    """A gibibyte of zeros."""
    body = zlib.compressobj(1, wbits=31) if coding == "gzip" else zstandard.ZstdCompressor(level=1).compressobj()
    yield from map(body.compress, repeat(bytes(1 << 20), 1024))
    yield body.flush()


@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_a_bomb_is_refused_before_it_goes_off(coding: Coding) -> None:
    body, sizes = inflater(coding), []
    with pytest.raises(FileRefused) as caught:
        sizes += [len(piece) for sent in zeros(coding) for piece in body.feed(sent)]
    assert caught.value.fault.code == "bomb"


def test_a_slow_bomb_is_refused_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inflate, "LARGEST", 100_000)
    assert refusal_of(gzip.compress(FILE), "gzip") == "bomb"
    with pytest.raises(FileTooLarge):
        inflated(FILE, "identity")
    monkeypatch.setattr(inflate, "MOST_MEMBERS", 10)
    assert refusal_of(gzip.compress(b"") * 20, "gzip") == "bomb"
