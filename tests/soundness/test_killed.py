"""Writers on a bad network, to a service that is killed again and again: nothing acknowledged is lost or doubled."""

import asyncio
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.soundness.counting import all_sealed, doubled, is_all_there_once
from tests.soundness.cutting import CUT_AFTER, Wire
from tests.soundness.mortal import Mortal
from tests.soundness.pressing import Press, once, press
from tests.support.callers import key_for
from tests.support.databases import Addresses
from tests.support.sizes import size
from tests.writing.conftest import TARGET

WRITERS = 16
FIGURES = size(2, 40)  # of each writer
DEATHS = size(2, 12)


@pytest.fixture
def mortal(database: Addresses, tmp_path: Path) -> Iterator[Mortal]:
    mortal = Mortal(tmp_path, database)
    mortal.start()
    yield mortal
    mortal.stop()


@pytest.fixture
def seed() -> int:
    seed = random.randrange(2**32)
    print(f"seed {seed}")  # noqa: T201  # pytest shows it with a failure
    return seed


def pressing(wire: Wire, stored: Addresses, *, keyed: bool = True) -> Press:
    writer, publisher = ({"Authorization": f"Bearer {key_for(stored, name, scope)}"} for name, scope in WHO)
    return Press(f"http://127.0.0.1:{wire.port}", writer, publisher, TARGET, keyed=keyed)


WHO = (("penulis", "write"), ("penerbit", "publish"))


def test_what_was_acknowledged_is_there_once_however_often_the_service_was_killed(
    mortal: Mortal, database: Addresses, seed: int
) -> None:
    async def story() -> None:
        async with Wire(mortal.port, random.Random(seed)).open() as wire:
            writing = await asyncio.to_thread(pressing, wire, database)
            ledger = writing.ledger

            async def kill() -> None:
                for death in range(1, DEATHS + 1):
                    due = death * WRITERS * FIGURES // (DEATHS + 1)
                    await once(lambda due=due: len(ledger.created) >= due)
                    if death % 2 == 0:
                        mortal.kill_worker()
                    else:
                        await asyncio.to_thread(mortal.kill)
                        await asyncio.to_thread(mortal.start)

            await asyncio.gather(press(writing.publish, WRITERS, FIGURES, seed), kill())
            # Not in vain: requests and answers were lost, and some of what was lost had taken effect.
            assert min(wire.fates.values()) > 0
            assert ledger.without_answer > 0 < ledger.replayed
            await is_all_there_once(database, mortal.url, ledger, WRITERS * FIGURES)
            await all_sealed(database)

    asyncio.run(story())
    verified = mortal.verify()
    assert verified.returncode == 0, verified.stdout
    assert "request.failed" not in mortal.log


def test_without_an_idempotency_key_a_bad_network_doubles_writes(
    mortal: Mortal, database: Addresses, seed: int
) -> None:
    """The negative control: the same writers and the same wire would show doubles, where there are any."""

    async def story() -> None:
        async with Wire(mortal.port, random.Random(seed)).open() as wire:
            writing = await asyncio.to_thread(lambda: pressing(wire, database, keyed=False))
            await press(writing.create, WRITERS, FIGURES, seed)
            assert wire.fates[CUT_AFTER] > 0
            assert len(await doubled(database)) > 0

    asyncio.run(story())
