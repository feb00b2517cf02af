"""Every noun that is written lives its whole life, asked for little at each step, and its revisions page by page."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from api.http.replay import HOLD
from tests.contract.committed import document
from tests.support.callers import Person
from tests.support.databases import Addresses
from tests.support.locks import held
from tests.writing.conftest import People

Json = dict[str, Any]

CODED = ("programs", "indicators", "sources", "institutions")
FIGURES = ("targets", "realizations", "claims")
# Each is made of the example of the contract, but for what that example has for itself.
OTHERWISE: dict[str, Json] = {
    "targets": {"period": "2031"},
    "realizations": {"period": "2031"},
    "institutions": {"kind": "ministry"},
}
# Where the example changes a member that the entity has not.
CHANGES: dict[str, Json] = {"claims": {"note": "Baru."}}
MERGE_PATCH = "application/merge-patch+json"
REASON = {"reason": "Salah ketik."}
noun = pytest.mark.parametrize("noun", [*CODED, *FIGURES])


def told(path: str, method: str, media_type: str = "application/json") -> Json:
    example: Json = document()["paths"][path][method]["requestBody"]["content"][media_type]["example"]
    return example


def new(noun: str, ending: str = "a") -> Json:
    """Another one for each ending."""
    told_apart = {"code": f"hidup-{noun}-{ending}"} if noun in CODED else {"note": f"Hidup {ending}."}
    return {**told(f"/v1/{noun}", "post"), **OTHERWISE.get(noun, {}), **told_apart}


def changes(noun: str) -> Json:
    key = "code" if noun in CODED else "id"
    return CHANGES.get(noun) or told(f"/v1/{noun}/{{{key}}}", "patch", MERGE_PATCH)


def step(person: Person, address: str, name: str, body: Json | None = None) -> None:
    answer = person.post(f"{address}/{name}", body, prefer="return=minimal")
    assert (answer.status_code, answer.content) == (204, b""), answer.text


@noun
def test_a_life_from_entry_to_withdrawal(people: People, noun: str) -> None:
    created = people.writer.post(f"/v1/{noun}", new(noun), prefer="return=minimal")
    assert (created.status_code, created.content) == (201, b""), created.text
    address = created.headers["location"]
    headers = people.writer.headers | {"If-Match": "*", "Content-Type": MERGE_PATCH, "Prefer": "return=minimal"}
    revised = people.writer.client.patch(address, json=changes(noun), headers=headers)
    assert (revised.status_code, revised.content) == (204, b""), revised.text
    step(people.writer, address, "submit")
    step(people.publisher, address, "reject", REASON)
    step(people.writer, address, "submit")
    step(people.publisher, address, "publish")
    assert people.public.get(address).status_code == 200
    step(people.publisher, address, "withdraw", REASON)
    assert people.public.get(address).status_code == 410
    assert [revision["status"] for revision in revisions(people.writer, address)] == [
        "withdrawn", "published", "submitted", "rejected", "submitted", "draft", "draft",
    ]  # fmt: skip


def revisions(person: Person, address: str) -> Iterator[Json]:
    following: str | None = f"{address}/revisions?limit=1"
    while following:
        page = person.get(following)
        assert page.status_code == 200, page.text
        yield from page.json()["data"]
        following = page.links.get("next", {}).get("url")


@noun
def test_who_wrote_a_draft_may_withdraw_it_and_say_why(people: People, noun: str) -> None:
    created = people.writer.post(f"/v1/{noun}", new(noun, "b"))
    assert created.status_code == 201, created.text
    withdrawn = people.writer.post(f"{created.headers['location']}/withdraw", REASON)
    assert (withdrawn.status_code, withdrawn.json()["status"]) == (200, "withdrawn")


@noun
def test_a_change_without_a_tag_is_asked_for_one(people: People, noun: str) -> None:
    created = people.writer.post(f"/v1/{noun}", new(noun, "c"))
    assert people.writer.patch(created.headers["location"], changes(noun)).status_code == 428


@noun
def test_while_a_request_runs_another_with_its_key_is_told_to_wait(
    people: People, stored: Addresses, noun: str
) -> None:
    key, body = str(uuid4()), new(noun, "d")
    with held(stored, HOLD, "penulis", key):
        answer = people.writer.post(f"/v1/{noun}", body, idempotency_key=key)
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/request-in-progress")
    created = people.writer.post(f"/v1/{noun}", body, idempotency_key=key)
    assert created.status_code == 201, created.text
    address, key = created.headers["location"], str(uuid4())
    with held(stored, HOLD, "penulis", key):
        assert people.writer.patch(address, changes(noun), "*", idempotency_key=key).status_code == 409
    assert people.writer.patch(address, changes(noun), "*", idempotency_key=key).status_code == 200
