"""Several columns of values in one row: each of their cells is a figure with its own cell, scale and resolution."""

import json
from typing import Any
from uuid import UUID

import msgspec
import pytest

from api.exchange.imports.files.errors import FileTooLargeError
from api.exchange.imports.files.open_file import CSV, XLSX
from api.exchange.imports.receive import upload_parser
from api.exchange.imports.receive.upload_parser import UploadOptions, UploadParser
from api.exchange.imports.rows.mapping import ImportMapping
from tests.exchange.imports.cells.reference import NAMES
from tests.exchange.imports.conftest import Callers, list_error_codes, read_counts, send_file
from tests.exchange.imports.real_files.sheets import CONSTANTS, build_sheet, check_sheet, import_sheet, list_errors

QUARTERS = {"column": "q{1..4}_{year}", "set": {"period": "{year}-Q{1..4}"}}
FLOW = {"nature": "flow"}


def map_values(*columns: dict[str, Any], **options: Any) -> dict[str, Any]:
    return {"values": list(columns), **options}


def read_file_error(response: Any) -> tuple[str, str]:
    assert response.status_code == 422, response.text
    (error,) = response.json()["errors"]
    return error["code"], error["pointer"]


def test_each_column_that_a_pattern_matches_is_a_figure_of_its_period(callers: Callers) -> None:
    file = build_sheet([("Wilayah", "Q1_2021", "q4-2021"), ("Aceh", 11, 12), ("Bali", 13, 14)])
    records = import_sheet(callers, file, map_values(QUARTERS), **FLOW)
    assert [(record["region"], record["period"], record["value"]) for record in records] == [
        ("11", "2021-Q1", 11), ("11", "2021-Q4", 12), ("51", "2021-Q1", 13), ("51", "2021-Q4", 14),
    ]  # fmt: skip


def test_columns_have_their_own_indicator_scale_and_finest_resolution(callers: Callers) -> None:
    rows = [("Tahun", "UMKM (ribu)", "Stimulus (miliar Rp)"), (2019, 407.1, 1.25), (2020, 405, 3)]
    mapping = map_values(
        {"column": "UMKM (ribu)", "multiplier": 1000},
        {
            "column": "Stimulus (miliar Rp)",
            "set": {"indicator": "bbi-stimulus", "nature": "flow"},
            "multiplier": 10**9,
        },
        columns={"Tahun": "period"},
    )
    mapping["constants"] = {name: cell for name, cell in CONSTANTS.items() if name != "period"}
    response = send_file(callers.writer, build_sheet(rows), XLSX, mapping=json.dumps(mapping))
    assert response.status_code == 201, response.text
    listed = callers.writer.get(f"{response.headers['location']}/rows").json()["data"]
    records = [callers.writer.get(row["record"]["url"]).json() for row in listed]
    assert [(row["number"], row["line"]) for row in listed] == [(1, 2), (2, 2), (3, 3), (4, 3)]
    assert [(one["indicator"], one["period"], one["value"], one["resolution"]) for one in records] == [
        ("umkm-onboarded", "2019", 407_100, 100),
        ("bbi-stimulus", "2019", 1_250_000_000, 10_000_000),
        ("umkm-onboarded", "2020", 405_000, 100),
        ("bbi-stimulus", "2020", 3_000_000_000, 10_000_000),
    ]


def test_the_constants_are_for_columns_that_set_nothing_else(callers: Callers) -> None:
    file = build_sheet([("Wilayah", "Semua", "Lokal"), ("Riau", 30, 20)])
    mapping = map_values({"column": "Semua"}, {"column": "Lokal", "set": {"rincian": "catalog:local"}})
    records = import_sheet(callers, file, mapping, period="2021-02", breakdown="none")
    assert [(record["breakdown"], record["value"]) for record in records] == [({}, 30), ({"catalog": "local"}, 20)]


def test_regions_can_be_columns(callers: Callers) -> None:
    file = build_sheet([("Bulan", "DKI Jakarta", "Jawa Barat"), ("Maret 2021", 5, 6), ("April 2021", 7, 8)])
    mapping = map_values({"column": "{text}", "set": {"region": "{text}"}}, columns={"Bulan": "period"})
    mapping["constants"] = {name: cell for name, cell in CONSTANTS.items() if name != "period"}
    response = send_file(callers.writer, file, XLSX, mapping=json.dumps(mapping), dry_run="true")
    assert read_counts(response) == (4, 0, 0, 0)


