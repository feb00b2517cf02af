"""Idempotency: repeated, concurrent and different requests with one Idempotency-Key."""

import json
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from tests.http.writes.conftest import TARGET, People, build_target, create_record
from tests.support.databases import DatabaseUrls, execute


def test_a_repeated_request_gets_the_stored_response_and_has_no_second_effect(people: People) -> None:
    key, body = str(uuid4()), build_target()
    first = people.writer.post("/v1/targets", body, idempotency_key=key)
    again = people.writer.post("/v1/targets", body, idempotency_key=key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert again.content == first.content
    for name in ("location", "etag"):
        assert again.headers[name] == first.headers[name]
    url = first.headers["location"]
    submitted = [people.writer.post(f"{url}/submit", idempotency_key=f"{key} s".replace(" ", "-")) for _ in "12"]
    assert [response.json()["revision"] for response in submitted] == [2, 2]
    condition = {"if_match": submitted[0].headers["etag"], "idempotency_key": key}
    published = [people.publisher.post(f"{url}/publish", **condition) for _ in "12"]
    assert [response.json()["revision"] for response in published] == [3, 3]


def test_a_key_belongs_to_one_request_of_one_caller(people: People) -> None:
    key, body = str(uuid4()), build_target()
    own = people.writer.post("/v1/targets", body, idempotency_key=key)
    reused = people.writer.post("/v1/targets", {**body, "value": 2}, idempotency_key=key)
    assert (reused.status_code, reused.json()["type"]) == (422, "/problems/idempotency-key-reused")
    realization = {**body, "period": "1999", "quality": "final"}
    elsewhere = people.writer.post("/v1/realizations", realization, idempotency_key=key)
    assert elsewhere.status_code == 422
    of_colleague = people.colleague.post("/v1/targets", body, idempotency_key=key)
    assert of_colleague.status_code == 201
    assert of_colleague.json()["id"] != own.json()["id"]


def test_equal_json_in_another_spelling_is_the_same_request(people: People) -> None:
    key, body = str(uuid4()), build_target(note="Catatan é")
    headers = {**people.writer.headers, "Idempotency-Key": key, "Content-Type": "application/json"}
    spellings = [
        json.dumps(body),
        json.dumps(dict(reversed(body.items())), indent=2),
        json.dumps(body, ensure_ascii=False).replace("40000000", "4.00e7"),
        json.dumps(body).replace("40000000", "40000000.000").replace("/", "\\/"),
    ]
    responses = [people.writer.client.post("/v1/targets", content=text, headers=headers) for text in spellings]
    assert [response.status_code for response in responses] == [201] * len(spellings)
    assert len({response.content for response in responses}) == 1
    other = json.dumps(body | {"citations": [*reversed(body["citations"]), {"source": "tribunnews-2022-03-28",
                                                                          "locator": "paragraph 8"}]})  # fmt: skip
    assert people.writer.client.post("/v1/targets", content=other, headers=headers).status_code == 422


def test_two_header_lines_with_a_key_are_rejected(people: People) -> None:
    for keys in (("satu", "dua"), ("satu", "satu"), ("", "satu")):
        headers = [*people.writer.headers.items(), *(("Idempotency-Key", key) for key in keys)]
        response = people.writer.client.post("/v1/targets", json=build_target(), headers=headers)
        (error,) = response.json()["errors"]
        assert (response.status_code, error["parameter"], error["code"]) == (400, "Idempotency-Key", "repeated_header")


def test_a_rejected_request_does_not_use_up_its_key(people: People) -> None:
    key = str(uuid4())
    assert people.writer.post("/v1/targets", {**TARGET, "indicator": "tak-ada"}, idempotency_key=key).status_code == 422
    assert people.writer.post("/v1/targets", build_target(), idempotency_key=key).status_code == 201


def test_fifty_concurrent_requests_with_one_key_have_one_effect(people: People, stored: DatabaseUrls) -> None:
    key, body = str(uuid4()), build_target(period="2041")
    with ThreadPoolExecutor(16) as pool:
        responses = list(pool.map(lambda _: people.writer.post("/v1/targets", body, idempotency_key=key), range(50)))
    for rejected in [response for response in responses if response.status_code == 409]:
        assert rejected.json()["type"] == "/problems/request-in-progress"
        assert rejected.headers["retry-after"] == "1"
    done = [response for response in responses if response.status_code == 201]
    assert len(done) + sum(response.status_code == 409 for response in responses) == 50
    assert sum("idempotent-replayed" not in response.headers for response in done) == 1
    assert len({response.content for response in done}) == 1
    assert execute(stored.owner, "SELECT count(*) FROM target WHERE period = '2041'") == [1]


def test_a_replay_also_writes_so_that_it_waits_for_the_standby(people: People, stored: DatabaseUrls) -> None:
    key, body = str(uuid4()), build_target()
    people.writer.post("/v1/targets", body, idempotency_key=key)
    (before,) = execute(stored.owner, f"SELECT last_used_at FROM idempotency_record WHERE key = '{key}'")
    people.writer.post("/v1/targets", body, idempotency_key=key)
    (after,) = execute(stored.owner, f"SELECT last_used_at FROM idempotency_record WHERE key = '{key}'")
    assert after > before  # type: ignore[operator]  # two timestamps


@pytest.mark.parametrize("key", ["", "a b", "é", "x" * 256])
def test_an_invalid_idempotency_key_returns_400(people: People, key: str) -> None:
    response = people.writer.client.post(
        "/v1/targets", json=TARGET, headers={**people.writer.headers, "Idempotency-Key": key.encode()}
    )
    assert (response.status_code, response.json()["errors"][0]["parameter"]) == (400, "Idempotency-Key")


def test_exactly_one_of_two_concurrent_patches_with_one_etag_succeeds(people: People) -> None:
    for _ in range(10):
        created = create_record(people.writer)
        url, etag = created.headers["location"], created.headers["etag"]
        with ThreadPoolExecutor(2) as pool:
            patches = [pool.submit(people.writer.patch, url, {"value": value}, etag) for value in (1, 2)]
        responses = [patch.result() for patch in patches]
        assert sorted(response.status_code for response in responses) == [200, 412]
        assert people.writer.get(url).json()["revision"] == 2


def test_prefer_selects_a_minimal_or_complete_response(people: People) -> None:
    created = people.writer.post("/v1/targets", build_target(), prefer="return=minimal")
    url = created.headers["location"]
    assert (created.status_code, created.json()) == (201, {"type": "target", "id": url.split("/")[3], "url": url})
    assert created.headers["preference-applied"] == "return=minimal"
    assert created.headers["etag"].startswith('"1-')
    submitted = people.writer.post(f"{url}/submit", prefer="return=minimal")
    assert (submitted.status_code, submitted.content) == (204, b"")
    whole = people.writer.patch(url, {"value": 2}, "*", prefer="return=representation")
    assert (whole.json()["value"], whole.headers["preference-applied"]) == (2, "return=representation")


@pytest.mark.parametrize(
    ("prefer", "applied"),
    [
        ("return=minimal, return=representation", "return=minimal"),
        ("return=representation, return=minimal", "return=representation"),
        ('return="minimal"', "return=minimal"),
        ("RETURN = Minimal ; foo=bar", "return=minimal"),
        ('return=minimal; note="a, return=representation"', "return=minimal"),
        ('note="return=minimal, x", wait=5', None),
        ("return", None),
        ('return=",return=minimal', None),
        ("handling=lenient,, ;x, return=minimal", "return=minimal"),
    ],
)
def test_the_first_of_repeated_preferences_counts(people: People, prefer: str, applied: str | None) -> None:
    created = people.writer.post("/v1/targets", build_target(), prefer=prefer)
    assert created.headers.get("preference-applied") == applied
    assert ("revision" in created.json()) == (applied != "return=minimal")


def test_preferences_in_two_header_lines_form_one_list(people: People) -> None:
    headers = [*people.writer.headers.items(), ("Prefer", "return=minimal"), ("Prefer", "return=representation")]
    created = people.writer.client.post("/v1/targets", json=build_target(), headers=headers)
    assert created.headers["preference-applied"] == "return=minimal"


def test_a_new_mapping_has_a_minimal_response(people: People) -> None:
    url = "/v1/mappings/syarat-ringkas"
    created = people.admin.put(url, {"columns": {"value": "Nilai"}}, prefer="return=minimal")
    assert (created.status_code, created.json()) == (201, {"type": "mapping", "id": "syarat-ringkas", "url": url})
