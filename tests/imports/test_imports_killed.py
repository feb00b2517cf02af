"""The service is killed in the middle of imports: the database is as before or as after, never between."""

import random
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.imports.conftest import table
from tests.soundness.mortal import Mortal
from tests.support import databases
from tests.support.callers import key_for
from tests.support.databases import Addresses
from tests.support.sizes import size

DEATHS = size(4, 20)
ROWS = 2_000


@pytest.fixture
def mortal(database: Addresses, tmp_path: Path) -> Iterator[Mortal]:
    mortal = Mortal(tmp_path, database)
    mortal.start()
    yield mortal
    mortal.stop()


def file(death: int) -> bytes:
    rows = (
        {"period": f"{1900 + death}-{1 + n % 12:02}", "stated_on": f"2{n // 12:03}-01-05"[:10]} for n in range(ROWS)
    )
    return table(*({**row, "stated_on": f"{1950 + n // 12}-01-05", "note": f"{death}"} for n, row in enumerate(rows)))


def entered(database: Addresses, death: int) -> object:
    (count,) = databases.execute(database.owner, f"SELECT count(*) FROM realization WHERE note = '{death}'")
    return count


def begun(database: Addresses) -> list[object]:
    (ids,) = databases.execute(database.owner, "SELECT array(SELECT id FROM import)")
    return list(ids)  # type: ignore[call-overload]


def send(url: str, key: str, body: bytes) -> None:
    headers = {"authorization": f"Bearer {key}", "content-type": "text/csv"}
    try:
        httpx.post(f"{url}/v1/imports?collection=realizations", content=body, headers=headers, timeout=40)
    except httpx.TransportError:
        return  # it died meanwhile


def test_a_killed_import_is_entered_whole_or_not_at_all(mortal: Mortal, database: Addresses) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")  # noqa: T201  # pytest shows it with a failure
    moments = random.Random(seed)
    key = key_for(database, "penulis", "write")
    fates = []
    for death in range(DEATHS):
        sending = threading.Thread(target=send, args=(mortal.url, key, file(death)))
        sending.start()
        while len(begun(database)) == death:
            time.sleep(0.01)
        time.sleep(moments.uniform(0.0, 1.0))
        mortal.kill()
        sending.join()
        assert entered(database, death) in (0, ROWS)
        mortal.start()
        fates.append(fate(mortal.url, key, database, death))
    assert "done" in fates  # what had arrived went on by itself
    assert mortal.verify().returncode == 0


def fate(url: str, key: str, database: Addresses, death: int) -> str:
    """How the newest import ends, after the restart."""
    with httpx.Client(base_url=url, headers={"authorization": f"Bearer {key}"}, timeout=20) as client:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            listed = client.get("/v1/imports?limit=1").json()["data"]
            if listed[0]["state"] not in ("queued", "running"):
                break
            time.sleep(0.1)
    state: str = listed[0]["state"]
    assert state in ("done", "receiving"), listed[0]  # the latter is given up by and by
    assert entered(database, death) == (ROWS if state == "done" else 0)
    return state