def test_a_listed_blank_skips_only_its_figure(callers: Callers) -> None:
    file = build_sheet([("Wilayah", "q1_2020", "q2_2020"), ("Aceh", "-", 2), ("Bali", "-", "-"), ("Riau", 3, 4)])
    response = check_sheet(callers, file, map_values(QUARTERS, blank=["-"]), **FLOW)
    assert read_counts(response) == (3, 0, 0, 0)
    read = response.json()["file"]
    assert (read["skipped_row_count"], read["skipped_lines"]) == (3, [2, 3])
    records = import_sheet(callers, file, map_values(QUARTERS, blank=["-"]), **FLOW)
    assert [(record["period"], record["value"]) for record in records] == [
        ("2020-Q2", 2), ("2020-Q1", 3), ("2020-Q2", 4),
    ]  # fmt: skip


def test_an_error_names_the_cell_of_its_figure(callers: Callers) -> None:
    rows = [("Wilayah", "q1_2020", "q2_2020", "q3_2020"), ("Papua", "-", 2, None), ("Atlantis", 3, "x", 4)]
    response = check_sheet(callers, build_sheet(rows), map_values(QUARTERS), **FLOW)
    assert list_errors(response) == [
        ("Rekap!B2", "-", "unlisted_blank"),
        ("Rekap!D2", "", "missing_field"),
        ("Rekap!A3", "Atlantis", "unknown_region"),
        ("Rekap!A3", "Atlantis", "unknown_region"),
        ("Rekap!C3", "x", "not_a_number"),
        ("Rekap!A3", "Atlantis", "unknown_region"),
    ]
    rejected = response.json()["rejected_rows"]
    assert [(row["number"], row["line"]) for row in rejected] == [(1, 2), (3, 2), (4, 3), (5, 3), (6, 3)]
    assert rejected[0]["errors"][0]["column"] == "q1_2020"


def test_an_error_of_the_database_names_the_cell_of_its_figure(callers: Callers) -> None:
    file = build_sheet([("Wilayah", "q1_2018", "q2_2018"), ("Aceh", 6, 7)])
    import_sheet(callers, file, map_values(QUARTERS), **FLOW, source="antara-2021-01-11", locator="p. 1")
    other = build_sheet([("Wilayah", "q1_2018", "q2_2018", "q3_2018"), ("Aceh", 6, 8, 9)])
    response = check_sheet(callers, other, map_values(QUARTERS), **FLOW, source="sindonews-2021", locator="p. 1")
    assert list_errors(response) == [("Rekap!C2", "8", "figure_exists")]
    late = check_sheet(callers, build_sheet([("Wilayah", "q3_2025"), ("Aceh", 6)]), map_values(QUARTERS), **FLOW)
    assert list_errors(late) == [("Rekap!B2", None, "period_after_stated")]


def test_the_rejected_rows_have_each_line_of_the_file_once_and_can_be_sent_again(callers: Callers) -> None:
    mapping = map_values(QUARTERS, constants=CONSTANTS | FLOW)
    file = b"Wilayah,q1_2017,q2_2017,q3_2017\nAceh,1,x,y\nBali,2,3,4\n"
    response = send_file(callers.writer, file, CSV, mapping=json.dumps(mapping), mode="partial", dry_run="true")
    assert read_counts(response) == (4, 0, 0, 2)
    rejected = callers.writer.get(response.json()["rejected_rows_url"])
    header, *lines = rejected.text.splitlines()
    assert header == "Wilayah,q1_2017,q2_2017,q3_2017,line,errors"
    assert len(lines) == 1 and lines[0].startswith("Aceh,1,x,y,2,")
    assert lines[0].count("q2_2017: ") == 1 and lines[0].count("q3_2017: ") == 1
    fixed = rejected.content.replace(b",x,y,", b",5,6,")
    again = send_file(callers.writer, fixed, CSV, mapping=json.dumps(mapping), dry_run="true")
    assert read_counts(again) == (3, 0, 0, 0)


def test_lines_whose_rejected_figures_are_in_two_batches_are_listed_once(callers: Callers) -> None:
    mapping = map_values({"column": "{year}", "set": {"period": "{year}"}}, constants=CONSTANTS)
    years = [str(year) for year in range(1990, 2020)]
    lines = [",".join([region, *["x"] * len(years)]) for region in ("11", "12", "13", "14", "15", "16", "17", "18")]
    file = "\n".join([",".join(["wilayah", *years]), *lines, ""]).encode()
    response = send_file(callers.writer, file, CSV, mapping=json.dumps(mapping), mode="partial", dry_run="true")
    assert read_counts(response) == (0, 0, 0, 240)
    rejected = callers.writer.get(response.json()["rejected_rows_url"]).text.splitlines()
    assert [line.partition(",")[0] for line in rejected] == ["wilayah", "11", "12", "13", "14", "15", "16", "17", "18"]


