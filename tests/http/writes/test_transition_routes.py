"""The life cycle of every writable collection with minimal responses, and its revisions page by page."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from api.http.writes.idempotency import LOCK_KEY
from tests.http.writes.conftest import People, build_target
from tests.openapi.committed import document, find_example
from tests.support.callers import Person
from tests.support.databases import DatabaseUrls
from tests.support.locks import hold_lock

Json = dict[str, Any]

CODED = ("programs", "indicators", "sources", "institutions", "units")
FIGURES = ("targets", "realizations", "claims")
# Changes to the examples of the OpenAPI document, so that the keys differ from those of other tests.
OVERRIDES: dict[str, Json] = {
    "targets": {"period": "2031"},
    "realizations": {"period": "1999"},
    "institutions": {"kind": "ministry"},
}
# Patches for examples whose patch changes a field that the record does not have.
CHANGES: dict[str, Json] = {"claims": {"note": "Baru."}}
MERGE_PATCH = "application/merge-patch+json"
REASON = {"reason": "Salah ketik."}
each_collection = pytest.mark.parametrize("collection", [*CODED, *FIGURES])


def load_example(path: str, method: str, media_type: str = "application/json") -> Json:
    example: Json = find_example(document()["paths"][path][method]["requestBody"]["content"][media_type]["schema"])
    return example


def build_input(collection: str, ending: str = "a") -> Json:
    """Return a new input; each `ending` results in another key."""
    own_fields = {"code": f"hidup-{collection}-{ending}"} if collection in CODED else {"note": f"Hidup {ending}."}
    if collection in ("targets", "realizations"):
        own_fields["stated_on"] = build_target()["stated_on"]
    return {**load_example(f"/v1/{collection}", "post"), **OVERRIDES.get(collection, {}), **own_fields}


def changes(collection: str) -> Json:
    key = "code" if collection in CODED else "id"
    return CHANGES.get(collection) or load_example(f"/v1/{collection}/{{{key}}}", "patch", MERGE_PATCH)


def execute_transition(person: Person, url: str, name: str, body: Json | None = None) -> None:
    response = person.transition(f"{url}/{name}", body, prefer="return=minimal")
    assert (response.status_code, response.content) == (204, b""), response.text


@each_collection
def test_a_record_passes_from_creation_to_restoration(people: People, collection: str) -> None:
    created = people.writer.post(f"/v1/{collection}", build_input(collection), prefer="return=minimal")
    assert created.status_code == 201, created.text
    url = created.headers["location"]
    assert created.json()["url"] == url
    headers = people.writer.headers | {"If-Match": "*", "Content-Type": MERGE_PATCH, "Prefer": "return=minimal"}
    revised = people.writer.client.patch(url, json=changes(collection), headers=headers)
    assert (revised.status_code, revised.content) == (204, b""), revised.text
    execute_transition(people.writer, url, "submit")
    execute_transition(people.publisher, url, "reject", REASON)
    execute_transition(people.writer, url, "submit")
    execute_transition(people.publisher, url, "publish")
    assert people.public.get(url).status_code == 200
    execute_transition(people.publisher, url, "withdraw", REASON)
    assert people.public.get(url).status_code == 410
    execute_transition(people.second_publisher, url, "restore", REASON)
    assert people.public.get(url).status_code == 200
    assert [revision["status"] for revision in revisions(people.writer, url)] == [
        "published", "withdrawn", "published", "submitted", "rejected", "submitted", "draft", "draft",
    ]  # fmt: skip


def revisions(person: Person, url: str) -> Iterator[Json]:
    next_url: str | None = f"{url}/revisions?limit=1"
    while next_url:
        page = person.get(next_url)
        assert page.status_code == 200, page.text
        yield from page.json()["data"]
        next_url = page.links.get("next", {}).get("url")


@each_collection
def test_a_writer_may_withdraw_their_draft_with_a_reason(people: People, collection: str) -> None:
    created = people.writer.post(f"/v1/{collection}", build_input(collection, "b"))
    assert created.status_code == 201, created.text
    withdrawn = people.writer.transition(f"{created.headers['location']}/withdraw", REASON)
    assert (withdrawn.status_code, withdrawn.json()["status"]) == (200, "withdrawn")


@each_collection
def test_a_patch_without_if_match_returns_428(people: People, collection: str) -> None:
    created = people.writer.post(f"/v1/{collection}", build_input(collection, "c"))
    assert people.writer.patch(created.headers["location"], changes(collection)).status_code == 428


@each_collection
def test_a_concurrent_request_with_the_same_key_returns_409(
    people: People, stored: DatabaseUrls, collection: str
) -> None:
    key, body = str(uuid4()), build_input(collection, "d")
    with hold_lock(stored, LOCK_KEY, "penulis", key):
        response = people.writer.post(f"/v1/{collection}", body, idempotency_key=key)
        assert (response.status_code, response.json()["type"]) == (409, "/problems/request-in-progress")
    created = people.writer.post(f"/v1/{collection}", body, idempotency_key=key)
    assert created.status_code == 201, created.text
    url, key = created.headers["location"], str(uuid4())
    with hold_lock(stored, LOCK_KEY, "penulis", key):
        assert people.writer.patch(url, changes(collection), "*", idempotency_key=key).status_code == 409
    assert people.writer.patch(url, changes(collection), "*", idempotency_key=key).status_code == 200
