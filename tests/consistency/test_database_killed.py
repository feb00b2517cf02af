"""The database is killed during writes: each successful write is stored after its recovery."""

import asyncio
import os
import random
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.database.embedded.cluster import Cluster
from api.database.embedded.postmaster import read_pid_file
from api.database.embedded.server import EmbeddedServer
from api.resources.seed.load import load_seed_data
from tests.consistency.final_state import assert_each_write_is_stored_once
from tests.consistency.killable_service import KillableService
from tests.consistency.retrying_writers import RetryingWriter, run_writers, wait_until
from tests.http.writes.conftest import build_target
from tests.support.callers import key_for
from tests.support.databases import DatabaseUrls
from tests.support.sizes import size

WRITERS = 16
FIGURES = size(2, 40)
KILLS = size(2, 10)


@pytest.fixture
def server_to_kill(copied_dir: Path) -> Iterator[DatabaseUrls]:
    """A database server for this test only. Its supervisor starts it again on the same port."""
    with EmbeddedServer(copied_dir) as server:
        yield DatabaseUrls(server.service_url, server.owner_url)


@pytest.fixture
def service(server_to_kill: DatabaseUrls, tmp_path: Path) -> Iterator[KillableService]:
    service = KillableService(tmp_path, server_to_kill)
    service.start()
    asyncio.run(load_seed_data(server_to_kill.service))
    yield service
    service.stop()


def find_ready_postmaster(directory: Path) -> int:
    """Return its process id, or 0 if the server is not ready."""
    found = read_pid_file(Cluster(directory).files)
    return found.pid if found and found.status == "ready" else 0


def test_each_successful_write_is_stored_once_after_the_database_has_recovered(
    service: KillableService, server_to_kill: DatabaseUrls, copied_dir: Path
) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")  # noqa: T201  # pytest shows it with a failure
    writer_headers, publisher_headers = (
        {"Authorization": f"Bearer {key_for(server_to_kill, name, scope)}"}
        for name, scope in (("penulis", "write"), ("penerbit", "publish"))
    )
    writer = RetryingWriter(service.url, writer_headers, publisher_headers, build_target)
    killed = set[int]()

    async def kill() -> None:
        for number in range(1, KILLS + 1):
            due = number * WRITERS * FIGURES // (KILLS + 1)
            await wait_until(lambda due=due: len(writer.log.created) >= due)
            await wait_until(lambda: find_ready_postmaster(copied_dir) not in (0, *killed))
            killed.add(pid := find_ready_postmaster(copied_dir))
            os.kill(pid, signal.SIGKILL)

    async def run() -> None:
        await asyncio.gather(run_writers(writer.publish, WRITERS, FIGURES, seed), kill())
        await assert_each_write_is_stored_once(server_to_kill, service.url, writer.log, WRITERS * FIGURES)

    asyncio.run(run())
    assert len(killed) == KILLS
    assert writer.log.unavailable_count > 0  # requests were sent while the database was down
    assert service.verify().returncode == 0
    assert "request.failed" not in service.log
