"""`names` adds names of codes to tables; `dialect=excel-id` writes a CSV for Excel with Indonesian settings."""

import csv
import io
import json
import re
from typing import Any

import httpx
import openpyxl
import pytest

from api.http.reads.csv_file import format_excel_cell
from api.text_rules import is_formula
from tests.exchange.exports.read_lists import STORED, export, list_csv
from tests.support.callers import key_for
from tests.support.databases import DatabaseUrls

TEXT_FORMULA = re.compile(r'="[0-9][0-9A-Za-z .,:/-]*"')
NAMED = ("targets", "realizations", "progress", "onboarding-counts", "sources", "claims", "indicators", "regions")


def read_csv(content: bytes, delimiter: str = ",") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))


def find_name(client: httpx.Client, collection: str, code: str, field: str = "name") -> str:
    return str(client.get(f"/v1/{collection}/{code}").json()[field] or "")


def test_each_column_of_codes_is_followed_by_the_names(export_client: httpx.Client) -> None:
    response = export(export_client, "targets", "csv", names="true", columns="region,indicator,on_behalf_of,plan,value")
    rows = read_csv(response.content)
    assert list(rows[0]) == [
        *("region", "region_name", "indicator", "indicator_name", "indicator_name_en"),
        *("on_behalf_of", "on_behalf_of_name", "on_behalf_of_name_en", "plan", "plan_title", "value"),
    ]
    assert {row["plan"] for row in rows} == {"", "rencana-2022"}
    for row in rows:
        assert row["region_name"] == find_name(export_client, "regions", row["region"])
        assert row["indicator_name_en"] == find_name(export_client, "indicators", row["indicator"], "name_en")
        assert row["plan_title"] == ("Rencana 2022" if row["plan"] else "")
    package = export_client.get(response.links["describedby"]["url"]).json()  # it describes the file without names
    assert [field["name"] for field in package["resources"][0]["schema"]["fields"]] == [
        *("region", "indicator", "on_behalf_of", "plan", "value")
    ]


@pytest.mark.parametrize("name", NAMED)
def test_the_other_columns_are_unchanged_in_all_variants(export_client: httpx.Client, name: str) -> None:
    plain = read_csv(export_client.get(f"/v1/{name}.csv").content)
    named = export_client.get(f"/v1/{name}.csv", params={"names": "true"}).content
    rows = read_csv(named)
    assert len(rows[0]) > len(plain[0])
    assert [{column: row[column] for column in plain[0]} for row in rows] == plain
    assert list_csv(export_client, name, names="true") == named


def test_a_workbook_has_the_names(export_client: httpx.Client) -> None:
    content = export(export_client, "realizations", "xlsx", names="true", columns="institution,value").content
    header, *rows = openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True)  # type: ignore[union-attr]
    assert header == ("institution", "institution_name", "institution_name_en", "value")
    assert {row[1] for row in rows if row[0] == "presiden"} == {find_name(export_client, "institutions", "presiden")}


def test_names_are_those_of_known_at(export_client: httpx.Client) -> None:
    parameters = {"names": "true", "columns": "region", "known_at": "2019-01-01T00:00:00Z"}
    assert export(export_client, "targets", "csv", **parameters).text == "region,region_name\r\n"


@pytest.mark.parametrize("name", [*NAMED, "findings"])
def test_excel_reads_numbers_with_a_comma_and_codes_as_text(export_client: httpx.Client, name: str) -> None:
    plain = read_csv(export_client.get(f"/v1/{name}.csv").content)
    response = export_client.get(f"/v1/{name}.csv", params={"dialect": "excel-id"})
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response.content.count(b"\xef\xbb\xbf") == 1
    rows = read_csv(response.content, ";")
    assert list(rows[0]) == list(plain[0])
    for row, expected in zip(rows, plain, strict=True):
        for column, cell in row.items():
            if TEXT_FORMULA.fullmatch(cell):
                assert cell[2:-1] == expected[column]
            else:
                assert cell == expected[column] or cell.replace(",", ".") == expected[column]
                assert not is_formula(cell) or re.fullmatch(r"-[0-9]+(,[0-9]+)?", cell)
                assert not re.fullmatch(r"[0-9]+[.][0-9]+", cell)


