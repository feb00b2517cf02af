"""While no standby confirms commits, nothing unconfirmed is public or acknowledged, and reads and readiness work."""

import asyncio
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import NamedTuple
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from api.auth.api_key import parse_credentials
from api.auth.session_file_store import SessionFileStore
from api.auth.session_store import SessionStore
from api.database.pool import Database
from api.database.session import begin_transaction_as
from api.errors import OutcomeUnknownError, UnavailableError
from api.exchange.changes.confirmation import ConfirmedChanges
from api.exchange.changes.positions import FEED_START, decode_position
from api.exchange.changes.queries import ALL_CHANGES, load_slice
from api.resources.seed.load import load_seed_data
from tests.database.test_epochs import OTHER_SERVER
from tests.http.outages.outage import MAX_SECONDS, eventually
from tests.http.writes.conftest import build_target
from tests.pages.visitor import Visitor
from tests.support import services
from tests.support.callers import Person, key_for
from tests.support.databases import execute
from tests.support.standby import ReplicatedServer, replicated_server

AT_ONCE_SECONDS = 1.0
WRITING_CONNECTIONS = 4  # of the default CAPAIAN_POOL_SIZE
FROM_WAITING = "FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND query LIKE 'COMMIT%'"
FROM_CONFIRMING = "FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND query LIKE '%emit_message%FROM change%'"
CANCEL_NOTIFICATIONS = (
    "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity "
    "WHERE wait_event = 'SyncRep' AND query LIKE '%pg_notify%'"
)
COUNT_UNSEALED = "SELECT (SELECT count(*) FROM audit_entry) - (SELECT count(*) FROM audit_seal)"
INSERT = (
    "INSERT INTO idempotency_record (principal, key, fingerprint, last_used_at) VALUES ('x', $1, sha256(''), now())"
)
COUNT_KEYS = "SELECT count(*) FROM idempotency_record WHERE key = '{}'"
EXITING_PROCESS = """
import asyncio, sys
from api.database.pool import Database
from api.database.session import begin_transaction_as

async def insert(database):
    async with begin_transaction_as(database, {"principal": "x"}) as connection:
        await connection.execute(*sys.argv[2:])

async def main():
    database = Database(sys.argv[1], 2)
    await database.open()
    task = asyncio.create_task(insert(database))
    await asyncio.to_thread(sys.stdin.read)

asyncio.run(main())
"""


class Deployment(NamedTuple):
    """A primary with a standby, a service, and the users who write and publish."""

    server: ReplicatedServer
    service: services.Service
    writer: Person
    publisher: Person

    def create_submitted_target(self) -> str:
        path: str = self.writer.post("/v1/targets", build_target()).headers["location"]
        assert self.writer.post(f"{path}/submit").status_code == 200
        return path

    @contextmanager
    def unconfirmed(self) -> Iterator[None]:
        """Stop the confirmations when the sealing of the audit has nothing to commit."""
        assert eventually(lambda: execute(self.server.urls.owner, COUNT_UNSEALED) == [0])
        with self.server.unconfirmed():
            yield

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"{self.service.url}{path}", timeout=20)


@pytest.fixture(scope="module")
def deployment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Deployment]:
    with (
        replicated_server() as server,
        services.running(tmp_path_factory.mktemp("replicated"), **server.urls.settings) as service,
    ):
        service.wait_until_ready()
        asyncio.run(load_seed_data(server.urls.service))
        with httpx.Client(base_url=service.url, timeout=20) as client:
            writer, publisher = (Person(client, key_for(server.urls, name, name)) for name in ("write", "publish"))
            yield Deployment(server, service, writer, publisher)


def describe(response: httpx.Response) -> str:
    return str(response.json()["type"]) if response.is_error else str(response.status_code)


