"""Pages of the change feed: the seed data, filters, cursors, and changes that are not public."""

import asyncio
import base64
import hashlib
import json
from typing import Any

import asyncpg
import httpx
import pytest

from api.app import COLLECTION_MODULES
from api.exchange.changes import queries
from api.exchange.changes.positions import FEED_START, FeedPosition, encode_position
from tests.exchange.changes.feed_reader import (
    FEED,
    STREAM,
    FeedService,
    connect_reader,
    read_latest_cursor,
    read_pages,
    record_ids,
)
from tests.exchange.changes.target_writers import commit_target, connect_writers
from tests.support.databases import DatabaseUrls

COLLECTIONS = [part.COLLECTION.name for part in COLLECTION_MODULES]


def list_changes(client: httpx.Client, **parameters: object) -> list[dict[str, Any]]:
    """Read all pages and return their changes."""
    changes: list[dict[str, Any]] = []
    while True:
        page = client.get(FEED, params=dict(parameters)).json()
        changes += page["data"]
        assert len(page["data"]) <= page["meta"]["limit"]
        if not page["meta"]["has_more"]:
            return changes
        parameters["cursor"] = page["meta"]["next_cursor"]


def list_record_urls(client: httpx.Client, collection: str) -> set[str]:
    abolished = {"include_abolished": "true"} if collection == "regions" else {}
    page = client.get(f"/v1/{collection}", params={"limit": 1000, **abolished}).json()
    assert not page["meta"]["has_more"]
    return {f"/v1/{collection}/{record.get('code') or record['id']}" for record in page["data"]}


@pytest.mark.parametrize("limit", [1, 100, 1000])
def test_every_record_of_the_seed_data_has_one_change(client: httpx.Client, limit: int) -> None:
    types = {"type": "program,indicator,target"} if limit == 1 else {}
    urls = [change["record"]["url"] for change in list_changes(client, limit=limit, **types)]
    expected = set().union(*(list_record_urls(client, name) for name in (COLLECTIONS[:3] if types else COLLECTIONS)))
    assert len(urls) == len(set(urls))
    assert set(urls) == expected


def test_the_url_of_a_change_returns_the_changed_record(client: httpx.Client) -> None:
    change_by_type = {change["record"]["type"]: change for change in list_changes(client, limit=1000)}
    assert len(change_by_type) == len(COLLECTION_MODULES)
    for change in change_by_type.values():
        record = client.get(change["record"]["url"]).json()
        assert change["record"]["id"] in (record.get("id"), record.get("code"))
        assert (change["revision"], change["recorded_at"]) == (record["revision"], record["recorded_at"])


def test_the_end_of_the_feed_has_a_cursor(client: httpx.Client) -> None:
    last = list_changes(client, limit=1000)[-1]["cursor"]
    for cursor in ("latest", last):
        response = client.get(FEED, params={"cursor": cursor})
        assert response.json()["data"] == []
        meta = response.json()["meta"]
        assert (meta["limit"], meta["has_more"], meta["next_cursor"]) == (100, False, last)
        assert response.headers["cache-control"] == "no-store"


def test_a_filtered_feed_has_all_changes_of_its_types_in_the_same_order(client: httpx.Client) -> None:
    changes = list_changes(client, limit=1000)
    for types, limit in ((("unit",), 2), (("target", "realization"), 5), (("region",), 100)):
        filtered = list_changes(client, type=",".join(types), limit=limit)
        assert filtered == [change for change in changes if change["record"]["type"] in types]


