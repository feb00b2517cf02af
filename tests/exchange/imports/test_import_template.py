"""The template of imports: a spreadsheet that can be filled in and sent as it is."""

import io

import openpyxl
import pytest

from tests.exchange.imports.conftest import ROW, Callers, read_counts, send_file

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def load_template(callers: Callers, query: str = "") -> openpyxl.Workbook:
    response = callers.public.get(f"/v1/imports/template.xlsx{query}")
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == XLSX
    return openpyxl.load_workbook(io.BytesIO(response.content))


def test_a_template_that_was_filled_in_is_imported(callers: Callers) -> None:
    book = load_template(callers, "?collection=realizations")
    sheet = book["data"]
    names = [cell.value for cell in sheet[1]]
    sheet.append([(ROW | {"period": "2003-05", "region": "32.10"}).get(str(name)) for name in names])
    saved = io.BytesIO()
    book.save(saved)
    response = send_file(callers.writer, saved.getvalue(), XLSX)
    assert read_counts(response)[0] == 1
    row = callers.writer.get(f"/v1/imports/{response.json()['id']}/rows").json()["data"][0]
    assert callers.writer.get(row["record"]["url"]).json()["region"] == "32.10"


@pytest.mark.parametrize("collection", ["targets", "realizations", "sources"])
def test_the_example_of_a_template_has_every_required_column(callers: Callers, collection: str) -> None:
    book = load_template(callers, f"?collection={collection}")
    columns = {row[0]: row for row in book["columns"].iter_rows(min_row=2, values_only=True)}
    example = dict(zip(*book["example"].iter_rows(values_only=True), strict=True))
    assert list(columns) == list(example) == [cell.value for cell in book["data"][1]]
    assert all(description for _, _, description, *_ in columns.values())
    assert {name for name, (_, required, *_) in columns.items() if required} <= {
        n for n, cell in example.items() if cell
    }
    assert {row[5] for row in columns.values() if row[5]} <= set(book.sheetnames)
    assert book["data"].max_row == 1


def test_a_template_offers_choices_and_the_codes_of_one_indicator(callers: Callers) -> None:
    book = load_template(callers, "?indicator=umkm-onboarded")
    assert [row[0] for row in book["indicators"].iter_rows(min_row=2, values_only=True)] == ["umkm-onboarded"]
    regions = [row[0] for row in book["regions"].iter_rows(min_row=2, values_only=True)]
    assert {"ID", "32", "32.10"} <= set(regions)
    choices = {
        str(rule.sqref).split(":", maxsplit=1)[0]: rule.formula1
        for rule in book["data"].data_validations.dataValidation
    }
    assert choices["A2"] == "indicators!$A$2:$A$2"
    assert choices["B2"] == '"stock,flow,rate"'
    assert choices["C2"] == f"regions!$A$2:$A${len(regions) + 1}"


def test_a_template_of_an_unknown_indicator_is_an_error_of_the_parameter(callers: Callers) -> None:
    response = callers.public.get("/v1/imports/template.xlsx?indicator=tidak-ada")
    assert (response.status_code, response.json()["errors"][0]["code"]) == (400, "unknown_indicator")
