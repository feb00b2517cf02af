"""What HTTP adds to an answer: tags, dates, codings, and the names of a request."""

import gzip
import re
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest
import zstandard

LIST, ONE, SMALL = "/v1/realizations", "/v1/sources/sindonews-2021", "/v1/units/umkm"
CSV, MISSING, BAD = "/v1/regions.csv", "/v1/units/none-such", "/v1/units?limit=0"
ADDRESSES = [LIST, ONE, SMALL, CSV, MISSING, BAD, "/health/live", "/metrics", "/v1/units/umkm/revisions"]
PLAIN = {"Accept-Encoding": "identity"}
# What differs from one answer to the next of the same thing.
PASSING = {"date", "x-request-id", "traceparent", "age", "cache-status"}


def steady(headers: httpx.Headers) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in PASSING}


@pytest.mark.parametrize("address", [LIST, ONE, SMALL, CSV])
@pytest.mark.parametrize("coding", ["identity", "gzip", "zstd"])
def test_who_has_the_answer_is_told_so_and_gets_it_not_again(client: httpx.Client, address: str, coding: str) -> None:
    full = client.get(address, headers={"Accept-Encoding": coding})
    tag = full.headers["etag"]
    assert re.fullmatch(r'"[0-9a-z-]+"', tag)
    for held in (tag, f"W/{tag}", f'"other", {tag}', f'"a", W/{tag} , "b"', "*"):
        spared = client.get(address, headers={"Accept-Encoding": coding, "If-None-Match": held})
        assert spared.status_code == 304
        assert spared.content == b""
        assert spared.headers["etag"] == tag
        for name in ("cache-control", "vary", "api-version", "x-request-id"):
            assert name in spared.headers
        assert not {"content-type", "content-length", "content-encoding"} & set(spared.headers)
    for other in ('"other"', tag[1:-1], 'W/"other"', "", '"*"', f'"{tag[1:-1]}x"'):
        assert client.get(address, headers={"Accept-Encoding": coding, "If-None-Match": other}).status_code == 200


def test_a_tag_holds_across_codings_and_names_the_copy_that_is_held(client: httpx.Client) -> None:
    tags = {
        coding: client.get(LIST, headers={"Accept-Encoding": coding}).headers["etag"]
        for coding in ("identity", "gzip", "zstd")
    }
    assert len(set(tags.values())) == 3
    for held in tags.values():
        for coding in tags:
            spared = client.get(LIST, headers={"Accept-Encoding": coding, "If-None-Match": held})
            assert (spared.status_code, spared.headers["etag"]) == (304, held)


def test_a_tag_changes_with_the_answer(client: httpx.Client) -> None:
    queries = ("", "?limit=1", "?nature=flow", "?sort=period", "?as_of=2021-01-31")
    assert len({client.get(f"{LIST}{query}").headers["etag"] for query in queries}) == len(queries)


def test_a_single_entity_says_when_it_was_recorded_and_is_spared_whoever_has_it_since(client: httpx.Client) -> None:
    full = client.get(ONE)
    date = full.headers["last-modified"]
    recorded = full.json()["recorded_at"]
    assert parsedate_to_datetime(date).isoformat() == recorded[:19] + "+00:00"
    assert client.get(ONE, headers={"If-Modified-Since": date}).status_code == 304
    assert client.get(ONE, headers={"If-Modified-Since": "Thu, 01 Jan 2199 00:00:00 GMT"}).status_code == 304
    for since in ("Sat, 01 Jan 2000 00:00:00 GMT", "yesterday", "0", recorded):
        assert client.get(ONE, headers={"If-Modified-Since": since}).status_code == 200
    # A tag outranks a date.
    assert client.get(ONE, headers={"If-Modified-Since": date, "If-None-Match": '"other"'}).status_code == 200
    assert "last-modified" not in client.get(LIST).headers


@pytest.mark.parametrize("address", [MISSING, BAD])
@pytest.mark.parametrize("header", ["If-None-Match", "If-Modified-Since"])
def test_a_problem_is_never_spared(client: httpx.Client, address: str, header: str) -> None:
    value = "*" if header == "If-None-Match" else "Thu, 01 Jan 2199 00:00:00 GMT"
    answer = client.get(address, headers={header: value})
    assert answer.is_client_error
    assert "etag" not in answer.headers


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_head_has_the_headers_of_get_and_no_body(client: httpx.Client, address: str, coding: str) -> None:
    headers = {"Accept-Encoding": coding}
    full, empty = client.get(address, headers=headers), client.head(address, headers=headers)
    assert empty.status_code == full.status_code
    assert empty.content == b""
    said, expected = steady(empty.headers), steady(full.headers)
    if address == "/metrics" or full.is_error:
        # Its numbers change with every request; a problem has the number of the request in it.
        for name in ("content-length", "etag"):
            assert (name in said) is (name in expected)
            said.pop(name, None)
            expected.pop(name, None)
    assert said == expected


