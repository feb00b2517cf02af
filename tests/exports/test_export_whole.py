"""A small export comes whole, with all that can be told of it; a large one does not wait."""

import base64
import gzip
import hashlib
from pathlib import Path

import httpx
import pytest

from tests.exports.listed import export
from tests.support import services
from tests.support.databases import Addresses


def whole(client: httpx.Client, address: str, **headers: str) -> httpx.Response:
    """A machine that is busy may begin to stream before it is through; then it is asked again."""
    for _ in range(20):
        answer = client.get(address, headers=headers)
        if "etag" in answer.headers:
            return answer
    raise AssertionError(f"{address} never came whole")


def digest(body: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"


@pytest.mark.parametrize("ending", ["csv", "ndjson", "parquet", "xlsx"])
def test_it_has_its_length_its_tag_and_its_digest(exporting: httpx.Client, ending: str) -> None:
    answer = whole(exporting, f"/v1/exports/targets.{ending}", **{"accept-encoding": "identity"})
    assert answer.headers["repr-digest"] == digest(answer.content)
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert answer.headers["content-disposition"] == f'attachment; filename="targets.{ending}"'
    assert answer.headers["cache-control"] == "public, no-cache"
    assert answer.links["describedby"]["url"].startswith("/v1/exports/targets/datapackage.json?known_at=")


def test_the_digest_is_of_the_bytes_as_they_are_sent(exporting: httpx.Client) -> None:
    asked = {"accept-encoding": "gzip"}
    for _ in range(20):
        with httpx.stream("GET", exporting.base_url.join("/v1/exports/targets.csv"), headers=asked) as answer:
            raw = b"".join(answer.iter_raw())
        if "etag" in answer.headers:
            break
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["repr-digest"] == digest(raw)
    assert gzip.decompress(raw) == export(exporting, "targets", "csv").content


def test_an_unchanged_one_is_spared(exporting: httpx.Client) -> None:
    tag = whole(exporting, "/v1/exports/sources.csv").headers["etag"]
    for _ in range(20):
        again = exporting.get("/v1/exports/sources.csv", headers={"if-none-match": tag})
        if again.status_code == 304:
            break
    assert again.status_code == 304
    assert "repr-digest" not in again.headers


def test_head_has_the_headers_alone(exporting: httpx.Client) -> None:
    for ending in ("csv", "ndjson", "parquet", "xlsx"):
        answer = exporting.head(f"/v1/exports/targets.{ending}")
        assert answer.status_code == 200
        assert not answer.content
        assert "capaian-known-at" in answer.headers


def test_spreadsheets_leave_nothing_in_the_one_place_that_they_need(various: Addresses, tmp_path: Path) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    with services.running(tmp_path, TMPDIR=str(place), **various.settings) as service:
        service.wait_until_ready()
        assert httpx.get(f"{service.url}/v1/exports/targets.xlsx").status_code == 200
        assert httpx.get(f"{service.url}/v1/exports/onboarding-counts.xlsx?region=99").status_code == 400
        assert [file.name for file in place.iterdir() if file.name.startswith("openpyxl")] == []
