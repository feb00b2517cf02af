"""A name is matched only with regions of the level and province that its column is about."""

from typing import Any

import pytest

from tests.exchange.imports.conftest import Callers, read_counts
from tests.exchange.imports.real_files.sheets import build_sheet, check_sheet, import_sheet, list_errors

VILLAGES = ("Manggarai", "Bangka", "Karang Anyar")


@pytest.mark.parametrize("name", ["Kelurahan", "nama_desa", "subdistrict", "KECAMATAN", "Sub-District"])
def test_a_column_of_districts_or_villages_has_one_error(callers: Callers, name: str) -> None:
    file = build_sheet([(name, "nilai"), *((village, 5) for village in VILLAGES)])
    response = check_sheet(callers, file, {"columns": {name: "region"}})
    (error,) = response.json()["errors"]
    assert (error["code"], error["pointer"]) == ("unsupported_region_level", "/header/0")


def test_the_mapping_can_state_the_level_of_such_a_column(callers: Callers) -> None:
    file = build_sheet([("District", "nilai"), ("Manggarai", 5)])
    mapping = {"columns": {"District": "region"}, "regions": {"levels": ["regency", "city"]}}
    (record,) = import_sheet(callers, file, mapping, period="2024-12")
    assert record["region"] == "53.10"


@pytest.mark.parametrize(
    ("regions", "code"),
    [
        ({"within": "31"}, "region_outside_province"),
        ({"levels": ["province"]}, "region_of_other_level"),
        ({"levels": ["country", "province"]}, "region_of_other_level"),
    ],
)
def test_a_name_is_matched_only_in_the_stated_level_and_province(
    callers: Callers, regions: dict[str, Any], code: str
) -> None:
    response = check_sheet(callers, build_sheet([("wilayah", "nilai"), ("Manggarai", 5)]), {"regions": regions})
    assert list_errors(response) == [("Rekap!A2", "Manggarai", code)]


def test_the_level_decides_between_a_province_and_its_city(callers: Callers) -> None:
    file = build_sheet([("wilayah", "nilai"), ("Jambi", 5)])
    assert [code for _, _, code in list_errors(check_sheet(callers, file))] == ["ambiguous_region"]
    (record,) = import_sheet(callers, file, {"regions": {"levels": ["province"]}}, period="2025-01")
    assert record["region"] == "15"


def test_the_name_of_the_column_states_its_level(callers: Callers) -> None:
    file = build_sheet([("Kab/Kota", "nilai"), ("Jambi", 5), ("Jawa Barat", 6), ("Indonesia", 7)])
    response = check_sheet(callers, file, {"columns": {"Kab/Kota": "region"}})
    assert read_counts(response) == (2, 0, 0, 1)
    assert list_errors(response) == [("Rekap!A3", "Jawa Barat", "region_of_other_level")]
    provinces = build_sheet([("Nama Provinsi", "nilai"), ("Jambi", 5)])
    (record,) = import_sheet(callers, provinces, {"columns": {"Nama Provinsi": "region"}}, period="2025-02")
    assert record["region"] == "15"


def test_the_column_of_the_province_narrows_that_of_the_region(callers: Callers) -> None:
    rows = [("Provinsi", "wilayah", "nilai"), ("Bengkulu", "Bengkulu Utara", 5), ("Jambi", "Bengkulu Utara", 5)]
    response = check_sheet(callers, build_sheet(rows))
    assert list_errors(response) == [("Rekap!B3", "Bengkulu Utara", "region_outside_province")]
    empty = build_sheet([rows[0], (None, "Bengkulu Utara", 5)])
    assert list_errors(check_sheet(callers, empty)) == [("Rekap!A2", "", "empty_region")]


def test_a_province_alone_is_not_taken_for_the_country(callers: Callers) -> None:
    (error,) = check_sheet(callers, build_sheet([("Provinsi", "nilai"), ("Aceh", 5)])).json()["errors"]
    assert (error["code"], error["pointer"]) == ("missing_column", "/header")


def test_with_many_unknown_names_no_row_is_imported(callers: Callers) -> None:
    names = ("Cengkareng Barat", "Duri Kosambi", "Rawa Buaya", "Bangka", "Aceh")
    file = build_sheet([("wilayah", "nilai"), *((name, 5) for name in names)])
    response = check_sheet(callers, file)
    assert response.status_code == 422
    first, *others = response.json()["errors"]
    assert first["code"] == "too_many_unknown_regions" and "3" in first["detail"] and "5" in first["detail"]
    assert [error["code"] for error in others] == ["unknown_region"] * 3


def test_a_few_unknown_names_are_errors_of_their_rows(callers: Callers) -> None:
    names = ("Acehh", "Balli", "Aceh", "Bali")
    response = check_sheet(callers, build_sheet([("wilayah", "nilai"), *((name, 5) for name in names)]))
    assert read_counts(response) == (2, 0, 0, 2)


@pytest.mark.parametrize("within", ["3", "32.73", "Jawa"])
def test_a_province_of_the_mapping_has_two_digits(callers: Callers, within: str) -> None:
    file = build_sheet([("wilayah", "nilai"), ("Aceh", 5)])
    assert check_sheet(callers, file, {"regions": {"within": within}}).status_code == 400
