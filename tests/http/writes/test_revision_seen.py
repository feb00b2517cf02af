"""A decision names the revision that its caller has read, so that no unread content is published or withdrawn."""

from collections.abc import Callable
from typing import NamedTuple

import httpx
import pytest

from tests.http.writes.conftest import People, create_published_target, create_record
from tests.http.writes.test_transition_routes import build_input, each_collection
from tests.support.callers import Person

REASON = {"reason": "Salah ketik."}
ROUNDS = 5


class Decision(NamedTuple):
    """A transition whose caller must name a revision, and the status that it requires."""

    name: str
    body: dict[str, str] | None
    is_published: bool


DECISIONS = [
    Decision("publish", None, False),
    Decision("reject", REASON, False),
    Decision("withdraw", REASON, False),
    Decision("withdraw", REASON, True),
]
each_decision = pytest.mark.parametrize("decision", DECISIONS, ids=lambda decision: str(decision[0]))


def submit(people: People, url: str) -> None:
    assert people.writer.post(f"{url}/submit").status_code == 200


def create_submitted(people: People, collection: str, ending: str) -> str:
    created = people.writer.post(f"/v1/{collection}", build_input(collection, ending))
    assert created.status_code == 201, created.text
    submit(people, created.headers["location"])
    return created.headers["location"]


@each_collection
def test_every_decision_of_every_collection_requires_if_match(people: People, collection: str) -> None:
    url = create_submitted(people, collection, "tanpa-etag")
    etag = people.publisher.get(url).headers["etag"]
    for name, body in (("publish", None), ("reject", REASON), ("withdraw", REASON)):
        assert people.publisher.post(f"{url}/{name}", body).status_code == 428
    assert people.publisher.get(url).headers["etag"] == etag
    for name, body, person in (
        ("publish", None, people.publisher),
        ("withdraw", REASON, people.publisher),
        ("restore", REASON, people.second_publisher),
    ):
        assert person.post(f"{url}/{name}", body).status_code == 428
        assert person.transition(f"{url}/{name}", body).status_code == 200


@each_decision
@pytest.mark.parametrize("if_match", ["*", ""])
def test_a_decision_with_an_if_match_that_names_no_revision_returns_428(
    people: People, decision: Decision, if_match: str
) -> None:
    url = create_published_target(people) if decision.is_published else create_submitted(people, "targets", "semua")
    response = people.publisher.post(f"{url}/{decision.name}", decision.body, if_match=if_match)
    assert (response.status_code, response.json()["type"]) == (428, "/problems/precondition-required")
    assert people.publisher.get(url).json()["status"] == ("published" if decision.is_published else "submitted")


def test_a_submission_may_omit_if_match_but_respects_it(people: People) -> None:
    created = create_record(people.writer)
    url, etag = created.headers["location"], created.headers["etag"]
    assert people.writer.patch(url, {"value": 2}, etag).status_code == 200
    assert people.writer.post(f"{url}/submit", if_match=etag).status_code == 412
    assert people.writer.post(f"{url}/submit").status_code == 200


def test_a_withdrawal_of_a_preference_requires_if_match(people: People) -> None:
    created = people.writer.post("/v1/realizations", build_input("realizations", "preferensi"))
    url = created.headers["location"]
    submit(people, url)
    assert people.publisher.transition(f"{url}/publish").status_code == 200
    assert people.publisher.put(f"{url}/preference", REASON).status_code == 201
    for headers in ({}, {"if_match": "*"}):
        assert people.publisher.post(f"{url}/preference/withdraw", REASON, **headers).status_code == 428
    assert people.publisher.transition(f"{url}/preference/withdraw", REASON).status_code == 200


# Another user revises the record between the read and the decision.
def revise_and_submit(people: People, url: str, value: int) -> None:
    revised = people.writer.patch(url, {"value": value}, "*")
    assert revised.status_code == 200, revised.text
    submit(people, url)


def read_published_values(people: People, url: str) -> set[int]:
    listed = people.public.get(f"{url}/revisions")
    return {row["value"] for row in listed.json()["data"]} if listed.is_success else set()


def decide_after_a_revision(people: People, decide: Callable[[Person, str, str], httpx.Response]) -> set[int]:
    """Read value 1, let another user change it, then decide. Return the values that the public has seen."""
    seen: set[int] = set()
    for _ in range(ROUNDS):
        url = create_record(people.writer, value=1).headers["location"]
        submit(people, url)
        read = people.publisher.get(url)
        assert read.json()["value"] == 1
        revise_and_submit(people, url, 999)
        response = decide(people.publisher, url, read.headers["etag"])
        assert response.status_code in (200, 412)
        seen |= read_published_values(people, url)
    return seen


def test_a_value_that_the_publisher_has_not_read_is_never_published(people: People) -> None:
    """Without the check in `require_if_match`, all five rounds publish the value 999."""

    def publish(publisher: Person, url: str, etag: str) -> httpx.Response:
        return publisher.post(f"{url}/publish", if_match=etag)

    assert decide_after_a_revision(people, publish) == set()


def test_a_publisher_who_names_another_revision_publishes_the_new_value(people: People) -> None:
    """Show that only the check prevents the publication in the test above."""

    def publish(publisher: Person, url: str, _etag: str) -> httpx.Response:
        return publisher.transition(f"{url}/publish")

    assert decide_after_a_revision(people, publish) == {999}
