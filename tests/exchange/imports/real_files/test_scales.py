"""A header, title or unit that names a factor is an error until the mapping states the multiplier."""

from typing import Any

import pytest

from api.exchange.imports.rows.scale import find_scales, remove_scales
from tests.exchange.imports.conftest import Callers, read_counts
from tests.exchange.imports.real_files.sheets import build_sheet, check_sheet, import_sheet, list_errors

THOUSANDS = "Jumlah UMKM (ribu)"
MAPPING: dict[str, Any] = {"columns": {THOUSANDS: "value"}}


@pytest.mark.parametrize(
    ("text", "factors"),
    [
        ("Jumlah UMKM (ribu)", [1000]),
        ("Transaksi (miliar Rp)", [10**9]),
        ("Nilai Transaksi\nRp (miliar)", [10**9]),
        ("Rp juta", [10**6]),
        ("dalam jutaan rupiah", [10**6]),
        ("Nilai (Rp T)", [10**12]),
        ("Population (thousands)", [1000]),
        ("Value in million", [10**6]),
        ("Penduduk (000)", [1000]),
        ("Penduduk ('000 jiwa)", [1000]),
        ("Penduduk (000.000)", [10**6]),
        ("Orang ×1000", [1000]),
        ("Orang x 1.000", [1000]),
        ("jumlah_ribu", [1000]),
        ("Nilai (Rp 000)", [1000]),
        ("Nilai (Rp000.000)", [10**6]),
        ("000 orang", [1000]),
        ("Nilai Rp (T)", [10**12]),
        ("Nilai Rp(M)", [10**9]),
        ("Nilai (RpJuta)", [10**6]),
        ("Kepulauan Seribu", []),
        ("Jutawan", []),
        ("Jumlah UMKM", []),
        ("Angka per 1000 penduduk", []),
        ("Angka per 100 000 penduduk", []),
        ("Keputusan 000/2024", []),
        ("Rp 5.000", []),
    ],
)
def test_the_factor_in_a_text(text: str, factors: list[int]) -> None:
    assert find_scales(text) == factors


@pytest.mark.parametrize(
    ("unit", "rest"),
    [
        ("Ribu Unit", "unit"),
        ("Rp (miliar)", "rp"),
        ("juta", ""),
        ("x 1.000 umkm", "umkm"),
        ("Rp 000", "rp"),
        ("RpJuta", "rp"),
    ],
)
def test_the_unit_without_its_factor(unit: str, rest: str) -> None:
    assert remove_scales(unit) == rest


def test_a_header_with_a_factor_needs_a_multiplier(callers: Callers) -> None:
    response = check_sheet(callers, build_sheet([("wilayah", THOUSANDS), ("Aceh", 12.3)]), MAPPING)
    (error,) = response.json()["errors"]
    assert (error["code"], error["pointer"]) == ("unconfirmed_multiplier", "/header/1")
    assert '"multiplier": {"Jumlah UMKM (ribu)": 1000}' in error["detail"]


def test_the_multiplier_multiplies_numbers_and_the_finest_resolution_of_the_column(callers: Callers) -> None:
    file = build_sheet([("wilayah", THOUSANDS), ("Aceh", "12,3"), ("Bali", 48), ("Riau", 7.25)])
    records = import_sheet(callers, file, MAPPING | {"multiplier": {THOUSANDS: 1000}}, period="2024-07")
    assert [(record["value"], record["resolution"]) for record in records] == [(12300, 10), (48000, 10), (7250, 10)]


def test_a_dry_run_and_its_import_have_the_same_resolution(callers: Callers) -> None:
    file = build_sheet([("wilayah", THOUSANDS), ("Aceh", 12.5), ("Bali", 48)])
    mapping = MAPPING | {"multiplier": {THOUSANDS: 1000}}
    token = check_sheet(callers, file, mapping, period="2024-08").json()["apply_token"]
    applied = callers.client.post("/v1/imports", params={"apply_token": token}, headers=callers.writer.headers)
    assert read_counts(applied) == (2, 0, 0, 0)
    again = check_sheet(callers, file, mapping, period="2024-08")
    assert read_counts(again) == (0, 0, 2, 0)


