"""Numbers with huge exponents or thousands of digits in import files: the row is rejected, and the others are not."""

import io
import json
import zipfile
from typing import Any

import openpyxl
import pytest

from tests.exchange.imports.conftest import ROW, Callers, build_csv, read_counts, send_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NUMBERS = {
    "a huge exponent": "1e999999999",
    "a huge negative number": "-1e999999999",
    "a tiny number": "1e-999999999",
    "an exponent beyond every decimal": "1e99999999999999999999999",
    "thousands of digits": "9" * 20_000,
    "thousands of decimals": "0." + "0" * 20_000 + "1",
    "NaN": "NaN",
    "Infinity": "Infinity",
    "negative infinity": "-Infinity",
}


def encode_ndjson(number: str) -> bytes:
    citations = [{"source": ROW["source"], "locator": ROW["locator"]}]
    row: dict[str, Any] = {name: ROW[name] for name in ROW if name not in ("source", "locator")}
    return json.dumps({**row, "citations": citations, "value": "NUMBER"}).replace('"NUMBER"', number).encode()


def encode_workbook(number: str) -> bytes:
    """Return a workbook whose numeric cell contains any text, as a spreadsheet program would never write it."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(list(ROW))
    book.active.append(list({**ROW, "value": 12.5}.values()))
    saved = io.BytesIO()
    book.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"<v>12.5</v>", f"<v>{number}</v>".encode()))
    return out.getvalue()


@pytest.mark.parametrize("number", NUMBERS.values(), ids=NUMBERS)
@pytest.mark.parametrize("media_type", ["application/x-ndjson", "text/csv", XLSX])
def test_a_row_with_a_number_out_of_range_is_rejected(callers: Callers, number: str, media_type: str) -> None:
    match media_type:
        case "text/csv":
            file = build_csv({"value": number})
        case "application/x-ndjson":
            file = encode_ndjson(number)
        case _:
            file = encode_workbook(number)
    response = send_file(callers.writer, file, media_type, mode="partial", dry_run="true")
    assert read_counts(response) == (0, 0, 0, 1)
    (row,) = response.json()["rejected_rows"]
    (error,) = row["errors"]
    assert (error["column"] in ("value", None), len(error["detail"]) <= 500) == (True, True), row


@pytest.mark.parametrize("number", ["0e999999999", "0e-999999999"])
def test_a_zero_with_any_exponent_is_zero_in_json_and_no_number_in_a_csv_cell(callers: Callers, number: str) -> None:
    row = send_file(callers.writer, encode_ndjson(number), "application/x-ndjson", mode="partial", dry_run="true")
    assert read_counts(row) == (1, 0, 0, 0)
    cell = send_file(callers.writer, build_csv({"value": number}), "text/csv", mode="partial", dry_run="true")
    assert read_counts(cell) == (0, 0, 0, 1)


@pytest.mark.parametrize("number", NUMBERS.values(), ids=NUMBERS)
def test_a_mapping_with_a_number_out_of_range_is_rejected(callers: Callers, number: str) -> None:
    mapping = json.dumps({"constants": {"value": number[:4000]}})
    assert callers.admin.put("/v1/mappings/angka", json.loads(mapping)).is_success
    rows = b",".join(name.encode() for name in ROW if name != "value")
    cells = ",".join(cell for name, cell in ROW.items() if name != "value").encode()
    response = send_file(callers.writer, rows + b"\n" + cells + b"\n", mapping="angka")
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == ["/mapping/constants/value"]
