"""Spreadsheets as ministries send them, with invented numbers, and the mapping that all of them need."""

import json
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

import httpx
import openpyxl

from api.exchange.imports.files.open_file import XLSX
from tests.exchange.imports.conftest import Callers, send_file

CONSTANTS = {
    "indicator": "umkm-onboarded",
    "nature": "stock",
    "period": "2024-03",
    "quality": "final",
    "stated_on": "2025-04-05",
    "institution": "kemenkop-ukm",
}


def build_sheet(rows: Iterable[Sequence[Any]], merged: Sequence[str] = (), title: str = "Rekap") -> bytes:
    """Return an XLSX file with the rows from the first one on."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    for reference in merged:
        sheet.merge_cells(reference)
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def check_sheet(
    callers: Callers,
    file: bytes,
    mapping: dict[str, Any] | None = None,
    media_type: str = XLSX,
    **constants: str | None,
) -> httpx.Response:
    """Send a file as a dry run in partial mode, with constants for the columns that it does not have."""
    mapping = {**(mapping or {}), "constants": _join_constants(constants)}
    return send_file(callers.writer, file, media_type, mapping=json.dumps(mapping), mode="partial", dry_run="true")


def import_sheet(
    callers: Callers,
    file: bytes,
    mapping: dict[str, Any] | None = None,
    media_type: str = XLSX,
    **constants: str | None,
) -> list[dict[str, Any]]:
    """Import a file, and return the records of its rows in order."""
    mapping = {**(mapping or {}), "constants": _join_constants(constants)}
    response = send_file(callers.writer, file, media_type, mapping=json.dumps(mapping))
    assert response.status_code == 201, response.text
    rows = callers.writer.get(f"{response.headers['location']}/rows?limit=500").json()["data"]
    return [callers.writer.get(row["record"]["url"]).json() for row in rows]


def _join_constants(constants: dict[str, str | None]) -> dict[str, str]:
    """Return the constants of a file; None omits one."""
    return {name: value for name, value in {**CONSTANTS, **constants}.items() if value is not None}


def list_errors(response: httpx.Response) -> list[tuple[str | None, str | None, str]]:
    """Return cell, content and code of the errors of all rejected rows."""
    assert response.status_code == 201, response.text
    return [
        (error["cell"], error["received"], error["code"])
        for row in response.json()["rejected_rows"]
        for error in row["errors"]
    ]