def test_a_text_that_is_too_long_for_a_formula_stays_a_text() -> None:
    assert format_excel_cell("2" * 255) == f'="{"2" * 255}"'
    assert format_excel_cell("2" * 256) == "2" * 256


def test_region_codes_and_periods_are_text_and_values_are_numbers(export_client: httpx.Client) -> None:
    parameters = {"dialect": "excel-id", "id": "01b00000-0000-7000-8000-000000000001"}
    columns = "region,period,value,stated_on,indicator"
    line = export(export_client, "targets", "csv", columns=columns, **parameters).content.splitlines()[1].decode()
    assert line == '"=""32"""' + ";2022-Q3;12,5;2022-06-01;bbi-stimulus".replace("2022-Q3", '"=""2022-Q3"""')
    page = export_client.get("/v1/regions.csv?dialect=excel-id&limit=1&within=32&level=city&columns=code,name").content
    assert page.decode("utf-8-sig").splitlines()[1] == '"=""32.71""";Kota Bogor'


@pytest.mark.parametrize("name", STORED)
def test_an_import_of_a_file_for_excel_changes_nothing(
    stored: DatabaseUrls, export_client: httpx.Client, name: str
) -> None:
    key = key_for(stored, f"pengirim excel {name}", "write", "read:drafts")
    response = export_client.post(
        "/v1/imports",
        params={"collection": name, "dry_run": "true", "number_format": "id"},
        headers={"authorization": f"Bearer {key}", "content-type": "text/csv", "prefer": "wait=30"},
        content=export(export_client, name, "csv", dialect="excel-id").content,
        timeout=60,
    )
    report: dict[str, Any] = response.json()
    assert response.is_success, report
    revised = 1 if name == "targets" else 0  # its published revision updates a draft with another value
    assert (report["would_create"], report["would_update"], report["rejected"]) == (0, revised, 0), report
    assert report["unchanged"] == report["row_count"] - revised > 0


def test_an_import_ignores_the_names_with_a_mapping(stored: DatabaseUrls, export_client: httpx.Client) -> None:
    key = key_for(stored, "pengirim nama", "write", "read:drafts")
    content = export(export_client, "realizations", "csv", names="true", dialect="excel-id").content
    fields = {"collection": "realizations", "dry_run": "true", "number_format": "id"}
    response = export_client.post(
        "/v1/imports",
        data={**fields, "mapping": json.dumps({"columns": {"*": None}})},
        files={"file": ("realisasi.csv", content, "text/csv")},
        headers={"authorization": f"Bearer {key}", "prefer": "wait=30"},
        timeout=60,
    )
    report: dict[str, Any] = response.json()
    assert response.is_success, report
    assert report["unchanged"] == report["row_count"] > 0


@pytest.mark.parametrize(
    ("path", "parameter"),
    [
        ("/v1/targets.csv", "dialect=excel"),
        ("/v1/targets.csv", "dialect=excel-id,excel-id"),
        ("/v1/targets.csv", "names=false"),
        ("/v1/exports/targets.csv", "names="),
        ("/v1/exports/targets.xlsx", "dialect=excel-id"),
        ("/v1/exports/targets.ndjson", "names=true"),
        ("/v1/exports/targets.parquet", "names=true"),
        ("/v1/exports/targets/datapackage.json", "dialect=excel-id"),
        ("/v1/findings.csv", "names=true"),
        ("/v1/targets", "names=true"),
    ],
)
def test_other_values_and_other_formats_are_rejected(export_client: httpx.Client, path: str, parameter: str) -> None:
    response = export_client.get(f"{path}?{parameter}")
    assert response.status_code == 400
    assert [error["parameter"] for error in response.json()["errors"]] == [parameter.partition("=")[0]]
