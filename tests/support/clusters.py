"""Data directories that the server's user can reach, and questions to a server."""

import asyncio
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from api.embedded.server import EmbeddedServer


def ask(url: str, question: str, *values: object) -> object:
    async def answer() -> object:
        connection = await asyncpg.connect(url, timeout=5)
        try:
            return await connection.fetchval(question, *values)
        finally:
            await connection.close()

    return asyncio.run(answer())


def eventually(holds: Callable[[], bool], seconds: float = 15) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def empty_dir() -> Iterator[Path]:
    yield from _reachable_directory()


@pytest.fixture(scope="session")
def data_dir() -> Iterator[Path]:
    """One cluster, at rest, for all the tests that leave it as usable as they found it."""
    for directory in _reachable_directory():
        with EmbeddedServer(directory):
            pass
        yield directory


@pytest.fixture
def spoilt_dir(empty_dir: Path, data_dir: Path) -> Path:
    """A copy of that cluster, for the tests that damage it; made by whoever runs the tests, root perhaps."""
    shutil.copytree(data_dir, empty_dir, dirs_exist_ok=True)
    empty_dir.chmod(0o755)
    return empty_dir


@pytest.fixture(scope="session")
def live_dir() -> Iterator[Path]:
    """The data directory of `live`."""
    yield from _reachable_directory()


@pytest.fixture(scope="session")
def live(live_dir: Path) -> Iterator[EmbeddedServer]:
    """One server for all the tests that neither stop it nor break it."""
    with EmbeddedServer(live_dir) as server:
        yield server


def _reachable_directory() -> Iterator[Path]:
    """A directory that the server's user can reach, unlike pytest's tmp_path when root runs the tests."""
    directory = Path(tempfile.mkdtemp(prefix="capaian-test-"))
    directory.chmod(0o755)
    try:
        yield directory
    finally:
        shutil.rmtree(directory)


only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root turns into another user")
only_others = pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