def test_the_mapping_can_state_the_resolution_as_in_the_file(callers: Callers) -> None:
    file = build_sheet([("wilayah", THOUSANDS), ("Aceh", 12), ("Bali", 48)])
    mapping = MAPPING | {"multiplier": {THOUSANDS: 1000}, "resolution": {THOUSANDS: 0.1}}
    records = import_sheet(callers, file, mapping, period="2024-09")
    assert [(record["value"], record["resolution"]) for record in records] == [(12000, 100), (48000, 100)]


def test_a_multiplier_of_one_states_that_the_numbers_are_complete(callers: Callers) -> None:
    file = build_sheet([("wilayah", THOUSANDS), ("Aceh", 12000)])
    (record,) = import_sheet(callers, file, MAPPING | {"multiplier": {THOUSANDS: 1}}, period="2024-10")
    assert (record["value"], record["resolution"]) == (12000, 1)


def test_another_multiplier_than_that_of_the_header_is_an_error(callers: Callers) -> None:
    file = build_sheet([("wilayah", THOUSANDS), ("Aceh", 12)])
    (error,) = check_sheet(callers, file, MAPPING | {"multiplier": {THOUSANDS: 10**6}}).json()["errors"]
    assert error["code"] == "multiplier_conflict"


def test_a_title_above_the_header_can_name_the_factor(callers: Callers) -> None:
    file = build_sheet([("UMKM onboarding (dalam ribuan)",), ("wilayah", "nilai"), ("Aceh", 12)])
    (error,) = check_sheet(callers, file).json()["errors"]
    assert (error["code"], error["pointer"]) == ("unconfirmed_multiplier", "/header/1")
    assert read_counts(check_sheet(callers, file, {"multiplier": {"nilai": 1000}})) == (1, 0, 0, 0)


def test_a_unit_with_a_factor_needs_the_multiplier_of_its_numbers(callers: Callers) -> None:
    file = build_sheet([("wilayah", "nilai", "satuan"), ("Aceh", 12, "Ribu UMKM"), ("Bali", 3, "umkm")])
    assert list_errors(check_sheet(callers, file)) == [("Rekap!C2", "Ribu UMKM", "unconfirmed_multiplier")]
    records = import_sheet(callers, file, {"multiplier": {"nilai": 1000}}, period="2024-11")
    assert [record["value"] for record in records] == [12000, 3000]
    other = build_sheet([("wilayah", "nilai", "satuan"), ("Aceh", 12, "juta UMKM")])
    assert [code for _, _, code in list_errors(check_sheet(callers, other, {"multiplier": {"nilai": 1000}}))] == [
        "unconfirmed_multiplier"
    ]


def test_a_number_word_in_a_multiplied_column_is_an_error(callers: Callers) -> None:
    file = build_sheet([("wilayah", THOUSANDS), ("Aceh", "12 juta")])
    response = check_sheet(callers, file, MAPPING | {"multiplier": {THOUSANDS: 1000}})
    assert list_errors(response) == [("Rekap!B2", "12 juta", "scale_stated_twice")]


@pytest.mark.parametrize("option", ["multiplier", "resolution"])
@pytest.mark.parametrize("column", ["wilayah", "tidak ada"])
def test_a_factor_of_another_column_is_an_error(callers: Callers, option: str, column: str) -> None:
    (error,) = check_sheet(callers, build_sheet([("wilayah", "nilai"), ("Aceh", 1)]), {option: {column: 10}}).json()[
        "errors"
    ]
    assert (error["code"], error["pointer"]) == ("not_a_value_column", f"/mapping/{option}/{column}")