def test_a_number_merged_over_rows_is_an_error_of_its_column(callers: Callers) -> None:
    file = build_sheet([("Wilayah", "q1_2020", "q2_2020"), ("Aceh", 70, 1), ("Bali", None, 2)], ["B2:B3"])
    response = check_sheet(callers, file, map_values(QUARTERS), **FLOW)
    assert list_errors(response) == [("Rekap!B2", "70", "merged_value"), ("Rekap!B3", "70", "merged_value")]


@pytest.mark.parametrize(
    ("values", "code", "pointer"),
    [
        ([{"column": "{year}"}], "missing_column", "/mapping/values/0/column"),
        ([{"column": "q3_2020"}], "missing_column", "/mapping/values/0/column"),
        ([QUARTERS, {"column": "q1_{year}"}], "overlapping_columns", "/header/1"),
        ([QUARTERS, {"column": "Q2 2020"}], "overlapping_columns", "/header/2"),
        ([{"column": "q{1..4}_{tahun}"}], "invalid_placeholder", "/mapping/values/0/column"),
        (
            [{"column": "q{1..4}_{year}", "set": {"period": "{year}-{month}"}}],
            "unknown_placeholder",
            "/mapping/values/0/set/period",
        ),
        (
            [{"column": "q{1..4}_{year}", "set": {"period": "{year}-X{1..4}"}}],
            "not_a_period",
            "/mapping/values/0/set/period",
        ),
        ([{**QUARTERS, "set": {"foo": "x"}}], "unknown_column", "/mapping/values/0/set/foo"),
        ([{**QUARTERS, "set": {"value": "1"}}], "unknown_column", "/mapping/values/0/set/value"),
        (
            [{**QUARTERS, "set": {"note": "a", "catatan": "b"}}],
            "duplicate_column",
            "/mapping/values/0/set/catatan",
        ),
        ([{**QUARTERS, "set": {"region": "11"}}], "duplicate_column", "/mapping/values/0/set/region"),
        ([{**QUARTERS, "resolution": 0}], "too_small", "/mapping/values/0/resolution"),
    ],
)
def test_an_invalid_column_of_values_is_one_error_of_the_file(
    callers: Callers, values: list[dict[str, Any]], code: str, pointer: str
) -> None:
    file = build_sheet([("Wilayah", "q1_2020", "q2_2020"), ("Aceh", 1, 2)])
    response = check_sheet(callers, file, map_values(*values, columns={"q2_2020": None} if len(values) == 1 else {}))
    assert (code, pointer) in [(error["code"], error["pointer"]) for error in response.json()["errors"]]


def test_a_pattern_finds_only_columns_that_are_not_mapped(callers: Callers) -> None:
    file = build_sheet([("Wilayah", "2019", "2020"), ("Aceh", 1, "bukan angka")])
    mapping = map_values({"column": "{year}", "set": {"period": "{year}"}}, columns={"2020": None})
    assert read_counts(check_sheet(callers, file, mapping)) == (1, 0, 0, 0)


@pytest.mark.parametrize("column", ["nilai", "id"])
def test_a_file_with_columns_of_values_has_no_other_value_and_no_id(callers: Callers, column: str) -> None:
    file = build_sheet([("Wilayah", "q1_2020", column), ("Aceh", 1, 2)])
    assert read_file_error(check_sheet(callers, file, map_values(QUARTERS), **FLOW)) == ("not_with_values", "/header/2")


def test_a_name_without_placeholders_may_be_that_of_a_known_column(callers: Callers) -> None:
    file = build_sheet([("Wilayah", "Jumlah", "Lokal"), ("Banten", 9, 8)])
    mapping = map_values({"column": "jumlah"}, {"column": "lokal", "set": {"breakdown": "catalog:local"}})
    assert read_counts(check_sheet(callers, file, mapping, breakdown="none")) == (2, 0, 0, 0)


def test_a_factor_in_a_header_needs_the_multiplier_of_its_entry(callers: Callers) -> None:
    file = build_sheet([("Wilayah", "2019 (ribu)", "2020 (ribu)"), ("Aceh", 1, 2)])
    years = {"column": "{year} (ribu)", "set": {"period": "{year}"}}
    response = check_sheet(callers, file, map_values(years))
    errors = [(error["code"], error["pointer"]) for error in response.json()["errors"]]
    assert errors == [("unconfirmed_multiplier", "/header/1"), ("unconfirmed_multiplier", "/header/2")]
    assert '"multiplier": 1000 in /mapping/values/0' in response.json()["errors"][0]["detail"]
    assert read_counts(check_sheet(callers, file, map_values({**years, "multiplier": 1000}))) == (2, 0, 0, 0)
    other = check_sheet(callers, file, map_values({**years, "multiplier": 10**6}))
    assert {error["code"] for error in other.json()["errors"]} == {"multiplier_conflict"}


