"""A new epoch begins on another server or timeline, or after a loss: once, and never on a standby."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import pytest

from api.database.epochs import KnownSeal
from api.database.pool import Database
from api.errors import InvalidRequestError, UnavailableError
from api.exchange.changes.feed import ChangeFeed
from api.exchange.changes.positions import FeedPosition, encode_position
from tests.support.databases import DatabaseUrls, execute

EPOCHS = "SELECT count(*) FROM epoch"
OTHER_SERVER = "INSERT INTO epoch (number, system_identifier, timeline) VALUES (7, 1, 1)"
OTHER_TIMELINE = (
    "INSERT INTO epoch (number, system_identifier, timeline) SELECT 7, system_identifier, 99 FROM identify_server()"
)
HIGHER_NUMBERS = (
    "INSERT INTO change (xid, action, record_type, record_id, revision) "
    "VALUES ('4000000000', 'published', 'target', 'x', 1)"
)
MISSING_SEAL = KnownSeal(1, 1, bytes(32))


def run(urls: DatabaseUrls, act: Callable[[Database], Awaitable[Any]], last_seal: KnownSeal | None = None) -> Any:
    async def run_with_pool() -> Any:
        database = Database(urls.service, 40)
        database.epochs.last_seal = last_seal
        await database.open()
        try:
            return await act(database)
        finally:
            await database.close()

    return asyncio.run(run_with_pool())


async def open_connections(database: Database) -> list[int | None]:
    """Open ten connections at the same time and return the epochs that they checked."""
    barrier = asyncio.Barrier(10)

    async def acquire() -> int | None:
        async with database.acquire_write() as connection:
            await barrier.wait()
            checked: list[int] = connection.renewed_epochs  # type: ignore[union-attr]  # of PooledConnection
            return checked[0] if checked else None

    return await asyncio.gather(*(acquire() for _ in range(10)))


def name(database: DatabaseUrls) -> str:
    return urlsplit(database.owner).path[1:]


@pytest.mark.parametrize(
    ("statement", "seal"),
    [(OTHER_SERVER, None), (OTHER_TIMELINE, None), (HIGHER_NUMBERS, None), ("SELECT 1", MISSING_SEAL)],
)
def test_concurrent_connections_begin_one_epoch(database: DatabaseUrls, statement: str, seal: KnownSeal | None) -> None:
    execute(database.owner, statement)
    (before,) = execute(database.owner, EPOCHS)
    epochs = run(database, open_connections, seal)
    assert len(set(epochs)) == 1
    assert run(database, open_connections, seal) == epochs  # the seal is still missing
    assert execute(database.owner, EPOCHS, "SELECT max(number) FROM epoch") == [before + 1, epochs[0]]


def test_the_same_server_and_timeline_begin_no_epoch(database: DatabaseUrls) -> None:
    assert run(database, open_connections) == [1] * 10


def test_a_read_only_connection_begins_an_epoch_when_it_may_write(database: DatabaseUrls) -> None:
    execute(database.owner, OTHER_TIMELINE, f"ALTER DATABASE {name(database)} SET default_transaction_read_only = on")

    async def act(pool: Database) -> tuple[list[int], list[int]]:
        async with pool.acquire_write() as connection:
            before = list(connection.renewed_epochs)
            await connection.execute("SET default_transaction_read_only = off")
        async with pool.acquire_write() as connection:
            return before, connection.renewed_epochs

    before, after = run(database, act)
    assert (before, len(after)) == ([], 1)


def test_a_user_without_rights_identifies_the_server_unless_it_forbids_that(database: DatabaseUrls) -> None:
    """The rights on a function of PostgreSQL belong to one database."""
    identify = "SELECT identify_server()::text"
    (identity,) = execute(database.service, identify, role="capaian_service")
    assert all(str(identity).strip("()").split(","))
    assert [identity] == execute(database.owner, identify)
    for function in ("pg_control_system()", "pg_walfile_name(pg_lsn)"):
        execute(database.owner, f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC")
    assert execute(database.service, identify, role="capaian_service") == ["(,)"]


def test_an_epoch_of_an_unidentified_server_remains(database: DatabaseUrls) -> None:
    execute(database.owner, "INSERT INTO epoch (number) VALUES (7)")
    assert run(database, open_connections) == [7] * 10


def test_a_reader_with_a_lost_cursor_begins_the_epoch_of_a_new_server(database: DatabaseUrls) -> None:
    execute(database.owner, OTHER_TIMELINE)

    async def act(pool: Database) -> None:
        feed = ChangeFeed(pool)
        assert (await feed.parse_cursor(encode_position(FeedPosition(7, 1, 1)), "cursor")).note is not None
        with pytest.raises(InvalidRequestError):
            await feed.parse_cursor(encode_position(FeedPosition(2**31 - 1, 1, 1)), "cursor")

    run(database, act)


def test_a_cursor_is_not_rejected_while_the_server_can_begin_no_epoch(database: DatabaseUrls) -> None:
    execute(database.owner, OTHER_TIMELINE, f"ALTER DATABASE {name(database)} SET default_transaction_read_only = on")

    async def act(pool: Database) -> None:
        with pytest.raises(UnavailableError):
            await ChangeFeed(pool).parse_cursor(encode_position(FeedPosition(7, 1, 1)), "cursor")

    run(database, act)


def test_a_connection_of_an_older_schema_works_without_epochs(database: DatabaseUrls) -> None:
    execute(database.owner, "DROP FUNCTION renew_epoch")

    async def act(pool: Database) -> list[int]:
        async with pool.acquire_internal() as connection:
            assert await connection.fetchval("SELECT 1") == 1
            checked: list[int] = connection.renewed_epochs
            return checked

    assert run(database, act) == []
