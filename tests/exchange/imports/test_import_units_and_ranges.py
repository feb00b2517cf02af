"""Imported numbers follow the kind of their unit, and cells state ranges, weeks, rates and the qualifier `nearly`."""

import json
from typing import Any

import pytest

from tests.exchange.imports.conftest import (
    ROW,
    RUPIAH,
    Callers,
    build_csv,
    list_error_codes,
    read_counts,
    send_file,
)

PERCENT = {"indicator": "digital-economy-gdp-share", "nature": "rate", "region": "ID"}


def read_record(callers: Callers, file: bytes, media_type: str = "text/csv") -> dict[str, Any]:
    """Send one row and return its record."""
    response = send_file(callers.writer, file, media_type)
    assert response.status_code == 201, response.text
    (row,) = callers.writer.get(f"{response.headers['location']}/rows").json()["data"]
    record: dict[str, Any] = callers.writer.get(row["record"]["url"]).json()
    return record


@pytest.mark.parametrize(
    ("cells", "codes"),
    [
        ({"value": "-5"}, ["count_is_whole_and_not_negative"]),
        ({"value": "407,1", "resolution": "1"}, ["count_is_whole_and_not_negative"]),
        ({"value": "17", "value_to": "18,5", "resolution": "1"}, ["range_of_a_count_or_rank_is_whole"]),
        ({"value": "17", "resolution": "0,5"}, ["resolution_of_a_count_or_rank_is_whole"]),
        ({**PERCENT, "nature": "flow"}, ["flow_is_in_a_unit_that_adds_up"]),
        ({"value": "19", "value_to": "17"}, ["reversed_range"]),
        ({"value": "19-17"}, ["reversed_range"]),
        ({"value": "17-19", "value_to": "20"}, ["range_ends_disagree"]),
        ({"value": "17-19", "qualifier": "minimal"}, ["range_with_qualifier"]),
        ({"value": "17", "value_to": "19", "qualifier": "hampir"}, ["range_with_qualifier"]),
        ({**PERCENT, "value": "17%", "value_to": "Rp19"}, ["units_disagree"]),
        ({"value": "17", "value_to": "sembilan belas"}, ["not_a_number"]),
    ],
)
def test_an_invalid_row_is_an_error_of_that_row(callers: Callers, cells: dict[str, str], codes: list[str]) -> None:
    file = build_csv({"region": "61", "period": "2019-01", **cells}, {"region": "61", "period": "2019-02"})
    response = send_file(callers.writer, file, mode="partial", dry_run="true", number_format="id")
    assert read_counts(response) == (1, 0, 0, 1)
    assert list_error_codes(response) == codes
    (row,) = response.json()["rejected_rows"]
    for error in row["errors"]:
        assert error["detail"] != error["detail_en"]


def test_an_update_that_makes_a_figure_invalid_is_an_error_of_its_row(callers: Callers) -> None:
    record = read_record(callers, build_csv({"region": "62", "value": "17", "value_to": "19"}))
    for cells, code in (
        ({"value_to": "12"}, "reversed_range"),
        ({"qualifier": "nearly"}, "range_with_qualifier"),
        ({"value": "16.5", "value_to": "19", "resolution": "1"}, "count_is_whole_and_not_negative"),
        ({"resolution": "0.5"}, "resolution_of_a_count_or_rank_is_whole"),
    ):
        columns = ",".join(("id", *cells))
        file = f"{columns}\n{','.join((record['id'], *cells.values()))}\n".encode()
        response = send_file(callers.writer, file, mode="partial", number_format="en")
        assert (read_counts(response), list_error_codes(response)) == ((0, 0, 0, 1), [code])
    assert callers.writer.get(record["url"]).json()["revision"] == 1


def test_a_kind_is_not_shown_of_an_indicator_that_the_user_may_not_read(callers: Callers) -> None:
    unit = {"code": "satuan-tersembunyi", "name": "satuan", "kind": "rank"}
    assert callers.bound.post("/v1/units", unit).status_code == 403
    assert callers.other_writer.post("/v1/units", unit).status_code == 201
    fields = {"code": "indikator-tersembunyi", "program": "qris", "name": "Peringkat", "unit": unit["code"]}
    indicator = {**fields, "direction": "decrease", "additive": False}
    assert callers.other_writer.post("/v1/indicators", indicator).status_code == 201
    rows = build_csv({"indicator": "indikator-tersembunyi", "value": "0"})
    assert list_error_codes(send_file(callers.writer, rows, mode="partial")) == ["figure_counts_an_indicator"]
    assert list_error_codes(send_file(callers.other_writer, rows, mode="partial")) == ["rank_is_whole_and_from_1"]


