"""Titles above the header, headers of several rows, and rows that are totals or notes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.exchange.imports.files.open_file import CSV, XLSX
from api.exchange.imports.rows.skipped_rows import compile_pattern
from tests.exchange.imports.conftest import Callers, read_counts
from tests.exchange.imports.files.read_file import read_file
from tests.exchange.imports.real_files.sheets import build_sheet, check_sheet, import_sheet, list_errors

TITLES = [("Rekapitulasi UMKM", None, None), ("Posisi Maret 2024", None, None), (None, None, None)]
TABLE = [("a", "b", "c"), ("x", "1", "y"), ("z", "2", "w")]


def write_csv(rows: list[tuple[str | None, ...]], delimiter: str = ";") -> bytes:
    return "".join(delimiter.join(cell or "" for cell in row) + "\n" for row in rows).encode()


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("count", [0, 1, 3])
def test_the_header_is_found_below_the_titles(delimiter: str, count: int) -> None:
    rows = [*TITLES[:count], *TABLE]
    from_csv, from_sheet = read_file(write_csv(rows, delimiter), CSV), read_file(build_sheet(rows), XLSX)
    assert from_csv.header == from_sheet.header == ["a", "b", "c"]
    assert from_csv.rows == from_sheet.rows == [["x", "1", "y"], ["z", "2", "w"]]
    assert [record.line for record in from_csv.records] == [record.line for record in from_sheet.records]


@given(st.integers(min_value=1, max_value=200))
def test_the_header_does_not_depend_on_the_sizes_of_chunks(chunk: int) -> None:
    rows = [*TITLES, *TABLE * 10]
    assert read_file(write_csv(rows), CSV, chunk=chunk) == read_file(write_csv(rows), CSV)


@pytest.mark.parametrize("media_type", [CSV, XLSX])
def test_two_rows_that_name_columns_need_header_row(media_type: str) -> None:
    rows = [TITLES[0], *TABLE, TABLE[0]]
    file = write_csv(rows) if media_type == CSV else build_sheet(rows)
    assert read_file(file, media_type).error == "ambiguous_header"
    assert read_file(file, media_type, header_rows=(2,)).header == ["a", "b", "c"]


@pytest.mark.parametrize("media_type", [CSV, XLSX])
def test_without_a_row_that_names_columns_the_first_row_is_the_header(media_type: str) -> None:
    rows: list[tuple[str | None, ...]] = [("p", "q"), *[(str(number), "x") for number in range(30)]]
    file = write_csv(rows) if media_type == CSV else build_sheet(rows)
    result = read_file(file, media_type)
    assert (result.header, len(result.rows)) == (["p", "q"], 30)


@pytest.mark.parametrize("media_type", [CSV, XLSX])
@pytest.mark.parametrize("header_rows", [(4,), (9,)])
def test_a_header_row_that_is_empty_or_missing_is_an_error(media_type: str, header_rows: tuple[int, ...]) -> None:
    rows = [("t", None), ("a", "b"), ("1", "2"), (None, None), ("3", "4")]
    file = write_csv(rows) if media_type == CSV else build_sheet(rows)
    result = read_file(file, media_type, header_rows=header_rows)
    assert (result.error, result.pointer) == ("missing_header_row", f"/lines/{header_rows[0]}")


def test_the_names_of_several_header_rows_are_joined() -> None:
    rows = [
        ("Rekapitulasi", None, None, None, None),
        ("Provinsi", "2023", None, "2024", None),
        (None, "L", "P", "L", "P"),
        ("Aceh", 1, 2, 3, 4),
    ]
    file = build_sheet(rows, ["A1:E1", "A2:A3", "B2:C2", "D2:E2"])
    result = read_file(file, XLSX, header_rows=(2, 3))
    assert result.header == ["Provinsi", "2023 L", "2023 P", "2024 L", "2024 P"]
    assert [record.line for record in result.records] == [4]


def test_a_sheet_with_titles_totals_and_notes_is_imported_as_it_is(callers: Callers) -> None:
    rows: list[tuple[Any, ...]] = [
        ("Rekapitulasi UMKM", None, None, None),
        ("Posisi data Maret 2024", None, None, None),
        ("No", "Provinsi", "Kab/Kota", "Jumlah (ribu)"),
        ("(1)", "(2)", "(3)", "(4)"),
        (1, "Lampung", "Kab. Lampung Selatan", 12.5),
        (2, None, "Kota Metro", 3.5),
        ("Jumlah", None, None, 16),
        ("Sumber: dinas koperasi", None, None, None),
    ]
    mapping = {
        "columns": {"No": None, "Kab/Kota": "region", "Jumlah (ribu)": "value"},
        "multiplier": {"Jumlah (ribu)": 1000},
        "skip": ["(1)", "jumlah*", "Sumber:*"],
    }
    file = build_sheet(rows, ["A1:D1", "B5:B6", "A7:C7"])
    response = check_sheet(callers, file, mapping)
    assert response.json()["file"]["skipped_lines"] == [4, 7, 8]
    records = import_sheet(callers, file, mapping, period="2023-03")
    assert [(record["region"], record["value"], record["resolution"]) for record in records] == [
        ("18.01", 12500, 100), ("18.72", 3500, 100),
    ]  # fmt: skip


def test_a_total_that_is_not_skipped_is_an_error(callers: Callers) -> None:
    file = build_sheet([("No", "wilayah", "nilai"), (1, "Aceh", 5), ("Total", None, 5)])
    response = check_sheet(callers, file, {"columns": {"No": None}})
    assert list_errors(response) == [("Rekap!B3", "", "empty_region")]


def test_a_skipped_row_of_csv_may_have_other_cells_than_the_header(callers: Callers) -> None:
    file = b"wilayah,nilai\nAceh,5\nSumber: dinas\n"
    assert read_counts(check_sheet(callers, file, media_type=CSV)) == (1, 0, 0, 1)
    assert read_counts(check_sheet(callers, file, {"skip": ["sumber*"]}, CSV)) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    "option", [{"header_rows": [0]}, {"header_rows": 1}, {"skip": [""]}, {"multiplier": {"nilai": 0}}]
)
def test_an_invalid_option_is_an_error_of_the_mapping(callers: Callers, option: dict[str, Any]) -> None:
    response = check_sheet(callers, build_sheet([("wilayah", "nilai"), ("Aceh", 5)]), option)
    assert (response.status_code, response.json()["errors"][0]["parameter"]) == (400, "mapping")


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("Jumlah*", "JUMLAH total", True),
        ("Jumlah*", "Sub Jumlah", False),
        ("*jumlah*", "Sub  Jumlah 1", True),
        ("a*b*c", "a-b-b-c", True),
        ("a*b*c", "a-c-b", False),
        ("ab*ba", "aba", False),
        ("Total", "total", True),
        ("Total", "totals", False),
        ("*", "", True),
    ],
)
def test_a_star_matches_any_text(pattern: str, text: str, *, matches: bool) -> None:
    assert compile_pattern(pattern)(text) is matches
