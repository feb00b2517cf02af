"""HTTP headers of responses: ETags, dates, encodings, and request ids."""

import gzip
import re
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest
import zstandard

LIST, ONE, SMALL = "/v1/realizations", "/v1/sources/sindonews-2021", "/v1/units/umkm"
CSV, MISSING, BAD = "/v1/regions.csv?limit=1000", "/v1/units/none-such", "/v1/units?limit=0"
URLS = [LIST, ONE, SMALL, CSV, MISSING, BAD, "/health/live", "/v1/units/umkm/revisions"]
PLAIN = {"Accept-Encoding": "identity"}
# Headers that differ between two responses of the same resource.
VOLATILE = {"date", "x-request-id", "traceparent", "age", "cache-status"}


def stable_headers(headers: httpx.Headers) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name not in VOLATILE}


@pytest.mark.parametrize("url", [LIST, ONE, SMALL, CSV])
@pytest.mark.parametrize("encoding", ["identity", "gzip", "zstd"])
def test_a_matching_etag_returns_304(client: httpx.Client, url: str, encoding: str) -> None:
    full = client.get(url, headers={"Accept-Encoding": encoding})
    etag = full.headers["etag"]
    assert re.fullmatch(r'"[0-9a-z-]+"', etag)
    for listed in (etag, f"W/{etag}", f'"other", {etag}', f'"a", W/{etag} , "b"', "*"):
        not_modified = client.get(url, headers={"Accept-Encoding": encoding, "If-None-Match": listed})
        assert not_modified.status_code == 304
        assert not_modified.content == b""
        assert not_modified.headers["etag"] == etag
        for name in ("cache-control", "vary", "api-version", "x-request-id"):
            assert name in not_modified.headers
        assert not {"content-type", "content-length", "content-encoding"} & set(not_modified.headers)
    for other in ('"other"', etag[1:-1], 'W/"other"', "", '"*"', f'"{etag[1:-1]}x"'):
        assert client.get(url, headers={"Accept-Encoding": encoding, "If-None-Match": other}).status_code == 200


def test_an_etag_matches_in_every_accepted_encoding_and_is_returned_as_sent(client: httpx.Client) -> None:
    etags = {
        encoding: client.get(LIST, headers={"Accept-Encoding": encoding}).headers["etag"]
        for encoding in ("identity", "gzip", "zstd")
    }
    assert len(set(etags.values())) == 3
    for listed in etags.values():
        for encoding in etags:
            accepted = f"{encoding}, {', '.join(f'{other};q=0.1' for other in etags)}"
            not_modified = client.get(LIST, headers={"Accept-Encoding": accepted, "If-None-Match": listed})
            assert (not_modified.status_code, not_modified.headers["etag"]) == (304, listed)


def test_the_etag_changes_with_the_response(client: httpx.Client) -> None:
    queries = ("", "?limit=1", "?nature=flow", "?sort=period", "?as_of=2021-01-31")
    assert len({client.get(f"{LIST}{query}").headers["etag"] for query in queries}) == len(queries)


def test_a_record_has_last_modified_and_returns_304_for_that_date(client: httpx.Client) -> None:
    full = client.get(ONE)
    date = full.headers["last-modified"]
    recorded = full.json()["recorded_at"]
    assert parsedate_to_datetime(date).isoformat() == recorded[:19] + "+00:00"
    assert client.get(ONE, headers={"If-Modified-Since": date}).status_code == 304
    assert client.get(ONE, headers={"If-Modified-Since": "Thu, 01 Jan 2199 00:00:00 GMT"}).status_code == 304
    for since in ("Sat, 01 Jan 2000 00:00:00 GMT", "yesterday", "0", recorded):
        assert client.get(ONE, headers={"If-Modified-Since": since}).status_code == 200
    # If-None-Match takes precedence over a date.
    assert client.get(ONE, headers={"If-Modified-Since": date, "If-None-Match": '"other"'}).status_code == 200
    assert "last-modified" not in client.get(LIST).headers


