"""A stranger writes and publishes for one institution, and changes nothing that is another's."""

import itertools

import httpx
import pytest

from tests.access.owned import ENTRIES, STRANGER, TAKEN_OVER, entry
from tests.support.callers import Person, key_for
from tests.support.databases import Addresses, execute

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def writer(stored: Addresses, asking: httpx.Client) -> Person:
    return Person(asking, key_for(stored, "penulis", "write"))


@pytest.fixture(scope="module")
def publisher(stored: Addresses, asking: httpx.Client) -> Person:
    return Person(asking, key_for(stored, "penerbit", "publish"))


@pytest.fixture(scope="module")
def stranger(stored: Addresses, asking: httpx.Client) -> Person:
    return Person(asking, key_for(stored, "orang asing", "write", "publish", institution=STRANGER))


def everything(stored: Addresses) -> list[object]:
    """How many revisions there are of each noun, and of whom."""
    nouns = (noun.removesuffix("s") for noun in ENTRIES)
    counts = (
        f"(SELECT count(*) || ' ' || count(*) FILTER (WHERE recorded_by = 'orang asing') FROM {n})" for n in nouns
    )
    return execute(stored.owner, f"SELECT concat_ws(', ', {', '.join(counts)})")


def drafted(writer: Person, noun: str) -> str:
    answer = writer.post(f"/v1/{noun}", entry(noun, next(_numbers)))
    assert answer.status_code == 201, answer.text
    return answer.headers["location"]


def attempts(stranger: Person, address: str, noun: str) -> dict[str, int]:
    """What the stranger tries, with bodies in order, and the answers."""
    reason = {"reason": "Bukan milik saya."}
    return {
        "read": stranger.get(address).status_code,
        "revise": stranger.patch(address, TAKEN_OVER[noun], "*").status_code,
        "submit": stranger.post(f"{address}/submit").status_code,
        "publish": stranger.post(f"{address}/publish").status_code,
        "reject": stranger.post(f"{address}/reject", reason).status_code,
        "withdraw": stranger.post(f"{address}/withdraw", reason).status_code,
    }


@pytest.mark.parametrize("noun", ENTRIES)
def test_a_stranger_enters_nothing_for_another_institution(stored: Addresses, stranger: Person, noun: str) -> None:
    before = everything(stored)
    refused = stranger.post(f"/v1/{noun}", entry(noun, next(_numbers)))
    assert refused.status_code == 403, refused.text
    assert refused.json()["errors"][0]["code"] == "not-yours"
    assert everything(stored) == before


@pytest.mark.parametrize("noun", ENTRIES)
def test_a_strangers_hand_passes_through_anothers_work(
    stored: Addresses, writer: Person, stranger: Person, noun: str
) -> None:
    address = drafted(writer, noun)
    before = everything(stored)
    assert set(attempts(stranger, address, noun).values()) == {404}
    assert everything(stored) == before
    assert writer.post(f"{address}/submit").status_code == 200
    before = everything(stored)
    assert set(attempts(stranger, address, noun).values()) == {404}
    assert everything(stored) == before


@pytest.mark.parametrize("noun", ENTRIES)
def test_a_stranger_neither_revises_nor_takes_over_nor_withdraws_anothers_publication(
    stored: Addresses, writer: Person, publisher: Person, stranger: Person, noun: str
) -> None:
    address = drafted(writer, noun)
    assert writer.post(f"{address}/submit").status_code == 200
    assert publisher.post(f"{address}/publish").status_code == 200
    before, seen = everything(stored), stranger.get(address).json()
    assert attempts(stranger, address, noun) == {
        "read": 200,  # it is public
        "revise": 403,
        "submit": 409,  # nobody submits, publishes or rejects a publication
        "publish": 409,
        "reject": 409,
        "withdraw": 403,
    }
    assert everything(stored) == before
    assert stranger.get(address).json() == seen


def test_a_stranger_writes_for_their_own_institution(stranger: Person) -> None:
    """Else the refusals above would say nothing."""
    answer = stranger.post("/v1/targets", {**entry("targets", 0), "institution": STRANGER})
    assert answer.status_code == 201
    assert stranger.post(f"{answer.headers['location']}/submit").status_code == 200


# A colleague who writes for all hands things over to the stranger; only who publishes for all can make it so.
@pytest.mark.parametrize("noun", ["programs", "sources", "targets", "realizations"])
def test_a_stranger_publishes_no_handing_over_of_anothers_publication(
    writer: Person, publisher: Person, stranger: Person, noun: str
) -> None:
    address = drafted(writer, noun)
    assert writer.post(f"{address}/submit").status_code == 200
    assert publisher.post(f"{address}/publish").status_code == 200
    assert writer.patch(address, TAKEN_OVER[noun], "*").status_code == 200
    assert writer.post(f"{address}/submit").status_code == 200
    refused = stranger.post(f"{address}/publish")
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (403, "an-entity-stays-with-its-institution")
    assert publisher.post(f"{address}/publish").status_code == 200
    assert stranger.post(f"{address}/withdraw", {"reason": "Milik saya."}).status_code == 200


@pytest.mark.parametrize("ending", ["draft", "submitted", "rejected"])
@pytest.mark.parametrize("owner", ["programs", "sources"])
def test_no_work_on_a_publication_gives_a_stranger_what_hangs_on_it(
    writer: Person, publisher: Person, stranger: Person, owner: str, ending: str
) -> None:
    address = drafted(writer, owner)
    assert writer.post(f"{address}/submit").status_code == 200
    assert publisher.post(f"{address}/publish").status_code == 200
    assert writer.patch(address, TAKEN_OVER[owner], "*").status_code == 200
    if ending != "draft":
        assert writer.post(f"{address}/submit").status_code == 200
    if ending == "rejected":
        assert publisher.post(f"{address}/reject", {"reason": "Tidak."}).status_code == 200
    noun, member = {"programs": ("indicators", "program"), "sources": ("claims", "source")}[owner]
    said = {**entry(noun, next(_numbers)), member: address.rpartition("/")[2]}
    refused = stranger.post(f"/v1/{noun}", said)
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (403, "not-yours")
