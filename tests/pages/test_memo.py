"""The memo of a program: the numbers of the API as a table, on a page and in a spreadsheet."""

import io
from decimal import Decimal

import httpx
import msgspec
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from api.analysis.progress.model import Progress
from api.pages.memo.footnotes import Footnotes
from api.pages.memo.table import MAX_COLUMNS, MAX_ROWS, MemoContent, MemoNames, build_table
from api.pages.memo.workbook import build_number_format
from tests.pages.conftest import JSON, Tags

URL = "/v1/programs/umkm-digital/memo.xlsx"
FIRST_ROW = 6


def load_sheet(http: httpx.Client, url: str) -> Worksheet:
    response = http.get(url)
    assert response.status_code == 200, response.text
    sheet = load_workbook(io.BytesIO(response.content)).active
    assert isinstance(sheet, Worksheet)
    return sheet


def load_progress(http: httpx.Client) -> list[Progress]:
    response = http.get("/v1/programs/umkm-digital/progress?region=ID", headers=JSON)
    return msgspec.convert(response.json(parse_float=Decimal)["data"], list[Progress])


def test_a_memo_has_the_targets_and_realizations_of_the_api_as_numbers(http: httpx.Client) -> None:
    sheet = load_sheet(http, f"{URL}?language=en&columns=region")
    rows = load_progress(http)
    found = [tuple(cell.value for cell in row) for row in sheet.iter_rows(FIRST_ROW, FIRST_ROW + len(rows) - 1, 5, 8)]
    assert len(rows) == 7
    assert ("14 May 2020–31 Dec 2020", 2_000_000, 3_700_000, 1.85) in found
    assert [target for _, target, _, _ in found][:3] == [20_000_000, 24_000_000, 30_000_000]
    assert all(realization.startswith("– ") and achievement == "–" for _, _, realization, achievement in found[:3])
    assert {target for _, target, _, _ in found} == {float(row.target.value) for row in rows}
    assert sheet.cell(FIRST_ROW, 6).number_format == '"≥ "#,##0'
    assert sheet.cell(FIRST_ROW + 3, 8).number_format == "0.00%"


def test_a_memo_is_ready_for_print_and_has_its_sources_and_reasons_below(http: httpx.Client) -> None:
    sheet = load_sheet(http, f"{URL}?as_of=2024-06-30")
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.print_title_cols) == ("C6", "$4:$5", "$A:$B")
    assert sheet.page_setup.orientation == "landscape"
    assert [sheet.cell(4, column).value for column in (2, 3)] == ["Indikator Kinerja", "Satuan"]
    headers = [sheet.cell(5, column).value for column in range(5, 9)]
    assert headers == ["Target", "Realisasi", "Capaian (%)", "Sumber"]
    notes = "\n".join(str(row[0].value) for row in sheet.iter_rows(min_row=FIRST_ROW + 2))
    assert "Keadaan pada 30 Juni 2024: target yang berlaku hari itu" in notes
    assert "Jokowi Ingin Produk Dalam Negeri Banjiri Marketplace (" in notes
    assert "tanpa laporan untuk akhir periode" in notes


def test_no_text_of_a_memo_is_a_formula(http: httpx.Client) -> None:
    for columns in ("period", "region"):
        sheet = load_sheet(http, f"/v1/programs/markup/memo.xlsx?columns={columns}")
        cells = [cell for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n"}
        assert "Jawa Barat" in {cell.value for cell in cells} or columns == "period"


def test_the_page_of_a_memo_has_the_same_table(http: httpx.Client) -> None:
    text = Tags(http.get("/en/programs/umkm-digital/memo").text).text
    for part in ("Achievement (%)", "2024", "30 million", "3.7 million", "185", "T2,3 R2", "paragraph 3"):
        assert part in text
    assert "the last number is 13,700,000 on 31 May 2021" in text  # as in the verdict on the page of the program
    region = Tags(http.get("/en/programs/markup/memo?region=32&columns=region").text)
    assert "Jawa Barat" in region.text
    assert "No target was in force on that day" in http.get("/en/programs/markup/memo?as_of=2000-01-01").text


def test_a_table_that_is_too_large_is_cut_off_with_a_sentence(http: httpx.Client) -> None:
    row = load_progress(http)[0]
    many = [
        msgspec.structs.replace(row, indicator=f"i{number:03}", period=str(1950 + number % (MAX_COLUMNS + 2)))
        for number in range(MAX_ROWS + 5)
    ]
    names = MemoNames({}, {}, {}, {})
    content = MemoContent(progress=many, is_complete=False, by_region=False, names=names, citations={})
    table = build_table(content, "en")
    assert (len(table.columns), len(table.rows), table.columns[-1]) == (MAX_COLUMNS, MAX_ROWS, str(1950 + 31))
    assert [limit.split(";")[0] for limit in table.limits] == [
        f"This table has {MAX_COLUMNS} of {MAX_COLUMNS + 2} columns",
        f"This table has {MAX_ROWS} of {MAX_ROWS + 5} rows",
        "This program has more targets than a memo can have",
    ]


@pytest.mark.parametrize(
    ("value", "qualifier", "expected"),
    [("30000000", "", "#,##0"), ("45.670", "", "#,##0.00"), ("2E+6", "≥ ", '"≥ "#,##0'), ("0.001", "", "#,##0.000")],
)
def test_a_number_is_formatted_with_its_own_decimals(value: str, qualifier: str, expected: str) -> None:
    assert build_number_format(Decimal(value), qualifier) == expected


def test_reasons_have_letters_in_the_order_of_their_first_use() -> None:
    notes = Footnotes({}, {})
    assert [notes.add_reason(str(number)) for number in (*range(28), 0)][-4:] == ["z", "aa", "bb", "a"]
