"""What one user can make the service read and store with imports: rejected rows, staged rows, slots and time."""

import gzip
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from api.exchange.imports.receive.quota import MAX_STAGED_BYTES, MAX_UNFINISHED_IMPORTS
from api.exchange.imports.receive.upload_rate import GRACE_SECONDS, MIN_BYTES_PER_SECOND, UploadRate
from api.exchange.imports.run.actions import LOCK_COLLECTION
from api.http.request.body import BodyTimeoutError
from tests.exchange.imports.conftest import ROW, Callers, build_csv, read_counts, read_finished, send_file
from tests.support import databases, services
from tests.support.callers import Person, key_for
from tests.support.databases import DatabaseUrls
from tests.support.locks import hold_lock

GZIP = {"content-encoding": "gzip"}
HEADER = ",".join(ROW).encode() + b"\n"
BOMB = gzip.compress(HEADER + b"x,\n" * 1_700_000, 9)


def read_size(stored: DatabaseUrls) -> int:
    (size,) = databases.execute(stored.owner, "SELECT pg_database_size(current_database())")
    assert isinstance(size, int)
    return size


def count_staged_rows(callers: Callers, run: dict[str, Any]) -> object:
    (count,) = databases.execute(callers.stored.owner, f"SELECT count(*) FROM import_row WHERE import = '{run['id']}'")
    return count


def wait_until_settled(callers: Callers, run: dict[str, Any]) -> object:
    """Wait until the worker has deleted rows of an ended import; return the number of the others."""
    deadline = time.monotonic() + 20
    settled = f"SELECT settled_at IS NOT NULL FROM import WHERE id = '{run['id']}'"
    while databases.execute(callers.stored.owner, settled) != [True]:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return count_staged_rows(callers, run)


def test_five_kilobytes_of_gzip_leave_nothing_in_the_database(callers: Callers) -> None:
    assert len(BOMB) < 6_000
    before = read_size(callers.stored)
    response = send_file(callers.writer, BOMB, headers=GZIP, mode="partial")
    assert response.status_code == 422
    first, second, *_ = response.json()["errors"]
    assert (first["code"], second["pointer"].split("/")[:3]) == ("too_many_rejected_rows", ["", "rows", "1"])
    assert first["detail"] == (
        "stopped after 10001 rows: more than 10000 rows are rejected; fix the file and send it again"
    )
    run = callers.writer.get(response.headers["location"]).json()
    assert (run["status"], run["problem"]["code"], run["rejected_rows"]) == ("failed", "too_many_rejected_rows", [])
    assert count_staged_rows(callers, run) == 0
    assert read_size(callers.stored) - before < 2_000_000


@pytest.fixture
def strict(stored: DatabaseUrls, tmp_path: Path) -> Iterator[Person]:
    """A writer at a service that accepts three rejected rows."""
    with services.running(
        tmp_path,
        CAPAIAN_DATABASE_URL=stored.service,
        CAPAIAN_MIGRATION_DATABASE_URL=stored.owner,
        CAPAIAN_IMPORT_MAX_REJECTED_ROWS="3",
    ) as service:
        service.wait_until_ready()
        with httpx.Client(base_url=service.url, timeout=40) as client:
            yield Person(client, key_for(stored, "penulis ketat", "write"))


def test_rows_that_the_database_rejects_count_too(strict: Person) -> None:
    rows = [{"region": "32", "period": f"2003-{month:02}", "source": "koran"} for month in range(1, 5)]
    assert read_counts(send_file(strict, build_csv(*rows[:3]), mode="partial")) == (0, 0, 0, 3)
    for mode in ("partial", "atomic"):
        response = send_file(strict, build_csv(*rows), mode=mode)
        assert (response.status_code, response.json()["errors"][0]["code"]) == (422, "too_many_rejected_rows")
        assert strict.get(response.headers["location"]).json()["status"] == "failed"
    mixed = [{"region": "32", "period": "2003-05", "value": "x"}, *rows[:3]]
    assert send_file(strict, build_csv(*mixed), mode="partial").status_code == 422


def test_rows_are_deleted_as_soon_as_an_import_needs_them_no_longer(callers: Callers) -> None:
    good, bad = {"region": "32", "period": "2004-01"}, {"region": "32", "period": "2004-02", "value": "x"}
    partial = read_finished(send_file(callers.writer, build_csv(good, bad), mode="partial"))
    assert wait_until_settled(callers, partial) == 1
    rows = callers.writer.get(f"/v1/imports/{partial['id']}/rows").json()["data"]
    assert [(row["line"], row["action"]) for row in rows] == [(2, "created"), (3, "rejected")]
    rejected = callers.client.get(partial["rejected_rows_url"], headers=callers.writer.headers)
    assert ",x," in rejected.text
    atomic = send_file(callers.writer, build_csv({**good, "region": "33"}, bad))
    assert wait_until_settled(callers, callers.writer.get(atomic.headers["location"]).json()) == 1


