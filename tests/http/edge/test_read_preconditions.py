"""A GET with a false If-Match or If-Unmodified-Since returns 412 (RFC 9110, 13.1.1 and 13.1.4)."""

import httpx
import pytest

TARGET = "/v1/targets/01a1fb67-1800-7000-8000-000000000101"
LIST = "/v1/targets?limit=5"
LONG_AGO, LATER = "Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 2094 08:49:37 GMT"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("path", [TARGET, LIST, "/v1/units.csv", "/health/live", "/openapi.json"])
def test_a_read_with_the_etag_of_other_content_returns_412(client: httpx.Client, method: str, path: str) -> None:
    response = client.request(method, path, headers={"If-Match": '"other", W/"1-x"', "Accept-Language": "en"})
    assert (response.status_code, "etag" in response.headers) == (412, False)
    if method == "GET":
        assert response.json()["type"] == "/problems/precondition-failed"
        assert "If-Unmodified-Since" in response.json()["detail"]
    else:
        assert response.content == b""


@pytest.mark.parametrize("path", [TARGET, LIST])
@pytest.mark.parametrize("encoding", ["identity", "gzip", "zstd"])
def test_a_read_with_its_own_etag_in_any_encoding_returns_200(client: httpx.Client, path: str, encoding: str) -> None:
    etag = client.get(path, headers={"Accept-Encoding": encoding}).headers["etag"]
    for listed in (etag, f'"other", {etag}', "*"):
        assert client.get(path, headers={"If-Match": listed, "Accept-Encoding": "gzip"}).status_code == 200
    assert client.get(path, headers={"If-Match": f"W/{etag}"}).status_code == 412


def test_an_earlier_date_returns_412_only_for_a_response_with_last_modified(client: httpx.Client) -> None:
    for date, status in ((LONG_AGO, 412), (LATER, 200), ("yesterday", 200)):
        assert client.get(TARGET, headers={"If-Unmodified-Since": date}).status_code == status
    modified = client.get(TARGET).headers["last-modified"]
    assert client.get(TARGET, headers={"If-Unmodified-Since": modified}).status_code == 200
    assert client.get(LIST, headers={"If-Unmodified-Since": LONG_AGO}).status_code == 200


def test_if_match_takes_precedence_over_the_date_and_over_if_none_match(client: httpx.Client) -> None:
    etag = client.get(TARGET).headers["etag"]
    both = {"If-Match": etag, "If-Unmodified-Since": LONG_AGO}
    assert client.get(TARGET, headers=both).status_code == 200
    assert client.get(TARGET, headers={"If-Match": etag, "If-None-Match": etag}).status_code == 304
    assert client.get(TARGET, headers={"If-Match": '"other"', "If-None-Match": etag}).status_code == 412


def test_a_missing_record_returns_404_with_any_condition(client: httpx.Client) -> None:
    for condition in ("*", '"other"'):
        response = client.get(TARGET[:-3] + "999", headers={"If-Match": condition})
        assert response.status_code == 404


@pytest.mark.parametrize("path", ["/v1/exports/targets.ndjson", "/v1/changes/stream"])
def test_a_stream_without_an_etag_meets_only_the_asterisk(client: httpx.Client, path: str) -> None:
    response = client.get(path, headers={"If-Match": '"other"'})
    assert (response.status_code, response.json()["status"]) == (412, 412)
