"""Signs of missing data are listed in the mapping or are errors; they never become a value or the whole country."""

from datetime import date

import pytest

from api.exchange.imports.files.open_file import CSV, XLSX
from tests.exchange.imports.conftest import Callers, read_counts
from tests.exchange.imports.files.build_xlsx import HEADER, build_parts, zip_parts
from tests.exchange.imports.files.read_file import read_file
from tests.exchange.imports.real_files.sheets import build_sheet, check_sheet, import_sheet, list_errors

SIGNS = ("-", "–", "n/a", "N.A.", "…", "...", "NA", "tidak ada data", "nihil")


@pytest.mark.parametrize("sign", SIGNS)
def test_an_unlisted_sign_is_an_error_with_a_hint(callers: Callers, sign: str) -> None:
    response = check_sheet(callers, build_sheet([("wilayah", "nilai"), ("Aceh", sign)]))
    assert list_errors(response) == [("Rekap!B2", sign, "unlisted_blank")]
    ((error,),) = [row["errors"] for row in response.json()["rejected_rows"]]
    assert "blank" in error["detail"] and f"list {sign} in blank" in error["detail_en"]


@pytest.mark.parametrize("column", ["wilayah", "rincian", "penutur", "catatan", "sumber", "tanggal_rilis"])
def test_a_sign_is_an_error_in_every_column(callers: Callers, column: str) -> None:
    mapping = {"columns": {"tanggal_rilis": "retracted_on"}}
    cells = {"wilayah": "Aceh", column: "-"} if column != "wilayah" else {"wilayah": "-"}
    file = build_sheet([(*cells, "nilai"), (*cells.values(), 5)])
    used = mapping if column == "tanggal_rilis" else {}
    assert "unlisted_blank" in [code for _, _, code in list_errors(check_sheet(callers, file, used))]


def test_a_row_without_data_is_skipped_and_reported(callers: Callers) -> None:
    rows = [
        ("wilayah", "nilai", "catatan"),
        ("Aceh", "-", ""),
        ("Bali", 0, "-"),
        ("Riau", 7, "N/A"),
        ("Banten", "n/a", ""),
    ]
    response = check_sheet(callers, build_sheet(rows), {"blank": ["-", "n/a", "0"]})
    assert read_counts(response) == (1, 0, 0, 0)
    file = response.json()["file"]
    assert (file["sheet"], file["skipped_row_count"], file["skipped_lines"]) == ("Rekap", 3, [2, 3, 5])
    (record,) = import_sheet(callers, build_sheet(rows), {"blank": ["-", "n/a", "0"]}, period="2023-01")
    assert (record["region"], record["value"], record["note"]) == ("14", 7, None)


def test_zero_is_a_number_unless_it_is_listed(callers: Callers) -> None:
    (record,) = import_sheet(callers, build_sheet([("wilayah", "nilai"), ("Aceh", 0)]), period="2023-02")
    assert record["value"] == 0


def test_an_empty_value_is_an_error_unless_the_empty_text_is_listed(callers: Callers) -> None:
    file = b"wilayah,nilai\nAceh,\nBali,5\n"
    assert [code for _, _, code in list_errors(check_sheet(callers, file, media_type=CSV))] == ["missing_field"]
    assert read_counts(check_sheet(callers, file, {"blank": [""]}, CSV)) == (1, 0, 0, 0)


def test_a_listed_sign_is_an_empty_cell_in_other_columns(callers: Callers) -> None:
    file = build_sheet([("wilayah", "nilai"), ("-", 5)])
    assert list_errors(check_sheet(callers, file, {"blank": ["-"]})) == [("Rekap!A2", "-", "empty_region")]


def test_the_error_value_of_a_missing_number_can_be_listed(callers: Callers) -> None:
    file = build_sheet([("wilayah", "nilai"), ("Aceh", "#N/A"), ("Bali", 5)])
    assert read_counts(check_sheet(callers, file, {"blank": ["#N/A"]})) == (1, 0, 0, 0)


def test_the_day_that_excel_invented_is_an_error() -> None:
    styles = '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    cells = "".join(f'<row><c s="1"><v>{number}</v></c></row>' for number in (60, 60.5, 61))
    result = read_file(zip_parts(build_parts(HEADER + cells, styles=styles)), XLSX)
    assert result.record_errors == ["nonexistent_date"] * 2
    assert result.rows[2][0] == date(1900, 3, 1)
