"""A sheet in ODS, as LibreOffice writes it, has the same figures and errors as in XLSX."""

from collections.abc import Sequence

import pytest

from api.exchange.imports.files.open_file import ODS, XLSX
from tests.exchange.imports.conftest import Callers, read_counts
from tests.exchange.imports.files.build_ods import EMPTY_ROWS, build_ods, cell, number, row, text
from tests.exchange.imports.real_files.sheets import CONSTANTS, build_sheet, check_sheet, import_sheet, list_errors
from tests.exchange.imports.test_form_uploads import FIELDS, send_form

MAPPING = {
    "columns": {"Kab/Kota": "region", "Jumlah (ribu)": "value"},
    "multiplier": {"Jumlah (ribu)": 1000},
    "blank": ["-"],
    "skip": ["Jumlah*"],
}
COVERED = "<table:covered-table-cell/>"
OTHER_CELLS = '<table:table-cell table:number-columns-repeated="16381"/>'


def build_recapitulation(*values: str) -> bytes:
    """Return a sheet with a title, a province merged over three rows, and a total."""
    merged = 'table:number-columns-spanned="1" table:number-rows-spanned="3"'
    names = ("Kab. Lampung Selatan", "Kota Metro", "Kab. Pringsewu")
    provinces = (text("Lampung", merged), COVERED, COVERED)
    rows = [
        row(text("Rekapitulasi UMKM", 'table:number-columns-spanned="3"'), COVERED, COVERED, OTHER_CELLS),
        row(text("Provinsi"), text("Kab/Kota"), text("Jumlah (ribu)"), OTHER_CELLS),
        *(
            row(province, text(name), value, OTHER_CELLS)
            for province, name, value in zip(provinces, names, values, strict=True)
        ),
        row(text("Jumlah"), "<table:table-cell/>", number("15.5")),
        EMPTY_ROWS,
    ]
    return build_ods("".join(rows))


def test_a_sheet_has_the_same_figures_in_both_formats(callers: Callers) -> None:
    rows: list[Sequence[object]] = [
        ("Rekapitulasi UMKM",),
        ("Provinsi", "Kab/Kota", "Jumlah (ribu)"),
        ("Lampung", "Kab. Lampung Selatan", 12.5),
        (None, "Kota Metro", 3),
        (None, "Kab. Pringsewu", "-"),
        ("Jumlah", None, 15.5),
    ]
    records = import_sheet(
        callers, build_recapitulation(number("12.5"), number(3), text("-")), MAPPING, ODS, period="1983-04"
    )
    assert [(record["region"], record["value"], record["resolution"]) for record in records] == [
        ("18.01", 12_500, 100), ("18.72", 3_000, 100),
    ]  # fmt: skip
    response = check_sheet(callers, build_sheet(rows, ["A3:A5"]), MAPPING, XLSX, period="1983-04")
    assert read_counts(response) == (0, 0, 2, 0)


def test_an_error_names_the_sheet_and_cell(callers: Callers) -> None:
    file = build_recapitulation(
        cell('office:value-type="percentage" office:value="0.125"', "<text:p>12,5%</text:p>"),
        cell('table:formula="of:=1+2"'),
        cell('office:value-type="currency" office:currency="USD" office:value="3"', "<text:p>$3</text:p>"),
    )
    response = check_sheet(callers, file, MAPPING, ODS)
    assert list_errors(response) == [
        ("Rekap!C3", "12,5%", "percent_formatted_cell"),
        ("Rekap!C4", "", "formula_without_value"),
        ("Rekap!C5", "$3", "foreign_currency"),
    ]
    assert response.json()["file"]["sheet"] == "Rekap"


@pytest.mark.parametrize("name", ["rekap.ods", "rekap.xlsx"])
def test_a_form_can_send_it_with_either_suffix(callers: Callers, name: str) -> None:
    header, figure = zip(*{**CONSTANTS, "region": "Bali", "value": "7"}.items(), strict=True)
    file = build_ods(row(*map(text, header)) + row(*map(text, figure)))
    assert read_counts(send_form(callers, (name, file), FIELDS)) == (1, 0, 0, 0)
