"""The totals of an import: what its figures add up to, and how many of the regions they cover."""

from typing import Any

from tests.exchange.imports.conftest import Callers, build_csv, read_counts, read_finished, send_file
from tests.exchange.imports.test_import_readings import SOURCES

WEST_JAVA = [f"32.{number:02}" for number in (*range(1, 19), *range(71, 80))]


def read_totals(callers: Callers, report: dict[str, Any]) -> dict[str, Any]:
    response = callers.writer.get(report["totals_url"])
    assert response.status_code == 200, response.text
    totals: dict[str, Any] = response.json()
    return totals


def summarize(total: dict[str, Any]) -> tuple[Any, ...]:
    covered = f"{total['region_count']} of {total['region_total']} {total['level']} in {total['within_name']}"
    return total["period"], total["figure_count"], total["sum"], total["min"], total["max"], covered


def test_the_totals_are_those_of_the_figures_per_period_and_level(callers: Callers) -> None:
    rows = [{"region": code, "value": f"{10 + n}", "period": "2014-05"} for n, code in enumerate(WEST_JAVA)]
    others = [
        {"region": "32", "value": "621", "period": "2014-05"},
        {"region": "32", "value": "621", "period": "2014-05", "locator": "table 3"},
        {"region": "ID", "value": "20-25", "period": "2014-06"},
        {"region": "32.01", "value": "7", "period": "2014-06"},
        {"region": "31.01", "value": "8", "period": "2014-06"},
        {"region": "33", "value": "x", "period": "2014-06"},
    ]
    file = build_csv(*rows, *others)
    planned = read_finished(send_file(callers.writer, file, dry_run="true", mode="partial"))
    totals = read_totals(callers, planned)
    assert [summarize(total) for total in totals["totals"]] == [
        ("2014-05", 27, sum(range(10, 37)), 10, 36, "27 of 27 regency in Jawa Barat"),
        ("2014-05", 1, 621, 621, 621, "1 of 34 province in Indonesia"),
        ("2014-06", 1, 20, 20, 25, "1 of 1 country in Indonesia"),
        ("2014-06", 2, 15, 7, 8, "2 of 511 regency in Indonesia"),
    ]
    assert totals["unlisted_count"] == 0
    first = totals["totals"][0]
    assert {name: first[name] for name in ("indicator", "nature", "breakdown", "unit", "within")} == {
        "indicator": "umkm-onboarded", "nature": "stock", "breakdown": {}, "unit": "umkm", "within": "32",
    }  # fmt: skip
    applied = read_finished(send_file(callers.writer, b"", apply_token=planned["apply_token"]))
    assert read_totals(callers, applied) == totals


def test_rows_with_an_id_are_added_up_with_the_fields_of_their_records(callers: Callers) -> None:
    created = read_finished(send_file(callers.writer, build_csv({"period": "2014-07", "value": "30"})))
    (row,) = callers.writer.get(f"/v1/imports/{created['id']}/rows").json()["data"]
    file = f"id,value,resolution\n{row['record']['id']},31,1\n".encode()
    (total,) = read_totals(callers, read_finished(send_file(callers.writer, file)))["totals"]
    assert summarize(total) == ("2014-07", 1, 31, 31, 31, "1 of 34 province in Indonesia")


def test_parts_have_totals_of_their_own_and_rates_have_no_sum(callers: Callers) -> None:
    rows = [{"region": code, "period": "2014-08", "value": value} for code, value in (("11", "4"), ("12", "5"))]
    parts = [{**row, "breakdown": "part:own"} for row in rows]
    rates = [{**row, "indicator": "digital-economy-gdp-share", "nature": "rate"} for row in rows]
    cells = [{"breakdown": "none", **row} for row in (*rows, *parts, *rates)]
    report = read_finished(send_file(callers.writer, build_csv(*cells), dry_run="true"))
    totals = read_totals(callers, report)["totals"]
    assert [(total["breakdown"], total["sum"], total["max"]) for total in totals] == [
        ({}, 9, 5), ({"part": "own"}, 9, 5), ({}, None, 5),
    ]  # fmt: skip


def test_only_the_first_200_totals_are_listed(callers: Callers) -> None:
    rows = [{"region": "32", "period": f"{1950 + n // 12}-{n % 12 + 1:02}", "value": "1"} for n in range(203)]
    report = send_file(callers.writer, build_csv(*rows), dry_run="true")
    totals = read_totals(callers, read_finished(report))
    assert (len(totals["totals"]), totals["unlisted_count"]) == (200, 3)
    assert [total["period"] for total in totals["totals"][:2]] == ["1950-01", "1950-02"]


def test_sources_and_rejected_imports_have_no_totals(callers: Callers) -> None:
    report = read_finished(send_file(callers.writer, SOURCES % b"tanpa-jumlah", collection="sources"))
    assert report["totals_url"] is None
    response = callers.writer.get(f"/v1/imports/{report['id']}/totals")
    assert response.json() == {"totals": [], "unlisted_count": 0}
    only_rejected = send_file(callers.writer, build_csv({"value": "x"}), dry_run="true")
    assert (read_counts(only_rejected), only_rejected.json()["totals_url"]) == ((0, 0, 0, 1), None)


def test_totals_are_read_only_by_users_who_may_read_the_import(callers: Callers) -> None:
    report = read_finished(send_file(callers.writer, build_csv({"period": "2014-09"})))
    assert callers.other_writer.get(report["totals_url"]).status_code == 404
    assert callers.reader.get(report["totals_url"]).status_code == 200
