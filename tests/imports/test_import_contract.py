"""What the contract says of imports beside their rows: steps that go on, pages, tags, and how a file is read."""

import io
import time
from typing import Any
from uuid import uuid4

import pytest
from openpyxl import Workbook

from api.http.replay import HOLD
from api.imports.files.spreadsheet import LARGEST
from api.imports.running import IN_TURN
from tests.imports.conftest import ROW, People, done, moved, published, sent, table
from tests.support.callers import Person
from tests.support.locks import held

REASON = "Salah berkas."
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
AT_ONCE = {"prefer": "respond-async"}


def over(person: Person, one: dict[str, Any]) -> dict[str, Any]:
    """The import, once it is."""
    deadline = time.monotonic() + 20
    while True:
        seen: dict[str, Any] = person.get(f"/v1/imports/{one['id']}").json()
        if seen["state"] not in ("receiving", "queued", "running"):
            return seen
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_step_that_takes_its_time_is_told_of_while_it_goes_on(people: People) -> None:
    one = done(sent(people.writer, table({"region": "34.01"})))
    steps = [
        (people.writer, "submit", None),
        (people.publisher, "reject", {"reason": REASON}),
        (people.writer, "submit", None),
        (people.publisher, "publish", None),
        (people.publisher, "withdraw", {"reason": REASON}),
    ]
    for person, step, body in steps:
        with held(people.stored, IN_TURN, "realizations"):
            going_on = person.post(f"/v1/imports/{one['id']}/{step}", body, **AT_ONCE)
            assert (going_on.status_code, going_on.headers["retry-after"]) == (202, "1")
        assert over(people.writer, one)["state"] == "done"
    assert over(people.writer, one)["stage"] == "withdrawn"


def test_an_import_that_waits_for_its_turn_can_be_cancelled(people: People) -> None:
    with held(people.stored, IN_TURN, "realizations"):
        one = sent(people.writer, table({"region": "34.02"}), headers=AT_ONCE)
        assert one.status_code == 202
        cancelled = people.writer.post(f"/v1/imports/{one.json()['id']}/cancel", **AT_ONCE)
        assert cancelled.status_code == 202
        assert over(people.writer, one.json())["state"] == "cancelled"


def test_a_step_that_does_not_follow_is_a_conflict(people: People) -> None:
    one = done(sent(people.writer, table({"region": "34.03"})))
    assert people.writer.post(f"/v1/imports/{one['id']}/cancel").status_code == 409
    assert moved(people.writer, one, "withdraw", REASON).status_code == 200
    assert moved(people.writer, one, "withdraw", REASON).status_code == 409


def test_what_is_published_is_not_published_again(people: People) -> None:
    one = published(people, sent(people.writer, table({"region": "34.03"})))
    assert moved(people.publisher, one, "publish").status_code == 409


def test_a_key_of_another_step_is_refused(people: People) -> None:
    key = {"idempotency_key": str(uuid4())}
    first, second = (done(sent(people.writer, table({"region": region}))) for region in ("34.04", "34.71"))
    for person, step in ((people.writer, "submit"), (people.publisher, "publish")):
        moved(people.writer, second, "submit")
        assert person.post(f"/v1/imports/{first['id']}/{step}", **key).status_code == 200
        reused = person.post(f"/v1/imports/{second['id']}/{step}", **key)
        assert (reused.status_code, reused.json()["type"]) == (422, "/problems/idempotency-key-reused")


def test_rows_and_imports_come_page_by_page_and_what_is_unchanged_is_spared(people: People) -> None:
    one = done(sent(people.writer, table({"region": "35"}, {"region": "36"}, {"value": "x"}), mode="partial"))
    rows, cursor = f"/v1/imports/{one['id']}/rows?limit=1", ""
    numbers = []
    while True:
        page = people.writer.get(f"{rows}{cursor}").json()
        numbers += [row["number"] for row in page["data"]]
        if not page["meta"]["has_more"]:
            break
        cursor = f"&cursor={page['meta']['next_cursor']}"
    assert numbers == [1, 2, 3]
    (rejected,) = people.writer.get(f"/v1/imports/{one['id']}/rows?action=rejected").json()["data"]
    assert rejected["number"] == 3
    first = people.writer.get("/v1/imports?limit=1").json()
    second = people.writer.get(f"/v1/imports?limit=1&cursor={first['meta']['next_cursor']}").json()
    assert first["data"][0]["id"] != second["data"][0]["id"]
    address = f"/v1/imports/{one['id']}"
    for asked in (address, f"{address}/rows", f"{address}/faulty-rows.csv", "/v1/imports"):
        tag = people.writer.get(asked).headers["etag"]
        assert people.writer.get(asked, **{"If-None-Match": tag}).status_code == 304


def test_mappings_come_page_by_page_and_what_is_unchanged_is_spared(people: People) -> None:
    for name in ("halaman-a", "halaman-b"):
        assert people.admin.put(f"/v1/mappings/{name}", {"columns": {"Jumlah": "value"}}).status_code == 200
    first = people.writer.get("/v1/mappings?limit=1").json()
    second = people.writer.get(f"/v1/mappings?limit=1&cursor={first['meta']['next_cursor']}").json()
    assert first["data"] != second["data"]
    for asked in ("/v1/mappings", "/v1/mappings/halaman-a"):
        tag = people.writer.get(asked).headers["etag"]
        assert people.writer.get(asked, **{"If-None-Match": tag}).status_code == 304


def test_a_mapping_is_not_saved_twice_at_once(people: People) -> None:
    key, body = str(uuid4()), {"columns": {"Jumlah": "value"}}
    with held(people.stored, HOLD, "admin", key):
        assert people.admin.put("/v1/mappings/serentak", body, idempotency_key=key).status_code == 409
    assert people.admin.put("/v1/mappings/serentak", body, idempotency_key=key).status_code == 200


@pytest.mark.parametrize(("delimiter", "sign"), [("semicolon", ";"), ("tab", "\t")])
def test_a_file_is_read_as_it_is_said_to_be_written(people: People, delimiter: str, sign: str) -> None:
    file = table({"region": "61"}, delimiter=sign).decode().encode("utf-16")
    one = done(sent(people.writer, file, dry_run="true", delimiter=delimiter, encoding="utf-16"))
    assert (one["created"], one["rejected"]) == (1, 0)


def test_a_sheet_is_read_by_its_name(people: People) -> None:
    book, out = Workbook(), io.BytesIO()
    book.active.append(["Catatan"])
    sheet = book.create_sheet("Rekap")
    for line in (list(ROW), list({**ROW, "region": "61"}.values())):
        sheet.append(line)
    book.save(out)
    one = done(sent(people.writer, out.getvalue(), XLSX, dry_run="true", sheet="Rekap"))
    assert (one["created"], one["rejected"]) == (1, 0)


def test_a_spreadsheet_that_nobody_could_hold_is_refused(people: People) -> None:
    assert sent(people.writer, b"PK\x03\x04" + bytes(LARGEST), XLSX).status_code == 413
