"""Errors in the cells of a row."""

from datetime import date
from decimal import Decimal

import pytest

from api.exchange.imports.cells.cell import CellValue
from api.exchange.imports.rows.layout import ColumnLayout
from api.exchange.imports.rows.row_reader import RowReader
from tests.exchange.imports.cells.reference import NAMES
from tests.exchange.imports.rows.read_row import (
    REALIZATION,
    list_errors,
    read_figure_by_id,
    read_realization,
    read_source,
)


def test_each_invalid_column_has_one_error_with_its_name_in_the_file() -> None:
    names = {"indicator": "Indikator", "value": "Nilai", "stated_on": "Tanggal", "region": "Wilayah"}
    cells: dict[str, CellValue] = {
        names.get(name, name): cell
        for name, cell in (
            REALIZATION
            | {"indicator": "UMKM", "nature": "x", "region": "Bandung", "period": "M", "value": "13.700"}
            | {
                "stated_on": "3/28/2022",
                "institution": "",
                "quality": "?",
                "speaker": "=x",
                "source": "",
                "locator": "p",
            }
        ).items()
    }
    reader = RowReader(ColumnLayout.build("realizations", list(cells)), NAMES)
    assert list_errors(reader.read(1, 2, list(cells.values()))) == [
        ("Indikator", "invalid_format"),
        ("nature", "not_one_of"),
        ("period", "not_a_period"),
        ("Nilai", "ambiguous_number"),
        ("Tanggal", "month_before_day"),
        ("institution", "missing_field"),
        ("quality", "not_one_of"),
        ("speaker", "formula"),
        ("Wilayah", "ambiguous_region"),
        ("source", "missing_field"),
    ]


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"id": "01A1FB67-1800-7000-8000-000000000108"}, "id", "not_a_uuid"),
        ({"id": "6d0f6f0a-0f3c-4b4a-8c9c-0e5d0f7a1b2c"}, "id", "not_a_uuid"),
        ({"stated_not_before": "2022-01-01"}, "stated_on", "stated_date_required"),
        ({"stated_on": ""}, "stated_on", "stated_date_required"),
        ({"retracted_on": "2022-03-27"}, "retracted_on", "retracted_before_stated"),
        ({"resolution": "0"}, "resolution", "too_small"),
        ({"breakdown": "catalog"}, "breakdown", "not_a_breakdown"),
        ({"breakdown": "a:1;a:2"}, "breakdown", "not_a_breakdown"),
        ({"breakdown": ";".join(f"k{n}:v" for n in range(9))}, "breakdown", "too_long"),
        ({"citations": "[{}]"}, "citations", "missing_field"),
        ({"citations": '[{"source":"ab"}]'}, "citations", "citation_needs_locator"),
        ({"citations": '[{"source":"ab\\n","locator":"x"}]'}, "citations", "invalid_format"),
        ({"citations": '[{"source":"ab","locator":"\\u0000"}]'}, "citations", "hidden_character"),
        ({"citations": "x"}, "citations", "invalid_json"),
        ({"citations": "["}, "citations", "invalid_json"),
        ({"citations": "[" * 100_000}, "citations", "invalid_json"),
        ({"citations": "\ud800"}, "citations", "invalid_format"),
        ({"source": "antara-2021", "locator": ""}, "source", "citation_needs_locator"),
        ({"unit": "percent", "value": "Rp5"}, "unit", "units_disagree"),
        ({"region": "ID", "region_bps_code": "32"}, "region_bps_code", "regions_disagree"),
        ({"note": "x\0"}, "note", "hidden_character"),
        ({"note": "\ud800"}, "note", "invalid_format"),
        ({"note": "x" * 4001}, "note", "too_long"),
        ({"note": "-x"}, "note", "formula"),
        ({"speaker": "x" * 501}, "speaker", "too_long"),
        ({"speaker": "a\u202eb"}, "speaker", "hidden_character"),
        ({"institution": "kemen\u200bkop"}, "institution", "unknown_institution"),
        ({"program": "UMKM"}, "program", "invalid_format"),
        ({"note": True}, "note", "wrong_type"),
        ({"value": True}, "value", "wrong_type"),
        ({"speaker": date(2022, 3, 28)}, "speaker", "wrong_type"),
        ({"value": date(2022, 3, 28)}, "value", "wrong_type"),
        ({"period": date(2022, 5, 1)}, "period", "ambiguous_period"),
        ({"value": Decimal("NaN")}, "value", "not_an_amount"),
        ({"institution": Decimal("1E+999999")}, "institution", "unknown_institution"),
    ],
)
def test_an_invalid_cell_is_an_error(cells: dict[str, CellValue], column: str, code: str) -> None:
    row = read_realization(**cells)
    assert list_errors(row) == [(column, code)]
    for text in (*row.errors[0].detail, *row.raw):
        assert "\0" not in text
        text.encode()


