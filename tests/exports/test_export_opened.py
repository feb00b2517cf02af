"""Analysts' tools open the exports and find numbers, days and texts to be what they are."""

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

from tests.exports.listed import KINDS, export, rows

NASTY = "01b00000-0000-7000-8000-000000000031"
TINY = "01b00000-0000-7000-8000-000000000032"
ALL = "id,value,resolution,stated_on,recorded_at,breakdown,citations,note,supersedes,revision"


def saved(client: httpx.Client, directory: Path, kind: str, ending: str, **parameters: str) -> Path:
    file = directory / f"{kind}.{ending}"
    file.write_bytes(export(client, kind, ending, **parameters).content)
    return file


def described(relation: Any) -> dict[str, str]:
    return dict(zip(relation.columns, map(str, relation.types), strict=True))


def test_duckdb_finds_typed_columns_in_parquet(exporting: httpx.Client, tmp_path: Path) -> None:
    file = saved(exporting, tmp_path, "targets", "parquet", columns=ALL)
    relation = duckdb.sql(f"SELECT * FROM '{file}'")
    types = described(relation)
    assert types["value"] == types["resolution"] == "DECIMAL(27,9)"
    assert types["stated_on"] == "DATE"
    assert types["recorded_at"] == "TIMESTAMP WITH TIME ZONE"
    assert types["revision"] == "INTEGER"
    citation = "STRUCT(source VARCHAR, locator VARCHAR, quote VARCHAR, note VARCHAR)[]"
    assert types["citations"].replace('"', "") == citation
    assert types["breakdown"] == types["id"] == "VARCHAR"
    listed = rows(exporting, "targets")
    assert relation.aggregate("count(*)").fetchall() == [(len(listed),)]
    (found,) = duckdb.sql(f"SELECT citations, note FROM '{file}' WHERE id = '{NASTY}'").fetchall()
    (wanted,) = rows(exporting, "targets", id=NASTY)
    assert (list(found[0]), found[1]) == (wanted["citations"], wanted["note"])


def test_decimals_in_parquet_are_exact(exporting: httpx.Client) -> None:
    table = arrow.read_table(io.BytesIO(export(exporting, "realizations", "parquet", id=TINY).content))
    assert table.column("value").to_pylist() == [Decimal("0.000000010")]
    largest = "01b00000-0000-7000-8000-000000000002"
    table = arrow.read_table(io.BytesIO(export(exporting, "targets", "parquet", id=largest).content))
    assert table.column("value").to_pylist() == [Decimal(123456789012345)]


def test_pandas_reads_parquet_and_csv_alike(exporting: httpx.Client, tmp_path: Path) -> None:
    from_parquet = pd.read_parquet(saved(exporting, tmp_path, "realizations", "parquet"))
    from_csv = pd.read_csv(
        saved(exporting, tmp_path, "realizations", "csv"),
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


def test_duckdb_finds_the_types_in_csv_by_itself(exporting: httpx.Client, tmp_path: Path) -> None:
    file = saved(exporting, tmp_path, "targets", "csv")
    types = described(duckdb.sql(f"SELECT * FROM read_csv('{file}')"))
    assert types["stated_on"] == "DATE"
    assert types["value"] in ("DOUBLE", "BIGINT")
    (note,) = duckdb.sql(f"SELECT note FROM read_csv('{file}') WHERE id = '{NASTY}'").fetchall()[0]
    assert note == rows(exporting, "targets", id=NASTY)[0]["note"]


def test_duckdb_reads_ndjson(exporting: httpx.Client, tmp_path: Path) -> None:
    file = saved(exporting, tmp_path, "realizations", "ndjson")
    found = duckdb.sql(f"SELECT id::VARCHAR, value FROM read_json('{file}') ORDER BY ALL").fetchall()
    assert found == sorted((row["id"], row["value"]) for row in rows(exporting, "realizations"))


@pytest.mark.parametrize("kind", KINDS)
def test_all_formats_of_a_kind_have_the_same_rows(exporting: httpx.Client, tmp_path: Path, kind: str) -> None:
    parquet = pd.read_parquet(saved(exporting, tmp_path, kind, "parquet"))
    csv = pd.read_csv(saved(exporting, tmp_path, kind, "csv"))
    sheet = pd.read_excel(saved(exporting, tmp_path, kind, "xlsx"))
    assert list(parquet.columns) == list(csv.columns) == list(sheet.columns)
    assert len(parquet) == len(csv) == len(sheet) == len(rows(exporting, kind))


def test_a_spreadsheet_has_numbers_days_and_texts(exporting: httpx.Client, tmp_path: Path) -> None:
    file = saved(exporting, tmp_path, "targets", "xlsx", columns="id,value,stated_on,recorded_at,period,note,citations")
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["targets"]
    header, *lines = book["targets"].iter_rows(values_only=True)
    assert header == ("id", "value", "stated_on", "recorded_at", "period", "note", "citations")
    listed = {row["id"]: row for row in rows(exporting, "targets")}
    assert [line[0] for line in lines] == list(listed)
    for identity, value, stated_on, recorded_at, period, note, _ in lines:
        row = listed[str(identity)]
        assert value == row["value"]
        assert isinstance(value, int | float)
        assert (stated_on and stated_on.date().isoformat()) == row["stated_on"]
        assert isinstance(recorded_at, dt.datetime)
        assert period == row["period"]
        assert note == row["note"]


def test_a_text_in_a_spreadsheet_is_a_text_however_it_begins(exporting: httpx.Client, tmp_path: Path) -> None:
    file = saved(exporting, tmp_path, "sources", "xlsx", columns="code,note")
    sheet = openpyxl.load_workbook(file)["sources"]
    (note,) = (line[1] for line in sheet.iter_rows() if line[0].value == "laporan-sulit")
    assert (note.data_type, note.value) == ("s", "#REF!\nbaris dua")
    assert {cell.data_type for line in sheet.iter_rows() for cell in line} <= {"s", "n"}  # an empty one counts as n
