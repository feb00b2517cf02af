"""A client that continues from `complete_until` misses no record, in any order of commits."""

import asyncio
import random
from datetime import date, timedelta
from typing import Any

import asyncpg
import httpx
import pytest

from api.database.complete_until import REUSE_SECONDS
from tests.exchange.changes.feed_reader import FeedService, connect_reader
from tests.exchange.changes.target_writers import Connection, begin, commit_target, connect_writers, insert_target
from tests.http.recording import DRAFT, figure_id

TARGETS = {"indicator": "umkm-onboarded", "program": "umkm-digital", "limit": 1000}
SDMX = "/sdmx/v2/data/dataflow/CAPAIAN/STATEMENT/2.0.0/target.*.*.*.*.*.*"


class Follower:
    """Repeats the list of targets, and continues from the time that `read_time` finds in the list."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.times = {"complete": "2000-01-01T00:00:00Z", "naive": "2000-01-01T00:00:00Z"}
        self.found: dict[str, set[str]] = {"complete": set(), "naive": set()}

    async def poll(self) -> None:
        for kind, time in self.times.items():
            response = await self.client.get("/v1/targets", params={**TARGETS, "recorded_from": time})
            page = response.json()
            assert not page["meta"]["has_more"]
            self.found[kind] |= {target["id"] for target in page["data"]}
            newest = max((target["recorded_at"] for target in page["data"]), default=time)
            self.times[kind] = page["meta"]["complete_until"] if kind == "complete" else newest


@pytest.mark.parametrize("records_first", [True, False], ids=["records early", "records late"])
def test_a_follower_misses_no_record_of_a_transaction_that_commits_late(
    feed_service: FeedService, *, records_first: bool
) -> None:
    first = 301 + 10 * records_first

    async def run() -> None:
        async with (
            connect_reader(feed_service.service) as client,
            connect_writers(feed_service.urls, 2) as (long, short),
        ):
            follower = Follower(client)
            await begin(long)
            if records_first:
                await insert_target(long, first)
            await commit_target(short, first + 1)
            await follower.poll()
            await follower.poll()
            if not records_first:
                await insert_target(long, first)
            await long.execute("COMMIT")
            await commit_target(short, first + 2)
            await follower.poll()
        written = {figure_id(number) for number in range(first, first + 3)}
        assert written <= follower.found["complete"]
        # Negative control: a follower that continues from the last record misses the record of the long transaction. A
        # transaction that records late has a late time, so not even that follower misses its record.
        assert written - follower.found["naive"] == ({figure_id(first)} if records_first else set())

    asyncio.run(run())


def test_without_running_transactions_a_follower_receives_each_record_once(feed_service: FeedService) -> None:
    async def run() -> None:
        async with connect_reader(feed_service.service) as client, connect_writers(feed_service.urls, 1) as (writer,):
            await commit_target(writer, 321)
            await asyncio.sleep(REUSE_SECONDS)
            first = await client.get("/v1/targets", params={"limit": 1})
            time = first.json()["meta"]["complete_until"]
            parameters = {**TARGETS, "recorded_from": time}
            none = await client.get("/v1/targets", params=parameters)
            assert (none.json()["data"], none.json()["meta"]["complete_until"]) == ([], time)
            # The time changes only with a write: repeated responses stay equal.
            again = await client.get("/v1/targets", params=parameters, headers={"Cache-Control": "no-cache"})
            assert again.headers["etag"] == none.headers["etag"]
            await commit_target(writer, 322)
            await asyncio.sleep(REUSE_SECONDS)  # a cached response may be as old, too
            one = await client.get("/v1/targets", params=parameters)
            assert [target["id"] for target in one.json()["data"]] == [figure_id(322)]
            assert one.json()["meta"]["complete_until"] > time

    asyncio.run(run())


def test_a_record_before_the_cursor_is_found_from_the_time_of_the_first_page(feed_service: FeedService) -> None:
    """All pages have the time of the first one: a record can become visible before the position of the reader."""

    async def run() -> None:
        async with (
            connect_reader(feed_service.service) as client,
            connect_writers(feed_service.urls, 2) as (long, short),
        ):
            await begin(long)
            await insert_target(long, 331, period="2020")
            await commit_target(short, 332)
            parameters = {**TARGETS, "limit": 1, "sort": "period"}
            page = (await client.get("/v1/targets", params=parameters)).json()
            time, seen = page["meta"]["complete_until"], page["data"]
            await long.execute("COMMIT")
            while cursor := page["meta"]["next_cursor"]:
                page = (await client.get("/v1/targets", params={**parameters, "cursor": cursor})).json()
                assert page["meta"]["complete_until"] == time
                seen += page["data"]
            late = figure_id(331)
            assert late not in [target["id"] for target in seen[:1]]
            next_list = (await client.get("/v1/targets", params={**TARGETS, "recorded_from": time})).json()
            assert late in [target["id"] for target in next_list["data"]]

    asyncio.run(run())


def test_every_response_that_a_follower_can_continue_from_states_the_time(feed_service: FeedService) -> None:
    """CSV, exports and SDMX data have it in a header; it is `Prepared` of SDMX."""

    async def run() -> None:
        async with (
            connect_reader(feed_service.service) as client,
            connect_writers(feed_service.urls, 2) as (long, short),
        ):
            await begin(long)
            await insert_target(long, 341)
            await commit_target(short, 342)
            await asyncio.sleep(REUSE_SECONDS)
            listed = (await client.get("/v1/targets", params=TARGETS, headers={"Cache-Control": "no-cache"})).json()
            time = listed["meta"]["complete_until"]
            for url in ("/v1/targets.csv?limit=1", "/v1/exports/targets.ndjson", f"{SDMX}?c[TIME_PERIOD]=2022"):
                response = await client.get(url, headers={"Cache-Control": "no-cache"})
                assert response.headers["capaian-complete-until"] == time
            xml = await client.get(SDMX, headers={"Accept": "application/vnd.sdmx.genericdata+xml;version=2.1"})
            assert f"<message:Prepared>{time}</message:Prepared>" in xml.text
            await long.execute("COMMIT")
            since = await client.get(SDMX, params={"updatedAfter": time})
            assert figure_id(341) in since.text
            earlier = await client.get("/v1/targets", params={"known_at": "2026-01-01T00:00:00Z"})
            assert earlier.json()["meta"]["complete_until"] <= "2026-01-01T00:00:00Z"

    asyncio.run(run())


@pytest.mark.parametrize("of_public", [True, False], ids=["public records", "drafts"])
def test_complete_until_is_true_for_every_order_of_writes_and_commits(
    feed_service: FeedService, *, of_public: bool
) -> None:
    fields: dict[str, Any] = {} if of_public else DRAFT

    async def run() -> None:
        generator = random.Random(7)
        polls: list[tuple[Any, set[str]]] = []
        async with connect_writers(feed_service.urls, 4) as writers:
            owner = await asyncpg.connect(feed_service.urls.owner)
            open_writers: set[Connection] = set()
            last = 2000 if of_public else 3000
            for _ in range(160):
                writer = generator.choice(writers)
                match generator.choice(("begin", "insert", "insert", "end")):
                    case "begin" if writer not in open_writers:
                        await begin(writer, fields.get("recorded_by", "system"))
                        open_writers.add(writer)
                    case "insert" if writer in open_writers:
                        last += 1
                        day = date(2000, 1, 1) + timedelta(last)  # a draft may not state what a figure states
                        await insert_target(writer, last, period=str(day), **fields)
                    case "end" if writer in open_writers:
                        await writer.execute(generator.choice(("COMMIT", "COMMIT", "ROLLBACK")))
                        open_writers.remove(writer)
                async with owner.transaction(isolation="repeatable_read"):
                    time = await owner.fetchval("SELECT complete_until($1)", of_public)
                    polls.append((time, {row["id"] for row in await owner.fetch("SELECT id FROM target")}))
            for writer in open_writers:
                await writer.execute("COMMIT")
            records = await owner.fetch("SELECT id, recorded_at FROM target WHERE public OR NOT $1", of_public)
            await owner.close()
        times = {record["id"]: record["recorded_at"] for record in records}
        for time, visible in polls:
            assert {key for key, recorded_at in times.items() if recorded_at < time} <= visible
        assert len({time for time, _ in polls}) > 5
        # Negative control: the time of the last visible record is later than that of a record which is not visible yet.
        newest = [(max(times[key] for key in visible & times.keys()), visible) for _, visible in polls]
        assert any({key for key, recorded_at in times.items() if recorded_at < time} - seen for time, seen in newest)

    asyncio.run(run())