@pytest.mark.parametrize(
    ("cells", "errors"),
    [
        ({"stated_on": "2022-03-28"}, []),
        ({"stated_not_after": "2022-03-28"}, []),
        ({"retracted_on": "2022-03-28"}, []),
        ({"stated_on": "", "stated_not_before": ""}, [("stated_on", "stated_date_required")]),
        ({"stated_on": "2022-03-28", "stated_not_after": "2022-03-28"}, [("stated_on", "stated_date_required")]),
        ({"stated_on": "2022-03-28", "retracted_on": "2022-03-27"}, [("retracted_on", "retracted_before_stated")]),
        (
            {"stated_not_before": "2022-03-28", "stated_not_after": "2022-03-27"},
            [("stated_not_after", "reversed_range")],
        ),
    ],
)
def test_missing_columns_of_an_existing_figure_are_unknown(
    cells: dict[str, CellValue], errors: list[tuple[str, str]]
) -> None:
    assert list_errors(read_figure_by_id(**cells)) == errors


def test_missing_columns_of_a_new_figure_are_empty() -> None:
    assert "id" not in read_realization(id="").content
    assert list_errors(read_realization(id="", stated_on="", stated_not_before="2022-01-01")) == [
        ("stated_on", "stated_date_required")
    ]


@pytest.mark.parametrize(
    ("cells", "errors"),
    [
        ({}, []),
        ({"published_on": ""}, [("date_basis", "source_date_basis_agrees_with_its_dates")]),
        ({"date_basis": "tidak diketahui"}, [("date_basis", "source_date_basis_agrees_with_its_dates")]),
        (
            {"date_basis": "inferred", "published_not_before": "2021-01-01"},
            [("date_basis", "source_date_basis_agrees_with_its_dates")],
        ),
        (
            {
                "published_on": "",
                "date_basis": "inferred",
                "published_not_before": "2021-02-01",
                "published_not_after": "2021-01-01",
            },
            [("published_not_after", "source_bounds_are_in_order")],
        ),
        ({"language": "Indonesia"}, [("language", "source_language_is_bcp_47")]),
        ({"content_sha256": "abc"}, [("content_sha256", "source_sha256_is_64_hex_digits")]),
        ({"authors": ";".join(["A"] * 51)}, [("authors", "source_has_at_most_50_authors")]),
        ({"authors": '["=A"]'}, [("authors", "formula")]),
        ({"retrieved_at": "2022-01-01 10:00"}, [("retrieved_at", "not_a_timestamp")]),
        ({"original_url": "ftp://x"}, [("original_url", "invalid_format")]),
        ({"url": "https://example.org/x"}, [("url", "not_a_record_url")]),
        ({"kind": "siaran pers"}, []),
        ({"code": ""}, [("code", "missing_field")]),
    ],
)
def test_the_rules_of_sources_apply(cells: dict[str, CellValue], errors: list[tuple[str, str]]) -> None:
    assert list_errors(read_source(**cells)) == errors
