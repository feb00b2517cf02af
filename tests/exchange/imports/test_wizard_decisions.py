"""The decisions of the wizard of `capaian import`: questions from a file and its errors, and the mapping they make."""

from typing import Any

import msgspec
import pytest

from api.exchange.imports.commands.wizard.decisions import (
    Question,
    ReportedError,
    add_to_list,
    apply_choice,
    find_province_column,
    find_skip_patterns,
    guess_header_row,
    list_missing_fields,
    list_questions,
    map_column,
    reset_replies,
    set_constant,
)
from api.exchange.imports.commands.wizard.suggestions import has_ids_of_records, suggest_fields
from api.exchange.imports.commands.wizard.template_fields import Code, build_fields, find_nearest
from api.exchange.imports.files.first_rows import list_csv_rows
from api.exchange.imports.files.header_search import HeaderRow
from api.exchange.imports.rows.collection_columns import COLUMNS
from api.exchange.imports.rows.mapping import ImportMapping

find_name = COLUMNS["realizations"].find_name
TITLE = HeaderRow(1, ["Laporan", "", ""])
DATA = HeaderRow(4, ["1", "Kota Metro", "3"])
FIELDS = build_fields(
    {
        "columns": [
            ["indicator", "yes", "Indicator that it `counts`.", "", "umkm", "indicators"],
            ["region", "yes", "", "", "32", ""],
            ["quality", "yes", "", "final, provisional", "final", ""],
            ["stated_on", "yes", "", "", "", ""],
            ["note", "", "", "", "", ""],
        ],
        "indicators": [["umkm-onboarded", "UMKM yang masuk", "umkm"], ["bbi-stimulus", "Stimulus BBI", "idr"]],
    }
)


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (HeaderRow(3, ["No", "Kab/Kota", "Jumlah (ribu)"]), 3),
        (HeaderRow(3, ["", "wilayah", "nilai"]), 3),
    ],
)
def test_the_header_row_names_columns_or_is_the_first_of_the_widest_rows(header: HeaderRow, row: int) -> None:
    assert guess_header_row([TITLE, header, DATA], lambda name: find_name(name) is not None) == row


@pytest.mark.parametrize(
    ("columns", "fields"),
    [
        (
            {"No": ["1"], "Kab/Kota": ["Metro"], "Jumlah UMKM (ribu)": ["12,5"]},
            {"Kab/Kota": "region", "Jumlah UMKM (ribu)": "value"},
        ),
        (
            {
                "id": ["1"], "kode_provinsi": ["32"], "nama_provinsi": ["JAWA BARAT"], "kode_kabupaten_kota": ["3201"],
                "nama_kabupaten_kota": ["BOGOR"], "indeks_kedalaman": ["1.12", "0.86"], "Tahun Data": ["2018"],
            },
            {
                "nama_kabupaten_kota": "region", "nama_provinsi": "province", "Tahun Data": "period",
                "indeks_kedalaman": "value",
            },
        ),
        ({"Prov": ["Aceh"], "pop2020": ["5459.9"]}, {"Prov": "region", "pop2020": "value"}),
        ({"P1": ["0.75"], "P2": ["0.19"]}, {}),  # one of two columns of numbers would be a guess
        ({"Instansi Penanggung Jawab": ["a"], "Uraian": ["b"]}, {"Instansi Penanggung Jawab": "institution"}),
    ],
)  # fmt: skip
def test_fields_are_suggested_by_words_and_cells(columns: dict[str, list[str]], fields: dict[str, str]) -> None:
    assert suggest_fields(columns, find_name, ()) == fields
    assert suggest_fields(columns, find_name, {*fields.values(), "region", "province"}) == {}


def test_a_number_of_a_row_is_no_id_of_a_record() -> None:
    assert has_ids_of_records(["01a2233f-a78e-7d63-aa24-8f6524db43b0"])
    assert not has_ids_of_records(["1", "2"])


def test_patterns_skip_totals_and_remarks_but_no_region() -> None:
    cells = ["(1)", "1", "Kota Metro", "JUMLAH", "Jumlah Total", "Sumber: dinas", "Sumedang", "", "Rata-rata"]
    assert find_skip_patterns(cells) == {
        "(1)": "(1)", "JUMLAH*": "JUMLAH", "Jumlah*": "Jumlah Total", "Sumber*": "Sumber: dinas",
        "Rata-rata*": "Rata-rata",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("names", "missing"),
    [
        (set(), ["indicator", "region", "quality", "stated_on"]),
        ({"region_bps_code", "stated_not_after", "indicator"}, ["quality"]),
        ({"id"}, []),
    ],
)
def test_missing_fields_are_those_that_no_column_replaces(names: set[str], missing: list[str]) -> None:
    assert [field.name for field in list_missing_fields(FIELDS, names)] == missing


def test_a_column_of_provinces_needs_a_column_of_regions() -> None:
    assert find_province_column({"Provinsi": "province", "Nilai": "value"}) == "Provinsi"
    assert find_province_column({"Provinsi": "province", "Kab": "region"}) is None
    assert find_province_column({"Nilai": "value"}) is None


