"""What the report of an import states about its rows: the record as read, and as it was before."""

from typing import Any

from tests.exchange.imports.conftest import Callers, build_csv, publish_import, read_finished, send_file, transition
from tests.support.callers import Person

SOURCES = b"code,kind,title,published_on,date_basis\n%b,laporan,Laporan Uji,5 Januari 2020,tercantum\n"


def list_rows(person: Person, report: dict[str, Any]) -> list[dict[str, Any]]:
    response = person.get(f"/v1/imports/{report['id']}/rows")
    assert response.status_code == 200, response.text
    rows: list[dict[str, Any]] = response.json()["data"]
    return rows


def check_and_apply(callers: Callers, file: bytes, **parameters: str) -> list[dict[str, Any]]:
    """Check a file and apply the plan. Return its rows, which the dry run must have reported in the same way."""
    report = read_finished(send_file(callers.writer, file, dry_run="true", **parameters))
    planned = list_rows(callers.writer, report)
    read_finished(send_file(callers.writer, b"", apply_token=report["apply_token"]))
    assert list_rows(callers.writer, report) == planned
    return planned


def test_a_row_shows_what_was_read_in_a_dry_run_and_after_the_import(callers: Callers) -> None:
    (row,) = check_and_apply(
        callers, build_csv({"region": "Kab. Bandung", "period": "Maret 2002", "value": "13,7 juta"})
    )
    assert row["before"] is None
    assert row["read"] == {
        "indicator": "umkm-onboarded", "nature": "stock", "region": "32.04", "region_name": "Kabupaten Bandung",
        "breakdown": {}, "period": "2002-03", "value": 13_700_000, "value_to": None, "unit": "umkm",
        "qualifier": "exact", "resolution": 100_000, "stated_on": "2025-01-05", "stated_not_before": None,
        "stated_not_after": None, "institution": "kemenkop-ukm", "sources": ["antara-2021-01-11"],
        "day_known": True, "quality": "final",
    }  # fmt: skip


def test_an_updated_row_shows_the_record_before_the_import(callers: Callers) -> None:
    publish_import(callers, send_file(callers.writer, build_csv({"period": "2002-04", "value": "70"})))
    changed, repeated = check_and_apply(
        callers,
        build_csv({"period": "2002-04", "value": "71"}, {"period": "2002-04", "value": "71", "locator": "table 9"}),
    )
    for row in (changed, repeated):
        assert row["action"] == "updated"
        assert (row["before"]["value"], row["read"]["value"]) == (70, 71)
        assert {**row["before"], "value": 71} == row["read"]


def test_an_unchanged_row_shows_its_record_without_a_state_before(callers: Callers) -> None:
    file = build_csv({"period": "2002-05", "region": "32.73", "value": "8"})
    read_finished(send_file(callers.writer, file))
    (row,) = check_and_apply(callers, file)
    assert (row["action"], row["read"]["region_name"], row["before"]) == ("unchanged", "Kota Bandung", None)


def test_rows_of_one_new_figure_show_all_of_its_sources(callers: Callers) -> None:
    file = build_csv({"period": "2002-06"}, {"period": "2002-06", "source": "tribunnews-2022-03-28"})
    sources = ["antara-2021-01-11", "tribunnews-2022-03-28"]
    assert [row["read"]["sources"] for row in check_and_apply(callers, file)] == [sources, sources]


def test_a_rejected_row_shows_what_was_read_unless_a_cell_is_invalid(callers: Callers) -> None:
    publish_import(callers, send_file(callers.writer, build_csv({"period": "2002-07", "value": "70"})))
    file = build_csv(
        {"period": "2002-07", "value": "99", "source": "tribunnews-2022-03-28"}, {"period": "2002-08", "value": "?"}
    )
    report = read_finished(send_file(callers.writer, file, mode="partial", dry_run="true"))
    contradiction, invalid = list_rows(callers.writer, report)
    assert (contradiction["errors"][0]["code"], contradiction["read"]["value"]) == ("figure_exists", 99)
    assert (invalid["read"], invalid["before"]) == (None, None)


def test_the_rows_of_a_rejected_import_show_nothing_that_is_deleted(callers: Callers) -> None:
    file = build_csv({"period": "2002-09", "value": "70"}, {"period": "2002-10", "value": "?"})
    response = send_file(callers.writer, file)
    assert response.status_code == 422
    rows = callers.writer.get(f"{response.headers['location']}/rows").json()["data"]
    assert [(row["action"], row["read"]) for row in rows] == [("created", None), ("rejected", None)]


def test_a_publisher_sees_what_was_read_but_no_earlier_draft(callers: Callers) -> None:
    published = {"period": "2002-11", "value": "70"}
    publish_import(callers, send_file(callers.writer, build_csv(published)))
    read_finished(send_file(callers.writer, build_csv({"period": "2002-12", "value": "60"})))
    file = build_csv({**published, "value": "71"}, {"period": "2002-12", "value": "61"})
    report = read_finished(send_file(callers.writer, file))
    own = [(row["before"]["value"], row["read"]["value"]) for row in list_rows(callers.writer, report)]
    assert own == [(70, 71), (60, 61)]
    transition(callers.writer, report, "submit")
    first, second = list_rows(callers.publisher, report)
    assert (first["before"]["value"], first["read"]["value"]) == (70, 71)
    assert (second["before"], second["read"]["value"]) == (None, 61)


def test_a_key_that_may_not_read_the_draft_of_another_user_sees_only_the_cells_of_its_row(callers: Callers) -> None:
    draft = read_finished(send_file(callers.writer, build_csv({"period": "2001-11", "value": "70"})))
    (row,) = list_rows(callers.writer, draft)
    reading, writing = callers.create("dua kunci", "write", "read:drafts"), callers.create("dua kunci", "write")
    file = f"id,value,resolution\n{row['record']['id']},71,1\n".encode()
    report = read_finished(send_file(reading, file, dry_run="true"))
    (seen,) = list_rows(reading, report)
    assert (seen["before"]["value"], seen["read"]["value"], seen["read"]["region"]) == (70, 71, "32")
    (hidden,) = list_rows(writing, report)
    assert (hidden["before"], hidden["read"]["value"], hidden["read"]["region"]) == (None, 71, None)


def test_a_row_of_a_source_shows_the_fields_of_a_source(callers: Callers) -> None:
    (row,) = check_and_apply(callers, SOURCES % b"laporan-uji-2020", collection="sources")
    assert row["read"] == {
        "code": "laporan-uji-2020", "kind": "report", "title": "Laporan Uji", "publisher": None, "original_url": None,
        "published_on": "2020-01-05", "published_not_before": None, "published_not_after": None, "date_basis": "stated",
    }  # fmt: skip
    changed = (SOURCES % b"laporan-uji-2020").replace(b"Laporan Uji", b"Laporan")
    (row,) = check_and_apply(callers, changed, collection="sources")
    assert (row["before"]["title"], row["read"]["title"]) == ("Laporan Uji", "Laporan")
