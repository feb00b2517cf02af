"""A small export is buffered: its response has a length, an ETag and a digest."""

import base64
import gzip
import hashlib
import time
from pathlib import Path

import httpx
import pytest

from tests.exchange.exports.read_lists import export
from tests.support import services
from tests.support.databases import DatabaseUrls


def request_buffered(client: httpx.Client, path: str, **headers: str) -> httpx.Response:
    """Repeat the request until the response is buffered. A busy machine may stream it."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        response = client.get(path, headers=headers)
        if "etag" in response.headers:
            return response
    raise AssertionError(f"{path} was never buffered")


def build_digest(body: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


@pytest.mark.parametrize("extension", ["csv", "ndjson", "parquet", "xlsx"])
def test_a_buffered_export_has_a_length_and_a_digest(export_client: httpx.Client, extension: str) -> None:
    response = request_buffered(export_client, f"/v1/exports/targets.{extension}", **{"accept-encoding": "identity"})
    assert response.headers["repr-digest"] == build_digest(response.content)
    assert int(response.headers["content-length"]) == len(response.content)
    assert response.headers["content-disposition"] == f'attachment; filename="targets.{extension}"'
    assert response.headers["cache-control"] == "public, no-cache"
    assert response.links["describedby"]["url"].startswith("/v1/exports/targets/datapackage.json?known_at=")


def test_the_digest_is_that_of_the_encoded_bytes(export_client: httpx.Client) -> None:
    gzip_only = {"accept-encoding": "gzip"}
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with httpx.stream("GET", export_client.base_url.join("/v1/exports/targets.csv"), headers=gzip_only) as response:
            raw = b"".join(response.iter_raw())
        if "etag" in response.headers:
            break
    assert response.headers["content-encoding"] == "gzip"
    assert response.headers["repr-digest"] == build_digest(raw)
    assert gzip.decompress(raw) == export(export_client, "targets", "csv").content


def test_an_unchanged_export_is_not_sent_again(export_client: httpx.Client) -> None:
    etag = request_buffered(export_client, "/v1/exports/sources.csv").headers["etag"]
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        again = export_client.get("/v1/exports/sources.csv", headers={"if-none-match": etag})
        if again.status_code == 304:
            break
    assert again.status_code == 304
    assert "repr-digest" not in again.headers


def test_head_returns_only_the_headers(export_client: httpx.Client) -> None:
    for extension in ("csv", "ndjson", "parquet", "xlsx"):
        response = export_client.head(f"/v1/exports/targets.{extension}")
        assert response.status_code == 200
        assert not response.content
        assert "capaian-known-at" in response.headers


def test_a_spreadsheet_leaves_no_temporary_file(stored: DatabaseUrls, tmp_path: Path) -> None:
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    with services.running(tmp_path, TMPDIR=str(temporary), **stored.settings) as service:
        service.wait_until_ready()
        assert httpx.get(f"{service.url}/v1/exports/targets.xlsx").status_code == 200
        assert httpx.get(f"{service.url}/v1/exports/onboarding-counts.xlsx?region=99").status_code == 400
        assert [file.name for file in temporary.iterdir() if file.name.startswith("openpyxl")] == []