def test_an_unconfirmed_publication_is_not_public_and_its_retry_is_not_acknowledged(deployment: Deployment) -> None:
    path = deployment.create_submitted_target()
    request = {"idempotency_key": str(uuid4()), "if_match": deployment.publisher.get(path).headers["etag"]}

    def publish() -> httpx.Response:
        return deployment.publisher.transition(f"{path}/publish", **request)

    with deployment.unconfirmed():
        started_at = time.monotonic()
        response = publish()
        assert time.monotonic() - started_at < MAX_SECONDS
        assert (describe(response), response.headers["retry-after"]) == ("/problems/outcome-unknown", "5")
        assert deployment.server.count_waiting() == 1
        assert deployment.get(path).status_code == 404
        assert path.rpartition("/")[2] not in deployment.get("/v1/targets?limit=500").text
        assert describe(publish()) == "/problems/request-in-progress"
        assert deployment.get(path).status_code == 404
    assert eventually(lambda: publish().headers.get("idempotent-replayed") == "true")
    assert deployment.get(path).status_code == 200
    found = f"SELECT count(*) FROM target WHERE id = '{path.rpartition('/')[2]}' AND status = 'published'"
    assert eventually(lambda: execute(deployment.server.standby_url, found) == [1])


def test_a_wait_that_an_administrator_ends_is_no_success(deployment: Deployment) -> None:
    """The transaction is then visible. A retry writes again, so it waits, too."""
    key, target = str(uuid4()), build_target()

    def create() -> httpx.Response:
        return deployment.writer.post("/v1/targets", target, idempotency_key=key)

    with deployment.unconfirmed(), ThreadPoolExecutor(1) as pool:
        for end in ("pg_cancel_backend", "pg_terminate_backend"):
            response = pool.submit(create)
            assert eventually(lambda: deployment.server.count_waiting() == 1)
            execute(deployment.server.urls.owner, f"SELECT {end}(pid) {FROM_WAITING}")
            assert describe(response.result()) == "/problems/outcome-unknown"
    assert eventually(lambda: create().headers.get("idempotent-replayed") == "true")


def test_a_notification_whose_wait_an_administrator_ends_is_an_error(deployment: Deployment) -> None:
    """The service would else consider its own notification confirmed, and use the response cache again."""

    async def notify() -> BaseException | None:
        database = Database(deployment.server.urls.service, 2)
        await database.open()
        try:
            task = asyncio.create_task(database.notify("test", ""))
            while not task.done():
                await asyncio.to_thread(execute, deployment.server.urls.owner, CANCEL_NOTIFICATIONS)
                await asyncio.wait([task], timeout=0.05)
            return task.exception()
        finally:
            await database.close()

    with deployment.unconfirmed():
        error = asyncio.run(notify())
    assert isinstance(error, UnavailableError)
    assert "canceling wait for synchronous replication" in str(error.cause)


def test_the_change_feed_does_not_return_what_no_standby_confirms(deployment: Deployment) -> None:
    """PostgreSQL ends the wait also when it stops, and other processes can then read the change before they end."""
    path = deployment.create_submitted_target()
    start = deployment.get("/v1/changes?cursor=latest").json()["meta"]["next_cursor"]
    assert deployment.publisher.transition(f"{path}/publish").status_code == 200

    def read_feed(query: str = "") -> httpx.Response:
        return deployment.get(f"/v1/changes?cursor={start}{query}")

    def end_wait(condition: str) -> bool:
        return execute(deployment.server.urls.owner, f"SELECT pg_cancel_backend(pid) {condition}") == [True]

    assert len(read_feed().json()["data"]) == 1
    request = {"body": {"reason": "keliru"}, "if_match": deployment.publisher.get(path).headers["etag"]}
    with deployment.unconfirmed(), ThreadPoolExecutor(1) as pool:
        response = pool.submit(deployment.publisher.transition, f"{path}/withdraw", **request)
        assert eventually(lambda: end_wait(FROM_WAITING))
        assert describe(response.result()) == "/problems/outcome-unknown"
        assert deployment.get(path).status_code == 410  # the negative control: other reads return it
        started_at = time.monotonic()
        assert describe(read_feed()) == "/problems/unavailable"
        assert time.monotonic() - started_at < MAX_SECONDS
        # The publication was confirmed, but not that the record is withdrawn now.
        assert [change["action"] for change in read_feed("&limit=1").json()["data"]] == ["published"]
        for query in ("", "&limit=1&include=record"):
            response = pool.submit(read_feed, query)
            assert eventually(lambda: end_wait(FROM_CONFIRMING))
            assert describe(response.result()) == "/problems/unavailable"
    assert eventually(lambda: read_feed().status_code == 200)
    assert [change["action"] for change in read_feed().json()["data"]] == ["published", "withdrawn"]
    assert read_feed("&limit=1&include=record").json()["data"][0]["content"] is None