def test_head_too_is_spared(client: httpx.Client) -> None:
    tag = client.head(ONE).headers["etag"]
    assert client.head(ONE, headers={"If-None-Match": tag}).status_code == 304


def raw_body(client: httpx.Client, address: str, accept_encoding: str) -> tuple[httpx.Headers, bytes]:
    with httpx.Client(base_url=client.base_url) as unchecked:
        request = unchecked.build_request("GET", address, headers={"Accept-Encoding": accept_encoding})
        answer = unchecked.send(request, stream=True)
        body = b"".join(answer.iter_raw())
        answer.close()
    return answer.headers, body


@pytest.mark.parametrize(
    ("accept_encoding", "coding"),
    [
        ("gzip", "gzip"), ("zstd", "zstd"), ("gzip, zstd, br", "zstd"), ("gzip;q=1, zstd;q=0.5", "gzip"),
        ("identity", None), ("", None), ("br", None), ("gzip;q=0", None), ("*", "zstd"), ("*;q=0", "identity"),
        ("GZIP", "gzip"), ("identity;q=0, gzip", "gzip"), ("nonsense;;;q=x", None),
    ],
)  # fmt: skip
def test_an_answer_comes_in_the_coding_that_is_liked_best(
    client: httpx.Client, accept_encoding: str, coding: str | None
) -> None:
    plain = client.get(LIST, headers=PLAIN).content
    headers, body = raw_body(client, LIST, accept_encoding)
    assert "accept-encoding" in headers["vary"].lower()
    assert int(headers["content-length"]) == len(body)
    match headers.get("content-encoding"):
        case "gzip":
            assert coding == "gzip"
            assert gzip.decompress(body) == plain
        case "zstd":
            assert coding == "zstd"
            assert zstandard.decompress(body) == plain
        case _:
            assert coding in (None, "identity")
            assert body == plain


def test_what_fits_a_packet_is_sent_as_it_is_and_varies_all_the_same(client: httpx.Client) -> None:
    answer = client.get(SMALL, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in answer.headers
    assert "accept-encoding" in answer.headers["vary"].lower()


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_names_its_request_its_trace_and_its_release(client: httpx.Client, address: str) -> None:
    answers = [client.get(address) for _ in range(2)]
    for answer in answers:
        assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["x-request-id"])
        assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}", answer.headers["traceparent"])
        assert re.fullmatch(r"\d+\.\d+\.\d+", answer.headers["api-version"])
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert answers[0].headers["x-request-id"] != answers[1].headers["x-request-id"]


@pytest.mark.parametrize(
    ("given", "taken"),
    [("abc-1.2_3", True), ("x" * 128, True), ("x" * 129, False), ("a b", False), ('a"b', False), ("", False)],
)
def test_the_clients_name_of_a_request_is_taken_over_where_it_is_fit_to_be(
    client: httpx.Client, given: str, taken: bool
) -> None:
    for address in (SMALL, BAD):
        answer = client.get(address, headers={"X-Request-Id": given})
        assert (answer.headers["x-request-id"] == given) is taken
        if answer.is_error:
            named: dict[str, Any] = answer.json()
            assert named["instance"] == f"urn:capaian:request:{answer.headers['x-request-id']}"


def test_the_clients_trace_goes_on(client: httpx.Client) -> None:
    trace = "4bf92f3577b34da6a3ce929d0e0e4736"
    answer = client.get(SMALL, headers={"traceparent": f"00-{trace}-00f067aa0ba902b7-01", "tracestate": "a=1"})
    assert answer.headers["traceparent"].startswith(f"00-{trace}-")
    assert "00f067aa0ba902b7" not in answer.headers["traceparent"]
    assert answer.headers["tracestate"] == "a=1"
    fresh = client.get(SMALL, headers={"traceparent": f"00-{'0' * 32}-00f067aa0ba902b7-01"})
    assert "0" * 32 not in fresh.headers["traceparent"]


@pytest.mark.parametrize(
    ("address", "policy"),
    [
        *((address, "public, no-cache") for address in (LIST, ONE, SMALL, CSV)),
        *((address, "no-store") for address in (MISSING, BAD, "/health/live", "/health/ready", "/metrics")),
    ],
)
def test_caches_are_told_to_ask_again_or_to_keep_nothing(client: httpx.Client, address: str, policy: str) -> None:
    assert client.get(address).headers["cache-control"] == policy