@pytest.mark.parametrize(
    ("cells", "value", "value_to", "resolution"),
    [
        ({"value": "17", "value_to": "19"}, 17, 19, 1),
        ({"value": "17 s.d. 19"}, 17, 19, 1),
        ({"nilai": "20-22 juta", "value": None}, 20_000_000, 22_000_000, 1_000_000),
        ({"value": "20 juta", "nilai_sampai": "21,5 juta"}, 20_000_000, 21_500_000, 100_000),
        ({"value": "20 juta", "value_to": "22 juta", "resolution": "500000"}, 20_000_000, 22_000_000, 500_000),
        ({"value": "17", "value_to": ""}, 17, None, 1),
    ],
)
def test_a_range_is_imported_from_one_cell_or_two(
    callers: Callers, cells: dict[str, str], value: int, value_to: int | None, resolution: int
) -> None:
    file = build_csv({**RUPIAH, "region": "63", "period": f"19{len(str(cells))}-03", **cells})
    record = read_record(callers, file)
    assert (record["value"], record["value_to"], record["resolution"]) == (value, value_to, resolution)
    assert read_counts(send_file(callers.writer, file)) == (0, 0, 1, 0)


def test_a_number_replaces_a_range(callers: Callers) -> None:
    record = read_record(callers, build_csv({"region": "64", "value": "17-19"}))
    assert read_counts(send_file(callers.writer, build_csv({"region": "64", "value": "18"}))) == (0, 1, 0, 0)
    assert callers.writer.get(record["url"]).json()["value_to"] is None


@pytest.mark.parametrize("word", ["hampir", "Nyaris", "mendekati", "nearly"])
def test_nearly_has_names_in_both_languages(callers: Callers, word: str) -> None:
    record = read_record(callers, build_csv({"region": "65", "period": f"19{60 + len(word)}-01", "qualifier": word}))
    assert record["qualifier"] == "nearly"


@pytest.mark.parametrize("word", ["rate", "tingkat", "Laju", "rasio"])
def test_a_rate_has_names_in_both_languages(callers: Callers, word: str) -> None:
    cells = {**PERCENT, "nature": word, "period": f"{1960 + len(word)}", "value": "4,5", "resolution": "0,1"}
    record = read_record(callers, build_csv(cells))
    assert (record["nature"], record["value"]) == ("rate", 4.5)


def test_a_week_is_a_period(callers: Callers) -> None:
    rows = [{**ROW, "region": "71", "nature": "flow", "period": text} for text in ("minggu ke-53 2020", "2021-W20")]
    response = send_file(callers.writer, build_csv(*rows))
    assert read_counts(response) == (2, 0, 0, 0)
    rows = callers.writer.get(f"{response.headers['location']}/rows").json()["data"]
    records = [callers.writer.get(row["record"]["url"]).json() for row in rows]
    assert [(record["period"], record["period_start"], record["period_end"]) for record in records] == [
        ("2020-W53", "2020-12-28", "2021-01-03"),
        ("2021-W20", "2021-05-17", "2021-05-23"),
    ]
    again = build_csv({"region": "71", "nature": "flow", "period": "28/12/2020 - 3/1/2021"})
    assert read_counts(send_file(callers.writer, again)) == (0, 0, 1, 0)


def test_a_json_line_has_a_range_and_a_week(callers: Callers) -> None:
    fields: dict[str, Any] = {name: cell for name, cell in ROW.items() if name not in ("source", "locator")}
    fields |= {"region": "72", "period": "2021-W20", "value": 17, "value_to": 19, "unit": "umkm"}
    fields["citations"] = [{"source": "antara-2021-01-11", "locator": "p. 3"}]
    record = read_record(callers, json.dumps(fields).encode(), "application/x-ndjson")
    assert (record["value"], record["value_to"], record["period"]) == (17, 19, "2021-W20")
    week = json.dumps({**fields, "period": "2021-05-17/2021-05-23"}).encode()
    response = send_file(callers.writer, week, "application/x-ndjson", mode="partial")
    assert list_error_codes(response) == ["period_is_canonical"]


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("rencana", "plan"),
        ("dokumen perencanaan", "plan"),
        ("situs web", "website"),
        ("laman", "website"),
        ("video", "video"),
        ("unggahan media sosial", "social_post"),
        ("social post", "social_post"),
    ],
)
def test_source_kinds_have_names_in_both_languages(callers: Callers, word: str, kind: str) -> None:
    code = "dokumen-" + word.replace(" ", "-")
    file = f"code,kind,title,date_basis\n{code},{word},Dokumen,unknown\n".encode()
    assert read_counts(send_file(callers.writer, file, collection="sources")) == (1, 0, 0, 0)
    assert callers.writer.get(f"/v1/sources/{code}").json()["kind"] == kind