def test_readers_at_many_positions_of_the_change_feed_wait_for_a_limited_time(deployment: Deployment) -> None:
    async def require_each() -> list[object]:
        database = Database(deployment.server.urls.service, 8)
        await database.open()
        try:
            async with database.acquire_public() as connection:
                step = await load_slice(connection, FEED_START, 8, ALL_CHANGES)
            positions = [decode_position(change.cursor, "cursor") for change in step.changes]
            confirmed = ConfirmedChanges(database)
            waits = [confirmed.require(position, with_content=False) for position in positions]
            return await asyncio.gather(*waits, return_exceptions=True)
        finally:
            await database.close()

    with deployment.unconfirmed():
        started_at = time.monotonic()
        errors = asyncio.run(require_each())
        assert time.monotonic() - started_at < MAX_SECONDS
    assert [type(error) for error in errors] == [UnavailableError] * 8


def test_writes_are_rejected_at_once_while_too_many_wait_and_reads_work(deployment: Deployment) -> None:
    """Without connections of their own, reads with a key and readiness would wait for the writes.

    The time of the last request of a session is stored without waiting for the standby.
    """

    def write(_: int = 0) -> tuple[str, float]:
        started_at = time.monotonic()
        response = deployment.writer.post("/v1/targets", build_target())
        return describe(response), time.monotonic() - started_at

    readers: list[Callable[[], httpx.Response]] = [
        lambda: deployment.writer.get("/v1/targets?status=draft"),
        lambda: deployment.get("/health/ready/writes"),
        lambda: deployment.get("/v1/units"),
        lambda: browser.get("/en/reviews"),
    ]
    browser = Visitor(deployment.service.url)
    assert browser.sign_in(key_for(deployment.server.urls, "session", "publish")).status_code == 303
    execute(deployment.server.urls.owner, "UPDATE session SET last_used_at = now() - interval '1 hour'")
    with deployment.unconfirmed():
        with ThreadPoolExecutor(WRITING_CONNECTIONS) as pool:
            waiting = list(map(pool.submit, [write] * WRITING_CONNECTIONS))
            assert eventually(lambda: deployment.server.count_waiting() == WRITING_CONNECTIONS)
            for read in readers:
                response = read()
                assert (response.status_code, response.elapsed.total_seconds() < AT_ONCE_SECONDS) == (200, True)
            assert not any(one.done() for one in waiting)
        assert {one.result()[0] for one in waiting} == {"/problems/outcome-unknown"}
        for _ in range(3):
            rejected, seconds = write()
            assert (rejected, seconds < AT_ONCE_SECONDS) == ("/problems/unavailable", True)
        assert deployment.server.count_waiting() == WRITING_CONNECTIONS
        assert [read().status_code for read in readers] == [200] * len(readers)
    assert eventually(lambda: write()[0] == "201")
    browser.close()


def test_a_session_stays_valid_and_its_end_waits_for_the_standby(deployment: Deployment) -> None:
    """The connections for keys are few, so none of them waits for a commit."""
    urls = deployment.server.urls
    key = parse_credentials(key_for(urls, "reviewer", "write"))
    assert key is not None
    database = Database(urls.service, 2)
    store = SessionStore(database)

    async def sign_out_and_in() -> list[object]:
        return await asyncio.gather(store.delete(session_id), store.create(key.id, None), return_exceptions=True)

    with asyncio.Runner() as runner:
        runner.run(database.open())
        session_id = runner.run(store.create(key.id, None))
        execute(urls.owner, "UPDATE session SET last_used_at = now() - interval '2 minutes'")
        with deployment.unconfirmed():
            started_at = time.monotonic()
            assert runner.run(store.find_caller(session_id)) is not None
            assert time.monotonic() - started_at < AT_ONCE_SECONDS
            assert [type(result) for result in runner.run(sign_out_and_in())] == [OutcomeUnknownError] * 2
            assert runner.run(store.find_caller(session_id)) is not None
            assert runner.run(SessionFileStore(database).find(session_id, {"principal": "reviewer"})) is None
        assert eventually(lambda: runner.run(store.find_caller(session_id)) is None)
        runner.run(database.close())


