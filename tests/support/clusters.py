"""Data directories that the user of the server can read, and queries to a server."""

import asyncio
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import pytest

from api.database.embedded.server import EmbeddedServer
from tests.support.directories import reachable_directory


def ask(url: str, query: str, *values: object) -> object:
    """Run a query in a connection of its own and return the first value of the first row."""

    async def fetch() -> object:
        connection = await asyncpg.connect(url, timeout=5)
        try:
            return await connection.fetchval(query, *values)
        finally:
            await connection.close()

    return asyncio.run(fetch())


def find_running_server(data_dir: Path) -> EmbeddedServer | None:
    """Return the running server of another process on this directory, or None. Its stop() does not stop it."""
    server = EmbeddedServer(data_dir)
    return server if server.join() else None


def eventually(is_true: Callable[[], bool], seconds: float = 15) -> bool:
    """Return whether a condition becomes true in this time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_true():
            return True
        time.sleep(0.02)
    return False


@contextmanager
def replaced(path: Path) -> Iterator[Path]:
    """Rename a file and yield the path that it is moved to; put it back at the end."""
    original = path.with_name("before")
    path.rename(original)
    try:
        yield original
    finally:
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        else:
            path.unlink(missing_ok=True)
        original.rename(path)


@pytest.fixture
def empty_dir() -> Iterator[Path]:
    with reachable_directory() as directory:
        yield directory


@pytest.fixture(scope="session")
def data_dir() -> Iterator[Path]:
    """Return the data directory of a stopped server, for tests that do not damage it."""
    with reachable_directory() as directory:
        with EmbeddedServer(directory):
            pass
        yield directory


@pytest.fixture
def copied_dir(empty_dir: Path, data_dir: Path) -> Path:
    """Return a copy of `data_dir` for tests that damage it. It belongs to the user who runs the tests, even root."""
    shutil.copytree(data_dir, empty_dir, dirs_exist_ok=True)
    empty_dir.chmod(0o755)
    return empty_dir


@pytest.fixture(scope="module")
def stopped_dir(data_dir: Path) -> Iterator[Path]:
    """A data directory of which a test replaces one file at a time. No command starts its server."""
    with reachable_directory() as directory:
        shutil.copytree(data_dir, directory, dirs_exist_ok=True)
        directory.chmod(0o755)
        yield directory


@pytest.fixture(scope="session")
def live_dir() -> Iterator[Path]:
    """Return the data directory of `live`."""
    with reachable_directory() as directory:
        yield directory


@pytest.fixture(scope="session")
def live(live_dir: Path) -> Iterator[EmbeddedServer]:
    """Start one server for all tests that neither stop nor damage it."""
    with EmbeddedServer(live_dir) as server:
        yield server


only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can switch to another user")
only_others = pytest.mark.skipif(os.geteuid() == 0, reason="root can write everywhere")
