"""Writers use an unreliable network, and the service is killed repeatedly: each successful write is stored once."""

import asyncio
import random
from collections.abc import Iterator

import pytest

from tests.consistency.final_state import assert_each_write_is_stored_once, find_duplicates, wait_until_sealed
from tests.consistency.killable_service import KillableService
from tests.consistency.retrying_writers import RetryingWriter, run_writers, wait_until
from tests.consistency.unreliable_proxy import CUT_AFTER, UnreliableProxy
from tests.http.writes.conftest import build_target
from tests.support import databases
from tests.support.callers import key_for
from tests.support.databases import DatabaseUrls
from tests.support.sizes import size

WRITERS = 16
FIGURES = size(2, 40)  # per writer
KILLS = size(2, 12)


@pytest.fixture(scope="module")
def database(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    with databases.copy(postgres) as copied:
        yield copied


@pytest.fixture(scope="module")
def killable(database: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KillableService]:
    killable = KillableService(tmp_path_factory.mktemp("killable"), database)
    killable.start()
    yield killable
    killable.stop()


@pytest.fixture
def seed() -> int:
    seed = random.randrange(2**32)
    print(f"seed {seed}")  # noqa: T201  # pytest shows it with a failure
    return seed


@pytest.fixture(scope="module")
def tokens(database: DatabaseUrls) -> list[str]:
    """The API keys of a writer and a publisher."""
    return [key_for(database, name, scope) for name, scope in (("penulis", "write"), ("penerbit", "publish"))]


def build_writer(proxy: UnreliableProxy, tokens: list[str], *, with_keys: bool = True) -> RetryingWriter:
    writer, publisher = ({"Authorization": f"Bearer {token}"} for token in tokens)
    return RetryingWriter(f"http://127.0.0.1:{proxy.port}", writer, publisher, build_target, with_keys=with_keys)


def test_each_successful_write_is_stored_once_although_the_service_is_killed(
    killable: KillableService, database: DatabaseUrls, tokens: list[str], seed: int
) -> None:
    async def run() -> None:
        async with UnreliableProxy(killable.port, random.Random(seed)).open() as proxy:
            writer = build_writer(proxy, tokens)
            log = writer.log

            async def kill() -> None:
                for number in range(1, KILLS + 1):
                    due = number * WRITERS * FIGURES // (KILLS + 1)
                    await wait_until(lambda due=due: len(log.created) >= due)
                    if number % 2 == 0:
                        killable.kill_worker()
                    else:
                        await asyncio.to_thread(killable.kill)
                        await asyncio.to_thread(killable.start)

            await asyncio.gather(run_writers(writer.publish, WRITERS, FIGURES, seed), kill())
            # Requests and responses were lost, and some of the lost requests had been processed.
            assert min(proxy.outcome_counts.values()) > 0
            assert log.lost_count > 0 < log.replayed_count
            await assert_each_write_is_stored_once(database, killable.url, log, WRITERS * FIGURES)
            await wait_until_sealed(database)

    asyncio.run(run())
    verified = killable.verify()
    assert verified.returncode == 0, verified.stdout
    assert "request.failed" not in killable.log


def test_a_repeated_write_without_an_idempotency_key_is_rejected(
    killable: KillableService, database: DatabaseUrls, tokens: list[str], seed: int
) -> None:
    """Without keys, a retry whose first request was stored states the same figure again."""

    async def run() -> None:
        async with UnreliableProxy(killable.port, random.Random(seed)).open() as proxy:
            writer = build_writer(proxy, tokens, with_keys=False)
            with pytest.raises(ExceptionGroup):
                await run_writers(writer.create, WRITERS, FIGURES, seed)
            assert proxy.outcome_counts[CUT_AFTER] > 0
            assert [rejected for rejected in writer.log.rejected if "figure_exists" not in rejected] == []
            assert await find_duplicates(database) == []

    asyncio.run(run())
