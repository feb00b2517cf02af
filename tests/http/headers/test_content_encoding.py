"""Accept-Encoding, compared with a slow and simple implementation of RFC 9110, section 12.5.3; and compression."""

import gzip
import re
from threading import Thread

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from api.http.headers.content_encoding import choose_encoding, compress, is_compressible, negotiate_encoding

names = st.sampled_from(["gzip", "zstd", "identity", "*", "x-gzip", "br", "GZIP", "deflate", "g zip", ""])
weights = st.sampled_from(["", ";q=0", ";q=1", ";q=0.5", "; Q=0.25", ";q=0.000", ";q=1.000", ";q=2", ";q=", ";x=1"])
fields = st.lists(st.builds("{}{}".format, names, weights), max_size=6).map(" , ".join)


def slowly_negotiate(field: str) -> tuple[str, set[str]]:
    weights_by_name: dict[str, float] = {}
    for member in field.lower().split(","):
        name, semicolon, parameter = (part.strip(" \t") for part in member.partition(";"))
        if not re.fullmatch(r"[^\s(),/:;<=>?@\[\\\]{}\"]+", name):
            continue
        if semicolon and not re.fullmatch(r"q=(0(\.\d{0,3})?|1(\.0{0,3})?)", parameter):
            continue
        weights_by_name["gzip" if name == "x-gzip" else name] = float(parameter[2:]) if semicolon else 1.0
    wildcard = weights_by_name.get("*")
    identity = weights_by_name.get("identity", wildcard if wildcard is not None else 0.0001)
    by_name = {"identity": identity} | {name: weights_by_name.get(name, wildcard or 0.0) for name in ("zstd", "gzip")}
    acceptable = {name for name, weight in by_name.items() if weight > 0}
    if not acceptable:
        rejects_gzip = "gzip" in weights_by_name or wildcard is not None
        return "identity" if rejects_gzip else "gzip", acceptable
    by_server = ["zstd", "gzip", "identity"] if "zstd" in weights_by_name else ["gzip", "identity", "zstd"]
    candidates = [name for name in by_server if name in acceptable]
    if candidates[-1] == "zstd" and len(candidates) > 1:
        candidates.pop()
    best = max(by_name[name] for name in candidates)
    return next(name for name in candidates if by_name[name] == best), acceptable


@pytest.mark.parametrize(
    ("field", "encoding"),
    [
        (None, "identity"),
        ("", "identity"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "gzip"),
        ("x-gzip", "gzip"),
        ("gzip;q=1.0, zstd;q=0.5", "gzip"),
        ("gzip;q=0, *;q=1", "identity"),
        ("gzip;q=0, identity;q=0, *", "zstd"),
        ("zstd;q=0, *", "gzip"),
        ("*", "gzip"),
        ("*;q=0.5, zstd;q=0.1", "gzip"),
        ("identity;q=0", "gzip"),
        ("identity;q=0, br", "gzip"),
        ("identity;q=0, gzip;q=0", "identity"),
        ("*;q=0", "identity"),
        ("identity;q=1, gzip;q=0.5", "identity"),
        ("gzip;q=0.001", "gzip"),
        ("br", "identity"),
        ("gzip;q=1.5", "identity"),
        ("identity;q=0, gzip;q=0, zstd;q=0", "identity"),
        ("x-zstd", "identity"),
    ],
)
def test_the_encoding_that_the_client_prefers_is_chosen(field: str | None, encoding: str) -> None:
    assert choose_encoding(field, 5_000) == encoding


@given(fields)
def test_weights_are_parsed_like_the_slow_parser(field: str) -> None:
    if field:
        assert negotiate_encoding(field) == slowly_negotiate(field)


@given(st.binary(max_size=400))
def test_no_header_value_raises_an_error(raw: bytes) -> None:
    assert choose_encoding(raw.decode("latin-1"), 5_000) in ("zstd", "gzip", "identity")


def test_the_first_items_of_a_very_long_header_count() -> None:
    assert choose_encoding("gzip;q=0, zstd, " + "x, " * 10_000, 5_000) == "zstd"


@pytest.mark.parametrize(("length", "encoding"), [(0, "identity"), (999, "identity"), (1_000, "gzip")])
def test_small_bodies_are_not_compressed(length: int, encoding: str) -> None:
    assert choose_encoding("gzip", length) == encoding


def test_a_small_body_is_compressed_if_the_client_rejects_identity() -> None:
    assert choose_encoding("identity;q=0, gzip", 10) == "gzip"
    assert choose_encoding("*;q=0, gzip", 10) == "gzip"
    assert choose_encoding("identity;q=0, gzip", 0) == "identity"


@pytest.mark.parametrize(
    ("media_type", "expected"),
    [
        (b"application/json", True),
        (b"application/problem+json; charset=utf-8", True),
        (b"Text/CSV;charset=utf-8", True),
        (b"image/svg+xml", True),
        (b"application/x-ndjson", True),
        (b"image/png", False),
        (b"application/zip", False),
        (b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", False),
        (b"", False),
        (b"\xff", False),
    ],
)
def test_text_is_compressible_and_archives_are_not(media_type: bytes, expected: bool) -> None:
    assert is_compressible(media_type) is expected


@given(st.binary(max_size=3_000))
def test_compression_is_lossless_and_deterministic(body: bytes) -> None:
    assert gzip.decompress(compress(body, "gzip")) == body
    assert zstandard.ZstdDecompressor().decompress(compress(body, "zstd"), max_output_size=3_000) == body
    assert compress(body, "identity") is body
    assert compress(body, "gzip") == compress(body, "gzip")
    assert compress(body, "zstd") == compress(body, "zstd")


def test_threads_compress_concurrently() -> None:
    bodies = [bytes([number]) * 200_000 for number in range(8)]
    compressed: dict[int, bytes] = {}

    def work(number: int) -> None:
        compressed[number] = compress(bodies[number], "zstd")

    threads = [Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [zstandard.ZstdDecompressor().decompress(compressed[number]) for number in range(8)] == bodies
