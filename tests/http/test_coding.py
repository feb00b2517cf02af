"""Accept-Encoding, held against a slow and obvious reading of RFC 9110, section 12.5.3; and the codings themselves."""

import gzip
import re
from threading import Thread

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from api.http.coding import choose, compress, compressible, negotiate

names = st.sampled_from(["gzip", "zstd", "identity", "*", "x-gzip", "br", "GZIP", "deflate", "g zip", ""])
weights = st.sampled_from(["", ";q=0", ";q=1", ";q=0.5", "; Q=0.25", ";q=0.000", ";q=1.000", ";q=2", ";q=", ";x=1"])
fields = st.lists(st.builds("{}{}".format, names, weights), max_size=6).map(" , ".join)


def slowly_negotiate(field: str) -> tuple[str, bool]:
    said: dict[str, float] = {}
    for member in field.lower().split(","):
        name, semicolon, parameter = (part.strip(" \t") for part in member.partition(";"))
        if not re.fullmatch(r"[^\s(),/:;<=>?@\[\\\]{}\"]+", name):
            continue
        if semicolon and not re.fullmatch(r"q=(0(\.\d{0,3})?|1(\.0{0,3})?)", parameter):
            continue
        said["gzip" if name == "x-gzip" else name] = float(parameter[2:]) if semicolon else 1.0
    star = said.get("*")
    plain = said.get("identity", star if star is not None else 0.0001)
    ranked = [(said.get(name, star or 0.0), name) for name in ("zstd", "gzip")] + [(plain, "identity")]
    best = max(weight for weight, _ in ranked)
    chosen = next(name for weight, name in ranked if weight == best) if best > 0 else "identity"
    return chosen, plain == 0


@pytest.mark.parametrize(
    ("field", "coding"),
    [
        (None, "identity"),
        ("", "identity"),
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "gzip"),
        ("x-gzip", "gzip"),
        ("gzip;q=1.0, zstd;q=0.5", "gzip"),
        ("gzip;q=0, *;q=1", "zstd"),
        ("zstd;q=0, *", "gzip"),
        ("*", "zstd"),
        ("*;q=0", "identity"),
        ("identity;q=1, gzip;q=0.5", "identity"),
        ("gzip;q=0.001", "gzip"),
        ("br", "identity"),
        ("gzip;q=1.5", "identity"),
        ("identity;q=0, gzip;q=0, zstd;q=0", "identity"),
        ("x-zstd", "identity"),
    ],
)
def test_the_coding_that_the_client_likes_best_is_chosen(field: str | None, coding: str) -> None:
    assert choose(field, 5_000) == coding


@given(fields)
def test_weights_are_read_as_the_slow_reader_reads_them(field: str) -> None:
    if field:
        assert negotiate(field) == slowly_negotiate(field)


@given(st.binary(max_size=400))
def test_no_field_makes_the_choice_raise(raw: bytes) -> None:
    assert choose(raw.decode("latin-1"), 5_000) in ("zstd", "gzip", "identity")


def test_a_field_of_unusual_length_is_read_like_any_other() -> None:
    assert choose("gzip;q=0, " + "x, " * 10_000 + "zstd", 5_000) == "zstd"


@pytest.mark.parametrize(("length", "coding"), [(0, "identity"), (999, "identity"), (1_000, "gzip")])
def test_small_bodies_are_not_worth_coding(length: int, coding: str) -> None:
    assert choose("gzip", length) == coding


def test_a_small_body_is_coded_all_the_same_when_the_plain_one_is_refused() -> None:
    assert choose("identity;q=0, gzip", 10) == "gzip"
    assert choose("*;q=0, gzip", 10) == "gzip"
    assert choose("identity;q=0, gzip", 0) == "identity"


@pytest.mark.parametrize(
    ("media_type", "answer"),
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
def test_text_is_compressible_and_archives_are_not(media_type: bytes, answer: bool) -> None:
    assert compressible(media_type) is answer


@given(st.binary(max_size=3_000))
def test_every_body_comes_back_from_every_coding_and_always_as_the_same_bytes(body: bytes) -> None:
    assert gzip.decompress(compress(body, "gzip")) == body
    assert zstandard.ZstdDecompressor().decompress(compress(body, "zstd"), max_output_size=3_000) == body
    assert compress(body, "identity") is body
    assert compress(body, "gzip") == compress(body, "gzip")
    assert compress(body, "zstd") == compress(body, "zstd")


def test_threads_compress_side_by_side() -> None:
    bodies = [bytes([number]) * 200_000 for number in range(8)]
    coded: dict[int, bytes] = {}

    def work(number: int) -> None:
        coded[number] = compress(bodies[number], "zstd")

    threads = [Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [zstandard.ZstdDecompressor().decompress(coded[number]) for number in range(8)] == bodies