def test_a_new_epoch_begins_without_the_standby(deployment: Deployment) -> None:
    """A timeout would cancel a wait for it, and a promoted server may have no standby yet."""
    urls = deployment.server.urls
    execute(urls.owner, OTHER_SERVER)
    database = Database(urls.service, 2)

    async def begin() -> list[int]:
        await database.open()
        async with database.acquire_service_read() as connection:
            epochs: list[int] = connection.renewed_epochs
        await database.close()
        return epochs

    with deployment.unconfirmed():
        started_at = time.monotonic()
        epochs = asyncio.run(begin())
        assert time.monotonic() - started_at < AT_ONCE_SECONDS
        assert execute(urls.owner, "SELECT max(number) FROM epoch WHERE number > 7") == epochs


def test_the_cache_is_not_used_while_no_standby_confirms(deployment: Deployment) -> None:
    """A server that was cut off from its standby may have been replaced by it. Its notifications prove nothing."""

    def read_status() -> str:
        return deployment.get("/v1/regions").headers["cache-status"]

    assert eventually(lambda: read_status() == "capaian; hit")
    with deployment.unconfirmed():
        assert eventually(lambda: read_status() == "capaian; fwd=bypass", 10)
    assert eventually(lambda: read_status() == "capaian; hit")


async def insert_and_cancel(server: ReplicatedServer, key: str) -> None:
    """Cancel a task during its commit, as at the end of a graceful stop."""
    database = Database(server.urls.service, 2)
    await database.open()

    async def insert() -> None:
        async with begin_transaction_as(database, {"principal": "x"}) as connection:
            await connection.execute(INSERT, key)

    task = asyncio.create_task(insert())
    assert await asyncio.to_thread(eventually, lambda: server.count_waiting() == 1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await database.close()


async def insert_and_exit(server: ReplicatedServer, key: str) -> None:
    """End a process during the commit: asyncio.run cancels its tasks."""
    command = [sys.executable, "-W", "ignore", "-c", EXITING_PROCESS, server.urls.service, INSERT, key]
    process = await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.PIPE)
    assert await asyncio.to_thread(eventually, lambda: server.count_waiting() == 1)
    await process.communicate(b"end")
    assert process.returncode == 0


async def insert_and_time_out(server: ReplicatedServer, key: str) -> None:
    database = Database(server.urls.service, 2)
    await database.open()
    with pytest.raises(OutcomeUnknownError):
        async with begin_transaction_as(database, {"principal": "x"}) as connection:
            await connection.execute(INSERT, key)
    await database.close()


async def insert_with_plain_asyncpg(server: ReplicatedServer, key: str) -> None:
    """The negative control: asyncpg sends a cancel request."""
    connection = await asyncpg.connect(
        server.urls.service, command_timeout=1, server_settings={"role": "capaian_service"}
    )
    transaction = connection.transaction()
    await transaction.start()
    await connection.execute("SELECT set_config('capaian.principal', 'x', true)")
    await connection.execute(INSERT, key)
    with pytest.raises(TimeoutError):
        await transaction.commit()
    await connection.close()  # after the cancel request


@pytest.mark.parametrize(
    ("insert", "visible"),
    [
        (insert_and_cancel, 0),
        (insert_and_exit, 0),
        (insert_and_time_out, 0),
        (insert_with_plain_asyncpg, 1),
    ],
)
def test_a_commit_is_never_canceled(deployment: Deployment, insert: Callable[..., object], visible: int) -> None:
    server, key = deployment.server, str(UUID(int=uuid4().int))
    with server.unconfirmed():
        asyncio.run(insert(server, key))  # type: ignore[arg-type]  # a coroutine
        time.sleep(0.3)  # a cancel request would arrive in this time
        assert execute(server.urls.owner, COUNT_KEYS.format(key)) == [visible]
        assert server.count_waiting() == 1 - visible
    assert eventually(lambda: execute(server.urls.owner, COUNT_KEYS.format(key)) == [1])
