"""Conversion of a JSON object into values and errors."""

import json
from decimal import Decimal
from typing import Any

import pytest

from api.errors import ErrorDetail, Text
from api.exchange.imports.files.record import FileRecord
from api.exchange.imports.rows.layout import ColumnLayout
from api.exchange.imports.rows.parsed_row import ParsedRow
from api.exchange.imports.rows.row_reader import RowReader
from api.http.request.json_body import parse_fields
from tests.exchange.imports.cells.reference import NAMES
from tests.exchange.imports.rows.read_row import list_errors

ID = "01a1fb67-1800-7000-8000-000000000201"
FIGURE: dict[str, Any] = {
    "indicator": "umkm-onboarded",
    "nature": "stock",
    "period": "2022-05",
    "value": 13700000,
    "stated_on": "2022-05-31",
    "institution": "kemenkop-ukm",
    "quality": "final",
}
LISTED = FIGURE | {
    "id": ID,
    "url": f"/v1/realizations/{ID}",
    "period_start": "2022-05-01",
    "period_end": "2022-05-31",
    "unit": "umkm",
    "program": "umkm-digital",
    "region": "ID",
    "breakdown": {"part": "own", "catalog": "local"},
    "qualifier": "exact",
    "resolution": 0.5,
    "citations": [{"source": "antara-2021", "locator": "tabel 1", "quote": None, "note": None}],
    "note": None,
    "revision": 1,
    "status": "published",
    "reason": None,
    "recorded_at": "2026-11-21T00:00:00Z",
    "recorded_by": "system",
}


def read(fields: dict[str, Any], collection: str = "realizations") -> ParsedRow:
    reader = RowReader(ColumnLayout.build(collection, None), NAMES)
    return reader.read_record(FileRecord(1, 1, [], parse_fields(json.dumps(fields).encode()), []))


def test_the_content_has_the_fields_of_the_object_only() -> None:
    row = read(FIGURE)
    assert row.errors == [] and row.content == FIGURE | {"value": Decimal(13700000)}


def test_an_object_of_a_list_response_is_accepted() -> None:
    row = read(LISTED)
    assert row.errors == [] and row.must_match_indicator == {"program": "umkm-digital", "unit": "umkm"}
    assert row.content == {
        **{name: value for name, value in LISTED.items() if name in FIGURE},
        "id": ID,
        "region": "ID",
        "breakdown": "catalog:local,part:own",
        "qualifier": "exact",
        "resolution": Decimal("0.5"),
        "citations": LISTED["citations"],
        "note": None,
    }


def test_the_raw_cells_have_the_same_content_in_a_csv_file() -> None:
    row = read(LISTED)
    layout = ColumnLayout.build("realizations", list(ColumnLayout.build("realizations", None).columns.values()))
    from_csv = RowReader(layout, NAMES).read(1, 2, row.raw)
    assert from_csv.errors == []
    assert {name: value for name, value in from_csv.content.items() if name in row.content} == row.content


@pytest.mark.parametrize(
    ("fields", "column", "code"),
    [
        ({"value": "13700000"}, "value", "wrong_type"),
        ({"value": 1e-10}, "value", "not_an_amount"),
        ({"resolution": 0}, "resolution", "too_small"),
        ({"nature": "Kumulatif"}, "nature", "not_one_of"),
        ({"period": "Maret 2022"}, "period", "invalid_format"),
        ({"period": "2022-13"}, "period", "not_a_period"),
        ({"period": "2022-01-01/2022-12-31"}, "period", "period_is_canonical"),
        ({"stated_on": "28/3/2022"}, "stated_on", "not_a_date"),
        ({"stated_on": "1800-01-01"}, "stated_on", "not_a_date"),
        ({"stated_on": None}, "stated_on", "stated_date_required"),
        ({"breakdown": "catalog:local"}, "breakdown", "wrong_type"),
        ({"breakdown": {"catalog\n": "local"}}, "breakdown", "invalid_format"),
        ({"citations": [{"source": "ab"}]}, "citations", "citation_needs_locator"),
        ({"citations": [{"source": "ab", "locator": "x\n"}]}, "citations", "hidden_character"),
        ({"citations": [{"source": "ab", "page": "x"}]}, "citations", "unknown_field"),
        ({"indicator": "umkm-onboarded\n"}, "indicator", "invalid_format"),
        ({"speaker": "a\0"}, "speaker", "hidden_character"),
        ({"id": 5}, "id", "wrong_type"),
        ({"id": "x"}, "id", "not_a_uuid"),
        ({"program": "XY"}, "program", "invalid_format"),
        ({"unit": "UM KM"}, "unit", "invalid_format"),
        ({"a/b\0": 1}, "a/b\ufffd", "unknown_field"),
    ],
)
def test_the_rules_of_the_api_apply(fields: dict[str, Any], column: str, code: str) -> None:
    row = read(FIGURE | fields)
    assert list_errors(row) == [(column, code)]
    for text in (*row.errors[0].detail, *row.raw):
        assert "\0" not in text
        text.encode()


def test_all_errors_are_reported() -> None:
    invalid = {"value": "5", "nature": "x", "breakdown": {"a\n": "b"}, "period": "2022-13", "stated_on": "1800-01-01"}
    assert {column for column, _ in list_errors(read(FIGURE | invalid | {"id": "x"}))} == {*invalid, "id"}


def test_with_an_id_fields_may_be_missing_and_null_resets_the_default() -> None:
    assert read({"id": ID}).content == {"id": ID}
    row = read({"id": ID, "region": None, "breakdown": None, "resolution": None, "citations": None, "note": None})
    assert row.errors == []
    assert row.content == {
        "id": ID,
        "region": "ID",
        "breakdown": "",
        "resolution": Decimal(1),
        "citations": [],
        "note": None,
    }
    assert list_errors(read({"id": ID, "value": None})) == [("value", "wrong_type")]
    assert list_errors(read({"id": None, "note": "x"})) == [
        (name, "missing_field") for name in ("indicator", "nature", "period", "value", "institution", "quality")
    ]


def test_a_source_is_identified_by_its_code() -> None:
    assert read({"code": "antara-2021", "note": "x"}, "sources").content == {"code": "antara-2021", "note": "x"}
    assert list_errors(read({"note": "x"}, "sources")) == [("code", "missing_field")]
    invalid = {
        "authors": ["=x"],
        "language": "Indonesia",
        "content_sha256": "x",
        "retrieved_at": "2200-12-31T23:59:59-10:00",
    }
    assert {column for column, _ in list_errors(read({"code": "antara-2021"} | invalid, "sources"))} == {*invalid}


@pytest.mark.parametrize("fields", [{"note": "\ud800"}, {"\ud800": 1}, {"citations": [{"source": "\ud800"}]}])
def test_surrogates_are_errors(fields: dict[str, Any]) -> None:
    row = RowReader(ColumnLayout.build("realizations", None), NAMES).read_record(
        FileRecord(1, 1, [], FIGURE | fields, [])
    )
    assert row.errors
    "".join([*row.raw, *row.errors[0].detail, row.errors[0].column or ""]).encode()


def test_a_record_with_errors_has_no_content() -> None:
    error = ErrorDetail("too-few-cells", Text("kurang", "too few"), pointer="/lines/7")
    row = RowReader(ColumnLayout.build("realizations", ["id"]), NAMES).read_record(
        FileRecord(3, 7, ["x"], None, [error])
    )
    assert (row.number, row.line, row.content, row.raw, list_errors(row)) == (
        3,
        7,
        {},
        ["x"],
        [(None, "too-few-cells")],
    )
