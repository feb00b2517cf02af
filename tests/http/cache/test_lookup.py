"""Cache hits: which requests get them, and their headers."""

import time

import pytest

from tests.http.cache.conftest import TARGETS, CachedService
from tests.support import databases


def test_the_second_request_is_a_hit_with_the_same_response(cached: CachedService) -> None:
    path = "/v1/realizations?program=umkm-digital"
    first, second = cached.client.get(path), cached.client.get(path)
    assert first.headers["cache-status"] == "capaian; fwd=uri-miss"
    assert second.headers["cache-status"] == "capaian; hit"
    assert "age" not in first.headers and second.headers["age"] == "0"
    assert second.content == first.content
    volatile = {"x-request-id", "traceparent", "cache-status", "age", "date"}
    assert {name: value for name, value in first.headers.items() if name not in volatile} == {
        name: value for name, value in second.headers.items() if name not in volatile
    }
    assert first.headers["x-request-id"] != second.headers["x-request-id"]


def test_the_age_header_increases(cached: CachedService) -> None:
    cached.wait_until_cached("/v1/programs")
    time.sleep(1.1)
    assert cached.client.get("/v1/programs").headers["age"] in ("1", "2")


def test_one_entry_serves_every_encoding_and_order_of_parameters(cached: CachedService) -> None:
    assert cached.status("/v1/targets?nature=stock&limit=100&program=umkm-digital").endswith("uri-miss")
    for encoding in ("identity", "gzip", "zstd"):
        response = cached.client.get(
            "/v1/targets?program=umkm-digital&nature=stock&limit=100", headers={"Accept-Encoding": encoding}
        )
        assert response.headers["cache-status"] == "capaian; hit"
        assert response.headers.get("content-encoding", "identity") == encoding
        assert response.json()["data"]


def test_head_and_conditional_requests_are_hits(cached: CachedService) -> None:
    whole = cached.client.get(TARGETS, headers={"Accept-Encoding": "gzip"})
    head = cached.client.head(TARGETS, headers={"Accept-Encoding": "gzip"})
    assert (head.headers["cache-status"], head.content) == ("capaian; hit", b"")
    assert head.headers["content-length"] == whole.headers["content-length"]
    unreadable = cached.client.get(
        TARGETS, headers={"Accept-Encoding": "identity", "If-None-Match": whole.headers["etag"]}
    )
    assert (unreadable.status_code, unreadable.headers["cache-status"]) == (200, "capaian; hit")
    for encoding in ("gzip", "identity, gzip;q=0.1"):
        not_modified = cached.client.get(
            TARGETS, headers={"Accept-Encoding": encoding, "If-None-Match": whole.headers["etag"]}
        )
        assert (not_modified.status_code, not_modified.headers["cache-status"]) == (304, "capaian; hit")
        assert not_modified.headers["etag"] == whole.headers["etag"]
        assert "content-type" not in not_modified.headers
    cached.wait_until_cached("/v1/units/idr")
    modified = cached.client.get("/v1/units/idr").headers["last-modified"]
    unmodified = cached.client.get("/v1/units/idr", headers={"If-Modified-Since": modified})
    assert (unmodified.status_code, unmodified.headers["cache-status"]) == (304, "capaian; hit")


@pytest.mark.parametrize("path", ["/v1/units/idr", TARGETS])
@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("identity;q=0, gzip", "gzip"), ("identity;q=0", "gzip"), ("*;q=0", "identity"), ("zstd, identity;q=0", "zstd")],
)
def test_a_rejection_of_identity_is_honored_on_a_hit_as_on_a_miss(
    cached: CachedService, path: str, accepted: str, encoding: str
) -> None:
    cached.client.get(path, headers={"Accept-Encoding": "identity"})
    cached.wait_until_cached(path)
    headers = {"Accept-Encoding": accepted}
    hit = cached.client.get(path, headers=headers)
    miss = cached.client.get(path, headers={**headers, "Cache-Control": "no-cache"})
    assert [response.headers["cache-status"] for response in (hit, miss)] == ["capaian; hit", "capaian; fwd=request"]
    for response in (hit, miss):
        assert response.headers.get("content-encoding", "identity") == encoding
        assert response.headers["etag"] == hit.headers["etag"]


def test_no_cache_queries_the_database(cached: CachedService) -> None:
    def count_selects() -> object:
        text = "SELECT sum(calls) FROM pg_stat_statements WHERE query LIKE '%FROM target%' AND query LIKE 'SELECT%'"
        return databases.execute(cached.urls.owner, text)[0]

    databases.execute(cached.urls.owner, "CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
    before = count_selects()
    assert cached.status() == "capaian; hit"
    assert count_selects() == before
    for control in ("no-cache", "max-age=0", "No-Cache"):
        count_before = count_selects()
        assert cached.status(cache_control=control) == "capaian; fwd=request"
        assert count_selects() != count_before


def test_another_language_type_or_host_is_another_entry(cached: CachedService) -> None:
    for different in ({"accept": "application/*"}, {"accept_language": "en"}, {"host": "elsewhere"}):
        assert cached.status(**different).endswith("uri-miss")
        assert cached.status(**different) == "capaian; hit"


@pytest.mark.parametrize(
    ("path", "status"),
    [("/v1/targets/tak-ada", 404), ("/v1/targets?x=1", 400), ("/v1/tak-ada", 404), ("/sdmx/v2/data/x", 501)],
)
def test_a_response_that_is_never_cached_has_no_cache_status(cached: CachedService, path: str, status: int) -> None:
    for headers in ({}, {"Cache-Control": "no-cache"}):
        response = cached.client.get(path, headers=headers)
        assert (response.status_code, response.headers.get("cache-status")) == (status, None)


def test_a_request_with_a_key_never_uses_the_cache(cached: CachedService) -> None:
    path = cached.create_submitted_target()
    for _ in range(3):
        own = cached.writer.get(f"{TARGETS}&status=submitted")
        assert "cache-status" not in own.headers
        assert [item["id"] for item in own.json()["data"]] == [path.rpartition("/")[2]]
        assert cached.writer.get(path).status_code == 200
        assert cached.client.get(path).status_code == 404


def test_streams_errors_and_long_polls_are_not_cached(cached: CachedService) -> None:
    for path in ("/v1/changes", "/v1/exports/targets.csv", "/health/ready", "/v1/targets?limit=0", "/v1/nothing"):
        for _ in range(2):
            assert "hit" not in cached.client.get(path).headers.get("cache-status", "")


def test_cache_hits_are_logged_and_counted(cached: CachedService) -> None:
    def count_requests() -> tuple[float, float]:
        metrics = cached.service.read_metrics()
        return (
            metrics['capaian_http_requests_total{method="GET",route="/v1/units",status="200"}'],
            metrics['capaian_cache_requests_total{result="hit"}'],
        )

    cached.wait_until_cached("/v1/units")
    time.sleep(0.2)
    of_route, hits = count_requests()
    responses = [cached.client.get("/v1/units", headers={"X-Request-Id": f"hit-{n}"}) for n in range(5)]
    assert {response.headers["cache-status"] for response in responses} == {"capaian; hit"}
    time.sleep(0.3)
    assert count_requests() == (of_route + 5, hits + 5)
    for number in range(5):
        assert f'"request_id":"hit-{number}"' in cached.service.log
