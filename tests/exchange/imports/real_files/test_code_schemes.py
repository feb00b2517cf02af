"""Digits that mean one region for Kemendagri and another for BPS: the period decides, or the mapping."""

import pytest

from tests.exchange.imports.conftest import Callers, build_csv, list_error_codes, read_counts, send_file
from tests.exchange.imports.real_files.sheets import build_sheet, check_sheet, import_sheet, list_errors


@pytest.mark.parametrize(
    ("code", "period", "region"),
    [
        ("94", "2020-02", "91"),  # Papua for BPS; Papua Tengah did not exist
        ("93", "2024-02", "93"),  # BPS has no such code
        ("9401", "2020-03", "91.01"),
        ("Kab. Merauke", "2020-04", "91.01"),
        ("Kab. Merauke", "2024-04", "93.01"),
        ("Kab. Merauke", "2022", "93.01"),  # a stock is about the last day
        ("32", "2020-05", "32"),
    ],
)
def test_the_period_decides_which_region_existed(callers: Callers, code: str, period: str, region: str) -> None:
    (record,) = import_sheet(callers, build_sheet([("wilayah", "nilai"), (code, 5)]), period=period)
    assert record["region"] == region


@pytest.mark.parametrize(
    ("code", "period", "nature"),
    [
        ("91", "2020-02", "stock"),  # Papua and Papua Barat existed
        ("94", "2024-02", "stock"),  # Papua Tengah and Papua exist
        ("94", "2022", "flow"),  # Papua Tengah began during the year
        ("Kab. Merauke", "2022", "flow"),
        ("1103", "2020-02", "stock"),
        ("9301", "2024-02", "stock"),  # the register has no BPS code for the regencies of 2022
    ],
)
def test_a_code_or_name_of_two_regions_is_an_error(callers: Callers, code: str, period: str, nature: str) -> None:
    file = build_sheet([("wilayah", "nilai"), (code, 5)])
    response = check_sheet(callers, file, period=period, nature=nature)
    assert list_errors(response) == [("Rekap!A2", code, "ambiguous_region")]


@pytest.mark.parametrize(("scheme", "regions"), [("kemendagri", ["91", "94", "11.03"]), ("bps", ["92", "91", "11.01"])])
def test_the_mapping_can_state_the_scheme(callers: Callers, scheme: str, regions: list[str]) -> None:
    file = build_sheet([("wilayah", "nilai"), (91, 5), (94, 6), ("1103", 7)])
    period = {"kemendagri": "2024-05", "bps": "2024-06"}[scheme]
    records = import_sheet(callers, file, {"regions": {"codes": scheme}}, period=period, nature="flow")
    assert [record["region"] for record in records] == regions


def test_the_name_of_a_column_can_state_the_scheme(callers: Callers) -> None:
    file = build_sheet([("Kode Kemendagri", "nilai"), ("91", 5)])
    assert read_counts(check_sheet(callers, file, period="2024-07")) == (1, 0, 0, 0)


def test_a_bps_code_next_to_an_ambiguous_name_decides(callers: Callers) -> None:
    file = build_sheet([("wilayah", "kode_bps", "nilai"), ("Bandung", 3273, 5)])
    (record,) = import_sheet(callers, file, period="2024-08")
    assert record["region"] == "32.73"


def test_the_columns_of_an_export_have_codes_of_kemendagri(callers: Callers) -> None:
    row = {"region": "91", "period": "2023-02", "id": "01a1fb67-1800-7000-8000-00000000ee91"}
    assert read_counts(send_file(callers.writer, build_csv(row), dry_run="true")) == (1, 0, 0, 0)
    without = build_csv({"region": "91", "period": "2023-02"})
    response = send_file(callers.writer, without, dry_run="true")
    assert list_error_codes(response) == ["ambiguous_region"]


@pytest.mark.parametrize(("cell", "received"), [(32.1, "32.1"), ("32.1", "32.1")])
def test_a_code_whose_zero_a_spreadsheet_removed_needs_the_format_text(
    callers: Callers, cell: float | str, received: str
) -> None:
    response = check_sheet(callers, build_sheet([("wilayah", "nilai"), (cell, 5)]))
    assert list_errors(response) == [("Rekap!A2", received, "unknown_region")]
    ((error,),) = [row["errors"] for row in response.json()["rejected_rows"]]
    assert "sebagai teks" in error["detail"] and "as text" in error["detail_en"]


def test_a_code_stored_as_a_number_with_two_decimals_is_the_region(callers: Callers) -> None:
    (record,) = import_sheet(callers, build_sheet([("wilayah", "nilai"), (32.73, 5)]), period="2024-10")
    assert record["region"] == "32.73"
