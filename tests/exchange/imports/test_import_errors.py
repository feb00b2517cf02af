"""The errors of an import, equal ones together, and the existing codes that they suggest."""

import csv
from typing import Any

import httpx
import pytest

from api.exchange.imports.files.open_file import CSV
from tests.exchange.imports.conftest import Callers, build_csv, read_counts, read_finished, send_file
from tests.exchange.imports.real_files.sheets import build_sheet, check_sheet
from tests.support.callers import Person


def list_groups(person: Person, response: httpx.Response, query: str = "") -> list[dict[str, Any]]:
    report = read_finished(response)
    listed = person.get(report["errors_url"] + query)
    assert listed.status_code == 200, listed.text
    groups: list[dict[str, Any]] = listed.json()["data"]
    return groups


def test_equal_errors_are_one_entry_with_their_number_and_first_cells(callers: Callers) -> None:
    periods = ["s.d. kapan-kapan"] * 12 + ["nanti"]
    sheet = build_sheet([("Wilayah", "Tanggal", "Nilai"), *(("Aceh", period, "x") for period in periods)])
    mapping = {"columns": {"Tanggal": "retracted_on"}}
    groups = list_groups(callers.writer, check_sheet(callers, sheet, mapping, period="2013-08"))
    found = [(group["column"], group["received"], group["row_count"]) for group in groups]
    assert found == [("Nilai", "x", 13), ("Tanggal", "s.d. kapan-kapan", 12), ("Tanggal", "nanti", 1)]
    assert groups[1]["lines"] == list(range(2, 12))
    assert groups[1]["cells"][:2] == ["Rekap!B2", "Rekap!B3"]
    assert groups[2]["cells"] == ["Rekap!B14"]
    assert groups[1]["detail"] != groups[1]["detail_en"]


def test_the_errors_of_planning_name_column_and_content_too(callers: Callers) -> None:
    file = build_csv(*({"period": f"2013-0{month}", "source": "antara-2021-01-12"} for month in (1, 2, 3)))
    response = send_file(callers.writer, file, mode="partial", dry_run="true")
    (group,) = list_groups(callers.writer, response)
    assert (group["column"], group["received"], group["row_count"]) == ("source", "antara-2021-01-12", 3)
    assert (group["lines"], group["cells"]) == ([2, 3, 4], [])
    assert "Similar to antara-2021-01-12: antara-2021-01-11" in group["detail_en"]
    (error,) = response.json()["rejected_rows"][0]["errors"]
    assert error["detail"] == group["detail"]


def test_unknown_codes_suggest_existing_ones(callers: Callers) -> None:
    rows = [{"period": "2013-04", "indicator": "umkm-onbord"}, {"period": "2013-05", "institution": "kemenkopukm"}]
    response = send_file(callers.writer, build_csv(*rows), mode="partial", dry_run="true")
    first, second = (group["detail"] for group in list_groups(callers.writer, response))
    assert "mirip dengan umkm-onbord: umkm-onboarded" in first
    assert "mirip dengan kemenkopukm: kemenkop-ukm" in second


@pytest.mark.parametrize(("language", "text"), [("en", "contains the region"), ("id", "berisi wilayah")])
def test_the_rejected_rows_of_a_sheet_name_their_cells_in_one_language(
    callers: Callers, language: str, text: str
) -> None:
    period = {"en": "2013-09", "id": "2013-10"}[language]
    sheet = build_sheet([("Wilayah", "Nilai", "Catatan"), ("Aceh", 5, ""), ("Acheh", "x", "")])
    response = check_sheet(callers, sheet, period=period)
    url = response.json()["rejected_rows_url"]
    headers = {**callers.writer.headers, "accept-language": language}
    file = callers.client.get(url, headers=headers).text
    header, row = csv.reader(file.splitlines())
    assert header == ["Wilayah", "Nilai", "Catatan", "line", "cell", "errors"]
    assert (row[3], row[4]) == ("3", "Rekap!A3, Rekap!B3")
    assert text in row[5]
    fixed = file.replace("Acheh,x", "Bali,7").encode()
    assert read_counts(check_sheet(callers, fixed, media_type=CSV, period=period)) == (1, 0, 0, 0)


def test_an_unknown_region_suggests_similar_names(callers: Callers) -> None:
    response = check_sheet(callers, build_sheet([("Wilayah", "Nilai"), ("LAMPNUG", 5)]), period="2013-11")
    (group,) = list_groups(callers.writer, response)
    assert "Similar to LAMPNUG: Lampung (18)" in group["detail_en"]


def test_an_unknown_constant_of_the_mapping_is_quoted(callers: Callers) -> None:
    sheet = build_sheet([("Wilayah", "Nilai"), ("Aceh", 5)])
    (group,) = list_groups(callers.writer, check_sheet(callers, sheet, period="2013-12", indicator="xyz-tak-ada"))
    assert (group["column"], group["received"], group["cells"]) == ("indicator", "xyz-tak-ada", [])


def test_the_groups_have_pages(callers: Callers) -> None:
    rows = [{"period": "2013-06", "value": value} for value in ("a", "a", "b", "c")]
    response = send_file(callers.writer, build_csv(*rows), mode="partial", dry_run="true")
    url = f"{response.json()['errors_url']}?limit=2"
    first = callers.writer.get(url).json()
    second = callers.writer.get(f"{url}&cursor={first['meta']['next_cursor']}").json()
    assert [group["received"] for page in (first, second) for group in page["data"]] == ["a", "b", "c"]
    assert second["meta"]["next_cursor"] is None


def test_errors_are_read_only_by_users_who_may_read_the_import(callers: Callers) -> None:
    response = send_file(callers.writer, build_csv({"value": "x"}), mode="partial", dry_run="true")
    assert callers.other_writer.get(response.json()["errors_url"]).status_code == 404
    assert len(list_groups(callers.reader, response)) == 1


def test_an_import_without_rejected_rows_has_no_errors(callers: Callers) -> None:
    report = read_finished(send_file(callers.writer, build_csv({"period": "2013-07"}), dry_run="true"))
    assert report["errors_url"] is None
    assert callers.writer.get(f"/v1/imports/{report['id']}/errors").json()["data"] == []
