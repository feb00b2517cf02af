"""An export has the list_rows of its list, in the same order and format."""

import csv
import io
import json

import httpx
import pytest

from tests.exchange.exports.read_lists import EXPORTS, METADATA, STORED, export, list_csv, list_rows

ALL_COLUMNS = {
    "targets": "id,url,program,indicator,nature,region,breakdown,period,period_start,period_end,value,value_to,unit,"
    "qualifier,resolution,stated_on,stated_not_before,stated_not_after,retracted_on,institution,on_behalf_of,speaker,"
    "plan,due_on,supersedes,citations,note,distinct_from,revision,status,reason,recorded_at,recorded_by",
}
ALL_COLUMNS["realizations"] = ALL_COLUMNS["targets"].replace("plan,due_on,supersedes", "day_known,quality")
FILTERS = {
    "targets": (
        {"nature": "flow"},
        {"program": "umkm-digital,qris"},
        {"indicator": "umkm-onboarded", "sort": "-value"},
        {"period": "2022,2024-S1"},
        {"period_from": "2021-01-01", "period_to": "2024-12-31"},
        {"within": "32", "level": "city,province"},
        {"breakdown": "catalog:local"},
        {"breakdown": "none,catalog:local"},
        {"source": "antara-2021-01-11"},
        {"as_of": "2021-06-30", "sort": "-stated_on"},
        {"id": "01b00000-0000-7000-8000-000000000001,01b00000-0000-7000-8000-000000000031"},
        {"recorded_from": "2020-01-01T00:00:00Z", "institution": "presiden"},
        {"status": "draft"},
        {"known_at": "2019-01-01T00:00:00Z"},
        {"sort": "recorded_at"},
    ),
    "realizations": ({"preferred": "true"}, {"quality": "final", "region": "32"}, {"period": "2022"}),
    "sources": ({"kind": "news"}, {"q": "100%"}, {"published_from": "2021-01-01", "published_to": "2021-12-31"}),
    "progress": ({"verdict": "not_reported"}, {"program": "umkm-digital", "as_of": "2021-06-30"}),
    "onboarding-counts": (
        {"level": "province"},
        {"within": "32", "breakdown": "none"},
        {"as_of": "2021-06-30"},
        {"period": "latest"},
        {"sort": "-period"},
    ),
}
CASES = [(name, filters) for name in EXPORTS for filters in ({}, *FILTERS[name])]
IDS = [f"{name} {'&'.join(filters.values())}" for name, filters in CASES]


@pytest.mark.parametrize(("name", "filters"), CASES, ids=IDS)
def test_the_csv_equals_the_csv_of_the_list(export_client: httpx.Client, name: str, filters: dict[str, str]) -> None:
    exported = export(export_client, name, "csv", **filters)
    columns = exported.text.partition("\r\n")[0]
    if name == "progress":
        assert exported.content == list_csv(export_client, name, **filters)  # this list has no parameter `columns`
    else:
        assert exported.content == list_csv(export_client, name, columns=columns, **filters)
    assert name not in STORED or set(columns.split(",")) & METADATA == set()


@pytest.mark.parametrize("name", ["targets", "realizations"])
def test_all_columns_have_the_same_bytes_as_in_the_list(export_client: httpx.Client, name: str) -> None:
    columns = ALL_COLUMNS[name]
    assert export(export_client, name, "csv", columns=columns).content == list_csv(export_client, name, columns=columns)
    assert export(export_client, name, "csv", columns=columns).content == list_csv(export_client, name)


@pytest.mark.parametrize("column", ["note", "retrieved_at", "authors", "code", "publisher"])
def test_a_single_column_has_the_same_bytes_as_in_the_list(export_client: httpx.Client, column: str) -> None:
    assert export(export_client, "sources", "csv", columns=column).content == list_csv(
        export_client, "sources", columns=column
    )


def test_a_text_with_line_breaks_and_quotes_is_unchanged(export_client: httpx.Client) -> None:
    identity = "01b00000-0000-7000-8000-000000000031"
    (row,) = csv.DictReader(io.StringIO(export(export_client, "targets", "csv", id=identity).text, newline=""))
    (listed,) = list_rows(export_client, "targets", id=identity)
    assert row["note"] == listed["note"]
    assert row["note"].count("\n") == 3
    assert json.loads(row["citations"]) == listed["citations"]


@pytest.mark.parametrize(("name", "filters"), CASES, ids=IDS)
def test_ndjson_rows_equal_the_rows_of_the_list(
    export_client: httpx.Client, name: str, filters: dict[str, str]
) -> None:
    exported = [json.loads(line) for line in export(export_client, name, "ndjson", **filters).text.splitlines()]
    omitted = METADATA if name in STORED else set()
    assert exported == [
        {field: value for field, value in row.items() if field not in omitted}
        for row in list_rows(export_client, name, **filters)
    ]


def test_an_ndjson_line_has_the_same_bytes_as_in_the_list(export_client: httpx.Client) -> None:
    columns = ALL_COLUMNS["targets"]
    (line,) = export(
        export_client, "targets", "ndjson", columns=columns, id="01b00000-0000-7000-8000-000000000031"
    ).iter_lines()
    listed = export_client.get("/v1/targets", params={"id": "01b00000-0000-7000-8000-000000000031"}).text
    assert f'{{"data":[{line}],' in listed


def test_columns_are_in_the_requested_order(export_client: httpx.Client) -> None:
    assert export(export_client, "targets", "csv", columns="value,id").text.startswith("value,id\r\n")
    line = export(export_client, "targets", "ndjson", columns="value,id").text.splitlines()[0]
    assert list(json.loads(line)) == ["value", "id"]


def test_parameters_that_an_export_does_not_accept_are_rejected(export_client: httpx.Client) -> None:
    for parameter in ("limit=5", "cursor=AAAAAAAAAAAAAAAAAA", "count=exact", "columns=nothing"):
        assert export_client.get(f"/v1/exports/targets.csv?{parameter}").status_code == 400
    assert export_client.get("/v1/exports/progress.ndjson?columns=program").status_code == 400
    unknown = export_client.get("/v1/exports/onboarding-counts.csv?region=99")
    assert unknown.status_code == 400
    assert unknown.json()["errors"][0]["code"] == "unknown_region"


def test_an_export_can_be_repeated_with_the_known_at_of_its_response(export_client: httpx.Client) -> None:
    for name in EXPORTS:
        first = export(export_client, name, "csv")
        again = export(export_client, name, "csv", known_at=first.headers["capaian-known-at"])
        assert again.content == first.content
        assert again.headers["capaian-known-at"] == first.headers["capaian-known-at"]
