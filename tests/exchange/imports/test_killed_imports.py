"""An import during which the service is killed is stored completely or not at all."""

import random
import threading
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import httpx
import pytest

from tests.consistency.killable_service import KillableService as Mortal
from tests.exchange.imports.conftest import build_csv
from tests.support import databases
from tests.support.callers import key_for
from tests.support.databases import DatabaseUrls
from tests.support.sizes import size

KILLS = size(4, 20)
ROWS = 2_000


@pytest.fixture
def mortal(database: DatabaseUrls, tmp_path: Path) -> Iterator[Mortal]:
    mortal = Mortal(tmp_path, database)
    mortal.start()
    yield mortal
    mortal.stop()


def build_file(number: int) -> bytes:
    return build_csv(
        *(
            {
                "period": f"{1900 + number}-{1 + n % 12:02}",
                "stated_on": f"{date(1950, 1, 5) + timedelta(days=n)}",
                "note": f"{number}",
            }
            for n in range(ROWS)
        )
    )


def count_rows(database: DatabaseUrls, number: int) -> object:
    (count,) = databases.execute(database.owner, f"SELECT count(*) FROM realization WHERE note = '{number}'")
    return count


def has_begun(database: DatabaseUrls, number: int, *, is_received: bool) -> bool:
    """Return whether the import with this number exists and, if `is_received`, has received its file."""
    statuses: list[str]
    (statuses,) = databases.execute(database.owner, "SELECT array(SELECT status FROM import ORDER BY received_at)")  # type: ignore[assignment]
    return len(statuses) > number and not (is_received and statuses[-1] == "receiving")


def send(url: str, key: str, body: bytes) -> None:
    headers = {"authorization": f"Bearer {key}", "content-type": "text/csv"}
    try:
        httpx.post(f"{url}/v1/imports?collection=realizations", content=body, headers=headers, timeout=40)
    except httpx.TransportError:
        return  # the service was killed


def test_an_interrupted_import_is_complete_or_has_no_rows(mortal: Mortal, database: DatabaseUrls) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")  # noqa: T201  # pytest shows it with a failure
    dice = random.Random(seed)
    key = key_for(database, "penulis", "write")
    statuses = []
    for number in range(KILLS):
        sending = threading.Thread(target=send, args=(mortal.url, key, build_file(number)))
        sending.start()
        # The file of every second import is received completely before the service is killed.
        deadline = time.monotonic() + 60
        while not has_begun(database, number, is_received=number % 2 == 1):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        time.sleep(dice.uniform(0.0, 1.0))
        mortal.kill()
        sending.join()
        assert count_rows(database, number) in (0, ROWS)
        mortal.start()
        statuses.append(wait_for_status(mortal.url, key, database, number))
    assert "done" in statuses  # a completely received import continues after the restart
    assert mortal.verify().returncode == 0


def wait_for_status(url: str, key: str, database: DatabaseUrls, number: int) -> str:
    """Return the final status of the newest import after the restart."""
    with httpx.Client(base_url=url, headers={"authorization": f"Bearer {key}"}, timeout=20) as client:
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            listed = client.get("/v1/imports?limit=1").json()["data"]
            if listed[0]["status"] not in ("queued", "running"):
                break
            time.sleep(0.1)
    state: str = listed[0]["status"]
    assert state in ("done", "receiving"), listed[0]  # an incompletely received import expires later
    assert count_rows(database, number) == (ROWS if state == "done" else 0)
    return state