def test_a_page_reads_a_limited_number_of_rows_and_skips_no_change(
    database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MAX_ROWS_READ", 5)

    async def run() -> None:
        connection = await asyncpg.connect(database.service, server_settings={"role": "capaian_reader"})
        try:
            changes = (await queries.load_slice(connection, FEED_START, 1000, queries.ALL_CHANGES)).changes
            selection = queries.FeedSelection(record_types=("claim", "program"))
            for limit in (1, 3, 100):
                found, empty_pages, position, has_more = [], 0, FEED_START, True
                while has_more:
                    step = await queries.load_slice(connection, position, limit, selection)
                    assert step.next > position or not step.has_more
                    found += step.changes
                    empty_pages += not step.changes
                    position, has_more = step.next, step.has_more
                assert found == [change for change in changes if change.record.type in ("claim", "program")]
                assert empty_pages > 10
        finally:
            await connection.close()

    asyncio.run(run())


def sign(*key: object, feed: str = "changes 1") -> str:
    """Build a cursor as api/http/reads/cursor.py does. The method is public."""
    payload = json.dumps(key, separators=(",", ":")).encode()
    checksum = hashlib.blake2b(feed.encode() + b"\0" + payload, digest_size=8, person=b"capaian cursor 1").digest()
    return base64.urlsafe_b64encode(checksum + payload).rstrip(b"=").decode()


def test_a_cursor_with_a_correct_checksum_is_accepted(client: httpx.Client) -> None:
    """Otherwise the next test would only show that the checksum is wrong."""
    assert sign(1, "0", "0") == encode_position(FEED_START)
    assert client.get(FEED, params={"cursor": sign(1, "0", "0")}).status_code == 200


INVALID_CURSORS = {
    "invalid_cursor": [
        "AAAAAAAAAAAAAAAA", "latest-1", "x", "A" * 300,
        encode_position(FEED_START)[:-1] + "B", encode_position(FEED_START) + "A",
        sign(1, "0", "0", feed="changes 2"), sign(1, 0, 0), sign(0, "1", "1"), sign(2**31, "1", "1"),
        sign(1, "-1", "1"), sign(1, "+1", "1"), sign(1, "01", "1"), sign(1, "1e3", "1"), sign(1, "", "1"),
        sign(1, "٣", "1"), sign(1, str(2**64), "1"), sign(1, "1", str(2**63)), sign(1, "1"), sign("\0"),
    ],
    "unknown_cursor": [
        encode_position(FeedPosition(2, 1, 1)), encode_position(FeedPosition(2**31 - 1, 2**64 - 1, 2**63 - 1)),
        encode_position(FeedPosition(1, 2**64 - 1, 1)), encode_position(FeedPosition(1, 1, 1)),
        encode_position(FeedPosition(1, 0, 1)),
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "cursor"), [(code, cursor) for code, cursors in INVALID_CURSORS.items() for cursor in cursors]
)
def test_a_cursor_that_the_service_did_not_issue_is_rejected(client: httpx.Client, code: str, cursor: str) -> None:
    requests = [(FEED, {"cursor": cursor}, {}, "cursor"), (STREAM, {"cursor": cursor}, {}, "cursor")]
    if cursor.isascii() and cursor != "latest":
        requests.append((STREAM, {}, {"Last-Event-ID": cursor}, "Last-Event-ID"))
    for path, params, headers, parameter in requests:
        messages = set()
        for language in ("id", "en"):
            response = client.get(path, params=params, headers={**headers, "Accept-Language": language})
            assert response.status_code == 400
            assert response.json()["type"] == "/problems/invalid-parameters"
            (error,) = response.json()["errors"]
            assert (error["parameter"], error["code"]) == (parameter, code)
            messages.add(error["detail"])
        assert len(messages) == 2


@pytest.mark.parametrize(
    "query",
    [
        *("limit=0", "limit=1001", "wait=31", "wait=-1", "wait=x", "type=unit,key", "type=", "cursor=", "after=x"),
        *("program=", "program=UMKM", "program=umkm-digital,", "program=%25", "include=", "include=records"),
        *("include=record,record", "content=1"),
    ],
)
def test_an_invalid_parameter_is_rejected(client: httpx.Client, query: str) -> None:
    response = client.get(f"{FEED}?{query}")
    assert response.status_code == 400
    assert [error["parameter"] for error in response.json()["errors"]] == [query.split("=", maxsplit=1)[0]]


def test_the_public_feed_has_publications_and_withdrawals_but_no_drafts(feed_service: FeedService) -> None:
    draft = {"status": "draft", "public": False, "recorded_by": "editor"}
    review = {"status": "submitted", "public": False, "recorded_by": "editor"}

    async def run() -> None:
        async with connect_reader(feed_service.service) as client, connect_writers(feed_service.urls, 1) as (writer,):
            start = await read_latest_cursor(client)
            target_id = await commit_target(writer, 51, period="1961", **draft)
            await commit_target(writer, 51, period="1961", **review, revision=2)
            assert await read_pages(client, start) == ([], start)
            await commit_target(writer, 51, period="1961", revision=3, recorded_by="checker")
            await commit_target(writer, 51, period="1961", **draft, revision=4)
            await commit_target(writer, 51, period="1961", **review, revision=5)
            await commit_target(writer, 51, period="1961", revision=6, recorded_by="checker")
            withdrawn = {"status": "withdrawn", "reason": "Salah ketik.", "recorded_by": "checker"}
            await commit_target(writer, 51, period="1961", revision=7, **withdrawn)
            changes, _ = await read_pages(client, start)
            assert record_ids(changes) == [target_id] * 3
            assert [(change["action"], change["revision"]) for change in changes] == [
                ("published", 3), ("changed", 6), ("withdrawn", 7)
            ]  # fmt: skip
            assert (await client.get(changes[-1]["record"]["url"])).status_code == 410

    asyncio.run(run())