def test_the_template_states_descriptions_choices_and_codes() -> None:
    indicator, quality = FIELDS["indicator"], FIELDS["quality"]
    assert (indicator.is_required, indicator.description) == (True, "Indicator that it counts.")
    assert indicator.codes[1] == Code("bbi-stimulus", "Stimulus BBI")
    assert quality.choices == ("final", "provisional")
    assert (FIELDS["note"].is_required, FIELDS["note"].codes) == (False, ())


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Stimulus", ["bbi-stimulus"]),
        ("umkm-onbord", ["umkm-onboarded"]),
        ("b", ["umkm-onboarded", "bbi-stimulus"]),
        ("kemiskinan", []),
    ],
)
def test_the_nearest_codes_contain_a_text_or_resemble_it(text: str, codes: list[str]) -> None:
    assert [code.code for code in find_nearest(text, FIELDS["indicator"].codes)] == codes


def test_errors_raise_each_question_once() -> None:
    errors = [
        ReportedError("unconfirmed_multiplier", "/header/1", None, ""),
        ReportedError("multiplier_conflict", "/mapping/multiplier/Nilai", None, ""),
        ReportedError("count_is_whole_and_not_negative", "Nilai", "5459.9", ""),
        ReportedError("ambiguous_number", "Nilai", "13.700", ""),
        ReportedError("ambiguous_number", "Nilai", "1.200", ""),
        ReportedError("unlisted_blank", "Nilai", "-", ""),
        ReportedError("unlisted_blank", "/rows/3/value", None, ""),
        ReportedError("ambiguous_region", "Kab", "94", ""),
        ReportedError("ambiguous_region", "Kab", "Kab. Merauke", ""),
        ReportedError("unknown_region", "Kab", "Lampnug", ""),
        ReportedError("unknown_region", "/rows/3/region", None, ""),
        ReportedError("missing_column", "/header", None, ""),
    ]
    questions = list_questions(errors, ["Kab", "Jumlah (ribu)"], "Nilai")
    assert [question[:2] for question in questions] == [
        ("multiplier", "Jumlah (ribu)"), ("multiplier", "Nilai"), ("number_format", ""), ("blank", "-"), ("codes", ""),
        ("synonym", "Lampnug"),
    ]  # fmt: skip
    many = [ReportedError("unknown_region", "Kab", str(number), "") for number in range(30)]
    assert len(list_questions(many, ["Kab"], None)) == 10


@pytest.mark.parametrize(
    ("kind", "subject", "choice", "changed"),
    [
        ("multiplier", "Nilai", "1000", {"multiplier": {"Lain": 10, "Nilai": 1000}}),
        ("number_format", "", "en", {"number_format": "en"}),
        ("blank", "-", "-", {"blank": ["n/a", "-"]}),
        ("codes", "", "bps", {"regions": {"within": "18", "codes": "bps"}}),
        ("level", "", "regency", {"regions": {"within": "18", "levels": ["regency"]}}),
        ("level", "", "regency+city", {"regions": {"within": "18", "levels": ["regency", "city"]}}),
        ("synonym", "Lampnug", "18", {"cells": {"Kab": {"Jabar": "32", "Lampnug": "18"}}}),
        ("blank", "-", "", {}),
    ],
)
def test_a_reply_adds_an_option_to_the_mapping(kind: Any, subject: str, choice: str, changed: dict[str, Any]) -> None:
    mapping = {
        "multiplier": {"Lain": 10}, "blank": ["n/a"], "regions": {"within": "18"}, "cells": {"Kab": {"Jabar": "32"}},
    }  # fmt: skip
    question = Question(kind, subject, ReportedError("", "Kab", subject, ""))
    after = apply_choice(mapping, question, choice)
    assert after == mapping | changed
    msgspec.convert(after, ImportMapping)


def test_a_mapping_is_described_step_by_step_and_its_replies_can_be_reset() -> None:
    mapping = map_column(map_column({"blank": ["x"]}, "Kab", "region"), "No", None)
    mapping = set_constant(set_constant(set_constant(mapping, "quality", "final"), "note", "a"), "note", "")
    described = {"columns": {"Kab": "region", "No": None}, "constants": {"quality": "final"}}
    assert mapping == {"blank": ["x"], **described}
    mapping = add_to_list(add_to_list(add_to_list(mapping, "skip", "Jumlah*"), "skip", "Jumlah*"), "blank", "-")
    assert (mapping["skip"], mapping["blank"]) == (["Jumlah*"], ["x", "-"])
    assert reset_replies(mapping, {"blank": ["x"]}) == {"blank": ["x"], **described}


def test_the_first_rows_of_a_csv_file_have_the_numbers_of_their_lines() -> None:
    rows = list_csv_rows('Laporan, tahun 2024\n\n"No";"Nilai, ribu"\n1;"2,5\n3"\n4;5', None)
    assert rows == [
        HeaderRow(1, ["Laporan, tahun 2024"]), HeaderRow(3, ["No", "Nilai, ribu"]), HeaderRow(4, ["1", "2,5\n3"]),
        HeaderRow(6, ["4", "5"]),
    ]  # fmt: skip
    assert list_csv_rows("sep=;\na;b,c,d\n", None) == [HeaderRow(2, ["a", "b,c,d"])]
