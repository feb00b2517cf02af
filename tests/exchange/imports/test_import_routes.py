"""The routes of imports and mappings: asynchronous steps, pages, ETags, and parameters of a file."""

import io
import time
from typing import Any
from uuid import uuid4

import pytest
from openpyxl import Workbook

from api.exchange.imports.files.sheet_reader import MAX_FILE_BYTES
from api.exchange.imports.run.actions import LOCK_COLLECTION
from api.http.writes.idempotency import LOCK_KEY
from tests.exchange.imports.conftest import ROW as DEFAULT_ROW
from tests.exchange.imports.conftest import Callers, publish_import, read_finished, send_file, transition
from tests.exchange.imports.conftest import build_csv as build_default_csv
from tests.support.callers import Person
from tests.support.locks import hold_lock

ROW = {**DEFAULT_ROW, "period": "2023-05"}
REASON = "Salah berkas."
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ASYNCHRONOUSLY = {"prefer": "respond-async"}


def build_csv(*rows: dict[str, str], delimiter: str = ",") -> bytes:
    """Return a CSV file whose rows have a period of this module."""
    return build_default_csv(*({**ROW, **row} for row in rows), delimiter=delimiter)


def wait_for_end(person: Person, report: dict[str, Any]) -> dict[str, Any]:
    """Return the import when it has ended."""
    deadline = time.monotonic() + 20
    while True:
        current: dict[str, Any] = person.get(f"/v1/imports/{report['id']}").json()
        if current["status"] not in ("receiving", "queued", "running"):
            return current
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_step_can_be_started_asynchronously(callers: Callers) -> None:
    report = read_finished(send_file(callers.writer, build_csv({"region": "34.01"})))
    steps = [
        (callers.writer, "submit", None),
        (callers.publisher, "reject", {"reason": REASON}),
        (callers.writer, "submit", None),
        (callers.publisher, "publish", None),
        (callers.publisher, "withdraw", {"reason": REASON}),
        (callers.create("penerbit kedua", "publish"), "restore", {"reason": REASON}),
    ]
    for person, step, body in steps:
        with hold_lock(callers.stored, LOCK_COLLECTION, "realizations"):
            started = person.transition(f"/v1/imports/{report['id']}/{step}", body, **ASYNCHRONOUSLY)
            assert (started.status_code, started.headers["retry-after"]) == (202, "1")
        assert wait_for_end(callers.writer, report)["status"] == "done"
    assert wait_for_end(callers.writer, report)["records_status"] == "published"


def test_a_queued_import_can_be_cancelled(callers: Callers) -> None:
    with hold_lock(callers.stored, LOCK_COLLECTION, "realizations"):
        response = send_file(callers.writer, build_csv({"region": "34.02"}), headers=ASYNCHRONOUSLY)
        assert response.status_code == 202
        cancelled = callers.writer.post(f"/v1/imports/{response.json()['id']}/cancel", **ASYNCHRONOUSLY)
        assert cancelled.status_code == 202
        assert wait_for_end(callers.writer, response.json())["status"] == "cancelled"


def test_a_step_that_the_status_does_not_allow_is_a_conflict(callers: Callers) -> None:
    report = read_finished(send_file(callers.writer, build_csv({"region": "34.03"})))
    assert callers.writer.post(f"/v1/imports/{report['id']}/cancel").status_code == 409
    assert transition(callers.writer, report, "withdraw", REASON).status_code == 200
    assert transition(callers.writer, report, "withdraw", REASON).status_code == 409


def test_a_published_import_cannot_be_published_again(callers: Callers) -> None:
    report = publish_import(callers, send_file(callers.writer, build_csv({"region": "34.03"})))
    assert transition(callers.publisher, report, "publish").status_code == 409


def test_the_idempotency_key_of_another_import_is_rejected(callers: Callers) -> None:
    key = {"idempotency_key": str(uuid4())}
    first, second = (
        read_finished(send_file(callers.writer, build_csv({"region": region}))) for region in ("34.04", "34.71")
    )
    for person, step in ((callers.writer, "submit"), (callers.publisher, "publish")):
        transition(callers.writer, second, "submit")
        assert person.transition(f"/v1/imports/{first['id']}/{step}", **key).status_code == 200
        reused = person.transition(f"/v1/imports/{second['id']}/{step}", **key)
        assert (reused.status_code, reused.json()["type"]) == (422, "/problems/idempotency-key-reused")


