"""One institution that states a number about one key on one day makes one statement."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count
from typing import Any

import httpx
import pytest

from api.http.reads.immutable import today_in_jakarta
from tests.http.writes.conftest import People, build_target, create_record
from tests.support.callers import Person
from tests.support.databases import DatabaseUrls, execute

OTHER_SOURCE = [{"source": "sindonews-2021", "locator": "paragraph 2"}]
_months: Iterator[int] = count(1)  # each test has a key of its own
EACH = pytest.mark.parametrize("collection", ["targets", "realizations"])


def build_figure(collection: str, **content: Any) -> dict[str, Any]:
    number = next(_months)
    figure = build_target(period=f"{1951 + number // 12}-{number % 12 + 1:02}", value=8700, qualifier="exact")
    return {**figure, **({"quality": "final"} if collection == "realizations" else {}), **content}


def post(person: Person, collection: str, content: dict[str, Any]) -> httpx.Response:
    return person.post(f"/v1/{collection}", content)


def publish(people: People, url: str) -> httpx.Response:
    assert people.writer.post(f"{url}/submit").status_code == 200
    return people.publisher.transition(f"{url}/publish")


def create_published(people: People, collection: str, content: dict[str, Any]) -> str:
    url: str = create_record(people.writer, collection, **content).headers["location"]
    assert publish(people, url).status_code == 200
    return url


def list_errors(response: httpx.Response) -> tuple[int, list[tuple[str, str]]]:
    return response.status_code, [(error["code"], error.get("pointer", "")) for error in response.json()["errors"]]


def assert_exists(response: httpx.Response, *urls: str) -> None:
    assert response.status_code == 409, response.text
    errors = response.json()["errors"]
    assert {error["code"] for error in errors} == {"figure_exists"}
    assert len(errors) == len(urls)
    for url in urls:
        assert any(url in error["detail"] for error in errors), (url, errors)


@EACH
def test_a_statement_cannot_be_entered_again_with_another_number_or_source(people: People, collection: str) -> None:
    content = build_figure(collection)
    url = create_published(people, collection, content)
    for again in (
        {"value": 5},
        {"citations": OTHER_SOURCE},
        {"value": 5, "citations": OTHER_SOURCE},
        {"note": "Lagi."},
    ):
        assert_exists(post(people.colleague, collection, {**content, **again}), url)
    other = [{"institution": "presiden"}, {"stated_on": "1999-12-31"}, {"region": "32"}, {"breakdown": {"part": "own"}}]
    for change in other:
        assert post(people.writer, collection, {**content, **change}).status_code == 201
    bounds = {"stated_on": None, "stated_not_before": "1999-01-01", "stated_not_after": content["stated_on"]}
    assert post(people.writer, collection, {**content, **bounds}).status_code == 201


@EACH
def test_a_live_draft_blocks_those_who_see_it_and_others_at_publication(people: People, collection: str) -> None:
    content = build_figure(collection)
    draft = create_record(people.writer, collection, **content).headers["location"]
    assert_exists(post(people.writer, collection, content), draft)
    hidden = post(people.colleague, collection, {**content, "value": 5})
    assert hidden.status_code == 201  # the colleague does not see the draft of the writer
    assert publish(people, draft).status_code == 200
    url = hidden.headers["location"]
    assert people.colleague.post(f"{url}/submit").status_code == 200
    assert_exists(people.publisher.transition(f"{url}/publish"), draft)
    assert people.publisher.get(url).json()["status"] == "submitted"


@EACH
def test_withdrawn_figures_do_not_block_and_retracted_ones_do(people: People, collection: str) -> None:
    content = build_figure(collection)
    withdrawn = create_published(people, collection, content)
    assert people.publisher.transition(f"{withdrawn}/withdraw", {"reason": "Salah."}).status_code == 200
    retracted = create_published(people, collection, {**content, "retracted_on": "2024-01-01"})
    assert_exists(post(people.writer, collection, content), retracted)
    assert_exists(people.second_publisher.transition(f"{withdrawn}/restore", {"reason": "Ternyata benar."}), retracted)


@EACH
def test_a_patch_that_changes_the_identity_is_compared_and_any_other_is_not(people: People, collection: str) -> None:
    content = build_figure(collection)
    url = create_published(people, collection, content)
    second = create_published(people, collection, {**content, "institution": "presiden"})
    assert_exists(people.writer.patch(second, {"institution": "kemenkop-ukm"}, "*"), url)
    for change in ({"value": 8701}, {"citations": OTHER_SOURCE}, {"note": "Dibulatkan."}, {"qualifier": "about"}):
        assert people.writer.patch(second, change, "*").status_code == 200
    assert publish(people, second).status_code == 200


@EACH
def test_a_second_statement_names_all_others_and_cites_something_else(people: People, collection: str) -> None:
    content = build_figure(collection)
    first = create_published(people, collection, content)
    first_id = first.rpartition("/")[2]
    same = post(people.writer, collection, {**content, "value": 5, "distinct_from": [first_id]})
    assert list_errors(same) == (422, [("same_citation", "/citations")])
    quoted = [{**content["citations"][0], "quote": "8.700 UMKM"}]
    again = post(people.writer, collection, {**content, "citations": quoted, "distinct_from": [first_id]})
    assert list_errors(again) == (422, [("same_citation", "/citations")])
    other_locator = [{**content["citations"][0], "locator": "paragraph 9"}]
    second = post(people.writer, collection, {**content, "citations": other_locator, "distinct_from": [first_id]})
    assert second.status_code == 201, second.text
    assert second.json()["distinct_from"] == [first_id]
    second_url = second.headers["location"]
    third = {**content, "citations": OTHER_SOURCE, "distinct_from": [first_id]}
    assert_exists(post(people.writer, collection, third), second_url)
    all_others = [first_id, second.json()["id"]]
    assert post(people.writer, collection, {**third, "distinct_from": all_others}).status_code == 201
    # One direction is enough: the first figure, which names no other, can be revised and published.
    assert publish(people, second_url).status_code == 200
    assert people.writer.patch(first, {"value": 8701}, "*").status_code == 200
    assert publish(people, first).status_code == 200


@EACH
def test_a_distinct_figure_must_have_the_same_identity(people: People, collection: str) -> None:
    content = build_figure(collection, citations=OTHER_SOURCE)
    elsewhere = create_published(people, collection, build_figure(collection)).rpartition("/")[2]
    hidden = create_record(people.colleague, collection, **content).json()["id"]
    for other in (elsewhere, hidden, "01a1fb67-1800-7000-8000-999999999999"):
        response = post(people.writer, collection, {**content, "distinct_from": [other]})
        assert list_errors(response) == (422, [("other_identity", "/distinct_from")])


def test_targets_of_two_plans_are_two_statements(people: People) -> None:
    content = build_figure("targets")
    for plan in ("rencana-a", "rencana-b"):
        source = {"code": plan, "kind": "regulation", "title": "Rencana", "date_basis": "unknown"}
        create_record(people.writer, "sources", **source)
    first = post(people.writer, "targets", {**content, "plan": "rencana-a"})
    assert (first.status_code, post(people.writer, "targets", {**content, "plan": "rencana-b"}).status_code) == (
        201,
        201,
    )
    assert post(people.writer, "targets", content).status_code == 201
    assert_exists(post(people.writer, "targets", {**content, "plan": "rencana-a"}), first.headers["location"])


def test_a_stock_is_identified_by_its_last_day_unless_its_day_is_unknown(people: People) -> None:
    stock = build_figure("realizations", period="1950-12")
    url = post(people.writer, "realizations", stock).headers["location"]
    assert_exists(post(people.writer, "realizations", {**stock, "period": "1950"}), url)
    unknown = post(people.writer, "realizations", {**stock, "period": "1950", "day_known": False})
    assert (unknown.status_code, unknown.json()["day_known"]) == (201, False)
    assert post(people.writer, "realizations", {**stock, "period": "1950-Q4", "day_known": False}).status_code == 201
    repeated = post(people.writer, "realizations", {**stock, "period": "1950", "day_known": False})
    assert_exists(repeated, unknown.headers["location"])
    known_again = people.writer.patch(unknown.headers["location"], {"day_known": None}, "*")
    assert_exists(known_again, url)


@EACH
def test_of_many_concurrent_requests_with_one_statement_one_succeeds(
    people: People, stored: DatabaseUrls, collection: str
) -> None:
    content = build_figure(collection)
    bodies = [{**content, "value": 8700 + number} for number in range(24)]
    with ThreadPoolExecutor(12) as pool:
        responses = list(pool.map(lambda body: post(people.writer, collection, body), bodies))
    (created,) = [response for response in responses if response.status_code == 201]
    for response in responses:
        if response is not created:
            assert_exists(response, created.headers["location"])
    table = collection.removesuffix("s")
    period, stated_on = content["period"], content["stated_on"]
    counted = f"SELECT count(*) FROM {table} WHERE period = '{period}' AND stated_on = '{stated_on}'"
    assert execute(stored.owner, counted) == [1]


@EACH
def test_of_two_concurrent_publications_of_one_statement_one_succeeds(people: People, collection: str) -> None:
    for _ in range(4):
        content = build_figure(collection)
        urls = [
            create_record(person, collection, **content).headers["location"]
            for person in (people.writer, people.colleague)
        ]
        for person, url in zip((people.writer, people.colleague), urls, strict=True):
            assert person.post(f"{url}/submit").status_code == 200
        etags = [people.publisher.get(url).headers["etag"] for url in urls]

        def publish_one(pair: tuple[str, str]) -> int:
            return people.publisher.post(f"{pair[0]}/publish", if_match=pair[1]).status_code

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(publish_one, zip(urls, etags, strict=True))) == [200, 409]


@EACH
def test_nothing_is_stated_tomorrow(people: People, collection: str) -> None:
    today = today_in_jakarta()
    tomorrow = (today + timedelta(days=1)).isoformat()
    content = build_figure(collection)
    rejected = post(people.writer, collection, {**content, "stated_on": tomorrow})
    assert list_errors(rejected) == (422, [("stated_in_future", "/stated_on")])
    bounds = {"stated_on": None, "stated_not_before": today.isoformat(), "stated_not_after": tomorrow}
    assert list_errors(post(people.writer, collection, {**content, **bounds})) == (
        422,
        [("stated_in_future", "/stated_not_after")],
    )
    accepted = post(people.writer, collection, {**content, "stated_on": today.isoformat()})
    assert accepted.status_code == 201
    patched = people.writer.patch(accepted.headers["location"], {"stated_on": tomorrow}, "*")
    assert list_errors(patched) == (422, [("stated_in_future", "/stated_on")])


def test_a_realization_is_not_about_a_day_after_its_statement(people: People) -> None:
    content = {**build_figure("realizations"), "stated_on": "2024-05-13"}
    for nature in ("stock", "flow"):
        response = post(people.writer, "realizations", {**content, "nature": nature, "period": "2024"})
        assert list_errors(response) == (422, [("period_after_stated", "/period")])
        assert "2024-01-01/2024-05-13" in response.json()["errors"][0]["detail"]
    for period in ("2024-01-01/2024-05-13", "2024-05-13"):
        assert post(people.writer, "realizations", {**content, "nature": "flow", "period": period}).status_code == 201
    unknown = {**content, "day_known": False}
    assert post(people.writer, "realizations", {**unknown, "period": "2024"}).status_code == 201
    later = post(people.writer, "realizations", {**unknown, "period": "2024-06"})
    assert list_errors(later) == (422, [("period_after_stated", "/period")])
    created = post(people.writer, "realizations", {**content, "period": "2024-04"}).headers["location"]
    moved = people.writer.patch(created, {"period": "2026-12-31"}, "*")
    assert list_errors(moved) == (422, [("period_after_stated", "/period")])
    target = build_target(period="2045")
    assert post(people.writer, "targets", target).status_code == 201


@pytest.mark.parametrize(("nature", "period"), [("flow", "1949"), ("rate", "1949"), ("stock", "1949-12-31")])
def test_only_the_day_of_a_stock_of_several_days_is_unknown(people: People, nature: str, period: str) -> None:
    content = build_figure("realizations", nature=nature, period=period, day_known=False)
    response = post(people.writer, "realizations", content)
    assert list_errors(response) == (422, [("only_the_day_of_a_stock_is_unknown", "/day_known")])


@EACH
def test_a_new_value_keeps_a_resolution_only_if_it_is_a_multiple_of_it(people: People, collection: str) -> None:
    url = post(people.writer, collection, build_figure(collection, resolution=100)).headers["location"]
    unchanged = people.writer.patch(url, {"value": 8800}, "*")
    assert (unchanged.status_code, unchanged.json()["resolution"]) == (200, 100)
    assert list_errors(people.writer.patch(url, {"value": 8850}, "*")) == (
        422,
        [("resolution_required", "/resolution")],
    )
    stated = people.writer.patch(url, {"value": 8850, "resolution": 50}, "*")
    assert (stated.status_code, stated.json()["resolution"]) == (200, 50)
    assert people.writer.patch(url, {"value": 8851, "resolution": None}, "*").json()["resolution"] == 1
    assert people.writer.patch(url, {"note": "Tetap."}, "*").status_code == 200