@pytest.mark.parametrize("url", [MISSING, BAD])
@pytest.mark.parametrize("header", ["If-None-Match", "If-Modified-Since"])
def test_a_problem_never_returns_304(client: httpx.Client, url: str, header: str) -> None:
    value = "*" if header == "If-None-Match" else "Thu, 01 Jan 2199 00:00:00 GMT"
    response = client.get(url, headers={header: value})
    assert response.is_client_error
    assert "etag" not in response.headers


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_head_has_the_headers_of_get_and_no_body(client: httpx.Client, url: str, encoding: str) -> None:
    headers = {"Accept-Encoding": encoding}
    full, empty = client.get(url, headers=headers), client.head(url, headers=headers)
    assert empty.status_code == full.status_code
    assert empty.content == b""
    head, expected = stable_headers(empty.headers), stable_headers(full.headers)
    if full.is_error:  # a problem contains the request id
        for name in ("content-length", "etag"):
            assert (name in head) is (name in expected)
            head.pop(name, None)
            expected.pop(name, None)
    assert head == expected


def test_head_returns_304_for_a_matching_etag(client: httpx.Client) -> None:
    etag = client.head(ONE).headers["etag"]
    assert client.head(ONE, headers={"If-None-Match": etag}).status_code == 304


def raw_body(client: httpx.Client, url: str, accept_encoding: str) -> tuple[httpx.Headers, bytes]:
    with httpx.Client(base_url=client.base_url) as unchecked:
        request = unchecked.build_request("GET", url, headers={"Accept-Encoding": accept_encoding})
        response = unchecked.send(request, stream=True)
        body = b"".join(response.iter_raw())
        response.close()
    return response.headers, body


@pytest.mark.parametrize(
    ("accept_encoding", "encoding"),
    [
        ("gzip", "gzip"), ("zstd", "zstd"), ("gzip, zstd, br", "zstd"), ("gzip;q=1, zstd;q=0.5", "gzip"),
        ("identity", None), ("", None), ("br", None), ("gzip;q=0", None), ("*", "gzip"), ("*;q=0", "identity"),
        ("GZIP", "gzip"), ("identity;q=0, gzip", "gzip"), ("nonsense;;;q=x", None),
    ],
)  # fmt: skip
def test_the_response_has_the_preferred_encoding(
    client: httpx.Client, accept_encoding: str, encoding: str | None
) -> None:
    plain = client.get(LIST, headers=PLAIN).content
    headers, body = raw_body(client, LIST, accept_encoding)
    assert "accept-encoding" in headers["vary"].lower()
    assert int(headers["content-length"]) == len(body)
    match headers.get("content-encoding"):
        case "gzip":
            assert encoding == "gzip"
            assert gzip.decompress(body) == plain
        case "zstd":
            assert encoding == "zstd"
            assert zstandard.decompress(body) == plain
        case _:
            assert encoding in (None, "identity")
            assert body == plain


def test_a_small_response_is_not_compressed_and_has_vary(client: httpx.Client) -> None:
    response = client.get(SMALL, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in response.headers
    assert "accept-encoding" in response.headers["vary"].lower()


@pytest.mark.parametrize("url", URLS)
def test_every_response_has_a_request_id_and_a_version(client: httpx.Client, url: str) -> None:
    responses = [client.get(url) for _ in range(2)]
    for response in responses:
        assert re.fullmatch(r"[0-9a-f]{32}", response.headers["x-request-id"])
        assert "traceparent" not in response.headers  # it is a request header
        assert re.fullmatch(r"\d+\.\d+\.\d+", response.headers["api-version"])
        assert response.headers["x-content-type-options"] == "nosniff"
    assert responses[0].headers["x-request-id"] != responses[1].headers["x-request-id"]


@pytest.mark.parametrize(
    ("given", "taken"),
    [("abc-1.2_3", True), ("x" * 128, True), ("x" * 129, False), ("a b", False), ('a"b', False), ("", False)],
)
def test_a_valid_request_id_of_the_client_is_used(client: httpx.Client, given: str, taken: bool) -> None:
    for url in (SMALL, BAD):
        response = client.get(url, headers={"X-Request-Id": given})
        assert (response.headers["x-request-id"] == given) is taken
        if response.is_error:
            named: dict[str, Any] = response.json()
            assert named["instance"] == f"urn:capaian:request:{response.headers['x-request-id']}"


@pytest.mark.parametrize(
    ("url", "policy"),
    [
        *((url, "public, no-cache") for url in (LIST, ONE, SMALL, CSV)),
        *((url, "no-store") for url in (MISSING, BAD, "/health/live", "/health/ready")),
    ],
)
def test_cache_control_is_no_cache_or_no_store(client: httpx.Client, url: str, policy: str) -> None:
    assert client.get(url).headers["cache-control"] == policy
