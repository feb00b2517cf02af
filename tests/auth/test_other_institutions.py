"""A key of one institution writes and publishes for it, and changes no record of another institution."""

import itertools

import httpx
import pytest

from tests.auth.record_inputs import INPUTS, STRANGER, TAKEN_OVER, build_input
from tests.support.callers import Person, key_for
from tests.support.databases import DatabaseUrls, execute

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def writer(stored: DatabaseUrls, client: httpx.Client) -> Person:
    return Person(client, key_for(stored, "penulis", "write"))


@pytest.fixture(scope="module")
def publisher(stored: DatabaseUrls, client: httpx.Client) -> Person:
    return Person(client, key_for(stored, "penerbit", "publish"))


@pytest.fixture(scope="module")
def stranger(stored: DatabaseUrls, client: httpx.Client) -> Person:
    return Person(client, key_for(stored, "orang asing", "write", "publish", institution=STRANGER))


def count_revisions(stored: DatabaseUrls) -> list[object]:
    """Count the revisions in each table, in total and by the stranger."""
    tables = (collection.removesuffix("s") for collection in INPUTS)
    counts = (
        f"(SELECT count(*) || ' ' || count(*) FILTER (WHERE recorded_by = 'orang asing') FROM {n})" for n in tables
    )
    return execute(stored.owner, f"SELECT concat_ws(', ', {', '.join(counts)})")


def create_draft(writer: Person, collection: str) -> str:
    response = writer.post(f"/v1/{collection}", build_input(collection, next(_numbers)))
    assert response.status_code == 201, response.text
    return response.headers["location"]


# The statuses at a URL without a record: `If-Match: *` requires one.
MISSING = {**dict.fromkeys(("read", "submit", "publish", "reject", "withdraw"), 404), "revise": 412}


def try_operations(stranger: Person, url: str, collection: str) -> dict[str, int]:
    """Try every operation with a valid body; return the statuses."""
    reason = {"reason": "Bukan milik saya."}
    return {
        "read": stranger.get(url).status_code,
        "revise": stranger.patch(url, TAKEN_OVER[collection], "*").status_code,
        "submit": stranger.post(f"{url}/submit").status_code,
        "publish": stranger.transition(f"{url}/publish").status_code,
        "reject": stranger.transition(f"{url}/reject", reason).status_code,
        "withdraw": stranger.transition(f"{url}/withdraw", reason).status_code,
    }


@pytest.mark.parametrize("collection", INPUTS)
def test_a_stranger_creates_nothing_for_another_institution(
    stored: DatabaseUrls, stranger: Person, collection: str
) -> None:
    before = count_revisions(stored)
    rejected = stranger.post(f"/v1/{collection}", build_input(collection, next(_numbers)))
    assert rejected.status_code == 403, rejected.text
    assert rejected.json()["errors"][0]["code"] == "not_permitted"
    assert count_revisions(stored) == before


@pytest.mark.parametrize("collection", INPUTS)
def test_unpublished_work_of_another_institution_does_not_exist_for_a_stranger(
    stored: DatabaseUrls, writer: Person, stranger: Person, collection: str
) -> None:
    url = create_draft(writer, collection)
    assert try_operations(stranger, f"{url[:-4]}0000", collection) == MISSING
    before = count_revisions(stored)
    assert try_operations(stranger, url, collection) == MISSING
    assert count_revisions(stored) == before
    assert writer.post(f"{url}/submit").status_code == 200
    before = count_revisions(stored)
    assert try_operations(stranger, url, collection) == MISSING
    assert count_revisions(stored) == before


@pytest.mark.parametrize("collection", INPUTS)
def test_a_stranger_cannot_change_a_publication_of_another_institution(
    stored: DatabaseUrls, writer: Person, publisher: Person, stranger: Person, collection: str
) -> None:
    url = create_draft(writer, collection)
    assert writer.post(f"{url}/submit").status_code == 200
    assert publisher.transition(f"{url}/publish").status_code == 200
    before, seen = count_revisions(stored), stranger.get(url).json()
    assert try_operations(stranger, url, collection) == {
        "read": 200,  # it is public
        "revise": 403,
        "submit": 409,  # a publication cannot be submitted, published or rejected
        "publish": 409,
        "reject": 409,
        "withdraw": 403,
    }
    assert count_revisions(stored) == before
    assert stranger.get(url).json() == seen


def test_a_stranger_writes_for_their_own_institution(stranger: Person) -> None:
    """Show that the rejections above do not depend on the key."""
    response = stranger.post("/v1/targets", {**build_input("targets", 0), "institution": STRANGER})
    assert response.status_code == 201
    assert stranger.post(f"{response.headers['location']}/submit").status_code == 200


# A writer of all institutions may draft a transfer to the stranger; only a publisher of all may publish it.
@pytest.mark.parametrize("collection", ["programs", "sources", "targets", "realizations"])
def test_a_stranger_cannot_publish_the_transfer_of_a_publication_to_their_institution(
    writer: Person, publisher: Person, stranger: Person, collection: str
) -> None:
    url = create_draft(writer, collection)
    assert writer.post(f"{url}/submit").status_code == 200
    assert publisher.transition(f"{url}/publish").status_code == 200
    assert writer.patch(url, TAKEN_OVER[collection], "*").status_code == 200
    assert writer.post(f"{url}/submit").status_code == 200
    rejected = stranger.transition(f"{url}/publish")
    assert (rejected.status_code, rejected.json()["errors"][0]["code"]) == (403, "an_entity_stays_with_its_institution")
    assert publisher.transition(f"{url}/publish").status_code == 200
    assert stranger.transition(f"{url}/withdraw", {"reason": "Milik saya."}).status_code == 200


@pytest.mark.parametrize("status", ["draft", "submitted", "rejected"])
@pytest.mark.parametrize("owner", ["programs", "sources"])
def test_an_unpublished_transfer_gives_a_stranger_no_dependent_records(
    writer: Person, publisher: Person, stranger: Person, owner: str, status: str
) -> None:
    url = create_draft(writer, owner)
    assert writer.post(f"{url}/submit").status_code == 200
    assert publisher.transition(f"{url}/publish").status_code == 200
    assert writer.patch(url, TAKEN_OVER[owner], "*").status_code == 200
    if status != "draft":
        assert writer.post(f"{url}/submit").status_code == 200
    if status == "rejected":
        assert publisher.transition(f"{url}/reject", {"reason": "Tidak."}).status_code == 200
    collection, field = {"programs": ("indicators", "program"), "sources": ("claims", "source")}[owner]
    content = {**build_input(collection, next(_numbers)), field: url.rpartition("/")[2]}
    rejected = stranger.post(f"/v1/{collection}", content)
    assert (rejected.status_code, rejected.json()["errors"][0]["code"]) == (403, "not_permitted")
