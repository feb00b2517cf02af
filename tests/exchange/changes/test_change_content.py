"""A change names program, indicator, region and period of its record, and contains the record on request."""

import asyncio
from typing import Any

import httpx
import pytest

from tests.exchange.changes.feed_reader import (
    FEED,
    FeedService,
    connect_reader,
    open_stream,
    read_events,
    read_latest_cursor,
    read_pages,
    record_ids,
)
from tests.exchange.changes.target_writers import commit_target, connect_writers
from tests.http import recording
from tests.support import databases

Json = dict[str, Any]
OTHER_PROGRAM = {"program": "gernas-bbi", "indicator": "bbi-stimulus"}
SUBJECT_FIELDS = ("program", "previous_program", "indicator", "region", "period")
DRAFT = {"status": "draft", "public": False, "recorded_by": "editor"}
REVIEW = {"status": "submitted", "public": False, "recorded_by": "editor"}


def list_changes(client: httpx.Client, **parameters: object) -> list[Json]:
    """Return all changes of the seed data."""
    page = client.get(FEED, params={"limit": 1000, **parameters}).json()
    assert not page["meta"]["has_more"]
    return list(page["data"])


def subject(change: Json) -> tuple[Any, ...]:
    return tuple(change[name] for name in SUBJECT_FIELDS)


def expected_subject(record_type: str, record: Json) -> tuple[Any, ...]:
    match record_type:
        case "program":
            return record["code"], None, None, None, None
        case "indicator":
            return record["program"], None, record["code"], None, None
        case "region":
            return None, None, None, record["code"], None
        case "target" | "realization":
            return record["program"], None, record["indicator"], record["region"], record["period"]
        case _:
            return None, None, None, None, None


def test_each_change_names_what_its_record_is_about_and_contains_the_record(client: httpx.Client) -> None:
    changes = list_changes(client, include="record")
    for change in changes:
        assert subject(change) == expected_subject(change["record"]["type"], change["content"]), change["record"]
    for change in {change["record"]["type"]: change for change in changes}.values():
        record = client.get(change["record"]["url"]).json()
        record.pop("judgment", None)  # of a claim: it follows from other records
        assert change["content"] == record
    assert [{**change, "content": None} for change in changes] == [
        {**change, "content": None} for change in list_changes(client)
    ]
    assert not any("content" in change for change in list_changes(client))


@pytest.mark.parametrize(
    "query", ["program=umkm-digital", "program=umkm-digital&program=gernas-bbi", "program=none-such"]
)
def test_a_filter_by_program_selects_its_changes_in_the_same_order(client: httpx.Client, query: str) -> None:
    programs = httpx.QueryParams(query).get_list("program")
    expected = [change for change in list_changes(client) if change["program"] in programs]
    assert client.get(f"{FEED}?{query}&limit=1000").json()["data"] == expected
    targets = [change for change in expected if change["record"]["type"] == "target"]
    assert client.get(f"{FEED}?{query}&type=target&limit=1000").json()["data"] == targets
    assert bool(expected) == ("none-such" not in programs)


def test_a_figure_that_moves_matches_the_program_that_it_left(feed_service: FeedService) -> None:
    async def run() -> None:
        async with connect_reader(feed_service.service) as client, connect_writers(feed_service.urls, 1) as (writer,):
            start = await read_latest_cursor(client)
            target_id = await commit_target(writer, 701, period="1951")
            await commit_target(writer, 701, period="1951", revision=2, **DRAFT, **OTHER_PROGRAM)
            await commit_target(writer, 701, period="1951", revision=3, **REVIEW, **OTHER_PROGRAM)
            await commit_target(writer, 701, period="1951", revision=4, recorded_by="checker", **OTHER_PROGRAM)
            withdrawn = {"status": "withdrawn", "reason": "Salah ketik.", "recorded_by": "checker"}
            await commit_target(writer, 701, period="1951", revision=5, **withdrawn, **OTHER_PROGRAM)
            figure = ("ID", "1951")
            expected = [
                ("published", ("umkm-digital", None, "umkm-onboarded", *figure)),
                ("changed", ("gernas-bbi", "umkm-digital", "bbi-stimulus", *figure)),
                ("withdrawn", ("gernas-bbi", None, "bbi-stimulus", *figure)),
            ]
            for program, selected in (("umkm-digital", expected[:2]), ("gernas-bbi", expected[1:])):
                changes, _ = await read_pages(client, start, program=program)
                assert [(change["action"], subject(change)) for change in changes] == selected
                assert set(record_ids(changes)) == {target_id}

    asyncio.run(run())


def test_the_content_is_the_published_record_of_the_time_of_the_response(feed_service: FeedService) -> None:
    async def run() -> None:
        async with connect_reader(feed_service.service) as client, connect_writers(feed_service.urls, 1) as (writer,):
            start = await read_latest_cursor(client)

            async def read_content() -> list[tuple[int, Any]]:
                changes, _ = await read_pages(client, start, include="record", limit=1)
                return [(change["revision"], change["content"] and change["content"]["revision"]) for change in changes]

            await commit_target(writer, 711, period="1952")
            await commit_target(writer, 711, period="1952", **DRAFT, revision=2, note="Rahasia.")
            assert await read_content() == [(1, 1)]
            await commit_target(writer, 711, period="1952", **REVIEW, revision=3, note="Rahasia.")
            assert await read_content() == [(1, 1)]
            await commit_target(writer, 711, period="1952", revision=4, recorded_by="checker", note="Rahasia.")
            assert await read_content() == [(1, 4), (4, 4)]
            withdrawn = {"status": "withdrawn", "reason": "Salah ketik.", "recorded_by": "checker"}
            await commit_target(writer, 711, period="1952", revision=5, note="Rahasia.", **withdrawn)
            assert await read_content() == [(1, None), (4, None), (5, None)]

    asyncio.run(run())


def test_an_event_has_the_same_content_and_the_filter_of_the_stream(feed_service: FeedService) -> None:
    async def run() -> None:
        async with (
            connect_reader(feed_service.service) as client,
            connect_writers(feed_service.urls, 1) as (writer,),
            open_stream(client, cursor="latest", program="gernas-bbi", include="record") as events,
        ):
            await commit_target(writer, 721, period="1953")
            target_id = await commit_target(writer, 722, period="1954", value=12.5, resolution=0.5, **OTHER_PROGRAM)
            (event,) = await read_events(events, 1)
            assert event["record"]["id"] == target_id
            assert event["content"] == (await client.get(event["record"]["url"])).json()
            assert event["content"]["value"] == 12.5

    asyncio.run(run())


def test_a_preference_names_what_its_realization_is_about(feed_service: FeedService) -> None:
    realization = recording.realization(731, period="2019", region="32")
    prefer = (
        "INSERT INTO preference (realization, revision, active, reason, recorded_by) "
        f"SELECT '{recording.figure_id(731)}', 1, true, 'Diaudit.', 'system' "
        "FROM (SELECT set_config('capaian.scopes', 'publish', true), "
        "set_config('capaian.principal', 'system', true)) AS acting"
    )

    async def run() -> None:
        async with connect_reader(feed_service.service) as client:
            start = await read_latest_cursor(client)
            await asyncio.to_thread(
                databases.execute, feed_service.urls.service, realization, prefer, role="capaian_service"
            )
            changes, _ = await read_pages(client, start, include="record")
            assert [change["action"] for change in changes] == ["published", "preferred"]
            assert {subject(change) for change in changes} == {("umkm-digital", None, "umkm-onboarded", "32", "2019")}
            assert [change["content"]["id"] for change in changes] == [recording.figure_id(731)] * 2

    asyncio.run(run())
