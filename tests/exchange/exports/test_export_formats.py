"""DuckDB, pandas and openpyxl read the exports with the correct types."""

import datetime as dt
import io
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import httpx
import openpyxl
import pandas as pd
import pyarrow.parquet as arrow
import pytest

from tests.exchange.exports.read_lists import EXPORTS, export, list_rows

DIFFICULT = "01b00000-0000-7000-8000-000000000031"
TINY = "01b00000-0000-7000-8000-000000000032"
ALL = "id,value,resolution,stated_on,recorded_at,breakdown,citations,note,supersedes,revision"


def save(client: httpx.Client, directory: Path, name: str, extension: str, **parameters: str) -> Path:
    file = directory / f"{name}.{extension}"
    file.write_bytes(export(client, name, extension, **parameters).content)
    return file


def list_types(relation: Any) -> dict[str, str]:
    return dict(zip(relation.columns, map(str, relation.types), strict=True))


def test_duckdb_reads_the_column_types_of_parquet(export_client: httpx.Client, tmp_path: Path) -> None:
    file = save(export_client, tmp_path, "targets", "parquet", columns=ALL)
    relation = duckdb.sql(f"SELECT * FROM '{file}'")
    types = list_types(relation)
    assert types["value"] == types["resolution"] == "DECIMAL(27,9)"
    assert types["stated_on"] == "DATE"
    assert types["recorded_at"] == "TIMESTAMP WITH TIME ZONE"
    assert types["revision"] == "INTEGER"
    citation = "STRUCT(source VARCHAR, locator VARCHAR, quote VARCHAR, note VARCHAR)[]"
    assert types["citations"].replace('"', "") == citation
    assert types["breakdown"] == types["id"] == "VARCHAR"
    listed = list_rows(export_client, "targets")
    assert relation.aggregate("count(*)").fetchall() == [(len(listed),)]
    (found,) = duckdb.sql(f"SELECT citations, note FROM '{file}' WHERE id = '{DIFFICULT}'").fetchall()
    (wanted,) = list_rows(export_client, "targets", id=DIFFICULT)
    assert (list(found[0]), found[1]) == (wanted["citations"], wanted["note"])


def test_decimals_in_parquet_are_exact(export_client: httpx.Client) -> None:
    table = arrow.read_table(io.BytesIO(export(export_client, "realizations", "parquet", id=TINY).content))
    assert table.column("value").to_pylist() == [Decimal("0.000000010")]
    largest = "01b00000-0000-7000-8000-000000000002"
    table = arrow.read_table(io.BytesIO(export(export_client, "targets", "parquet", id=largest).content))
    assert table.column("value").to_pylist() == [Decimal(123456789012345)]


def test_pandas_reads_the_same_rows_from_parquet_and_csv(export_client: httpx.Client, tmp_path: Path) -> None:
    from_parquet = pd.read_parquet(save(export_client, tmp_path, "realizations", "parquet"))
    from_csv = pd.read_csv(
        save(export_client, tmp_path, "realizations", "csv"),
        parse_dates=["stated_on"],
        keep_default_na=False,
        na_values=[""],
    )
    assert list(from_parquet.columns) == list(from_csv.columns)
    assert from_csv["value"].dtype == "float64"
    assert from_csv["stated_on"].dtype.kind == "M"
    for name in ("id", "period", "breakdown", "quality", "note"):
        assert from_parquet[name].fillna("").tolist() == from_csv[name].fillna("").tolist()
    assert from_parquet["value"].astype(float).tolist() == from_csv["value"].tolist()
    assert [day and day.isoformat() for day in from_parquet["stated_on"]] == [
        None if pd.isna(day) else day.date().isoformat() for day in from_csv["stated_on"]
    ]


def test_duckdb_detects_the_column_types_of_csv(export_client: httpx.Client, tmp_path: Path) -> None:
    file = save(export_client, tmp_path, "targets", "csv")
    types = list_types(duckdb.sql(f"SELECT * FROM read_csv('{file}')"))
    assert types["stated_on"] == "DATE"
    assert types["value"] in ("DOUBLE", "BIGINT")
    (note,) = duckdb.sql(f"SELECT note FROM read_csv('{file}') WHERE id = '{DIFFICULT}'").fetchall()[0]
    assert note == list_rows(export_client, "targets", id=DIFFICULT)[0]["note"]


def test_duckdb_reads_ndjson(export_client: httpx.Client, tmp_path: Path) -> None:
    file = save(export_client, tmp_path, "realizations", "ndjson")
    found = duckdb.sql(f"SELECT id::VARCHAR, value FROM read_json('{file}') ORDER BY ALL").fetchall()
    assert found == sorted((row["id"], row["value"]) for row in list_rows(export_client, "realizations"))


@pytest.mark.parametrize("name", EXPORTS)
def test_all_formats_have_the_same_columns_and_number_of_rows(
    export_client: httpx.Client, tmp_path: Path, name: str
) -> None:
    parquet = pd.read_parquet(save(export_client, tmp_path, name, "parquet"))
    csv = pd.read_csv(save(export_client, tmp_path, name, "csv"))
    sheet = pd.read_excel(save(export_client, tmp_path, name, "xlsx"))
    assert list(parquet.columns) == list(csv.columns) == list(sheet.columns)
    assert len(parquet) == len(csv) == len(sheet) == len(list_rows(export_client, name))


def test_a_spreadsheet_has_numbers_dates_and_texts(export_client: httpx.Client, tmp_path: Path) -> None:
    file = save(
        export_client, tmp_path, "targets", "xlsx", columns="id,value,stated_on,recorded_at,period,note,citations"
    )
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["targets"]
    header, *lines = book["targets"].iter_rows(values_only=True)
    assert header == ("id", "value", "stated_on", "recorded_at", "period", "note", "citations")
    listed = {row["id"]: row for row in list_rows(export_client, "targets")}
    assert [line[0] for line in lines] == list(listed)
    for identity, value, stated_on, recorded_at, period, note, _ in lines:
        row = listed[str(identity)]
        assert value == row["value"]
        assert isinstance(value, int | float)
        assert (stated_on and stated_on.date().isoformat()) == row["stated_on"]
        assert isinstance(recorded_at, dt.datetime)
        assert period == row["period"]
        assert note == row["note"]


def test_a_text_in_a_spreadsheet_stays_a_text_with_any_first_character(
    export_client: httpx.Client, tmp_path: Path
) -> None:
    file = save(export_client, tmp_path, "sources", "xlsx", columns="code,note")
    sheet = openpyxl.load_workbook(file)["sources"]
    (note,) = (line[1] for line in sheet.iter_rows() if line[0].value == "laporan-sulit")
    assert (note.data_type, note.value) == ("s", "#REF!\nbaris dua")
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {
        "s",
        "n",
    }  # openpyxl reads an empty cell as n
