"""The reason of a correction: published with it, and listed with the users who entered and published it."""

from typing import Any

import pytest

from tests.http.writes.conftest import People, create_published_target, create_record
from tests.support.callers import Person

REASON = "Salah ketik: 30 juta."


def revise(person: Person, url: str, **changes: Any) -> dict[str, Any]:
    etag = person.get(url).headers["etag"]
    response = person.patch(url, changes, if_match=etag)
    assert response.status_code == 200, response.text
    record: dict[str, Any] = response.json()
    return record


def list_revisions(person: Person, url: str) -> list[tuple[Any, ...]]:
    rows = person.get(f"{url}/revisions").json()["data"]
    return [tuple(row[name] for name in ("revision", "status", "reason", "entered_by", "recorded_by")) for row in rows]


def test_the_reason_of_a_correction_is_published_with_its_author_and_publisher(people: People) -> None:
    cursor = people.public.get("/v1/changes?cursor=latest").json()["meta"]["next_cursor"]
    url = create_published_target(people)
    revise(people.bound, url, value=30000000, reason=REASON)
    assert people.bound.post(f"{url}/submit").status_code == 200
    assert people.second_publisher.transition(f"{url}/publish").json()["reason"] == REASON
    assert list_revisions(people.public, url) == [
        (6, "published", REASON, "kemenkop data", "penerbit kedua"),
        (3, "published", None, "penulis", "penerbit"),
    ]
    changes = people.public.get(f"/v1/changes?cursor={cursor}&wait=5").json()["data"]
    assert [entry["action"] for entry in changes if entry["record"]["url"] == url] == ["published", "changed"]


def test_a_draft_keeps_its_reason_until_a_patch_changes_it(people: People) -> None:
    url = create_record(people.writer).headers["location"]
    assert revise(people.writer, url, value=1, reason=REASON)["reason"] == REASON
    assert revise(people.writer, url, value=2)["reason"] == REASON
    assert revise(people.writer, url, reason="Tahun keliru.")["reason"] == "Tahun keliru."
    assert revise(people.writer, url, reason=None)["reason"] is None


def test_a_draft_that_was_rejected_is_submitted_again_with_the_reason_of_the_correction(people: People) -> None:
    url = create_published_target(people)
    revise(people.bound, url, value=3, reason=REASON)
    assert people.bound.post(f"{url}/submit").status_code == 200
    rejected = people.publisher.transition(f"{url}/reject", {"reason": "Sumber?"}).json()
    assert rejected["reason"] == "Sumber?"
    assert people.bound.post(f"{url}/submit").json()["reason"] == REASON
    assert people.publisher.transition(f"{url}/publish").json()["reason"] == REASON


def test_a_reason_without_a_change_adds_no_revision(people: People) -> None:
    url = create_published_target(people)
    assert revise(people.bound, url, reason=REASON)["revision"] == 3


def test_the_next_correction_does_not_inherit_the_reason_of_the_previous_one(people: People) -> None:
    url = create_published_target(people)
    revise(people.bound, url, value=5, reason=REASON)
    assert people.bound.post(f"{url}/submit").status_code == 200
    assert people.publisher.transition(f"{url}/publish").status_code == 200
    assert revise(people.bound, url, value=6)["reason"] is None


def test_a_withdrawal_lists_the_author_of_the_publication_and_not_of_a_hidden_draft(people: People) -> None:
    url = create_published_target(people)
    revise(people.bound, url, value=7)
    assert people.bound.transition(f"{url}/withdraw", {"reason": "Batal."}).status_code == 200
    assert people.publisher.transition(f"{url}/withdraw", {"reason": "Ditarik."}).status_code == 200
    assert list_revisions(people.public, url)[0] == (6, "withdrawn", "Ditarik.", "penulis", "penerbit")


@pytest.mark.parametrize("reason", ["", " ", "=1+1", 5])
def test_an_invalid_reason_is_an_error_of_the_field(people: People, reason: object) -> None:
    url = create_published_target(people)
    etag = people.bound.get(url).headers["etag"]
    response = people.bound.patch(url, {"value": 8, "reason": reason}, if_match=etag)
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == ["/reason"]


def test_seed_data_have_no_author(people: People) -> None:
    assert list_revisions(people.public, "/v1/units/balita") == [(1, "published", None, None, "system")]
