"""Restore a withdrawn publication: by another user than the one who withdrew it, for every reader and time."""

from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.http.writes.conftest import TARGET, People, create_published_target, create_record
from tests.http.writes.test_transition_routes import build_input, each_collection
from tests.support.callers import Person

WRONG, RIGHT = {"reason": "Salah tahun."}, {"reason": "Penarikan keliru."}


def withdraw_target(people: People, **content: Any) -> str:
    """Return a target that the publisher has published and withdrawn."""
    url = create_published_target(people, **content)
    withdraw(people.publisher, url)
    return url


def withdraw(person: Person, url: str) -> None:
    assert person.transition(f"{url}/withdraw", WRONG).status_code == 200


def restore(person: Person, url: str, etag: str) -> tuple[int, str | None]:
    """Return the status and the code of the first error."""
    response = person.post(f"{url}/restore", RIGHT, if_match=etag)
    return response.status_code, _first_code(response)


def _first_code(response: httpx.Response) -> str | None:
    errors = response.json().get("errors")
    return errors[0]["code"] if errors else None


def test_the_table_states_who_may_restore(people: People) -> None:
    url = withdraw_target(people)
    etag = people.reader.get(url).headers["etag"]
    expected: dict[str, tuple[int, str | None]] = {
        "public": (401, None),
        "writer": (403, None),
        "reader": (403, None),
        "admin": (403, None),
        "stranger": (403, "not_permitted"),
        "publisher": (403, "nobody_restores_what_they_withdrew"),
        "bound": (200, None),
    }
    assert {name: restore(getattr(people, name), url, etag) for name in expected} == expected


def test_the_author_and_the_first_publisher_may_restore(people: People) -> None:
    url = create_record(people.bound).headers["location"]
    assert people.bound.post(f"{url}/submit").status_code == 200
    assert people.publisher.transition(f"{url}/publish").status_code == 200
    for withdrawer, restorer in ((people.second_publisher, people.bound), (people.bound, people.publisher)):
        withdraw(withdrawer, url)
        assert restorer.transition(f"{url}/restore", RIGHT).status_code == 200


def test_allowed_actions_list_restore_exactly_for_those_who_may(people: People) -> None:
    url = withdraw_target(people)
    callers = ("publisher", "second_publisher", "bound", "stranger", "reader")
    actions = {name: getattr(people, name).get(url).json()["allowed_actions"] for name in callers}
    assert {name for name, allowed in actions.items() if allowed == ["restore"]} == {"second_publisher", "bound"}
    assert all(actions[name] == [] for name in ("publisher", "stranger", "reader"))
    assert people.writer.get(url).status_code == people.public.get(url).status_code == 410
    restored = people.second_publisher.transition(f"{url}/restore", RIGHT).json()
    assert restored["allowed_actions"] == ["withdraw"]


@each_collection
def test_a_restored_record_of_every_collection_is_public_at_every_later_time(people: People, collection: str) -> None:
    url = people.writer.post(f"/v1/{collection}", build_input(collection, "pulih")).headers["location"]
    assert people.writer.post(f"{url}/submit").status_code == 200
    assert people.publisher.transition(f"{url}/publish").status_code == 200
    before = people.public.get(url).json()
    withdraw(people.publisher, url)
    withdrawn = people.reader.get(url).json()
    response = people.second_publisher.transition(f"{url}/restore", RIGHT)
    assert response.status_code == 200, response.text
    after = people.public.get(url).json()
    bookkeeping = {"revision", "reason", "recorded_at", "recorded_by", "judgment"}
    assert {k: v for k, v in after.items() if k not in bookkeeping} == {
        k: v for k, v in before.items() if k not in bookkeeping
    }
    assert (after["revision"], after["status"], after["reason"]) == (5, "published", RIGHT["reason"])
    times = [record["recorded_at"] for record in (before, withdrawn, after)]
    assert [people.public.get(f"{url}?known_at={time}").status_code for time in times] == [200, 410, 200]
    listed = people.public.get(f"{url}/revisions").json()["data"]
    assert [(row["revision"], row["status"], row["reason"]) for row in listed] == [
        (5, "published", RIGHT["reason"]),
        (4, "withdrawn", WRONG["reason"]),
        (3, "published", None),
    ]


def test_the_last_of_several_publications_is_restored_and_drafts_are_not(people: People) -> None:
    url = create_published_target(people, value=1)
    assert people.writer.patch(url, {"value": 2}, "*").status_code == 200
    assert people.writer.post(f"{url}/submit").status_code == 200
    assert people.publisher.transition(f"{url}/publish").status_code == 200
    assert people.writer.patch(url, {"value": 3}, "*").status_code == 200
    withdraw(people.publisher, url)
    assert people.writer.patch(url, {"value": 4}, "*").status_code == 409
    assert people.second_publisher.transition(f"{url}/restore", RIGHT).json()["value"] == 2
    assert people.public.get(url).json()["value"] == 2
    assert people.writer.patch(url, {"value": 4}, people.writer.get(url).headers["etag"]).json()["value"] == 4


