"""The database is killed in the middle of writes: what was acknowledged is there when it has recovered."""

import asyncio
import os
import random
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.embedded.cluster import Cluster
from api.embedded.postmaster import read_postmaster
from api.embedded.server import EmbeddedServer
from tests.soundness.counting import is_all_there_once
from tests.soundness.mortal import Mortal
from tests.soundness.pressing import Press, once, press
from tests.support.callers import key_for
from tests.support.databases import Addresses
from tests.support.sizes import size
from tests.writing.conftest import TARGET

WRITERS = 16
FIGURES = size(2, 40)
DEATHS = size(2, 10)


@pytest.fixture
def own(spoilt_dir: Path) -> Iterator[Addresses]:
    """A server of this test's own; its keeper starts it again on the same port."""
    with EmbeddedServer(spoilt_dir) as server:
        yield Addresses(server.service_url, server.owner_url)


@pytest.fixture
def mortal(own: Addresses, tmp_path: Path) -> Iterator[Mortal]:
    mortal = Mortal(tmp_path, own)
    mortal.start()
    yield mortal
    mortal.stop()


def postmaster_in(directory: Path) -> int:
    found = read_postmaster(Cluster(directory).files)
    return found.pid if found and found.status == "ready" else 0


def test_what_was_acknowledged_is_there_when_a_killed_database_has_recovered(
    mortal: Mortal, own: Addresses, spoilt_dir: Path
) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")  # noqa: T201  # pytest shows it with a failure
    who = (("penulis", "write"), ("penerbit", "publish"))
    writer, publisher = ({"Authorization": f"Bearer {key_for(own, name, scope)}"} for name, scope in who)
    writing = Press(mortal.url, writer, publisher, TARGET)
    killed = set()

    async def kill() -> None:
        for death in range(1, DEATHS + 1):
            due = death * WRITERS * FIGURES // (DEATHS + 1)
            await once(lambda due=due: len(writing.ledger.created) >= due)
            await once(lambda: postmaster_in(spoilt_dir) not in (0, *killed))
            killed.add(pid := postmaster_in(spoilt_dir))
            os.kill(pid, signal.SIGKILL)

    async def story() -> None:
        await asyncio.gather(press(writing.publish, WRITERS, FIGURES, seed), kill())
        await is_all_there_once(own, mortal.url, writing.ledger, WRITERS * FIGURES)

    asyncio.run(story())
    assert len(killed) == DEATHS
    assert writing.ledger.unavailable > 0  # the deaths were felt
    assert mortal.verify().returncode == 0
    assert "request.failed" not in mortal.log
