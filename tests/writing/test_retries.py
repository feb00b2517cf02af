"""Requests that are sent again: over bad networks, at once from everywhere, and with another body by mistake."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from tests.support.databases import Addresses, execute
from tests.writing.conftest import TARGET, People, entered


def test_a_repeated_request_gets_the_answer_it_got_and_has_no_second_effect(people: People) -> None:
    key = str(uuid4())
    first = people.writer.post("/v1/targets", TARGET, idempotency_key=key)
    again = people.writer.post("/v1/targets", TARGET, idempotency_key=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert again.content == first.content
    for name in ("location", "etag"):
        assert again.headers[name] == first.headers[name]
    address = first.headers["location"]
    submitted = [people.writer.post(f"{address}/submit", idempotency_key=f"{key} s".replace(" ", "-")) for _ in "12"]
    assert [answer.json()["revision"] for answer in submitted] == [2, 2]
    published = [people.publisher.post(f"{address}/publish", idempotency_key=key) for _ in "12"]
    assert [answer.json()["revision"] for answer in published] == [3, 3]


def test_a_key_is_for_one_request_of_one_caller(people: People) -> None:
    key = str(uuid4())
    mine = people.writer.post("/v1/targets", TARGET, idempotency_key=key)
    reused = people.writer.post("/v1/targets", {**TARGET, "value": 2}, idempotency_key=key)
    assert (reused.status_code, reused.json()["type"]) == (422, "/problems/idempotency-key-reused")
    elsewhere = people.writer.post("/v1/realizations", {**TARGET, "quality": "final"}, idempotency_key=key)
    assert elsewhere.status_code == 422
    theirs = people.colleague.post("/v1/targets", TARGET, idempotency_key=key)
    assert theirs.status_code == 201
    assert theirs.json()["id"] != mine.json()["id"]


def test_a_refused_request_leaves_its_key_free(people: People) -> None:
    key = str(uuid4())
    assert people.writer.post("/v1/targets", {**TARGET, "indicator": "tak-ada"}, idempotency_key=key).status_code == 422
    assert people.writer.post("/v1/targets", TARGET, idempotency_key=key).status_code == 201


def test_fifty_requests_at_once_with_one_key_have_one_effect(people: People, stored: Addresses) -> None:
    key, body = str(uuid4()), {**TARGET, "period": "2041"}
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: people.writer.post("/v1/targets", body, idempotency_key=key), range(50)))
    for waiting in [answer for answer in answers if answer.status_code == 409]:
        assert waiting.json()["type"] == "/problems/request-in-progress"
        assert waiting.headers["retry-after"] == "1"
    done = [answer for answer in answers if answer.status_code == 201]
    assert len(done) + sum(answer.status_code == 409 for answer in answers) == 50
    assert sum("idempotent-replayed" not in answer.headers for answer in done) == 1
    assert len({answer.content for answer in done}) == 1
    assert execute(stored.owner, "SELECT count(*) FROM target WHERE period = '2041'") == [1]


def test_a_replay_writes_too_so_that_a_standby_is_waited_for(people: People, stored: Addresses) -> None:
    key = str(uuid4())
    people.writer.post("/v1/targets", TARGET, idempotency_key=key)
    (before,) = execute(stored.owner, f"SELECT seen FROM replay WHERE key = '{key}'")
    people.writer.post("/v1/targets", TARGET, idempotency_key=key)
    (after,) = execute(stored.owner, f"SELECT seen FROM replay WHERE key = '{key}'")
    assert after > before  # type: ignore[operator]  # two moments


@pytest.mark.parametrize("key", ["", "a b", "é", "x" * 256])
def test_a_key_is_visible_ascii(people: People, key: str) -> None:
    answer = people.writer.client.post(
        "/v1/targets", json=TARGET, headers={**people.writer.headers, "Idempotency-Key": key.encode()}
    )
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (400, "Idempotency-Key")


def test_of_two_writers_with_one_tag_exactly_one_wins(people: People) -> None:
    for _ in range(10):
        created = entered(people.writer)
        address, tag = created.headers["location"], created.headers["etag"]
        with ThreadPoolExecutor(2) as pool:
            patches = [pool.submit(people.writer.patch, address, {"value": value}, tag) for value in (1, 2)]
        answers = [patch.result() for patch in patches]
        assert sorted(answer.status_code for answer in answers) == [200, 412]
        assert people.writer.get(address).json()["revision"] == 2


def test_whoever_prefers_little_gets_little(people: People) -> None:
    created = people.writer.post("/v1/targets", TARGET, prefer="return=minimal")
    assert (created.status_code, created.content) == (201, b"")
    assert created.headers["preference-applied"] == "return=minimal"
    address = created.headers["location"]
    assert created.headers["etag"].startswith('"1-')
    submitted = people.writer.post(f"{address}/submit", prefer="return=minimal")
    assert (submitted.status_code, submitted.content) == (204, b"")
    whole = people.writer.patch(address, {"value": 2}, "*", prefer="return=representation")
    assert (whole.json()["value"], whole.headers["preference-applied"]) == (2, "return=representation")
