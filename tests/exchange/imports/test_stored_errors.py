"""The errors of rejected rows are stored as codes and values; both languages are built when they are read."""

import gzip
import json

import msgspec
import pytest

from api.errors import FilledText, Text
from api.exchange.imports.report.stored_errors import (
    MAX_STORED_BYTES_PER_ROW,
    TEXTS_BY_KEY,
    decode_text,
    encode_error,
    encode_errors,
)
from api.exchange.imports.rows.parsed_row import RowErrorDetail
from tests.exchange.imports.conftest import ROW, Callers, build_csv, read_counts, send_file
from tests.exchange.imports.test_import_files import REJECTED_ROWS
from tests.support import databases


def test_every_text_is_restored_with_its_values_in_both_languages() -> None:
    assert len(TEXTS_BY_KEY) > 60
    for text in TEXTS_BY_KEY.values():
        values = ("satu", "dua", "tiga", "empat") if "{" in text.en else ()
        error = RowErrorDetail("nilai", "kode", FilledText(text, values, Text("sel B2 ", "cell B2 ")))
        stored = encode_error(error)
        assert text.id not in json.dumps(stored)
        assert decode_text(json.loads(json.dumps(stored))) == error.detail


def test_the_size_of_the_errors_of_one_row_is_limited() -> None:
    errors = [RowErrorDetail("x" * 1000, "kode", Text("y" * 1000, "z" * 1000)) for _ in range(20)]
    stored = encode_errors(errors)
    assert 1 <= len(stored) < 20
    assert len(msgspec.json.encode(stored)) <= MAX_STORED_BYTES_PER_ROW + len(stored) + 1  # commas and brackets


@pytest.mark.parametrize("case", REJECTED_ROWS)
def test_no_sentence_is_stored_for_a_rejected_row(callers: Callers, case: str) -> None:
    fields, _, _ = REJECTED_ROWS[case]
    run = send_file(callers.writer, build_csv({**fields, "period": "2024-02"}), mode="partial").json()
    sql = f"SELECT errors::text FROM import_outcome WHERE import = '{run['id']}'"
    (stored,) = databases.execute(callers.stored.owner, sql)
    (row,) = run["rejected_rows"]
    for error, saved in zip(row["errors"], json.loads(str(stored)), strict=True):
        assert "detail" not in saved
        assert error["detail"] and error["detail_en"] and error["detail"] not in str(stored)


def test_unknown_fields_of_json_lines_need_little_space(callers: Callers) -> None:
    line = json.dumps({**ROW, "value": 1, **{f"isian_{number}": number for number in range(300)}}).encode()
    response = send_file(
        callers.writer,
        gzip.compress(b"\n".join([line] * 100)),
        "application/x-ndjson",
        {"content-encoding": "gzip"},
        mode="partial",
    )
    assert read_counts(response) == (0, 0, 0, 100)
    sql = f"SELECT max(length(errors::text)) FROM import_outcome WHERE import = '{response.json()['id']}'"
    (size,) = databases.execute(callers.stored.owner, sql)
    assert isinstance(size, int)
    assert size < 2 * MAX_STORED_BYTES_PER_ROW
