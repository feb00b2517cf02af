"""The feed page by page: what ships, filters, cursors, and what the public must not see."""

import asyncio
import base64
import hashlib
import json
from typing import Any

import asyncpg
import httpx
import pytest

from api.app import NOUNS
from api.changes import queries
from api.changes.places import BEGINNING, Place, cursor_of
from tests.changes.entering import enter, writers
from tests.changes.following import FEED, STREAM, Followed, end, follow, keys, reader
from tests.support.databases import Addresses

COLLECTIONS = [part.COLLECTION.name for part in NOUNS]


def pages(client: httpx.Client, **asked: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        read = client.get(FEED, params=dict(asked)).json()
        found += read["data"]
        assert len(read["data"]) <= read["meta"]["limit"]
        if not read["meta"]["has_more"]:
            return found
        asked["after"] = read["meta"]["next_cursor"]


def published(client: httpx.Client, collection: str) -> set[str]:
    listed = client.get(f"/v1/{collection}", params={"limit": 1000}).json()
    assert not listed["meta"]["has_more"]
    return {f"/v1/{collection}/{entity.get('code') or entity['id']}" for entity in listed["data"]}


@pytest.mark.parametrize("limit", [1, 100, 1000])
def test_everything_that_ships_is_told_of_once(client: httpx.Client, limit: int) -> None:
    asked = {"noun": "program,indicator,target"} if limit == 1 else {}
    told = [change["address"] for change in pages(client, limit=limit, **asked)]
    expected = set().union(*(published(client, name) for name in (COLLECTIONS[:3] if asked else COLLECTIONS)))
    assert len(told) == len(set(told))
    assert set(told) == expected


def test_the_address_of_a_change_is_where_it_stands(client: httpx.Client) -> None:
    first_of_each = {change["noun"]: change for change in pages(client, limit=1000)}
    assert len(first_of_each) == len(NOUNS)
    for change in first_of_each.values():
        entity = client.get(change["address"]).json()
        assert change["key"] in (entity.get("id"), entity.get("code"))
        assert (change["revision"], change["recorded_at"]) == (entity["revision"], entity["recorded_at"])


def test_the_end_of_the_feed_has_a_cursor_too(client: httpx.Client) -> None:
    last = pages(client, limit=1000)[-1]["cursor"]
    for after in ("latest", last):
        answer = client.get(FEED, params={"after": after})
        assert answer.json() == {"data": [], "meta": {"limit": 100, "has_more": False, "next_cursor": last}}
        assert answer.headers["cache-control"] == "no-store"


def test_a_narrowed_feed_tells_all_of_what_was_asked_for_in_the_same_order(client: httpx.Client) -> None:
    whole = pages(client, limit=1000)
    for nouns, limit in ((("unit",), 2), (("target", "realization"), 5), (("region",), 100)):
        narrowed = pages(client, noun=",".join(nouns), limit=limit)
        assert narrowed == [change for change in whole if change["noun"] in nouns]


def test_a_page_reads_no_more_rows_than_it_may_and_still_loses_none(
    database: Addresses, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "MOST_READ", 5)

    async def story() -> None:
        connection = await asyncpg.connect(database.service, server_settings={"role": "capaian_reader"})
        try:
            whole = (await queries.read_step(connection, BEGINNING, 1000, None)).changes
            for limit in (1, 3, 100):
                found, empty, after, has_more = [], 0, BEGINNING, True
                while has_more:
                    step = await queries.read_step(connection, after, limit, ("claim", "program"))
                    assert step.next > after or not step.has_more
                    found += step.changes
                    empty += not step.changes
                    after, has_more = step.next, step.has_more
                assert found == [change for change in whole if change.noun in ("claim", "program")]
                assert empty > 10
        finally:
            await connection.close()

    asyncio.run(story())


def sealed(*key: object, feed: str = "changes 1") -> str:
    """As api/http/cursor.py seals; anybody can read how."""
    payload = json.dumps(key, separators=(",", ":")).encode()
    seal = hashlib.blake2b(feed.encode() + b"\0" + payload, digest_size=8, person=b"capaian cursor 1").digest()
    return base64.urlsafe_b64encode(seal + payload).rstrip(b"=").decode()


def test_the_forger_knows_the_seal(client: httpx.Client) -> None:
    """Otherwise the test below would pass for another reason."""
    assert sealed(1, "0", "0") == cursor_of(BEGINNING)
    assert client.get(FEED, params={"after": sealed(1, "0", "0")}).status_code == 200


FORGED = {
    "invalid-cursor": [
        "AAAAAAAAAAAAAAAA", "latest-1", "x", "A" * 300, cursor_of(BEGINNING)[:-1] + "B", cursor_of(BEGINNING) + "A",
        sealed(1, "0", "0", feed="changes 2"), sealed(1, 0, 0), sealed(0, "1", "1"), sealed(2**31, "1", "1"),
        sealed(1, "-1", "1"), sealed(1, "+1", "1"), sealed(1, "01", "1"), sealed(1, "1e3", "1"), sealed(1, "", "1"),
        sealed(1, "٣", "1"), sealed(1, str(2**64), "1"), sealed(1, "1", str(2**63)), sealed(1, "1"), sealed("\0"),
    ],
    "unknown-cursor": [
        cursor_of(Place(2, 1, 1)), cursor_of(Place(2**31 - 1, 2**64 - 1, 2**63 - 1)),
        cursor_of(Place(1, 2**64 - 1, 1)), cursor_of(Place(1, 1, 1)), cursor_of(Place(1, 0, 1)),
    ],
}  # fmt: skip


@pytest.mark.parametrize(("code", "cursor"), [(code, cursor) for code, those in FORGED.items() for cursor in those])
def test_a_cursor_that_was_never_given_is_refused(client: httpx.Client, code: str, cursor: str) -> None:
    asked = [(FEED, {"after": cursor}, {}, "after"), (STREAM, {"after": cursor}, {}, "after")]
    if cursor.isascii() and cursor != "latest":
        asked.append((STREAM, {}, {"Last-Event-ID": cursor}, "Last-Event-ID"))
    for path, params, headers, parameter in asked:
        told = set()
        for language in ("id", "en"):
            answer = client.get(path, params=params, headers={**headers, "Accept-Language": language})
            assert answer.status_code == 400
            assert answer.json()["type"] == "/problems/invalid-parameters"
            (fault,) = answer.json()["errors"]
            assert (fault["parameter"], fault["code"]) == (parameter, code)
            told.add(fault["detail"])
        assert len(told) == 2


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=1001", "wait=31", "wait=-1", "wait=x", "noun=unit,key", "noun=", "after=", "cursor=x"]
)
def test_a_parameter_out_of_bounds_is_refused(client: httpx.Client, query: str) -> None:
    answer = client.get(f"{FEED}?{query}")
    assert answer.status_code == 400
    assert [fault["parameter"] for fault in answer.json()["errors"]] == [query.split("=", maxsplit=1)[0]]


def test_the_public_hears_of_publications_and_withdrawals_and_of_no_drafts(followed: Followed) -> None:
    draft = {"status": "draft", "public": False, "recorded_by": "editor"}
    review = {"status": "submitted", "public": False, "recorded_by": "editor"}

    async def story() -> None:
        async with reader(followed.service) as client, writers(followed.addresses, 1) as (writer,):
            start = await end(client)
            entered = await enter(writer, 51, **draft)
            await enter(writer, 51, **review, revision=2)
            assert await follow(client, start) == ([], start)
            await enter(writer, 51, revision=3, recorded_by="checker")
            await enter(writer, 51, **draft, revision=4)
            await enter(writer, 51, **review, revision=5)
            await enter(writer, 51, revision=6, recorded_by="checker")
            gone = {"status": "withdrawn", "reason": "Salah ketik.", "recorded_by": "checker"}
            await enter(writer, 51, revision=7, **gone)
            told, _ = await follow(client, start)
            assert keys(told) == [entered] * 3
            assert [(change["kind"], change["revision"]) for change in told] == [
                ("published", 3), ("changed", 6), ("withdrawn", 7)
            ]  # fmt: skip
            assert (await client.get(told[-1]["address"])).status_code == 410

    asyncio.run(story())
