"""What is answered from memory, to whom, and what the answer says of it."""

import time

from tests.answers.conftest import TARGETS, Remembering
from tests.support import databases


def test_the_second_to_ask_is_answered_from_memory_with_the_same(here: Remembering) -> None:
    path = "/v1/realizations?program=umkm-digital"
    first, second = here.client.get(path), here.client.get(path)
    assert first.headers["cache-status"] == "capaian; fwd=uri-miss"
    assert second.headers["cache-status"] == "capaian; hit"
    assert "age" not in first.headers and second.headers["age"] == "0"
    assert second.content == first.content
    of_the_request = {"x-request-id", "traceparent", "cache-status", "age", "date"}
    assert {name: value for name, value in first.headers.items() if name not in of_the_request} == {
        name: value for name, value in second.headers.items() if name not in of_the_request
    }
    assert first.headers["x-request-id"] != second.headers["x-request-id"]


def test_the_age_grows(here: Remembering) -> None:
    time.sleep(1.1)
    assert here.client.get(TARGETS).headers["age"] in ("1", "2")


def test_one_answer_serves_every_coding_and_every_order_of_parameters(here: Remembering) -> None:
    assert here.status("/v1/targets?nature=stock&limit=100&program=umkm-digital").endswith("uri-miss")
    for coding in ("identity", "gzip", "zstd"):
        answer = here.client.get(
            "/v1/targets?program=umkm-digital&nature=stock&limit=100", headers={"Accept-Encoding": coding}
        )
        assert answer.headers["cache-status"] == "capaian; hit"
        assert answer.headers.get("content-encoding", "identity") == coding
        assert answer.json()["data"]


def test_head_and_conditions_are_answered_from_memory(here: Remembering) -> None:
    whole = here.client.get(TARGETS, headers={"Accept-Encoding": "gzip"})
    head = here.client.head(TARGETS, headers={"Accept-Encoding": "gzip"})
    assert (head.headers["cache-status"], head.content) == ("capaian; hit", b"")
    assert head.headers["content-length"] == whole.headers["content-length"]
    for coding in ("gzip", "identity"):
        held = here.client.get(TARGETS, headers={"Accept-Encoding": coding, "If-None-Match": whole.headers["etag"]})
        assert (held.status_code, held.headers["cache-status"]) == (304, "capaian; hit")
        assert held.headers["etag"] == whole.headers["etag"]
        assert "content-type" not in held.headers
    here.until_it_remembers("/v1/units/idr")
    modified = here.client.get("/v1/units/idr").headers["last-modified"]
    since = here.client.get("/v1/units/idr", headers={"If-Modified-Since": modified})
    assert (since.status_code, since.headers["cache-status"]) == (304, "capaian; hit")


def test_no_cache_reaches_the_database(here: Remembering) -> None:
    def selects() -> object:
        text = "SELECT sum(calls) FROM pg_stat_statements WHERE query LIKE '%FROM target%' AND query LIKE 'SELECT%'"
        return databases.execute(here.addresses.owner, text)[0]

    databases.execute(here.addresses.owner, "CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
    before = selects()
    assert here.status() == "capaian; hit"
    assert selects() == before
    for control in ("no-cache", "max-age=0", "No-Cache"):
        asked = selects()
        assert here.status(cache_control=control) == "capaian; fwd=request"
        assert selects() != asked


def test_another_language_type_or_host_is_another_answer(here: Remembering) -> None:
    for different in ({"accept": "application/*"}, {"accept_language": "en"}, {"host": "elsewhere"}):
        assert here.status(**different).endswith("uri-miss")
        assert here.status(**different) == "capaian; hit"


def test_whoever_shows_a_key_is_never_answered_from_memory(here: Remembering) -> None:
    path = here.entered()
    for _ in range(3):
        own = here.writer.get(f"{TARGETS}&status=submitted")
        assert "cache-status" not in own.headers
        assert [item["id"] for item in own.json()["data"]] == [path.rpartition("/")[2]]
        assert here.writer.get(path).status_code == 200
        assert here.client.get(path).status_code == 404


def test_what_waits_streams_or_fails_is_not_kept(here: Remembering) -> None:
    for path in ("/v1/changes", "/v1/exports/targets.csv", "/health/ready", "/v1/targets?limit=0", "/v1/nothing"):
        for _ in range(2):
            assert "hit" not in here.client.get(path).headers.get("cache-status", "")


def test_answers_from_memory_are_logged_and_counted_like_any_other(here: Remembering) -> None:
    def counted() -> float:
        line = 'capaian_http_requests_total{method="GET",route="/v1/units",status="200"} '
        text = here.client.get("/metrics").text
        return sum(float(each.removeprefix(line)) for each in text.splitlines() if each.startswith(line))

    here.until_it_remembers("/v1/units")
    time.sleep(0.2)
    before = counted()
    identities = [here.client.get("/v1/units", headers={"X-Request-Id": f"hit-{n}"}) for n in range(5)]
    assert {answer.headers["cache-status"] for answer in identities} == {"capaian; hit"}
    time.sleep(0.3)
    assert counted() == before + 5
    for number in range(5):
        assert f'"request_id":"hit-{number}"' in here.service.log
