"""Whoever writes can go by the links alone: from what was entered to its publication, and back."""

from typing import Any

import httpx
import pytest

from tests.contract.following import PLACES, Place, address_of, next_step
from tests.support.callers import Person
from tests.writing.conftest import People

Json = dict[str, Any]

REASON = {"reason": "Salah ketik: 20 juta, bukan 30 juta."}
ROW = (
    "indicator,nature,region,period,value,quality,stated_on,institution,source,locator\r\n"
    "umkm-onboarded,stock,ID,2023-06,17000000,provisional,2023-07-01,kemenkop-ukm,antara-2021-01-11,paragraph 3\r\n"
)
# Who follows which link, in order, after the first request.
ENTERED = ["writer revise", "writer submit", "publisher reject", "writer revise", "writer submit"]
PUBLISHED = ["publisher publish", "public read"]


def body_of(place: Place) -> Any:
    return place.operation["requestBody"]["content"]["application/json"]["example"]


def followed(people: People, answer: httpx.Response, place: Place, steps: list[tuple[str, str, Any]]) -> httpx.Response:
    """The answer to the last of the steps, each found among the links of the one before."""
    for who, operation_id, body in steps:
        links = {link["operationId"]: link for link in place.links().values()}
        step = next_step(links[operation_id], answer.json(), dict(answer.headers))
        answer = asked(getattr(people, who), step.method, step.address, body, **step.headers)
        place = PLACES[operation_id]
    return answer


def asked(person: Person, method: str, address: str, body: Any = None, **headers: str) -> httpx.Response:
    answer = person.client.request(method, address, json=body, headers=person.headers | headers)
    assert answer.is_success, answer.text
    return answer


@pytest.mark.parametrize("noun", ["program", "indicator", "target", "realization", "source", "claim", "institution"])
def test_an_entity_is_brought_to_publication_and_back_by_its_links(people: People, noun: str) -> None:
    create = PLACES[f"create_{noun}"]
    entry = {**body_of(create), **({"period": "2031"} if "period" in body_of(create) else {})}
    if "code" in entry:
        entry["code"] = f"tautan-{noun}"
    changes = body_of(PLACES[f"revise_{noun}"])
    given = {"revise": changes, "reject": REASON, "withdraw": REASON}
    steps = [*ENTERED, *PUBLISHED, f"public list {noun}"]
    named = [
        (who, f"{verb}_{noun}" if verb != "list" else f"list_{noun}_revisions", given.get(verb))
        for who, verb, *_ in map(str.split, steps)
    ]
    revisions = followed(people, asked(people.writer, "post", create.path, entry), create, named).json()["data"]
    assert revisions[0]["status"] == "published"


def test_what_an_import_enters_is_published_and_withdrawn_by_its_links(people: People) -> None:
    create = PLACES["create_import"]
    answer = people.writer.client.post(
        f"{create.path}?collection=realizations",
        content=ROW,
        headers=people.writer.headers | {"content-type": "text/csv"},
    )
    assert (answer.status_code, answer.json()["created"]) == (201, 1), answer.text
    for report in ("read_import", "list_import_rows", "list_faulty_rows_csv"):
        followed(people, answer, create, [("writer", report, None)])
    withdrawn = followed(
        people,
        answer,
        create,
        [
            ("writer", "submit_import", None),
            ("publisher", "publish_import", None),
            ("publisher", "withdraw_import", REASON),
        ],
    )
    assert (withdrawn.json()["stage"], withdrawn.json()["moved"]) == ("withdrawn", 1)


def test_a_preference_is_withdrawn_by_its_link(people: People) -> None:
    prefer = PLACES["prefer_realization"]
    answer = asked(people.publisher, "put", address_of(prefer), REASON)
    for reading in ("read_preference", "read_realization"):
        followed(people, answer, prefer, [("public", reading, None)])
    withdrawn = followed(people, answer, prefer, [("publisher", "withdraw_preference", REASON)])
    assert withdrawn.json()["stands"] is False


def test_a_key_is_ended_by_its_link(people: People) -> None:
    create = PLACES["create_key"]
    answer = asked(people.admin, "post", create.path, {**body_of(create), "name": "tautan"})
    followed(people, answer, create, [("admin", "read_key", None), ("admin", "list_audit_entries", None)])
    assert followed(people, answer, create, [("admin", "revoke_key", None)]).json()["revoked_at"]


def test_a_saved_mapping_is_read_by_its_link(people: People) -> None:
    save = PLACES["save_mapping"]
    answer = asked(people.admin, "put", address_of(save), body_of(save))
    listed = asked(people.admin, "get", PLACES["list_mappings"].path)
    read = followed(people, answer, save, [("admin", "read_mapping", None)])
    assert followed(people, listed, PLACES["list_mappings"], [("admin", "read_mapping", None)]).json() == read.json()