def test_a_dry_run_stores_its_rows_until_it_is_applied_or_cancelled(callers: Callers) -> None:
    file = build_csv({"region": "32", "period": "2004-03"})
    applied, cancelled = (read_finished(send_file(callers.writer, file, dry_run="true")) for _ in range(2))
    assert (count_staged_rows(callers, applied), count_staged_rows(callers, cancelled)) == (1, 1)
    read_finished(send_file(callers.writer, b"", apply_token=applied["apply_token"]))
    assert wait_until_settled(callers, applied) == 0
    assert callers.writer.post(f"/v1/imports/{cancelled['id']}/cancel").json()["status"] == "cancelled"
    databases.execute(callers.stored.owner, f"SELECT {settle(cancelled)}")
    assert count_staged_rows(callers, cancelled) == 0
    assert send_file(callers.writer, b"", apply_token=cancelled["apply_token"]).status_code == 409


def test_rejected_rows_expire_after_30_days(callers: Callers) -> None:
    run = read_finished(
        send_file(callers.writer, build_csv({"region": "32", "period": "2004-04", "value": "x"}), mode="partial")
    )
    wait_until_settled(callers, run)
    for days, left in ((29, 1), (31, 0)):
        databases.execute(
            callers.stored.owner,
            f"UPDATE import SET ended_at = now() - interval '{days} days' WHERE id = '{run['id']}'",
            f"SELECT {settle(run)}",
        )
        assert count_staged_rows(callers, run) == left
    assert callers.writer.get(f"/v1/imports/{run['id']}").json()["rejected"] == 1


def settle(run: dict[str, Any]) -> str:
    """Return the expression by which the import worker settles an import."""
    return f"set_config('capaian.principal', 'system', false), settle_import('{run['id']}')"


def test_a_user_has_a_limited_number_of_unfinished_imports(callers: Callers) -> None:
    busy = callers.create("tak sabar", "write")
    at_once, file = {"prefer": "respond-async"}, build_csv({"region": "32"})
    with hold_lock(callers.stored, LOCK_COLLECTION, "realizations"):
        runs = [send_file(busy, file, headers=at_once, dry_run="true") for _ in range(MAX_UNFINISHED_IMPORTS)]
        assert {response.status_code for response in runs} == {202}
        rejected = send_file(busy, file, headers=at_once, dry_run="true")
        assert (rejected.status_code, rejected.json()["errors"][0]["code"]) == (409, "too_many_imports")
        assert send_file(callers.writer, file, headers=at_once, dry_run="true").status_code == 202


def test_the_rows_stored_for_one_user_are_limited(callers: Callers) -> None:
    hoarder = callers.create("penimbun", "write")
    run = read_finished(send_file(hoarder, build_csv({"region": "32", "period": "2004-05"}), dry_run="true"))
    for left, status in ((10, 413), (0, 409)):
        databases.execute(
            callers.stored.owner, f"UPDATE import SET staged_bytes = {MAX_STAGED_BYTES - left} WHERE id = '{run['id']}'"
        )
        rejected = send_file(hoarder, build_csv({"region": "32", "period": "2004-06"}))
        assert (rejected.status_code, rejected.json()["errors"][0]["code"]) == (status, "staging_quota_exceeded")
    assert hoarder.post(f"/v1/imports/{run['id']}/cancel").status_code == 200
    assert read_counts(send_file(hoarder, build_csv({"region": "32", "period": "2004-06"}))) == (1, 0, 0, 0)


def test_one_user_leaves_upload_slots_to_others(callers: Callers) -> None:
    started, release = threading.Event(), threading.Event()

    def body() -> Iterator[bytes]:
        yield HEADER
        started.set()
        release.wait(20)
        yield build_csv({"region": "32", "period": "2004-07"}).split(b"\n", 1)[1]

    statuses: list[int] = []
    slow = threading.Thread(target=lambda: statuses.append(send_file(callers.writer, body()).status_code))  # type: ignore[arg-type]
    slow.start()
    try:
        assert started.wait(20)
        second = send_file(callers.writer, build_csv({"region": "33", "period": "2004-07"}))
        assert second.status_code == 503
        assert read_counts(send_file(callers.bound, build_csv({"region": "34", "period": "2004-07"}))) == (1, 0, 0, 0)
    finally:
        release.set()
        slow.join()
    assert statuses == [201]


def test_an_upload_has_a_minimum_average_rate_after_a_grace_period() -> None:
    fast = UploadRate()
    for _ in range(int(2 * GRACE_SECONDS)):
        fast.add(MIN_BYTES_PER_SECOND, 1.0)
    slow = UploadRate()
    for _ in range(int(GRACE_SECONDS)):
        slow.add(1, 1.0)
    with pytest.raises(BodyTimeoutError):
        slow.add(1, 1.0)
    late = UploadRate()
    late.add(MIN_BYTES_PER_SECOND * 100, 1.0)
    with pytest.raises(BodyTimeoutError):
        late.add(1, 101.0)
