"""Files in forms (multipart/form-data), as browsers send them: streamed, and one clear error for an invalid form."""

import asyncio
import contextlib
import gzip
import json
import tracemalloc
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.exchange.imports.files.errors import FileRejectedError
from api.exchange.imports.receive.form import UploadForm
from tests.exchange.imports.conftest import Callers, build_csv, read_counts, send_file
from tests.exchange.imports.real_files.sheets import CONSTANTS, build_sheet

FIELDS = {"collection": "realizations", "dry_run": "true"}
ROW = {"region": "16", "period": "1981-03"}
BOUNDARY = "limit-7d1"
FILE_HEAD = b'Content-Disposition: form-data; name="file"; filename="a.csv"\r\nContent-Type: text/csv\r\n\r\n'
COLLECTION = b'Content-Disposition: form-data; name="collection"\r\n\r\nrealizations'
DRY_RUN = b'Content-Disposition: form-data; name="dry_run"\r\n\r\ntrue'


def send_form(
    callers: Callers, file: tuple[Any, ...], fields: dict[str, str] | None = None, **options: Any
) -> httpx.Response:
    """Send a form as httpx writes it: the fields first, then the file."""
    return callers.client.post(
        "/v1/imports",
        data=FIELDS if fields is None else fields,
        files={"file": file},
        headers={**callers.writer.headers, "accept-language": "en", **options.pop("headers", {})},
        **options,
    )


def join_parts(*parts: bytes, end: bytes = b"--\r\n") -> bytes:
    delimiter = b"--" + BOUNDARY.encode()
    return b"".join(delimiter + b"\r\n" + part + b"\r\n" for part in parts) + delimiter + end


def send_body(
    callers: Callers, body: bytes, boundary: str = f"; boundary={BOUNDARY}", **headers: str
) -> httpx.Response:
    return callers.client.post(
        "/v1/imports",
        content=body,
        headers={
            "content-type": f"multipart/form-data{boundary}",
            "accept-language": "en",
            **callers.writer.headers,
            **headers,
        },
    )


def read_error(response: httpx.Response) -> str:
    assert response.status_code == 400, response.text
    (error,) = response.json()["errors"]
    code: str = error["code"]
    return code


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("data.csv", "text/csv"),
        ("data.CSV", "application/vnd.ms-excel"),  # a browser on a computer with Excel
        ("data.csv", "application/octet-stream"),
        ("data", "text/csv"),
    ],
)
def test_a_form_is_imported_like_a_file(callers: Callers, name: str, media_type: str) -> None:
    response = send_form(callers, (name, build_csv(ROW), media_type))
    assert read_counts(response) == (1, 0, 0, 0)
    assert response.json()["file"]["media_type"] == "text/csv"
    assert (
        response.json()["file"]["sha256"]
        == send_file(callers.writer, build_csv(ROW), dry_run="true").json()["file"]["sha256"]
    )


def test_the_fields_of_a_form_are_the_parameters(callers: Callers) -> None:
    mapping = {"columns": {"Daerah": "region", "Capaian": "value"}, "constants": CONSTANTS}
    rows = [("Daerah", "Capaian"), ("Sumatera Selatan", 5), ("Atlantis", 6)]
    fields = {**FIELDS, "mode": "partial", "mapping": json.dumps(mapping, indent=2), "sheet": "Rekap", "encoding": ""}
    response = send_form(callers, ("rekap.xlsx", build_sheet(rows)), fields)
    assert read_counts(response) == (1, 0, 0, 1)
    assert (response.json()["action"], response.json()["mode"]) == ("check", "partial")


def test_parameters_can_be_in_the_url(callers: Callers) -> None:
    response = send_form(callers, ("a.csv", build_csv(ROW)), {"dry_run": "true"}, params={"collection": "realizations"})
    assert read_counts(response) == (1, 0, 0, 0)


