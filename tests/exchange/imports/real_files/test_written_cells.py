"""Cells as ministries write them: periods, amounts, names of regions and institutions; nothing is changed silently."""

from typing import Any

import pytest

from tests.exchange.imports.conftest import Callers, read_counts
from tests.exchange.imports.real_files.sheets import build_sheet, check_sheet, import_sheet, list_errors


def import_one(callers: Callers, cells: dict[str, Any], **constants: str | None) -> dict[str, Any]:
    (record,) = import_sheet(callers, build_sheet([[*cells], [*cells.values()]]), None, **constants)
    return record


def list_codes(callers: Callers, cells: dict[str, Any], **constants: str | None) -> list[str]:
    response = check_sheet(callers, build_sheet([[*cells], [*cells.values()]]), None, **constants)
    return [code for _, _, code in list_errors(response)]


@pytest.mark.parametrize(
    ("nature", "period"),
    [("stock", "2021-11-30"), ("flow", "2021-01-01/2021-11-30"), ("rate", "2021-01-01/2021-11-30")],
)
def test_the_nature_decides_where_a_period_begins(callers: Callers, nature: str, period: str) -> None:
    cells = {"wilayah": "Kaltara", "periode": "s.d. November 2021", "nilai": 5, "sifat": nature}
    record = import_one(callers, cells, nature=None, period=None)
    assert (record["period"], record["region"]) == (period, "65")


def test_a_flow_as_of_a_day_is_an_error_that_names_both_periods(callers: Callers) -> None:
    file = build_sheet([("wilayah", "nilai", "periode"), ("Kaltara", 5, "per 31 Maret 2021")])
    response = check_sheet(callers, file, None, nature="flow", period=None)
    (row,) = response.json()["rejected_rows"]
    (error,) = row["errors"]
    assert error["code"] == "ambiguous_period" and error["column"] == "periode"
    assert "2021-03-31" in error["detail"] and "2021-Q1" in error["detail"]


def test_a_qualifier_and_a_unit_in_the_cell_are_stored(callers: Callers) -> None:
    record = import_one(callers, {"wilayah": "Sulbar", "nilai": "hampir 80 ribu UMKM"}, period="2021-02")
    assert (record["value"], record["resolution"], record["qualifier"]) == (80_000, 1000, "nearly")
    record = import_one(callers, {"wilayah": "Sulbar", "nilai": "> 1.350.000 unit"}, period="2021-03")
    assert (record["value"], record["qualifier"], record["unit"]) == (1_350_000, "at_least", "umkm")


def test_an_empty_qualifier_leaves_it_to_the_value(callers: Callers) -> None:
    cells = {"wilayah": "Sulbar", "nilai": "sekitar 20-25", "kualifikasi": None}
    record = import_one(callers, cells, period="2021-04")
    assert (record["value"], record["value_to"], record["qualifier"]) == (20, 25, "about")


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"nilai": "hampir 80", "kualifikasi": "tepat"}, "qualifiers_disagree"),
        ({"nilai": "hampir 20-25"}, "range_with_qualifier"),
        ({"nilai": "80 debitur"}, "unit_mismatch"),
        ({"nilai": "Rp1,2 T"}, "unit_mismatch"),
        ({"nilai": "2 T"}, "unit_mismatch"),
        ({"nilai": "80 debitur", "satuan": "umkm"}, "units_disagree"),
        ({"nilai": "80 pelaku usaha"}, "unknown_number_word"),
        ({"nilai": "(80)"}, "ambiguous_number"),
        ({"nilai": "80*"}, "unexplained_mark"),
        ({"nilai": 80, "instansi": "Kementerian Kopi"}, "unknown_institution"),
    ],
)
def test_a_contradiction_in_a_row_is_an_error(callers: Callers, cells: dict[str, Any], code: str) -> None:
    institution = None if "instansi" in cells else "kemenkop-ukm"
    codes = list_codes(callers, {"wilayah": "Sulbar", **cells}, period="2021-05", institution=institution)
    assert codes == [code]


def test_a_star_after_a_provisional_number_is_accepted(callers: Callers) -> None:
    record = import_one(callers, {"wilayah": "Sulbar", "nilai": "81*"}, period="2021-06", quality="provisional")
    assert (record["value"], record["quality"]) == (81, "provisional")


def test_an_institution_is_found_by_its_name(callers: Callers) -> None:
    cells = {"wilayah": "Sulbar", "nilai": 5, "instansi": "Kementerian Koperasi & Usaha Kecil dan Menengah"}
    record = import_one(callers, cells, period="2021-07", institution=None)
    assert record["institution"] == "kemenkop-ukm"


@pytest.mark.parametrize(
    ("name", "code"),
    [("Kab. Mamuju Utara", "76.01"), ("Mamuju, Kab.", "76.02"), ("West Sulawesi", "76"), ("ID-SR", "76")],
)
def test_a_region_is_found_by_other_names(callers: Callers, name: str, code: str) -> None:
    record = import_one(callers, {"wilayah": name, "nilai": len(name)}, period=f"2021-0{len(name) % 4 + 1}-09")
    assert record["region"] == code


PROVINCES = ("Jambi", "Gorontalo", "Sulawesi Barat", "Bengkulu", "Indonesia")


def test_among_provinces_a_name_of_a_province_and_its_city_is_the_province(callers: Callers) -> None:
    file = build_sheet([("wilayah", "nilai"), *((name, 100 + number) for number, name in enumerate(PROVINCES))])
    records = import_sheet(callers, file, None, period="2021-08")
    assert sorted((record["region"], record["value"]) for record in records) == [
        ("15", 100),
        ("17", 103),
        ("75", 101),
        ("76", 102),
        ("ID", 104),
    ]


@pytest.mark.parametrize("others", [("Kab. Sleman",), (), ("Sulawesi Barat", "Kota Metro")])
def test_otherwise_such_a_name_is_an_error(callers: Callers, others: tuple[str, ...]) -> None:
    file = build_sheet([("wilayah", "nilai"), ("Jambi", 5), *((name, 5) for name in others)])
    response = check_sheet(callers, file, None, period="2021-09")
    assert read_counts(response) == (len(others), 0, 0, 1)
    assert list_errors(response) == [("Rekap!A2", "Jambi", "ambiguous_region")]


def test_names_of_provinces_followed_by_a_city_after_many_rows_reject_the_file(callers: Callers) -> None:
    rows = [("wilayah", "nilai"), ("Lampung", 1), *(("Jambi", 5) for _ in range(5_000)), ("Kota Metro", 5)]
    response = check_sheet(callers, build_sheet(rows), None, period="2021-10")
    assert response.status_code == 422
    assert response.json()["errors"][0]["code"] == "mixed_region_levels"
