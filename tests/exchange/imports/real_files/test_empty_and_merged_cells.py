"""A region or breakdown is stated in its cell or its merged range: an empty cell is an error, not the whole country."""

from decimal import Decimal

import pytest

from api.exchange.imports.files import merged_cells
from api.exchange.imports.files.open_file import XLSX
from tests.exchange.imports.conftest import Callers, build_csv, list_error_codes, read_counts, send_file
from tests.exchange.imports.files.build_xlsx import HEADER, build_parts, zip_parts
from tests.exchange.imports.files.read_file import read_file
from tests.exchange.imports.real_files.sheets import build_sheet, check_sheet, import_sheet, list_errors


def test_an_empty_region_is_an_error_with_its_sheet_and_cell(callers: Callers) -> None:
    file = build_sheet([("wilayah", "nilai"), ("Aceh", 70), (None, 71), ("", 72)])
    response = check_sheet(callers, file)
    assert read_counts(response) == (1, 0, 0, 2)
    assert list_errors(response) == [("Rekap!A3", "", "empty_region"), ("Rekap!A4", "", "empty_region")]
    (error,) = response.json()["rejected_rows"][0]["errors"]
    assert "ID untuk seluruh negara" in error["detail"] and "ID for the whole country" in error["detail_en"]


def test_an_empty_breakdown_is_an_error_and_none_is_the_whole(callers: Callers) -> None:
    response = send_file(
        callers.writer,
        build_csv({"breakdown": ""}, {"breakdown": "none", "region": "33", "period": "1972-04"}),
        mode="partial",
        dry_run="true",
    )
    assert (read_counts(response), list_error_codes(response)) == ((1, 0, 0, 1), ["empty_breakdown"])


@pytest.mark.parametrize("column", ["region", "breakdown"])
def test_a_row_with_an_id_needs_the_cell_too(callers: Callers, column: str) -> None:
    file = f"id,{column}\n01a1fb67-1800-7000-8000-00000000ee01,\n".encode()
    response = send_file(callers.writer, file, mode="partial", dry_run="true")
    assert list_error_codes(response)[0] == f"empty_{column}"


def test_a_file_without_a_region_column_is_about_the_country(callers: Callers) -> None:
    (record,) = import_sheet(callers, build_sheet([("nilai",), (64,)]), period="2024-05")
    assert record["region"] == "ID"


def test_merged_cells_have_the_value_of_their_range(callers: Callers) -> None:
    rows = [
        ("Provinsi", "Kabupaten/Kota", "Jumlah"),
        ("Jawa Barat", "Kab. Bandung", 5),
        (None, "Kota Bandung", 6),
        ("Jawa Tengah", "Kab. Semarang", 7),
        (None, "Kota Semarang", 8),
    ]
    file = build_sheet(rows, ["A2:A3", "A4:A5"])
    records = import_sheet(callers, file, {"columns": {"Kabupaten/Kota": "region"}}, period="2024-06")
    assert [(record["region"], record["value"]) for record in records] == [
        ("32.04", 5), ("32.73", 6), ("33.22", 7), ("33.74", 8),
    ]  # fmt: skip


def test_a_merged_region_is_the_region_of_each_row() -> None:
    result = read_file(build_sheet([("a", "b"), ("x", 1), (None, 2), (None, 3)], ["A2:A3"]), XLSX)
    assert result.rows == [["x", Decimal(1)], ["x", Decimal(2)], [None, Decimal(3)]]


def test_a_total_row_merged_over_its_columns_is_no_region(callers: Callers) -> None:
    file = build_sheet([("No", "wilayah", "nilai"), (1, "Aceh", 70), ("Jumlah", None, 70)], ["A3:B3"])
    response = check_sheet(callers, file, {"columns": {"No": None}})
    assert list_errors(response) == [("Rekap!B3", "Jumlah", "unknown_region")]


def test_a_number_merged_over_rows_belongs_to_none_of_them(callers: Callers) -> None:
    file = build_sheet([("wilayah", "nilai"), ("Aceh", 70), ("Bali", None), ("Riau", 3)], ["B2:B3"])
    response = check_sheet(callers, file)
    assert read_counts(response) == (1, 0, 0, 2)
    assert list_errors(response) == [("Rekap!B2", "70", "merged_value"), ("Rekap!B3", "70", "merged_value")]


def test_a_formula_without_a_saved_result_is_an_error_of_its_cell(callers: Callers) -> None:
    response = check_sheet(callers, build_sheet([("wilayah", "nilai"), ('="32"', 5), ("Aceh", "=2+3")]))
    assert list_errors(response) == [
        ("Rekap!A2", "", "formula_without_value"),
        ("Rekap!B3", "", "formula_without_value"),
    ]


def test_a_formula_in_an_ignored_column_is_no_error(callers: Callers) -> None:
    file = build_sheet([("No", "wilayah", "nilai"), ("=ROW()", "Aceh", 5)])
    assert read_counts(check_sheet(callers, file, {"columns": {"No": None}})) == (1, 0, 0, 0)


def test_the_saved_result_of_a_formula_is_the_value() -> None:
    cells = '<c><f>1+1</f><v>2</v></c><c t="str"><f>""</f><v></v></c>'
    result = read_file(zip_parts(build_parts(f"{HEADER}<row>{cells}</row>")), XLSX)
    assert result.rows == [[Decimal(2), ""]] and result.record_errors == []


def merge(rows: str, *references: str) -> bytes:
    """Return a minimal sheet with merged ranges."""
    parts = build_parts(HEADER + rows)
    merged = "".join(f'<mergeCell ref="{reference}"/>' for reference in references)
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace("</sheetData>", f"</sheetData><mergeCells>{merged}</mergeCells>")
    return zip_parts(parts)


@pytest.mark.parametrize("references", ["A2:A3 A3:A4", "A0:A2", "B3:B1", "C1:A1", "x", ""])
def test_ranges_that_overlap_or_are_invalid_are_rejected(references: str) -> None:
    rows = "<row><c><v>1</v></c></row><row><c><v>2</v></c></row>"
    assert read_file(merge(rows, *(references.split() or [""])), XLSX).error == "corrupt_spreadsheet"


def test_a_range_of_millions_of_cells_fills_only_rows_with_content() -> None:
    rows = '<row><c><v>7</v></c></row><row r="1048576"><c r="B1048576"><v>1</v></c></row>'
    result = read_file(merge(rows, "A2:A1048576"), XLSX)
    assert result.rows == [[Decimal(7), None], [Decimal(7), Decimal(1)]]


def test_the_number_of_filled_cells_is_limited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merged_cells, "MAX_FILLED_CELLS", 2)
    rows = "<row><c><v>7</v></c></row>" + '<row><c r="B3"><v>1</v></c></row>'
    assert read_file(merge(rows, "A2:A3"), XLSX).error is None
    rows += "".join(f'<row><c r="B{number}"><v>1</v></c></row>' for number in (4, 5))
    assert read_file(merge(rows, "A2:A5"), XLSX).error == "too_many_merged_cells"
