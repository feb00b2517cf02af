"""Unusual rows and imports: each row has the correct result, and does not affect the other rows."""

import json
import time
from datetime import date, timedelta

import httpx

from tests.exchange.imports.conftest import (
    ROW,
    Callers,
    list_error_codes,
    publish_import,
    read_counts,
    read_finished,
    send_file,
    transition,
)
from tests.exchange.imports.conftest import build_csv as build_default_csv
from tests.support import databases

TARGET = {"quality": None, "region": "13", "period": "2027"}


def list_record_ids(callers: Callers, response: httpx.Response) -> list[str]:
    rows = callers.writer.get(f"{response.headers['location']}/rows").json()["data"]
    return [row["record"]["id"] for row in rows]


def build_csv(*rows: dict[str, str]) -> bytes:
    """Return a CSV file whose rows have a period of this module."""
    return build_default_csv(*({"period": "2023-06", **row} for row in rows))


def build_csv_of_columns(*rows: dict[str, str]) -> bytes:
    """Return a CSV file with only the columns of the rows."""
    columns = list(rows[0])
    return "\n".join([",".join(columns), *(",".join(row[name] for name in columns) for row in rows), ""]).encode()


def test_unit_and_program_are_checked_for_a_row_with_only_an_id(callers: Callers) -> None:
    (figure,) = list_record_ids(callers, send_file(callers.writer, build_csv({"region": "11"})))
    response = send_file(
        callers.writer, build_csv_of_columns({"id": figure, "value": "Rp115.5", "program": "qris"}), mode="partial"
    )
    assert list_error_codes(response) == ["unit_mismatch", "program_mismatch"]


def test_the_id_of_a_target_cannot_be_the_id_of_a_realization(callers: Callers) -> None:
    (target,) = list_record_ids(callers, send_file(callers.writer, build_csv(TARGET), collection="targets"))
    response = send_file(callers.writer, build_csv({"region": "12", "id": target}), mode="partial")
    assert list_error_codes(response) == ["id_of_other_type"]


def test_a_target_that_supersedes_a_rejected_row_is_rejected(callers: Callers) -> None:
    first, second, third, nothing = (f"01a1fb67-1800-7000-8000-0000000bb00{n}" for n in range(4))
    file = build_csv(
        {**TARGET, "id": first, "supersedes": nothing, "stated_on": "2023-01-01"},
        {**TARGET, "id": second, "supersedes": first, "stated_on": "2023-02-01"},
        {**TARGET, "id": third, "supersedes": "", "stated_on": "2023-03-01"},
    )
    response = send_file(callers.writer, file, collection="targets", mode="partial")
    assert read_counts(response) == (1, 0, 0, 2)
    assert list_error_codes(response) == ["target_supersedes_an_existing_target"] * 2


def test_a_row_that_violates_a_database_constraint_is_identified(callers: Callers) -> None:
    source = b"code,kind,title,date_basis\nsurat-edaran,report,Surat edaran,unknown\n"
    send_file(callers.writer, source, collection="sources")
    (figure,) = list_record_ids(
        callers, send_file(callers.writer, build_csv({"region": "14", "source": "surat-edaran"}))
    )
    callers.writer.transition("/v1/sources/surat-edaran/withdraw", {"reason": "Palsu."})
    rows = [{"region": "14"}, *({"region": "15", "period": f"19{year}"} for year in range(60, 99))]
    response = send_file(callers.writer, build_csv(*rows), mode="partial")
    assert read_counts(response) == (39, 0, 0, 1)
    assert list_error_codes(response) == ["figure_cites_sources"]
    assert callers.writer.get(f"/v1/realizations/{figure}").json()["value"] == 1250000
    rejected = send_file(callers.writer, build_csv({"region": "14"}, {"region": "16"}))
    assert (rejected.status_code, rejected.json()["errors"][0]["pointer"]) == (422, "/rows/1/source")
    assert read_counts(send_file(callers.writer, build_csv({"region": "16"}), dry_run="true")) == (1, 0, 0, 0)


def test_a_corrected_value_retains_the_previous_resolution_only_if_it_fits(callers: Callers) -> None:
    (figure,) = list_record_ids(callers, send_file(callers.writer, build_csv({"region": "17", "value": "1,3 juta"})))
    assert callers.writer.get(f"/v1/realizations/{figure}").json()["resolution"] == 100000
    assert read_counts(send_file(callers.writer, build_csv({"region": "17", "value": "1300000"}))) == (0, 0, 1, 0)
    unfit = send_file(callers.writer, build_csv({"region": "17", "value": "1300001"}), mode="partial")
    assert list_error_codes(unfit) == ["resolution_required"]
    send_file(callers.writer, build_csv({"region": "17", "value": "1300001", "resolution": "1"}))
    assert callers.writer.get(f"/v1/realizations/{figure}").json()["resolution"] == 1


