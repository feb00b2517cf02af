"""Synonyms of cells (`cells`), and rules for single rows (`when`)."""

from typing import Any

import pytest

from tests.exchange.imports.conftest import Callers, read_counts
from tests.exchange.imports.real_files.sheets import build_sheet, check_sheet, import_sheet, list_errors

PROVINCE = {"column": "wilayah", "equals": ["JAWA BARAT"], "set": {"rincian": "catalog:local"}}


@pytest.mark.parametrize("column", ["region", "Wilayah", "WILAYAH"])
def test_a_synonym_is_read_instead_of_a_cell_in_any_case(callers: Callers, column: str) -> None:
    file = build_sheet([("wilayah", "nilai"), (" PULAU  SERIBU", 1), ("Pulau Seribu ", 2), ("Aceh", 3)])
    response = check_sheet(callers, file, {"cells": {column: {"pulau seribu": "31.01"}}})
    assert list_errors(response) == [("Rekap!A2", " PULAU  SERIBU", "unknown_region")]
    assert read_counts(response) == (2, 0, 0, 1)


def test_a_synonym_can_stand_for_a_number_and_is_read_once(callers: Callers) -> None:
    mapping = {"cells": {"region": {"1": "2", "2": "51", "99": "11"}, "nilai": {"nihil": "0", "-": "7"}}}
    file = build_sheet([("wilayah", "nilai"), (2, "Nihil"), (99, "-"), (1, 5)])
    response = check_sheet(callers, file, mapping)
    assert list_errors(response) == [("Rekap!A4", "1", "unknown_region")]
    records = import_sheet(
        callers, build_sheet([("wilayah", "nilai"), (2, "Nihil"), (99, "-")]), mapping, period="2022-06"
    )
    assert [(record["region"], record["value"]) for record in records] == [("51", 0), ("11", 7)]


def test_synonyms_of_the_value_are_for_all_columns_of_values(callers: Callers) -> None:
    file = build_sheet([("wilayah", "q1_2015", "q2_2015"), ("Aceh", "nihil", "nihil")])
    mapping = {
        "values": [{"column": "q{1..4}_{year}", "set": {"period": "{year}-Q{1..4}"}}],
        "cells": {"value": {"Nihil": "0"}},
    }
    records = import_sheet(callers, file, mapping, nature="flow")
    assert [record["value"] for record in records] == [0, 0]


@pytest.mark.parametrize("name", ["foo", "breakdown", "status", "No"])
def test_synonyms_of_a_column_that_is_not_read_are_an_error(callers: Callers, name: str) -> None:
    mapping = {"columns": {"No": None}, "cells": {name: {"a": "b"}}}
    response = check_sheet(callers, build_sheet([("No", "wilayah", "nilai"), (1, "Aceh", 1)]), mapping)
    (error,) = response.json()["errors"]
    assert (error["code"], error["pointer"]) == ("missing_column", f"/mapping/cells/{name}")


def test_two_synonyms_that_differ_only_in_case_are_an_error(callers: Callers) -> None:
    mapping = {"cells": {"region": {"a": "11", "A": "12"}}}
    (error,) = check_sheet(callers, build_sheet([("wilayah", "nilai"), ("Aceh", 1)]), mapping).json()["errors"]
    assert (error["code"], error["pointer"]) == ("conflicting_synonyms", "/mapping/cells/region")


def test_a_synonym_of_an_empty_cell_is_an_error_of_the_mapping(callers: Callers) -> None:
    mapping = {"cells": {"region": {"": "ID"}}}
    response = check_sheet(callers, build_sheet([("wilayah", "nilai"), ("Aceh", 1)]), mapping)
    assert (response.status_code, response.json()["errors"][0]["parameter"]) == (400, "mapping")


def test_a_rule_sets_cells_of_the_rows_with_a_text(callers: Callers) -> None:
    file = build_sheet([("wilayah", "nilai"), ("Jawa Barat", 5), ("Jawa Tengah", 6)])
    records = import_sheet(callers, file, {"when": [PROVINCE]}, period="2022-02", breakdown="none")
    assert [record["breakdown"] for record in records] == [{"catalog": "local"}, {}]


def test_a_rule_overrides_the_cell_of_its_row_and_its_error(callers: Callers) -> None:
    file = build_sheet([("wilayah", "nilai"), ("TOTAL", 11), ("Jawa Tengah", 6)])
    rule = {"column": "wilayah", "equals": ["jumlah", "total"], "set": {"region": "ID"}}
    records = import_sheet(callers, file, {"when": [rule]}, period="2022-03")
    assert [record["region"] for record in records] == ["ID", "33"]


def test_a_rule_can_use_an_ignored_column_and_the_last_rule_applies(callers: Callers) -> None:
    file = build_sheet([("wilayah", "status_data", "nilai"), ("Aceh", "angka sementara", 1), ("Bali", None, 2)])
    mapping = {
        "columns": {"*": None},
        "when": [
            {"column": "status data", "equals": ["Angka Sementara"], "set": {"quality": "provisional", "note": "x"}},
            {"column": "wilayah", "equals": ["aceh"], "set": {"note": "y"}},
        ],
    }
    records = import_sheet(callers, file, mapping, period="2022-05")
    assert [(record["quality"], record["note"]) for record in records] == [("provisional", "y"), ("final", None)]


def test_a_rule_is_for_all_figures_of_its_row_and_overrides_their_columns(callers: Callers) -> None:
    file = build_sheet([("wilayah", "2013", "2014"), ("Aceh", 1, 2), ("Bali", 3, 4)])
    mapping = {
        "values": [{"column": "{year}", "set": {"period": "{year}", "quality": "final"}}],
        "when": [{"column": "wilayah", "equals": ["Bali"], "set": {"quality": "provisional"}}],
    }
    records = import_sheet(callers, file, mapping)
    assert [record["quality"] for record in records] == ["final", "final", "provisional", "provisional"]


@pytest.mark.parametrize(
    ("rule", "code", "pointer"),
    [
        ({**PROVINCE, "column": "daerah"}, "missing_column", "/mapping/when/0/column"),
        ({**PROVINCE, "set": {"foo": "x"}}, "unknown_column", "/mapping/when/0/set/foo"),
        ({**PROVINCE, "set": {"id": "x"}}, "unknown_column", "/mapping/when/0/set/id"),
        ({**PROVINCE, "set": {"breakdown": "x"}}, "not_a_breakdown", "/mapping/when/0/set/breakdown"),
    ],
)
def test_an_invalid_rule_is_an_error_of_the_file(
    callers: Callers, rule: dict[str, Any], code: str, pointer: str
) -> None:
    response = check_sheet(callers, build_sheet([("wilayah", "nilai"), ("Aceh", 1)]), {"when": [rule]})
    (error,) = response.json()["errors"]
    assert (error["code"], error["pointer"]) == (code, pointer)


@pytest.mark.parametrize("name", ["foo", "rincian"])
def test_an_unknown_constant_is_one_error_and_a_known_one_is_read_like_a_cell(callers: Callers, name: str) -> None:
    response = check_sheet(callers, build_sheet([("wilayah", "nilai"), ("Aceh", 1)]), {}, **{name: "x"})
    (error,) = response.json()["errors"]
    assert error["pointer"].startswith("/mapping/constants/")