def test_a_column_that_no_figure_has_is_missing_once(callers: Callers) -> None:
    file = build_sheet([("Wilayah", "q1_2020", "q2_2020"), ("Aceh", 1, 2)])
    mapping = map_values({"column": "q{1..4}_{year}"})
    mapping["constants"] = {name: cell for name, cell in CONSTANTS.items() if name != "period"}
    response = send_file(callers.writer, file, XLSX, mapping=json.dumps(mapping), dry_run="true")
    assert read_file_error(response) == ("missing_column", "/header")


def test_the_header_below_titles_is_found_by_its_columns_of_values(callers: Callers) -> None:
    file = build_sheet([("Rekapitulasi",), (None,), ("Daerah", "q1_2014", "q2_2014"), ("Aceh", 1, 2)])
    mapping = map_values(QUARTERS, columns={"Daerah": "region"})
    assert read_counts(check_sheet(callers, file, mapping, **FLOW)) == (2, 0, 0, 0)


def test_an_ndjson_file_has_no_columns_of_values(callers: Callers) -> None:
    response = check_sheet(callers, b'{"value": 1}\n', map_values(QUARTERS), "application/x-ndjson")
    assert read_file_error(response) == ("no_header", "/mapping")


def test_the_other_names_decide_for_all_figures_of_a_row(callers: Callers) -> None:
    file = build_sheet([("wilayah", "q1_2012", "q2_2012"), ("Jambi", 5, "-"), ("Jambi", "-", 6), ("Aceh", 7, 8)])
    records = import_sheet(callers, file, map_values(QUARTERS, blank=["-"]), **FLOW)
    assert [(record["region"], record["value"]) for record in records] == [("15", 5), ("15", 6), ("11", 7), ("11", 8)]


def test_sources_have_no_columns_of_values(callers: Callers) -> None:
    mapping = json.dumps({"values": [{"column": "judul"}]})
    response = send_file(callers.writer, b"kode,judul\nx-y,Z\n", CSV, mapping=mapping, collection="sources")
    assert read_file_error(response) == ("does_not_apply", "/mapping/values")


def test_a_saved_mapping_has_columns_of_values_synonyms_and_rules(callers: Callers) -> None:
    mapping = map_values(
        {**QUARTERS, "multiplier": 1000, "resolution": 0.1},
        constants=CONSTANTS | FLOW,
        cells={"region": {"Serambi Mekah": "11"}},
        when=[{"column": "wilayah", "equals": ["Serambi Mekah"], "set": {"note": "x"}}],
    )
    saved = callers.admin.client.put("/v1/mappings/per-triwulan", json=mapping, headers=callers.admin.headers)
    assert saved.status_code == 201, saved.text
    assert saved.json()["mapping"]["values"] == mapping["values"]
    file = b"wilayah,q1_2016\nserambi mekah,5\n"
    response = send_file(callers.writer, file, CSV, mapping="per-triwulan", dry_run="true")
    assert read_counts(response) == (1, 0, 0, 0)


def test_the_limit_of_rows_counts_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    mapping = msgspec.convert(map_values(QUARTERS, constants=CONSTANTS | FLOW), ImportMapping)
    options = UploadOptions("realizations", CSV, "identity", mapping, None, None, None, None, 10, 10**6)
    parser = UploadParser(options, NAMES, UUID("01a2233f-a78e-7d63-aa24-8f6524db43b0"))
    monkeypatch.setattr(upload_parser, "MAX_ROWS", 4)
    assert [*parser.feed(b"wilayah,q1_2020,q2_2020\n11,1,2\n12,3,4\n")] == []
    with pytest.raises(FileTooLargeError):
        [*parser.feed(b"13,5,6\n"), *parser.finish()]


def test_cells_with_braces_are_not_placeholders_in_rules(callers: Callers) -> None:
    file = build_sheet([("Wilayah", "nilai"), ("Aceh", 1)])
    rule = {"column": "wilayah", "equals": ["aceh"], "set": {"note": "{x}"}}
    assert list_error_codes(check_sheet(callers, file, {"when": [rule]})) == []
