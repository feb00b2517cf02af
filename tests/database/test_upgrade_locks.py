"""A migration does not stop clients while it waits for a lock, and does not wait for ever."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest

from api.database.embedded.server import EmbeddedServer
from api.database.migrations import MigrationError, migrate
from api.database.upgrades import dbmate, lock_retry
from tests.database.test_migrations import GROUPS, write
from tests.support.clusters import ask

ADD_COLUMN = "ALTER TABLE target ADD COLUMN note text;"
HAS_NOTE = "SELECT count(*) FROM pg_attribute WHERE attrelid = 'target'::regclass AND attname = 'note'"
CONCURRENT_INDEX = """-- migrate:up transaction:false
CREATE INDEX CONCURRENTLY IF NOT EXISTS target_index ON target (id);
-- migrate:down
"""
IS_VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = 'target_index'::regclass"

_numbers = itertools.count(1)


@pytest.fixture
def urls(live: EmbeddedServer) -> tuple[str, str]:
    name = f"locks_{next(_numbers)}"
    ask(live.owner_url, f"create database {name}")
    return live.owner_url.replace("/capaian?", f"/{name}?"), live.service_url.replace("/capaian?", f"/{name}?")


@pytest.fixture
def migrations(tmp_path: Path, urls: tuple[str, str], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder whose first migrations are applied, and make the waits short."""
    write(tmp_path, "0001_groups.sql", GROUPS)
    write(tmp_path, "0002_target.sql", "CREATE TABLE target (id int);")
    asyncio.run(migrate(*urls, tmp_path))
    monkeypatch.setattr(dbmate, "LOCK_TIMEOUT", "100ms")
    monkeypatch.setattr(lock_retry, "PAUSE_SECONDS", 0.2)
    return tmp_path


@asynccontextmanager
async def long_transaction(url: str, statement: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url)
    try:
        async with connection.transaction():
            await connection.execute(statement)
            yield connection
    finally:
        await connection.close()


def test_reads_continue_while_a_migration_waits_for_a_long_transaction(urls: tuple[str, str], migrations: Path) -> None:
    write(migrations, "0003_note.sql", ADD_COLUMN)

    async def upgrade_during_an_export() -> tuple[float, bool]:
        reader = await asyncpg.connect(urls[0])
        async with long_transaction(urls[0], "SELECT * FROM target"):
            migration = asyncio.create_task(migrate(*urls, migrations))
            longest = 0.0
            for _ in range(20):
                started_at = time.monotonic()
                await reader.fetch("SELECT * FROM target")
                longest = max(longest, time.monotonic() - started_at)
                await asyncio.sleep(0.05)
            is_waiting = not migration.done()
        assert await migration == ["0003"]
        await reader.close()
        return longest, is_waiting

    longest, is_waiting = asyncio.run(upgrade_during_an_export())
    assert is_waiting
    assert longest < 0.9  # without the timeout the reader waits as long as the export
    assert ask(urls[0], HAS_NOTE) == 1


def test_a_migration_that_never_gets_its_lock_ends_with_the_reason(
    urls: tuple[str, str], migrations: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock_retry, "MAX_SECONDS", 0.5)
    write(migrations, "0003_note.sql", ADD_COLUMN)

    async def upgrade_during_an_export() -> None:
        async with long_transaction(urls[0], "SELECT * FROM target"):
            await migrate(*urls, migrations)

    with pytest.raises(MigrationError, match="another transaction locked its tables") as failure:
        asyncio.run(upgrade_during_an_export())
    assert "0003_note.sql" in str(failure.value)
    assert "transaksi lain mengunci" in failure.value.indonesian
    assert ask(urls[0], HAS_NOTE) == 0


def test_an_index_is_built_while_a_write_is_open_and_again_if_it_is_invalid(
    urls: tuple[str, str], migrations: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (migrations / "0003_index.sql").write_text(CONCURRENT_INDEX)
    write(migrations, "0004_note.sql", ADD_COLUMN)
    monkeypatch.setattr(dbmate, "CONCURRENT_LOCK_TIMEOUT", "100ms")
    monkeypatch.setattr(lock_retry, "MAX_SECONDS", 0.0)

    async def upgrade(*, is_blocked: bool) -> list[str]:
        async with long_transaction(urls[0], "INSERT INTO target VALUES (1)") as writer:
            if not is_blocked:
                await writer.execute("ROLLBACK; BEGIN")
            migration = asyncio.create_task(migrate(*urls, migrations))
            other = await asyncpg.connect(urls[0], timeout=2, command_timeout=2)
            await other.execute("INSERT INTO target VALUES (2)")  # the index stops no write
            await other.close()
            return await migration

    with pytest.raises(MigrationError, match=r"0003_index\.sql"):
        asyncio.run(upgrade(is_blocked=True))
    assert ask(urls[0], IS_VALID) is False
    assert asyncio.run(upgrade(is_blocked=False)) == ["0003", "0004"]
    assert ask(urls[0], IS_VALID) is True
