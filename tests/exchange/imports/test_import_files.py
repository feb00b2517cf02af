"""Invalid and unusual files: each one is rejected with its code, or imported with the correct values."""

import gzip
import io
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.exchange.imports.conftest import ROW, RUPIAH, Callers, build_csv, read_counts, send_file
from tests.support import databases
from tests.support.sizes import size

GOOD = build_csv({"period": "2024-01"})
HEADER = ",".join(ROW).encode()
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZEROS = bytes(1 << 20)
EMPTY_LINES = GOOD + b"\n" * (20 << 20)  # more than RATIO_CHECK_FROM_BYTES


def build_workbook(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zip_file(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


REJECTED_FILES: dict[str, tuple[bytes, str, dict[str, str], int, str]] = {
    "nothing": (b"", "text/csv", {}, 400, "empty_file"),
    "a header alone": (HEADER + b"\n", "text/csv", {}, 400, "no_rows"),
    "NUL": (GOOD.replace(b"final", b"fi\0al"), "text/csv", {}, 400, "nul_character"),
    "UTF-16 without a byte order mark": (GOOD.decode().encode("utf-16-le"), "text/csv", {}, 400, "nul_character"),
    "two encodings": (GOOD.replace(b"table 2", "tabél 2 ".encode() + b"\xff"), "text/csv", {}, 400, "not_in_encoding"),
    "an endless line": (HEADER + b"\n" + b"x" * (3 << 20), "text/csv", {}, 400, "record_too_long"),
    "a quote never closed": (HEADER + b'\n"' + b"x\n" * 900_000, "text/csv", {}, 400, "record_too_long"),
    "an unclosed quote at the end": (GOOD[:-2] + b',"a', "text/csv", {}, 400, "unclosed_quote"),
    "an ambiguous delimiter": (b"a;b,c\n1;2,3\n", "text/csv", {}, 400, "ambiguous_delimiter"),
    "a million columns": (b"a," * 1_000_000 + b"\n", "text/csv", {}, 400, "record_too_long"),
    "an unknown column": (GOOD.replace(b"quality", b"kualitet", 1), "text/csv", {}, 422, "unknown_column"),
    "a duplicate column": (GOOD.replace(b"quality", b"nilai", 1), "text/csv", {}, 422, "duplicate_column"),
    "no column with the date": (GOOD.replace(b"stated_on", b"note", 1), "text/csv", {}, 422, "missing_column"),
    "a gzip bomb": (gzip.compress(EMPTY_LINES), "text/csv", {"content-encoding": "gzip"}, 413, "compression_bomb"),
    "a zstd bomb": (zstandard.compress(EMPTY_LINES), "text/csv", {"content-encoding": "zstd"}, 413, "compression_bomb"),
    "not gzip": (GOOD, "text/csv", {"content-encoding": "gzip"}, 400, "corrupt_compression"),
    "a truncated gzip": (gzip.compress(GOOD)[:-9], "text/csv", {"content-encoding": "gzip"}, 400, "truncated"),
    "gzip in gzip": (
        gzip.compress(gzip.compress(GOOD)), "text/csv", {"content-encoding": "gzip"}, 400, "nested_compression"
    ),
    "a zip that is not a workbook": (zip_file("a.txt", b"a"), XLSX, {}, 400, "corrupt_spreadsheet"),
    "a workbook that is not a zip": (GOOD, XLSX, {}, 400, "not_a_spreadsheet"),
    "a zip bomb": (zip_file("xl/workbook.xml", ZEROS * 20), XLSX, {}, 413, "compression_bomb"),
}  # fmt: skip


@pytest.mark.parametrize("case", REJECTED_FILES)
def test_an_invalid_file_is_rejected_and_its_rows_are_not_stored(callers: Callers, case: str) -> None:
    file, media_type, headers, status, code = REJECTED_FILES[case]
    response = send_file(callers.writer, file, media_type, headers)
    assert (response.status_code, response.json()["errors"][0]["code"]) == (status, code), response.text
    newest = callers.writer.get("/v1/imports?limit=1").json()["data"][0]
    assert (newest["status"], newest["problem"]["code"]) == ("failed", code)
    count = f"SELECT count(*) FROM import_row WHERE import = '{newest['id']}'"
    assert databases.execute(callers.stored.owner, count) == [0]


@pytest.mark.parametrize(
    ("media_type", "headers"),
    [("application/json", {}), ("text/csv", {"content-encoding": "br"}), ("application/xml; charset=utf-8", {})],
)
def test_another_media_type_or_content_encoding_is_rejected(
    callers: Callers, media_type: str, headers: dict[str, str]
) -> None:
    response = send_file(callers.writer, GOOD, media_type, headers)
    assert (response.status_code, "gzip" in response.json()["detail"]) == (415, True)


REJECTED_ROWS = {
    "an ambiguous number": ({"value": "13.700"}, "value", "ambiguous_number"),
    "a number that a spreadsheet shortened": ({"value": "1.37E+07"}, "value", None),
    "not a number": ({"value": "banyak"}, "value", None),
    "too many digits": ({"value": "12345678901234567"}, "value", "not_an_amount"),
    "NaN": ({"value": "NaN"}, "value", None),
    "money instead of a number of businesses": ({"value": "Rp115,03"}, "value", "unit_mismatch"),
    "a month before a day": ({"stated_on": "3/28/2023"}, "stated_on", None),
    "a year of two digits": ({"stated_on": "28/3/23"}, "stated_on", None),
    "an ambiguous region": ({"region": "Bandung"}, "region", "ambiguous_region"),
    "an unknown region": ({"region": "Atlantis"}, "region", "unknown_region"),
    "a formula": ({"note": "=HYPERLINK(1)"}, "note", None),
    "a formula as locator": ({"locator": "@SUM(1)"}, "locator", None),
    "an invisible character": ({"speaker": "Bu\u200bdi"}, "speaker", None),
    "an unknown source": ({"source": "koran"}, "source", "figure_cites_sources"),
    "the program of another indicator": ({"program": "qris"}, "program", "program_mismatch"),
    "an id of another UUID version": ({"id": "00000000-0000-4000-8000-000000000000"}, "id", None),
    "bounds in addition to a date": ({"stated_not_before": "2023-01-01"}, None, None),
    "retracted before it was stated": ({"retracted_on": "2020-01-01"}, "retracted_on", None),
}


@pytest.mark.parametrize("case", REJECTED_ROWS)
def test_an_invalid_row_is_rejected_with_its_column(callers: Callers, case: str) -> None:
    cells, column, code = REJECTED_ROWS[case]
    response = send_file(callers.writer, build_csv({**cells, "period": "2024-02"}), mode="partial")
    assert read_counts(response) == (0, 0, 0, 1)
    (row,) = response.json()["rejected_rows"]
    assert column is None or column in {error["column"] for error in row["errors"]}, row
    assert code is None or code in {error["code"] for error in row["errors"]}, row
    for error in row["errors"]:
        assert error["detail"] and error["detail_en"]


ACCEPTED_FILES: dict[str, tuple[bytes, str, dict[str, str]]] = {
    "with a byte order mark": (b"\xef\xbb\xbf" + build_csv({"period": "2024-03"}), "text/csv", {}),
    "UTF-16": (build_csv({"period": "2024-04"}).decode().encode("utf-16"), "text/csv", {}),
    "Windows-1252": (build_csv({"period": "2024-05", "note": "Angka résmi"}).decode().encode("cp1252"), "text/csv", {}),
    "semicolons": (build_csv({"period": "2024-06", "value": "13,7 juta"}, delimiter=";"), "text/csv", {}),
    "tabs": (build_csv({"period": "2024-07"}, delimiter="\t"), "text/csv", {}),
    "quoted line breaks": (build_csv({"period": "2024-08", "note": "dua\nbaris"}), "text/csv", {}),
    "gzip": (gzip.compress(build_csv({"period": "2024-09"})), "text/csv", {"content-encoding": "gzip"}),
    "zstd": (zstandard.compress(build_csv({"period": "2024-10"})), "text/csv", {"content-encoding": "zstd"}),
    "a workbook": (
        build_workbook(list(ROW), list({**ROW, **RUPIAH, "period": "2024-11", "value": 12.5}.values())), XLSX, {},
    ),
    "Indonesian words": (
        build_csv({"period": "Desember 2024", "stated_on": "5 Januari 2025", "region": "Prov. Jawa Barat",
               "nature": "kumulatif", "value": "1,25 juta"}), "text/csv", {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", ACCEPTED_FILES)
def test_common_file_formats_are_imported(callers: Callers, case: str) -> None:
    file, media_type, headers = ACCEPTED_FILES[case]
    response = send_file(callers.writer, file, media_type, headers)
    assert read_counts(response) == (1, 0, 0, 0)


def test_a_mapping_assigns_columns_and_constants(callers: Callers) -> None:
    file = b"No;Provinsi;Jumlah UMKM;Bulan\n1;Jawa Barat;13.700;Januari 2024\n2;DI Yogyakarta;1.250;Januari 2024\n"
    mapping = {
        "columns": {"No": None, "Provinsi": "region", "Jumlah UMKM": "value", "Bulan": "period"},
        "constants": {name: ROW[name] for name in ROW if name not in ("region", "value", "period")},
        "number_format": "id",
    }
    response = callers.admin.put("/v1/mappings/bulanan", mapping)
    assert (response.status_code, response.json()["revision"]) == (201, 1)
    assert callers.writer.get("/v1/mappings/bulanan").json()["mapping"]["columns"] == mapping["columns"]
    imported = send_file(callers.writer, file, mapping="bulanan")
    assert read_counts(imported) == (2, 0, 0, 0)
    rows = callers.writer.get(f"{imported.headers['location']}/rows").json()["data"]
    figures = [callers.writer.get(row["record"]["url"]).json() for row in rows]
    values = {figure["region"]: figure["value"] for figure in figures}
    assert values == {"32": 13700, "34": 1250}
    assert send_file(callers.writer, file, mapping="mingguan").json()["errors"][0]["code"] == "unknown_mapping"
    assert callers.writer.put("/v1/mappings/bulanan", mapping).status_code == 403


@settings(
    max_examples=size(20, 2000), deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(
    cells=st.lists(st.tuples(st.sampled_from(sorted(ROW)), st.text(max_size=12)), max_size=3),
    damage=st.lists(st.tuples(st.integers(0, 400), st.binary(max_size=3)), max_size=2),
)
def test_a_damaged_file_never_causes_a_server_error(
    callers: Callers, cells: list[tuple[str, str]], damage: list[tuple[int, bytes]]
) -> None:
    safe = {name: text.encode("utf-8", "replace").decode() for name, text in cells}
    file = build_csv({**safe, "period": safe.get("period", "2024-01")})
    for position, junk in damage:
        file = file[:position] + junk + file[position + len(junk) :]
    response = send_file(callers.writer, file, dry_run="true", mode="partial")
    assert response.status_code in (201, 400, 422), response.text


@settings(max_examples=size(10, 500), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4, allow_nan=False).map(lambda value: value.normalize()))
def test_a_number_is_stored_exactly(callers: Callers, value: Decimal) -> None:
    file = build_csv({**RUPIAH, "period": "1949-06", "value": f"{value:f}", "resolution": "1"})
    response = send_file(callers.writer, file, number_format="en")
    (row,) = callers.writer.get(f"{response.headers['location']}/rows").json()["data"]
    stored = callers.writer.get(row["record"]["url"]).content
    assert f'"value":{value:f},'.encode() in stored.replace(b'"value":-0,', b'"value":0,')


def test_a_formula_in_the_file_of_rejected_rows_is_escaped(callers: Callers) -> None:
    response = send_file(callers.writer, build_csv({"note": '=cmd|" /C calc"!A0', "value": "-1,5"}), mode="partial")
    rejected = callers.client.get(response.json()["rejected_rows_url"], headers=callers.writer.headers).text
    assert "'=cmd" in rejected
    assert '"-1,5"' in rejected


def test_a_file_may_be_larger_than_other_request_bodies(callers: Callers) -> None:
    rows = (
        {"region": "93", "nature": "flow", "period": f"{date(1950, 1, 1) + timedelta(days=n)}", "note": "x" * 4000}
        for n in range(2900)
    )
    file = build_csv(*rows)
    assert len(file) > 11 * 1024 * 1024
    headers = {"prefer": "wait=30"}
    assert read_counts(send_file(callers.writer, file, headers=headers, dry_run="true")) == (2900, 0, 0, 0)
    chunks = (file[start : start + 100_000] for start in range(0, len(file), 100_000))
    assert read_counts(send_file(callers.writer, chunks, headers=headers, dry_run="true")) == (2900, 0, 0, 0)  # type: ignore[arg-type]


def test_a_percent_formatted_cell_is_rejected(callers: Callers) -> None:
    book = openpyxl.Workbook()
    book.active.append(list(ROW))
    book.active.append(list({**ROW, "period": "2024-12", "value": 0.4567}.values()))
    book.active.cell(2, list(ROW).index("value") + 1).number_format = "0.00%"
    out = io.BytesIO()
    book.save(out)
    response = send_file(callers.writer, out.getvalue(), XLSX, mode="partial")
    assert [error["code"] for error in response.json()["rejected_rows"][0]["errors"]] == ["percent_formatted_cell"]