@pytest.mark.parametrize(
    ("fields", "code", "parameter"),
    [
        ({"dry_run": "true"}, "missing_parameter", "collection"),
        ({**FIELDS, "koleksi": "x"}, "unknown_parameter", "koleksi"),
        ({**FIELDS, "mode": "some"}, "not_one_of", "mode"),
        ({**FIELDS, "mapping": "{"}, "not_a_mapping", "mapping"),
        ({"apply_token": f"01a1fb67-1800-7000-8000-000000000001.{'0' * 64}"}, "not_in_a_form", "apply_token"),
    ],
)
def test_an_invalid_field_is_an_error_of_its_parameter(
    callers: Callers, fields: dict[str, str], code: str, parameter: str
) -> None:
    response = send_form(callers, ("a.csv", build_csv(ROW)), fields)
    assert response.status_code == 400, response.text
    assert [(error["code"], error["parameter"]) for error in response.json()["errors"]] == [(code, parameter)]


def test_a_field_that_is_also_in_the_url_is_an_error(callers: Callers) -> None:
    response = send_form(callers, ("a.csv", build_csv(ROW)), params={"collection": "realizations"})
    assert read_error(response) == "repeated_parameter"


def test_an_idempotency_key_is_for_the_file_and_the_fields(callers: Callers) -> None:
    headers = {"idempotency-key": "formulir-1"}
    first, again = (send_form(callers, ("a.csv", build_csv(ROW)), headers=headers) for _ in range(2))
    assert first.json()["id"] == again.json()["id"]
    other = send_form(callers, ("a.csv", build_csv(ROW)), {**FIELDS, "mode": "partial"}, headers=headers)
    assert other.status_code == 422, other.text


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ([COLLECTION], "missing_file"),
        ([], "missing_file"),
        ([FILE_HEAD.replace(b'; filename="a.csv"', b"") + b"a"], "missing_file"),
        ([FILE_HEAD.replace(b"a.csv", b"") + b""], "missing_file"),  # a browser without a chosen file
        ([FILE_HEAD.replace(b'"file"', b'"berkas"') + b"a"], "missing_file"),
        ([COLLECTION, FILE_HEAD + build_csv(ROW), FILE_HEAD + build_csv(ROW)], "repeated_file"),
        ([COLLECTION, FILE_HEAD + build_csv(ROW), DRY_RUN], "field_after_file"),
        ([b"X-Long: " + b"x" * 5000 + b"\r\n" + FILE_HEAD], "form_too_large"),
        ([b"X-Long: " + b"x" * 500_000 + b"\r\n" + FILE_HEAD], "form_too_large"),
        ([b"X-A: b\r\n" * 20 + FILE_HEAD], "form_too_large"),
        ([b'Content-Disposition: form-data; name="mapping"\r\n\r\n' + b"x" * 20_000], "form_too_large"),
        ([COLLECTION] * 30, "form_too_large"),
        ([b"x" * 10 + b"\r\n" + FILE_HEAD], "invalid_form"),
        ([b"\r\nno header"], "invalid_form"),
        ([b'Content-Disposition: attachment; name="file"\r\n\r\nx'], "invalid_form"),
        ([b'Content-Disposition: form-data; name="sheet"\r\n\r\n\xff'], "invalid_form"),
        ([COLLECTION, FILE_HEAD.replace(b"a.csv", b"a.csv.gz") + gzip.compress(build_csv(ROW))], "compressed_part"),
        ([COLLECTION, b"Content-Encoding: gzip\r\n" + FILE_HEAD + gzip.compress(build_csv(ROW))], "compressed_part"),
        ([COLLECTION, b"Content-Transfer-Encoding: base64\r\n" + FILE_HEAD + b"YQ=="], "compressed_part"),
        ([COLLECTION, FILE_HEAD + gzip.compress(build_csv(ROW))], "undeclared_compression"),
        ([COLLECTION, FILE_HEAD.replace(b"a.csv", b"a.pdf").replace(b"text/csv", b"x/y") + b"a"], "unknown_file_type"),
        ([COLLECTION, FILE_HEAD + b""], "empty_file"),
    ],
)
def test_an_invalid_form_has_one_error_and_stores_nothing(callers: Callers, parts: list[bytes], code: str) -> None:
    assert read_error(send_body(callers, join_parts(*parts))) == code