def test_a_new_note_of_a_citation_updates_the_record(callers: Callers) -> None:
    fields = {name: value for name, value in ROW.items() if name not in ("source", "locator")}
    fields |= {"region": "18", "period": "2023-06"}
    citation = {"source": "antara-2021-01-11", "locator": "p. 3"}

    def line(**note: str) -> bytes:
        return json.dumps({**fields, "value": 5, "citations": [citation | note]}).encode()

    (figure,) = list_record_ids(callers, send_file(callers.writer, line(), "application/x-ndjson"))
    assert read_counts(send_file(callers.writer, line(note="Juga di hlm. 4."), "application/x-ndjson")) == (0, 1, 0, 0)
    assert read_counts(send_file(callers.writer, line(), "application/x-ndjson")) == (0, 0, 1, 0)
    citations = callers.writer.get(f"/v1/realizations/{figure}").json()["citations"]
    assert [citation["note"] for citation in citations] == ["Juga di hlm. 4."]


def test_an_import_adds_no_more_than_the_maximum_number_of_citations(callers: Callers) -> None:
    first, second = (
        build_csv(*({"region": "19", "locator": f"hlm. {n}"} for n in range(start, start + 60))) for start in (0, 60)
    )
    assert read_counts(send_file(callers.writer, first)) == (1, 59, 0, 0)
    assert set(list_error_codes(send_file(callers.writer, second, mode="partial"))) == {
        "figure_has_at_most_100_citations"
    }


def test_a_repeated_step_returns_its_own_result(callers: Callers) -> None:
    both = callers.create("dua peran", "write", "publish")
    report = read_finished(send_file(both, build_csv({"region": "21"})))
    key = {"idempotency-key": "submit-once"}
    assert both.post(f"/v1/imports/{report['id']}/submit", **key).status_code == 200
    assert both.transition(f"/v1/imports/{report['id']}/publish").status_code == 403
    again = both.post(f"/v1/imports/{report['id']}/submit", **key)
    assert (again.status_code, again.json()["records_status"]) == (200, "submitted")


def test_a_running_import_can_be_cancelled(callers: Callers) -> None:
    rows = (
        {"region": "31", "nature": "flow", "period": f"{date(1950, 1, 1) + timedelta(days=n)}"} for n in range(3000)
    )
    report = send_file(callers.writer, build_csv(*rows), headers={"prefer": "respond-async"}).json()
    cancelled = callers.writer.post(f"/v1/imports/{report['id']}/cancel")
    assert cancelled.status_code in (200, 202, 409)
    deadline = time.monotonic() + 20
    while (state := callers.writer.get(f"/v1/imports/{report['id']}").json()["status"]) in ("queued", "running"):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    count = "SELECT count(*) FROM realization WHERE region = '31' AND period LIKE '19%'"
    created = databases.execute(callers.stored.owner, count)[0]
    assert (state, created == 0) in (("cancelled", True), ("done", False))


def test_duplicate_rows_are_found_quickly_with_statistics_of_an_earlier_import(callers: Callers) -> None:
    """With these statistics the planner expects few rows of a new import; a nested loop would take minutes."""
    databases.execute(callers.stored.owner, "ANALYZE import_outcome", "ANALYZE import_row")
    rows = (
        {"region": "33", "nature": "flow", "period": f"{date(1950, 1, 1) + timedelta(days=n)}"} for n in range(3000)
    )
    began = time.monotonic()
    response = send_file(callers.writer, build_csv(*rows), dry_run="true", headers={"prefer": "wait=30"})
    assert read_counts(response) == (3000, 0, 0, 0)
    same = build_csv(*({"region": "34"} for _ in range(3000)))
    response = send_file(callers.writer, same, dry_run="true", headers={"prefer": "wait=30"})
    assert read_counts(response) == (1, 0, 2999, 0)
    assert time.monotonic() - began < 25


def test_the_records_of_a_file_are_published_together(callers: Callers) -> None:
    report = publish_import(callers, send_file(callers.writer, build_csv({"region": "35"}, {"region": "36"})))
    rows = callers.writer.get(f"/v1/imports/{report['id']}/rows").json()["data"]
    assert {callers.public.get(row["record"]["url"]).json()["status"] for row in rows} == {"published"}
    nothing = transition(callers.publisher, report, "reject", "Terlambat.")
    assert nothing.json()["errors"][0]["code"] == "no_rows_to_transition"