def test_a_figure_whose_source_is_withdrawn_cannot_be_restored(people: People) -> None:
    source = people.writer.post("/v1/sources", build_input("sources", "ditarik")).headers["location"]
    assert people.writer.post(f"{source}/submit").status_code == 200
    assert people.publisher.transition(f"{source}/publish").status_code == 200
    url = withdraw_target(people, citations=[{"source": source.rpartition("/")[2], "locator": "p. 1"}])
    withdraw(people.publisher, source)
    rejected = people.second_publisher.transition(f"{url}/restore", RIGHT)
    assert (rejected.status_code, _first_code(rejected)) == (409, "figure_cites_sources")
    assert people.public.get(url).status_code == 410
    for restored in (source, url):
        assert people.second_publisher.transition(f"{restored}/restore", RIGHT).status_code == 200


def test_only_a_withdrawn_publication_can_be_restored(people: People) -> None:
    url = create_record(people.writer).headers["location"]
    reader_of_all = people.publisher
    assert people.writer.post(f"{url}/submit").status_code == 200
    assert reader_of_all.transition(f"{url}/restore", RIGHT).status_code == 409
    assert reader_of_all.transition(f"{url}/publish").status_code == 200
    assert reader_of_all.transition(f"{url}/restore", RIGHT).status_code == 409
    draft = create_record(people.bound).headers["location"]
    assert people.bound.transition(f"{draft}/withdraw", WRONG).status_code == 200
    rejected = people.bound.transition(f"{draft}/restore", RIGHT)
    assert (rejected.status_code, _first_code(rejected)) == (409, "status_follows_its_transitions")


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "=1"}, {"reason": "a", "status": "published"}])
def test_a_restoration_requires_a_reason_and_no_other_field(people: People, body: dict[str, str]) -> None:
    url = withdraw_target(people)
    assert people.second_publisher.transition(f"{url}/restore", body).status_code == 422
    assert people.public.get(url).status_code == 410


def test_a_repeated_restoration_has_one_effect(people: People) -> None:
    url = withdraw_target(people)
    etag = people.second_publisher.get(url).headers["etag"]
    headers = {"if_match": etag, "idempotency_key": str(uuid4())}
    first, again = (people.second_publisher.post(f"{url}/restore", RIGHT, **headers) for _ in "12")
    assert (first.status_code, again.status_code, again.content) == (200, 200, first.content)
    assert again.headers["idempotent-replayed"] == "true"
    assert restore(people.second_publisher, url, etag) == (412, None)
    assert people.public.get(url).json()["revision"] == 5


def test_lists_exports_sdmx_and_progress_contain_a_restored_figure_again(people: People) -> None:
    """All of these can come from caches, which a restoration invalidates as a publication does."""
    period, value = "2039", 41_234_567
    url = create_published_target(people, period=period, value=value, qualifier="exact", resolution=1)
    pages = (
        f"/v1/targets?indicator={TARGET['indicator']}&period={period}",
        f"/v1/targets.csv?indicator={TARGET['indicator']}&period={period}",
        f"/v1/exports/targets.ndjson?indicator={TARGET['indicator']}",
        f"/v1/progress?indicator={TARGET['indicator']}&period={period}",
        "/sdmx/v2/data/dataflow/CAPAIAN/TARGET/2.0.0/*",
    )

    def list_pages_with_the_figure() -> list[str]:
        return [page for page in pages if str(value) in people.public.get(page).text]

    everywhere = list_pages_with_the_figure()
    assert everywhere == [*pages]
    withdraw(people.publisher, url)
    assert list_pages_with_the_figure() == []
    assert people.second_publisher.transition(f"{url}/restore", RIGHT).status_code == 200
    assert list_pages_with_the_figure() == everywhere


def test_the_change_feed_and_the_audit_contain_the_restoration(people: People) -> None:
    cursor = people.public.get("/v1/changes?cursor=latest").json()["meta"]["next_cursor"]
    url = withdraw_target(people)
    record_id = url.rpartition("/")[2]
    assert people.second_publisher.transition(f"{url}/restore", RIGHT).status_code == 200
    changes = people.public.get(f"/v1/changes?cursor={cursor}&wait=5").json()["data"]
    own = [(change["action"], change["revision"]) for change in changes if change["record"]["id"] == record_id]
    assert own == [("published", 3), ("withdrawn", 4), ("published", 5)]
    entries = people.admin.get("/v1/audit?action=restore&limit=1000").json()["data"]
    (entry,) = [entry for entry in entries if entry["record"]["id"] == record_id]
    assert (entry["principal"], entry["revision"]) == ("penerbit kedua", 5)
