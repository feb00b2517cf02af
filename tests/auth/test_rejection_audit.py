"""The audit contains the rejections of known callers, and recording them takes nothing from other requests."""

import asyncio
from collections import Counter
from contextlib import AsyncExitStack

import msgspec
import pytest

from api.database.pool import Database
from api.errors import UnavailableError
from api.http.request import rejection_audit
from api.http.request.rejection_audit import RejectedRequest, RejectionAudit
from api.metrics.registry import render_metrics
from tests.http.outages.outage import eventually
from tests.http.writes.conftest import build_target
from tests.support.callers import key_for
from tests.support.databases import DatabaseUrls, execute
from tests.support.in_process import serve
from tests.support.sizes import size

REQUEST_COUNT = 40
ENTRIES = """SELECT jsonb_agg(detail || jsonb_build_object('request_id', request_id) ORDER BY ordinal)::text
    FROM audit_entry WHERE action = 'refuse'"""
VARIABLES = {"principal": "pembaca", "key_id": "CTaAVstJsO", "client_ip": "203.0.113.7", "request_id": "r1"}
REJECTED = RejectedRequest("POST", "/v1/targets", "/v1/targets", 403, "forbidden")


def read_entries(urls: DatabaseUrls) -> list[dict[str, object]]:
    (text,) = execute(urls.owner, ENTRIES)
    entries: list[dict[str, object]] = msgspec.json.decode(str(text)) if text else []
    return entries


def bearer(urls: DatabaseUrls, name: str, *scopes: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key_for(urls, name, *scopes)}"}


def test_equal_rejections_have_one_entry_with_their_number(database: DatabaseUrls) -> None:
    """It is written before the service stops."""
    reader = bearer(database, "pembaca", "read:drafts")

    async def send() -> list[int]:
        async with serve(Database(database.service, 8)) as client:
            requests = [client.post("/v1/targets", headers=reader) for _ in range(REQUEST_COUNT)]
            return [response.status_code for response in await asyncio.gather(*requests)]

    assert asyncio.run(send()) == [403] * REQUEST_COUNT
    entries = read_entries(database)
    assert sum(int(str(entry["count"])) for entry in entries) == REQUEST_COUNT
    assert len(entries) <= 3  # one per second of a slow machine
    assert entries[0]["path"] == entries[0]["route"] == "/v1/targets"


def test_different_rejections_fill_the_queue_and_then_a_summary(
    database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the bound there are as many entries as requests."""
    monkeypatch.setattr(rejection_audit, "MAX_ENTRIES", 10)
    monkeypatch.setattr(rejection_audit, "FOLD_SECONDS", 60.0)
    reader = bearer(database, "pembaca", "read:drafts")
    urls = [f"/v1/targets/01a1fb67-1800-7000-8000-{number:012}/submit" for number in range(REQUEST_COUNT)]

    async def send() -> str:
        async with serve(Database(database.service, 8)) as client:
            for url in urls:
                assert (await client.post(url, headers=reader)).status_code == 403
            return render_metrics().decode()

    metrics = asyncio.run(send())
    entries = read_entries(database)
    assert [entry["path"] for entry in entries[:10]] == urls[:10]
    summary = entries[10]
    assert (summary["path"], summary["route"]) == (None, "/v1/targets/{id}/submit")
    assert (summary["count"], summary["status"], summary["request_id"]) == (REQUEST_COUNT - 10, 403, None)
    assert 'capaian_audited_rejections_total{result="summary"}' in metrics


def test_rejections_readiness_and_key_look_ups_need_no_connection_of_requests(database: DatabaseUrls) -> None:
    """With one pool for all, each of them waits two seconds for a connection and then returns 503."""
    reader, writer = bearer(database, "pembaca", "read:drafts"), bearer(database, "penulis", "write")

    async def send() -> list[int]:
        pools = Database(database.service, 1)
        async with AsyncExitStack() as stack:
            client = await stack.enter_async_context(serve(pools))
            for acquire in (pools.acquire_public, *(pools.acquire_write, pools.acquire_service_read) * 2):
                await stack.enter_async_context(acquire())
            responses = [
                await client.post("/v1/targets", headers=reader),
                await client.get("/v1/me", headers=writer),
                await client.get("/health/ready"),
            ]
            assert await asyncio.to_thread(eventually, lambda: read_entries(database) != [], 5)
            return [response.status_code for response in responses]

    assert asyncio.run(send()) == [403, 200, 200]


def test_writes_succeed_during_many_rejections(database: DatabaseUrls) -> None:
    reader, writer = bearer(database, "pembaca", "read:drafts"), bearer(database, "penulis", "write")
    senders, each = 40, size(5, 400)

    async def send() -> tuple[set[int], set[int]]:
        async with serve(Database(database.service, 8)) as client:

            async def send_rejected() -> set[int]:
                return {(await client.post("/v1/targets", headers=reader)).status_code for _ in range(each)}

            rejected = [asyncio.create_task(send_rejected()) for _ in range(senders)]
            writes = [await client.post("/v1/targets", headers=writer, json=build_target()) for _ in range(3)]
            return set().union(*await asyncio.gather(*rejected)), {response.status_code for response in writes}

    assert asyncio.run(send()) == ({403}, {201})
    assert sum(int(str(entry["count"])) for entry in read_entries(database)) == senders * each


class Fails:
    """A database that is unavailable."""

    def acquire_for_audit(self) -> object:
        raise UnavailableError("TooManyConnectionsError")


def test_rejections_wait_for_an_unavailable_database(database: DatabaseUrls) -> None:
    results: Counter[str] = Counter()

    async def story() -> None:
        pools = Database(database.service, 1)
        await pools.open()
        audit = RejectionAudit(pools, lambda result, number: results.update({result: number}))
        audit.add(REJECTED, VARIABLES)
        audit._database = Fails()  # type: ignore[assignment]
        await audit.run_once_safely()
        audit.add(REJECTED, VARIABLES)  # not part of the batch that failed
        audit._database = pools
        audit.start()
        await audit.stop()
        await pools.close()

    asyncio.run(story())
    assert [entry["count"] for entry in read_entries(database)] == [1, 1]
    assert results == {"entry": 2}


def test_rejections_that_cannot_be_written_before_the_stop_are_counted_as_lost(
    capsys: pytest.CaptureFixture[str],
) -> None:
    results: Counter[str] = Counter()

    async def story() -> None:
        audit = RejectionAudit(Fails(), lambda result, number: results.update({result: number}))  # type: ignore[arg-type]
        audit.add(REJECTED, VARIABLES)
        audit.add(REJECTED, VARIABLES)
        audit.start()
        await audit.stop()

    asyncio.run(story())
    assert results == {"entry": 1, "folded": 1, "lost": 2}
    assert "audit.rejection_not_recorded" in "".join(capsys.readouterr())