def test_rows_and_imports_have_pages_and_etags(callers: Callers) -> None:
    report = read_finished(
        send_file(callers.writer, build_csv({"region": "35"}, {"region": "36"}, {"value": "x"}), mode="partial")
    )
    rows, cursor = f"/v1/imports/{report['id']}/rows?limit=1", ""
    numbers = []
    while True:
        page = callers.writer.get(f"{rows}{cursor}").json()
        numbers += [row["number"] for row in page["data"]]
        if not page["meta"]["has_more"]:
            break
        cursor = f"&cursor={page['meta']['next_cursor']}"
    assert numbers == [1, 2, 3]
    (rejected,) = callers.writer.get(f"/v1/imports/{report['id']}/rows?action=rejected").json()["data"]
    assert rejected["number"] == 3
    first = callers.writer.get("/v1/imports?limit=1").json()
    second = callers.writer.get(f"/v1/imports?limit=1&cursor={first['meta']['next_cursor']}").json()
    assert first["data"][0]["id"] != second["data"][0]["id"]
    url = f"/v1/imports/{report['id']}"
    for path in (url, f"{url}/rows", f"{url}/rejected-rows.csv", "/v1/imports"):
        etag = callers.writer.get(path).headers["etag"]
        assert callers.writer.get(path, **{"If-None-Match": etag}).status_code == 304


def test_mappings_have_pages_and_etags(callers: Callers) -> None:
    for name in ("halaman-a", "halaman-b"):
        assert callers.admin.put(f"/v1/mappings/{name}", {"columns": {"Jumlah": "value"}}).status_code == 201
    first = callers.writer.get("/v1/mappings?limit=1").json()
    second = callers.writer.get(f"/v1/mappings?limit=1&cursor={first['meta']['next_cursor']}").json()
    assert first["data"] != second["data"]
    for path in ("/v1/mappings", "/v1/mappings/halaman-a"):
        etag = callers.writer.get(path).headers["etag"]
        assert callers.writer.get(path, **{"If-None-Match": etag}).status_code == 304
        assert callers.writer.get(path, **{"If-Match": '"other"'}).status_code == 412


def test_a_concurrent_request_with_the_same_idempotency_key_is_a_conflict(callers: Callers) -> None:
    key, body = str(uuid4()), {"columns": {"Jumlah": "value"}}
    with hold_lock(callers.stored, LOCK_KEY, "admin", key):
        assert callers.admin.put("/v1/mappings/serentak", body, idempotency_key=key).status_code == 409
    assert callers.admin.put("/v1/mappings/serentak", body, idempotency_key=key).status_code == 201


@pytest.mark.parametrize(("delimiter", "character"), [("semicolon", ";"), ("tab", "\t")])
def test_a_file_is_read_with_the_given_delimiter_and_encoding(callers: Callers, delimiter: str, character: str) -> None:
    file = build_csv({"region": "61"}, delimiter=character).decode().encode("utf-16")
    report = read_finished(send_file(callers.writer, file, dry_run="true", delimiter=delimiter, encoding="utf-16"))
    assert (report["would_create"], report["rejected"]) == (1, 0)


def test_the_named_sheet_is_read(callers: Callers) -> None:
    book, out = Workbook(), io.BytesIO()
    book.active.append(["Catatan"])
    sheet = book.create_sheet("Rekap")
    for line in (list(ROW), list({**ROW, "region": "61"}.values())):
        sheet.append(line)
    book.save(out)
    report = read_finished(send_file(callers.writer, out.getvalue(), XLSX, dry_run="true", sheet="Rekap"))
    assert (report["would_create"], report["rejected"]) == (1, 0)


def test_a_spreadsheet_above_the_size_limit_is_rejected(callers: Callers) -> None:
    assert send_file(callers.writer, b"PK\x03\x04" + bytes(MAX_FILE_BYTES), XLSX).status_code == 413


def test_a_deleted_mapping_is_unknown_until_it_is_saved_again(callers: Callers) -> None:
    url, mapping = "/v1/mappings/lama", {"columns": {"Jumlah": "value"}}
    assert callers.admin.put(url, mapping).status_code == 201
    assert callers.writer.post(f"{url}/delete").status_code == 403
    deleted = callers.admin.post(f"{url}/delete")
    assert deleted.status_code == 200, deleted.text
    assert callers.writer.get(url).status_code == callers.admin.post(f"{url}/delete").status_code == 404
    assert "lama" not in {saved["name"] for saved in callers.writer.get("/v1/mappings?limit=1000").json()["data"]}
    unknown = send_file(callers.writer, build_csv({"period": "2004-11"}), mapping="lama").json()["errors"][0]
    assert unknown["code"] == "unknown_mapping"
    assert callers.admin.put(url, mapping).json()["revision"] == 3


def test_the_report_of_an_import_has_etags(callers: Callers) -> None:
    report = send_file(callers.writer, build_csv({"period": "2004-12", "value": "x"})).headers["location"]
    for path in ("", "/rows", "/totals", "/errors", "/rejected-rows.csv"):
        assert callers.writer.get(f"{report}{path}", **{"If-Match": '"other"'}).status_code == 412
    for person, path in ((callers.writer, f"{report}/errors"), (callers.writer, f"{report}/totals"),
                         (callers.publisher, "/v1/reviews")):  # fmt: skip
        etag = person.get(path).headers["etag"]
        assert person.get(path, **{"If-None-Match": etag}).status_code == 304