@pytest.mark.parametrize("end", [b"", b"\r\n", b"-", b"-x"])
def test_a_form_without_its_closing_boundary_has_one_error(callers: Callers, end: bytes) -> None:
    body = join_parts(COLLECTION, FILE_HEAD + build_csv(ROW), end=end)
    assert read_error(send_body(callers, body)) in ("truncated_form", "invalid_form")
    assert read_error(send_body(callers, body[: len(body) // 2])) == "truncated_form"


@pytest.mark.parametrize("boundary", ["", "; boundary=", '; boundary=""', f"; boundary={'x' * 71}"])
def test_a_form_needs_a_boundary(callers: Callers, boundary: str) -> None:
    body = join_parts(COLLECTION, FILE_HEAD + build_csv(ROW))
    assert read_error(send_body(callers, body, boundary)) == "missing_boundary"


def test_another_boundary_than_that_of_the_header_has_one_error(callers: Callers) -> None:
    body = join_parts(COLLECTION, FILE_HEAD + build_csv(ROW))
    assert read_error(send_body(callers, body, "; boundary=other")) == "truncated_form"
    assert read_error(send_body(callers, b"x" * 300_000 + body)) in ("form_too_large", "invalid_form")


def test_a_compressed_form_is_another_media_type(callers: Callers) -> None:
    body = gzip.compress(join_parts(COLLECTION, FILE_HEAD + build_csv(ROW)))
    assert send_body(callers, body, **{"content-encoding": "gzip"}).status_code == 415


def test_text_after_the_closing_boundary_is_ignored_up_to_a_limit(callers: Callers) -> None:
    body = join_parts(COLLECTION, DRY_RUN, FILE_HEAD + build_csv(ROW))
    assert read_counts(send_body(callers, body + b"epilogue")) == (1, 0, 0, 0)
    assert read_error(send_body(callers, body + b"x" * 600_000)) == "form_too_large"


@given(st.integers(1, 80), st.binary(max_size=200), st.booleans())
def test_the_file_does_not_depend_on_the_sizes_of_chunks(size: int, file: bytes, has_fields: bool) -> None:
    file = file.replace(BOUNDARY.encode(), b"")
    body = join_parts(*([COLLECTION, DRY_RUN] if has_fields else []), FILE_HEAD + file)
    form, read = asyncio.run(read_form(body[start : start + size] for start in range(0, len(body), size)))
    assert read == file
    assert form.query_string == (b"collection=realizations&dry_run=true" if has_fields else b"")


@given(st.binary(max_size=300))
def test_any_body_is_a_form_or_an_error(body: bytes) -> None:
    with contextlib.suppress(FileRejectedError):
        asyncio.run(read_form([b"--" + BOUNDARY.encode() + b"\r\n" + body]))


async def read_form(chunks: Any) -> tuple[UploadForm, bytes]:
    form = await UploadForm.open(iterate(chunks), f"multipart/form-data; boundary={BOUNDARY}")
    return form, b"".join([chunk async for chunk in form.read_file()])


async def iterate(chunks: Any) -> AsyncIterator[bytes]:
    for chunk in chunks:
        yield chunk


def test_a_large_file_is_not_buffered() -> None:
    def generate() -> Iterator[bytes]:
        yield join_parts(COLLECTION, FILE_HEAD, end=b"")[: -len(BOUNDARY) - 4]
        yield from (b"x\r\n--" * 50_000 for _ in range(200))
        yield b"\r\n--" + BOUNDARY.encode() + b"--\r\n"

    async def count() -> int:
        form = await UploadForm.open(iterate(generate()), f"multipart/form-data; boundary={BOUNDARY}")
        return sum([len(chunk) async for chunk in form.read_file()])

    tracemalloc.start()
    try:
        assert asyncio.run(count()) == 200 * 250_000
        assert tracemalloc.get_traced_memory()[1] < 3_000_000
    finally:
        tracemalloc.stop()
