"""The pages of an upload: from a file to drafts, and files and forms that try to do harm."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any, NamedTuple

import httpx
import openpyxl
import pytest

from api.auth.session_file_store import MAX_FILE_BYTES
from tests.pages.conftest import MARKUP, Tags
from tests.pages.visitor import Visitor
from tests.support import services
from tests.support.callers import Person, key_for
from tests.support.databases import DatabaseUrls, execute

UPLOAD, MAPPING = "/en/imports/new", "/en/imports/mapping"
HEADER = ["No", "Provinsi", "Jumlah (ribu)"]
CONSTANTS = {
    "indicator": "umkm-onboarded",
    "nature": "stock",
    "period": "2023-05",
    "quality": "final",
    "stated_on": "2025-01-05",
    "institution": "kemenkop-ukm",
    "source": "antara-2021-01-11",
    "locator": "table 2",
}
FIELDS = {"header_rows": "2", "column_0": "-", "column_1": "region", "column_2": "value", "multiplier": "1000"} | {
    f"constant_{name}": cell for name, cell in CONSTANTS.items()
}


class Uploader(NamedTuple):
    """A writer in a browser and as a client of the API, whose session all tests share."""

    visitor: Visitor
    person: Person
    stored: DatabaseUrls

    @property
    def token(self) -> dict[str, str]:
        return {"form_token": self.visitor.read_form(UPLOAD)["form_token"]}

    def upload(self, content: bytes, name: str = "data.xlsx", **fields: str) -> httpx.Response:
        sent = {**self.token, "collection": "realizations", **fields}
        return self.visitor.client.post(UPLOAD, data=sent, files={"file": (name, content)})

    def map(self, action: str = "check", **fields: str) -> httpx.Response:
        return self.visitor.send(MAPPING, {**self.token, "action": action, **fields})

    def count_files(self) -> int:
        (count,) = execute(self.stored.owner, "SELECT count(*) FROM session_file WHERE principal = 'pengunggah'")
        return int(count)


@pytest.fixture(scope="module")
def uploader(site: services.Service, stored: DatabaseUrls) -> Iterator[Uploader]:
    visitor, key = Visitor(site.url), key_for(stored, "pengunggah", "write")
    assert visitor.sign_in(key).status_code == 303
    with httpx.Client(base_url=site.url, timeout=20) as client:
        yield Uploader(visitor, Person(client, key), stored)
    visitor.close()


def build_workbook(*rows: list[Any]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def build_zip(name: str, content: bytes) -> bytes:
    saved = io.BytesIO()
    with zipfile.ZipFile(saved, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, content)
    return saved.getvalue()


def test_a_spreadsheet_is_mapped_checked_and_imported_as_drafts(uploader: Uploader) -> None:
    book = build_workbook(["Rekap"], HEADER, [1, "Lampung", 12.5], [2, "Bali", 3], ["Jumlah", None, 15.5])
    assert uploader.upload(book).headers["location"] == MAPPING
    page = uploader.visitor.get(MAPPING).text
    assert '<option value="region" selected>' in page  # suggested for `Provinsi`
    assert "Jumlah*" in page
    assert "Lampung" in page
    wrong = uploader.map(**FIELDS | {"multiplier": "", "skip": "Jumlah*"})
    assert wrong.status_code == 422
    assert "1000" in Tags(wrong.text).text.partition("cannot be used yet")[2].partition("Saved")[0]
    checked = uploader.map(**FIELDS, skip="Jumlah*")
    preview_path = checked.headers["location"]
    preview = uploader.visitor.get(preview_path).text
    assert "<td>15,500</td>" in preview  # the total to compare with the file
    assert "<td>12,500</td>" in preview
    assert uploader.count_files() == 1
    form = uploader.visitor.read_form(preview_path, "apply")
    statuses = [uploader.visitor.send(preview_path, form).status_code for _ in range(2)]
    assert statuses == [303, 303]
    assert uploader.count_files() == 0
    found = uploader.person.get("/v1/realizations?status=draft&indicator=umkm-onboarded&period=2023-05").json()["data"]
    assert sorted((one["region"], one["value"]) for one in found) == [("18", 12500), ("51", 3000)]
    assert uploader.visitor.get(MAPPING).headers["location"] == UPLOAD


BROKEN: dict[str, tuple[bytes, str, int, str]] = {
    "too large": (b"a,b\n" * (MAX_FILE_BYTES // 4 + 1), "a.csv", 413, "more than 8 MiB"),
    "no spreadsheet": (b"period,value\n2024,1\n", "a.xlsx", 400, "is not an XLSX or ODS file"),
    "zip bomb": (build_zip("xl/workbook.xml", bytes(20 << 20)), "a.xlsx", 413, "decompress"),
    "empty": (b"", "a.csv", 400, "empty"),
    "other type": (b"%PDF", "a.pdf", 400, ".xlsx"),
    "NDJSON": (b"{}\n", "a.ndjson", 400, "NDJSON has no columns"),
    "NUL": (b"a,b\n1,\0\n", "a.csv", 400, "NUL"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_file_is_rejected_on_the_page_and_not_stored(uploader: Uploader, case: str) -> None:
    content, name, status, text = BROKEN[case]
    response = uploader.upload(content, name)
    assert response.status_code == status
    assert response.headers["cache-control"] == "no-store"
    assert text in Tags(response.text).text
    assert "The file was rejected" in response.text
    assert uploader.count_files() == 0


def test_names_and_cells_of_a_file_are_text_on_every_page(uploader: Uploader) -> None:
    uploader.upload(build_workbook([MARKUP, "nilai", "wilayah"], [MARKUP, "=1+1", MARKUP]))
    mapping = uploader.visitor.get(MAPPING).text
    response = uploader.map(header_rows="1", column_1="value", column_2="region", constant_indicator=MARKUP,
                            skip=MARKUP, others='{"cells": {"region": {"x": "\\"><script>"}}}')  # fmt: skip
    again = uploader.visitor.get(MAPPING).text
    for page in (mapping, response.text, again):
        assert "<script" not in page
        assert "xxxxxxx" not in Tags(page).text
    assert uploader.map("delete").headers["location"] == UPLOAD
    assert uploader.count_files() == 0


def test_a_formula_is_an_error_of_its_cell_in_the_language_of_the_page(uploader: Uploader) -> None:
    cells = {**CONSTANTS, "region": "32", "value": "12", "locator": "=HYPERLINK(1)"}
    text = ",".join(cells) + "\r\n" + ",".join(f'"{cell}"' for cell in cells.values()) + "\r\n"
    sent = uploader.visitor.send(UPLOAD, {**uploader.token, "collection": "realizations", "text": text})
    assert sent.headers["location"] == MAPPING
    path = uploader.map(header_rows="1").headers["location"]
    english, indonesian = (uploader.visitor.get(one).text for one in (path, path.removeprefix("/en")))
    assert "This file cannot be imported yet" in english
    assert "=HYPERLINK(1)" in english
    assert Tags(english).text != Tags(indonesian).text
    assert "Berkas ini belum dapat diimpor" in indonesian
    assert 'value="apply"' not in english
    assert uploader.map("delete").headers["location"] == UPLOAD
    assert uploader.person.get(f"/v1/imports/{path.rpartition('/')[2]}").json()["status"] == "cancelled"  # no rows stay


def test_a_form_without_the_token_of_the_session_stores_nothing(uploader: Uploader) -> None:
    file = {"file": ("a.csv", b"a,b\n1,2\n")}
    for sent, headers in (
        ({"collection": "targets"}, {}),
        ({"collection": "targets", "form_token": "0" * 64}, {}),
        ({"collection": "targets", **uploader.token}, {"Origin": "https://example.org"}),
    ):
        response = uploader.visitor.client.post(UPLOAD, data=sent, files=file, headers=headers)
        assert response.status_code == 403
    assert uploader.count_files() == 0


def test_an_invalid_mapping_shows_the_error_and_the_inputs(uploader: Uploader) -> None:
    uploader.upload(b"a;b\n1;2\n", "a.csv")
    response = uploader.map(header_rows="1", others="{", skip="Total*", constant_period="2023")
    assert response.status_code == 422
    assert 'value="2023"' in response.text
    assert "Total*" in response.text
    unknown = uploader.map("use", saved="tidak-ada")
    assert unknown.status_code == 404
    assert "Map the columns" in unknown.text
    # Another header row is no dead end.
    assert uploader.map(header_rows="90").status_code == 400
    assert uploader.map("read", header_rows="1").headers["location"] == MAPPING
    uploader.map("delete")


def test_a_saved_mapping_can_be_used(uploader: Uploader) -> None:
    admin = Person(uploader.person.client, key_for(uploader.stored, "admin pemetaan", "admin"))
    saved = {"columns": {"b": "value"}, "constants": {"quality": "final"}, "cells": {"a": {"x": "y"}}}
    assert admin.put("/v1/mappings/unggahan", saved).status_code == 201
    uploader.upload(b"a;b\n1;2\n", "a.csv")
    assert "<option>unggahan</option>" in uploader.visitor.get(MAPPING).text
    assert uploader.map("use", saved="unggahan").headers["location"] == MAPPING
    page = uploader.visitor.get(MAPPING).text
    assert '<option value="value" selected>' in page
    assert '<option value="final" selected>' in page
    assert "&#34;cells&#34;" in page
    uploader.map("delete")


def test_only_a_key_that_may_write_uploads_and_only_its_session_reads_the_file(
    uploader: Uploader, site: services.Service
) -> None:
    publisher, second = Visitor(site.url), Visitor(site.url)
    publisher.sign_in(key_for(uploader.stored, "hanya penerbit", "publish"))
    token = {"form_token": publisher.read_form("/en/reviews")["form_token"], "collection": "targets"}
    file = {"file": ("a.csv", b"a,b\n1,2\n")}
    assert "does not have the scope write" in publisher.get(UPLOAD).text
    assert publisher.client.post(UPLOAD, data=token, files=file).status_code == 403
    second.sign_in(key_for(uploader.stored, "pengunggah", "write"))
    uploader.upload(b"a;b\n1;2\n", "a.csv")
    assert second.get(MAPPING).headers["location"] == UPLOAD
    token = {"form_token": second.read_form(UPLOAD)["form_token"], "collection": "targets"}
    assert second.client.post(UPLOAD, data=token, files=file).status_code == 303
    assert uploader.count_files() == 2
    second.send("/en/sign-out", second.read_form("/en/reviews"))
    assert uploader.count_files() == 1  # a file ends with its session
    uploader.map("delete")
    publisher.close()
    second.close()
