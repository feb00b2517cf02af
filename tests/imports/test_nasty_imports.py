"""Nasty files, each with the answer it must get; whatever the bytes, never a fault of ours, never another number."""

import gzip
import io
import zipfile
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.imports.conftest import ROW, People, counts, sent, table
from tests.support import databases
from tests.support.sizes import size

GOOD = table({"period": "2024-01"})
HEADER = ",".join(ROW).encode()
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZEROS = bytes(1 << 20)
EMPTY_LINES = GOOD + b"\n" * (80 << 20)


def workbook(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


REFUSED: dict[str, tuple[bytes, str, dict[str, str], int, str]] = {
    "nothing": (b"", "text/csv", {}, 400, "empty-file"),
    "a header alone": (HEADER + b"\n", "text/csv", {}, 400, "no-rows"),
    "NUL": (GOOD.replace(b"final", b"fi\0al"), "text/csv", {}, 400, "nul"),
    "UTF-16 without a mark": (GOOD.decode().encode("utf-16-le"), "text/csv", {}, 400, "nul"),
    "two encodings": (GOOD.replace(b"table 2", "tabél 2 ".encode() + b"\xff"), "text/csv", {}, 400, "not-in-encoding"),
    "an endless line": (HEADER + b"\n" + b"x" * (3 << 20), "text/csv", {}, 400, "record-too-long"),
    "a quote never closed": (HEADER + b'\n"' + b"x\n" * 900_000, "text/csv", {}, 400, "record-too-long"),
    "a quote left open": (GOOD[:-2] + b',"a', "text/csv", {}, 400, "unclosed-quote"),
    "a doubtful delimiter": (b"a;b,c\n1;2,3\n", "text/csv", {}, 400, "doubtful-delimiter"),
    "a million columns": (b"a," * 1_000_000 + b"\n", "text/csv", {}, 400, "record-too-long"),
    "an unknown column": (GOOD.replace(b"quality", b"kualitet", 1), "text/csv", {}, 422, "unknown-column"),
    "a column twice": (GOOD.replace(b"quality", b"nilai", 1), "text/csv", {}, 422, "duplicate-column"),
    "no column with the day": (GOOD.replace(b"stated_on", b"note", 1), "text/csv", {}, 422, "missing-column"),
    "a gzip bomb": (gzip.compress(EMPTY_LINES), "text/csv", {"content-encoding": "gzip"}, 400, "bomb"),
    "a zstd bomb": (zstandard.compress(EMPTY_LINES), "text/csv", {"content-encoding": "zstd"}, 400, "bomb"),
    "no gzip": (GOOD, "text/csv", {"content-encoding": "gzip"}, 400, "broken-compression"),
    "half a gzip": (gzip.compress(GOOD)[:-9], "text/csv", {"content-encoding": "gzip"}, 400, "truncated"),
    "gzip in gzip": (
        gzip.compress(gzip.compress(GOOD)), "text/csv", {"content-encoding": "gzip"}, 400, "nested-compression"
    ),
    "a zip that is no workbook": (zipped("a.txt", b"a"), XLSX, {}, 400, "broken-spreadsheet"),
    "a workbook that is no zip": (GOOD, XLSX, {}, 400, "not-a-spreadsheet"),
    "a zip bomb": (zipped("xl/workbook.xml", ZEROS * 80), XLSX, {}, 400, "bomb"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_is_no_table_is_refused_and_nothing_of_it_is_kept(people: People, case: str) -> None:
    file, media_type, headers, status, code = REFUSED[case]
    answer = sent(people.writer, file, media_type, headers)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (status, code), answer.text
    newest = people.writer.get("/v1/imports?limit=1").json()["data"][0]
    assert (newest["state"], newest["problem"]["code"]) == ("failed", code)
    kept = f"SELECT count(*) FROM import_row WHERE import = '{newest['id']}'"
    assert databases.execute(people.stored.owner, kept) == [0]


@pytest.mark.parametrize(
    ("media_type", "headers"),
    [("application/json", {}), ("text/csv", {"content-encoding": "br"}), ("multipart/form-data; boundary=x", {})],
)
def test_another_type_or_coding_is_not_taken(people: People, media_type: str, headers: dict[str, str]) -> None:
    answer = sent(people.writer, GOOD, media_type, headers)
    assert (answer.status_code, "gzip" in answer.json()["detail"]) == (415, True)


REJECTED = {
    "a number read two ways": ({"value": "13.700"}, "value", "ambiguous-number"),
    "a number that a spreadsheet shortened": ({"value": "1.37E+07"}, "value", None),
    "no number": ({"value": "banyak"}, "value", None),
    "more digits than are exact": ({"value": "12345678901234567"}, "value", "not-an-amount"),
    "NaN": ({"value": "NaN"}, "value", None),
    "money for businesses": ({"value": "Rp115,03"}, "value", "figure-is-in-the-unit-of-its-indicator"),
    "a month before a day": ({"stated_on": "3/28/2023"}, "stated_on", None),
    "a year of two digits": ({"stated_on": "28/3/23"}, "stated_on", None),
    "a region of several": ({"region": "Bandung"}, "region", "ambiguous-region"),
    "a region of none": ({"region": "Atlantis"}, "region", "unknown-region"),
    "a formula": ({"note": "=HYPERLINK(1)"}, "note", None),
    "a formula as locator": ({"locator": "@SUM(1)"}, "locator", None),
    "an unseen character": ({"speaker": "Bu\u200bdi"}, "speaker", None),
    "an unknown source": ({"source": "koran"}, "source", "figure-cites-sources"),
    "the program of another": ({"program": "qris"}, "program", "figure-has-the-program-of-its-indicator"),
    "an id of another kind": ({"id": "00000000-0000-4000-8000-000000000000"}, "id", None),
    "bounds beside a day": ({"stated_not_before": "2023-01-01"}, None, None),
    "taken back before it was said": ({"retracted_on": "2020-01-01"}, "retracted_on", None),
}


@pytest.mark.parametrize("case", REJECTED)
def test_a_row_that_cannot_be_meant_is_rejected_with_its_column(people: People, case: str) -> None:
    said, column, code = REJECTED[case]
    answer = sent(people.writer, table({**said, "period": "2024-02"}), mode="partial")
    assert counts(answer) == (0, 0, 0, 1)
    (row,) = answer.json()["faulty_rows"]
    assert column is None or column in {fault["column"] for fault in row["faults"]}, row
    assert code is None or code in {fault["code"] for fault in row["faults"]}, row
    for fault in row["faults"]:
        assert fault["detail"]["id"] and fault["detail"]["en"]


TAKEN: dict[str, tuple[bytes, str, dict[str, str]]] = {
    "with a mark": (b"\xef\xbb\xbf" + table({"period": "2024-03"}), "text/csv", {}),
    "UTF-16": (table({"period": "2024-04"}).decode().encode("utf-16"), "text/csv", {}),
    "Windows-1252": (table({"period": "2024-05", "note": "Angka résmi"}).decode().encode("cp1252"), "text/csv", {}),
    "semicolons": (table({"period": "2024-06", "value": "13,7 juta"}, delimiter=";"), "text/csv", {}),
    "tabs": (table({"period": "2024-07"}, delimiter="\t"), "text/csv", {}),
    "quoted line breaks": (table({"period": "2024-08", "note": "dua\nbaris"}), "text/csv", {}),
    "gzip": (gzip.compress(table({"period": "2024-09"})), "text/csv", {"content-encoding": "gzip"}),
    "zstd": (zstandard.compress(table({"period": "2024-10"})), "text/csv", {"content-encoding": "zstd"}),
    "a workbook": (workbook(list(ROW), list({**ROW, "period": "2024-11", "value": 12.5}.values())), XLSX, {}),
    "words": (
        table({"period": "Desember 2024", "stated_on": "5 April 2023", "region": "Prov. Jawa Barat",
               "nature": "kumulatif", "value": "1,25 juta"}), "text/csv", {},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", TAKEN)
def test_files_are_taken_as_ministries_make_them(people: People, case: str) -> None:
    file, media_type, headers = TAKEN[case]
    answer = sent(people.writer, file, media_type, headers)
    assert counts(answer) == (1, 0, 0, 0)


def test_a_mapping_says_which_column_is_what(people: People) -> None:
    file = b"No;Provinsi;Jumlah UMKM;Bulan\n1;Jawa Barat;13.700;Januari 2025\n2;DI Yogyakarta;1.250;Januari 2025\n"
    mapping = {
        "columns": {"No": None, "Provinsi": "region", "Jumlah UMKM": "value", "Bulan": "period"},
        "constants": {name: ROW[name] for name in ROW if name not in ("region", "value", "period")},
        "number_format": "id",
    }
    answer = people.admin.put("/v1/mappings/bulanan", mapping)
    assert (answer.status_code, answer.json()["revision"]) == (200, 1)
    assert people.writer.get("/v1/mappings/bulanan").json()["mapping"]["columns"] == mapping["columns"]
    taken = sent(people.writer, file, mapping="bulanan")
    assert counts(taken) == (2, 0, 0, 0)
    rows = people.writer.get(f"{taken.headers['location']}/rows").json()["data"]
    values = {figure["region"]: figure["value"] for row in rows for figure in [people.writer.get(row["entity"]).json()]}
    assert values == {"32": 13700, "34": 1250}
    assert sent(people.writer, file, mapping="mingguan").json()["errors"][0]["code"] == "unknown-mapping"
    assert people.writer.put("/v1/mappings/bulanan", mapping).status_code == 403


@settings(
    max_examples=size(60, 2000), deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(
    cells=st.lists(st.tuples(st.sampled_from(sorted(ROW)), st.text(max_size=12)), max_size=3),
    damage=st.lists(st.tuples(st.integers(0, 400), st.binary(max_size=3)), max_size=2),
)
def test_whatever_the_bytes_the_fault_is_never_ours(
    people: People, cells: list[tuple[str, str]], damage: list[tuple[int, bytes]]
) -> None:
    safe = {name: text.encode("utf-8", "replace").decode() for name, text in cells}
    file = table({**safe, "period": safe.get("period", "2024-01")})
    for place, junk in damage:
        file = file[:place] + junk + file[place + len(junk) :]
    answer = sent(people.writer, file, dry_run="true", mode="partial")
    assert answer.status_code in (201, 400, 422), answer.text


@settings(max_examples=size(25, 500), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.decimals(min_value=-(10**9), max_value=10**9, places=4, allow_nan=False).map(lambda value: value.normalize()))
def test_a_number_is_kept_as_it_was_written(people: People, value: Decimal) -> None:
    file = table({"period": "2029-06", "value": f"{value:f}", "resolution": "1"})
    answer = sent(people.writer, file, number_format="en")
    (row,) = people.writer.get(f"{answer.headers['location']}/rows").json()["data"]
    held = people.writer.get(row["entity"]).content
    assert f'"value":{value:f},'.encode() in held.replace(b'"value":-0,', b'"value":0,')


def test_what_would_run_as_a_formula_does_not_run_where_its_fault_is_looked_at(people: People) -> None:
    answer = sent(people.writer, table({"note": '=cmd|" /C calc"!A0', "value": "-1,5"}), mode="partial")
    faulty = people.client.get(answer.json()["faulty_rows_address"], headers=people.writer.headers).text
    assert "'=cmd" in faulty
    assert '"-1,5"' in faulty


def test_a_file_larger_than_any_other_body_is_taken(people: People) -> None:
    file = table(
        *({"region": "94", "period": f"{1900 + n % 250}-{1 + n // 250:02}", "note": "x" * 4000} for n in range(2900))
    )
    assert len(file) > 11 * 1024 * 1024
    headers = {"prefer": "wait=30"}
    assert counts(sent(people.writer, file, headers=headers, dry_run="true")) == (2900, 0, 0, 0)
    chunks = (file[start : start + 100_000] for start in range(0, len(file), 100_000))
    assert counts(sent(people.writer, chunks, headers=headers, dry_run="true")) == (2900, 0, 0, 0)  # type: ignore[arg-type]


def test_a_cell_that_is_shown_as_percent_is_not_taken_for_what_it_holds(people: People) -> None:
    book = openpyxl.Workbook()
    book.active.append(list(ROW))
    book.active.append(list({**ROW, "period": "2024-12", "value": 0.4567}.values()))
    book.active.cell(2, list(ROW).index("value") + 1).number_format = "0.00%"
    out = io.BytesIO()
    book.save(out)
    answer = sent(people.writer, out.getvalue(), XLSX, mode="partial")
    assert [fault["code"] for fault in answer.json()["faulty_rows"][0]["faults"]] == ["percent-cell"]
