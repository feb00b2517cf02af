"""An export has what its list has: the same rows, in the same order, written in the same way."""

import csv
import io
import json

import httpx
import pytest

from tests.exports.listed import ENVELOPE, KINDS, STORED, export, lines, rows

ALL_COLUMNS = {
    "targets": "id,program,indicator,nature,region,breakdown,period,value,qualifier,resolution,stated_on,"
    "stated_not_before,stated_not_after,retracted_on,institution,on_behalf_of,speaker,supersedes,citations,note,"
    "revision,status,reason,recorded_at,recorded_by",
}
ALL_COLUMNS["realizations"] = ALL_COLUMNS["targets"].replace("supersedes", "quality")
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
        {"recorded_since": "2020-01-01T00:00:00Z", "institution": "presiden"},
        {"status": "draft"},
        {"known_at": "2019-01-01T00:00:00Z"},
        {"sort": "recorded_at"},
    ),
    "realizations": ({"preferred": "true"}, {"quality": "final", "region": "32"}, {"period": "2022"}),
    "sources": ({"kind": "news"}, {"q": "100%"}, {"published_from": "2021-01-01", "published_to": "2021-12-31"}),
    "progress": ({"verdict": "not_reported"}, {"program": "umkm-digital", "as_of": "2021-06-30"}),
    "onboarding-counts": ({"level": "province"}, {"within": "32", "breakdown": "none"}, {"as_of": "2021-06-30"}),
}
ASKED = [(kind, filters) for kind in KINDS for filters in ({}, *FILTERS[kind])]
IDS = [f"{kind} {'&'.join(filters.values())}" for kind, filters in ASKED]


def selected(table: bytes, columns: list[str]) -> list[list[str]]:
    read = csv.DictReader(io.StringIO(table.decode(), newline=""))
    return [[row[column] for column in columns] for row in read]


@pytest.mark.parametrize(("kind", "filters"), ASKED, ids=IDS)
def test_csv_has_the_lines_of_the_lists_csv(exporting: httpx.Client, kind: str, filters: dict[str, str]) -> None:
    exported = export(exporting, kind, "csv", **filters)
    columns = exported.text.partition("\r\n")[0]
    if kind == "progress":
        assert exported.content == lines(exporting, kind, **filters)  # whose columns cannot be chosen
    else:
        assert exported.content == lines(exporting, kind, columns=columns, **filters)
    assert set(columns.split(",")) & ENVELOPE == set()


@pytest.mark.parametrize("kind", ["targets", "realizations"])
def test_all_columns_are_written_byte_for_byte_as_the_list_writes_them(exporting: httpx.Client, kind: str) -> None:
    columns = ALL_COLUMNS[kind]
    assert export(exporting, kind, "csv", columns=columns).content == lines(exporting, kind, columns=columns)
    assert export(exporting, kind, "csv", columns=columns).content == lines(exporting, kind)


@pytest.mark.parametrize("column", ["note", "retrieved_at", "authors", "code", "publisher"])
def test_a_column_alone_is_written_as_the_list_writes_it(exporting: httpx.Client, column: str) -> None:
    assert export(exporting, "sources", "csv", columns=column).content == lines(exporting, "sources", columns=column)


def test_a_text_with_line_breaks_and_quotes_comes_back_as_it_was(exporting: httpx.Client) -> None:
    identity = "01b00000-0000-7000-8000-000000000031"
    (row,) = csv.DictReader(io.StringIO(export(exporting, "targets", "csv", id=identity).text, newline=""))
    (listed,) = rows(exporting, "targets", id=identity)
    assert row["note"] == listed["note"]
    assert row["note"].count("\n") == 3
    assert json.loads(row["citations"]) == listed["citations"]


@pytest.mark.parametrize(("kind", "filters"), ASKED, ids=IDS)
def test_ndjson_has_the_rows_of_the_list(exporting: httpx.Client, kind: str, filters: dict[str, str]) -> None:
    exported = [json.loads(line) for line in export(exporting, kind, "ndjson", **filters).text.splitlines()]
    left_out = ENVELOPE if kind in STORED else set()
    assert exported == [
        {name: value for name, value in row.items() if name not in left_out} for row in rows(exporting, kind, **filters)
    ]


def test_ndjson_is_written_as_the_list_writes_it(exporting: httpx.Client) -> None:
    columns = ALL_COLUMNS["targets"]
    (line,) = export(
        exporting, "targets", "ndjson", columns=columns, id="01b00000-0000-7000-8000-000000000031"
    ).iter_lines()
    listed = exporting.get("/v1/targets", params={"id": "01b00000-0000-7000-8000-000000000031"}).text
    assert f'{{"data":[{line}],' in listed


def test_columns_come_in_the_order_asked_for(exporting: httpx.Client) -> None:
    assert export(exporting, "targets", "csv", columns="value,id").text.startswith("value,id\r\n")
    line = export(exporting, "targets", "ndjson", columns="value,id").text.splitlines()[0]
    assert list(json.loads(line)) == ["value", "id"]


def test_what_an_export_does_not_take_is_refused(exporting: httpx.Client) -> None:
    for parameter in ("limit=5", "cursor=AAAAAAAAAAAAAAAAAA", "count=exact", "columns=nothing"):
        assert exporting.get(f"/v1/exports/targets.csv?{parameter}").status_code == 400
    assert exporting.get("/v1/exports/progress.ndjson?columns=program").status_code == 400
    unknown = exporting.get("/v1/exports/onboarding-counts.csv?region=99")
    assert unknown.status_code == 400
    assert unknown.json()["errors"][0]["code"] == "unknown-region"


def test_the_same_is_exported_again_under_the_moment_that_the_answer_names(exporting: httpx.Client) -> None:
    for kind in KINDS:
        first = export(exporting, kind, "csv")
        again = export(exporting, kind, "csv", known_at=first.headers["capaian-known-at"])
        assert again.content == first.content
        assert again.headers["capaian-known-at"] == first.headers["capaian-known-at"]
