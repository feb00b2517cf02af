"""Texts with hidden characters or a disguised formula in import files: each row is rejected, and stays harmless."""

import csv
import io
import json
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from api.text_rules import is_formula, remove_hidden_characters
from tests.exchange.imports.conftest import ROW, Callers, build_csv, read_counts, send_file
from tests.schema.test_text_rules import NASTY

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = ("speaker", "note", "locator", "quote")


def build_rows(texts: list[str], column: str) -> list[dict[str, str]]:
    return [{column: text, "period": f"2024-{number % 12 + 1:02}"} for number, text in enumerate(texts)]


def encode_ndjson(row: dict[str, str]) -> str:
    values: dict[str, Any] = {**ROW, **row, "value": 1}
    citation = {name: values.pop(name) for name in ("source", "locator", "quote") if name in values}
    return json.dumps({**values, "citations": [citation]})


def encode_workbook(rows: list[dict[str, str]]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    names = list(dict.fromkeys((*ROW, *rows[0])))
    book.active.append(names)
    for row in rows:
        book.active.append([{**ROW, **row}.get(name, "") for name in names])
        for cell in book.active[book.active.max_row]:
            cell.data_type = "s"  # not a formula
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("media_type", ["text/csv", "application/x-ndjson", XLSX])
def test_every_nasty_text_is_rejected_with_its_column(callers: Callers, media_type: str, column: str) -> None:
    texts = [text for text in NASTY if "\0" not in text]  # a NUL makes the file unreadable
    if media_type == XLSX:
        texts = [text for text in texts if not ILLEGAL_CHARACTERS_RE.search(text)]
    rows = build_rows(texts, column)
    match media_type:
        case "text/csv":
            file = build_csv(*rows)
        case "application/x-ndjson":
            file = "\n".join(map(encode_ndjson, rows)).encode()
        case _:
            file = encode_workbook(rows)
    response = send_file(callers.writer, file, media_type, mode="partial")
    assert read_counts(response) == (0, 0, 0, len(texts)), response.text
    column_of_error = "citations" if media_type == "application/x-ndjson" and column in ("locator", "quote") else column
    for row in response.json()["rejected_rows"]:
        codes = {(error["column"], error["code"] in ("hidden_character", "formula")) for error in row["errors"]}
        assert (column_of_error, True) in codes, row
    download = callers.client.get(response.json()["rejected_rows_url"], headers=callers.writer.headers).text
    cells = [cell for line in csv.reader(io.StringIO(download, newline="")) for cell in line]
    risky = {cell for cell in cells if is_formula(remove_hidden_characters(cell))}
    assert risky <= {"-1"}  # a number


def test_an_author_in_a_file_is_checked(callers: Callers) -> None:
    header = "code,kind,title,authors,date_basis\n"
    for text in ("\uff1d1", "Ani\u202e", "Ani; =1", '"[""\u3000@x""]"'):
        file = f"{header}sumber-x,news,Berita,{text},unknown\n".encode()
        response = send_file(callers.writer, file, collection="sources", mode="partial")
        assert read_counts(response) == (0, 0, 0, 1), (text, response.text)
        assert response.json()["rejected_rows"][0]["errors"][0]["column"] == "authors"
