"""A full volume of the data or of the WAL: writes get a 503 in time, and work when there is space again."""

import asyncio
import errno
import shutil
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import asyncpg
import httpx
import pytest

from api.database.embedded.server import EmbeddedServer
from api.resources.seed.load import load_seed_data
from tests.http.outages.outage import MAX_SECONDS, eventually, request_in_time
from tests.http.writes.conftest import build_target
from tests.support import services
from tests.support.callers import Person, key_for
from tests.support.databases import DatabaseUrls, execute
from tests.support.directories import reachable_directory
from tests.support.sizes import size

VOLUME_MEGABYTES = {"data": 200, "wal": 96}
SECONDS_WITHOUT_SPACE = 12.0  # the server restarts several times in this time

pytestmark = pytest.mark.skipif(not size(0, 1), reason="only in `make chaos`: it mounts volumes and takes a minute")


@contextmanager
def mounted(directory: Path, megabytes: int) -> Iterator[None]:
    """Mount a volume of this size in memory. Skip the test where that is not permitted."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=755", "none", str(directory)]
    if shutil.which("mount") is None or subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("This machine does not permit to mount a volume.")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(directory)], check=True)


def copy_to_volume(source: Path, volume: Path) -> None:
    """Copy a directory with its owners to a volume."""
    subprocess.run(["cp", "--archive", f"{source}/.", str(volume)], check=True)


def fill_volume(file: Path) -> None:
    with file.open("wb") as filling:
        try:
            while True:
                filling.write(b"\0" * 65_536)
                filling.flush()
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise


def use_up_wal(owner_url: str) -> None:
    """Write to the WAL until it is full."""

    async def write() -> None:
        connection = await asyncpg.connect(owner_url, timeout=5)
        for _ in range(1000):
            await connection.execute("SELECT pg_logical_emit_message(true, 'test', repeat('x', 1000000))")

    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        asyncio.run(write())


def post(writer: Person, key: str) -> int:
    started_at = time.monotonic()
    long_note = "a" * 3000
    citations = [
        {"source": "antara-2021-01-11", "locator": f"{key} {number}", "note": long_note} for number in range(20)
    ]
    response = writer.post("/v1/targets", build_target(citations=citations), idempotency_key=key)
    assert time.monotonic() - started_at < MAX_SECONDS + 1
    if response.status_code == 503:
        assert response.headers["retry-after"]
        assert response.json()["type"] in ("/problems/unavailable", "/problems/outcome-unknown")
    return response.status_code


@pytest.mark.parametrize("kind", ["data", "wal"])
def test_writes_get_503_while_a_volume_is_full_and_work_again_afterwards(
    kind: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    with reachable_directory() as directory, reachable_directory() as volume:
        with EmbeddedServer(directory):
            pass
        stored = directory / "postgres" / "data" / ("base" if kind == "data" else "pg_wal")
        with mounted(volume, VOLUME_MEGABYTES[kind]):
            copy_to_volume(stored, volume)
            owner = stored.stat()
            stored.rename(stored.with_name("moved"))
            stored.symlink_to(volume)
            shutil.chown(volume, owner.st_uid, owner.st_gid)
            with EmbeddedServer(directory) as database:
                urls = DatabaseUrls(database.service_url, database.owner_url)
                check_full_volume(urls, kind, volume / "filling", tmp_path)


def check_full_volume(urls: DatabaseUrls, kind: str, filling: Path, log_directory: Path) -> None:
    with services.running(log_directory, **urls.settings) as service:
        service.wait_until_ready()
        asyncio.run(load_seed_data(urls.service))
        with httpx.Client(base_url=service.url, timeout=30) as client:
            writer = Person(client, key_for(urls, "penulis", "write"))
            written = [str(uuid4())]
            assert post(writer, written[0]) == 201
            fill_volume(filling)
            if kind == "wal":
                use_up_wal(urls.owner)
            statuses: Counter[int] = Counter()
            full_until = time.monotonic() + SECONDS_WITHOUT_SPACE
            while time.monotonic() < full_until:
                key = str(uuid4())
                statuses[status := post(writer, key)] += 1
                if status == 201:
                    written.append(key)
                request_in_time(service)
            print(f"{kind}: {dict(statuses)} while the volume is full")  # noqa: T201  # the measured figures
            assert set(statuses) <= {201, 503}
            assert statuses[503] > 0
            filling.unlink()
            freed_at = time.monotonic()
            assert eventually(lambda: post(writer, str(uuid4())) == 201, 60)
            print(f"{kind}: writes work {time.monotonic() - freed_at:.1f} s after there is space")  # noqa: T201
            stored = [
                execute(urls.owner, f"SELECT count(*) FROM target WHERE citations::text LIKE '%{key}%'")[0]
                for key in written
            ]
            assert stored == [1] * len(written)
        assert "request.failed" not in service.log
