"""An export has the data of one snapshot, also for a slow client."""

import httpx
import pytest

from tests.exchange.exports.slow_client import decode_body, is_complete, read_rest, send_request
from tests.http import recording
from tests.support import databases, services
from tests.support.databases import DatabaseUrls

NEW_TARGET = recording.target(901, program="program-1", indicator="indicator-1", institution="office-1", citations=[
    {"source": "source-1", "locator": "p", "quote": None, "note": None}
], period="2009")  # fmt: skip


@pytest.mark.parametrize("extension", ["csv", "ndjson"])
def test_a_write_during_an_export_is_not_in_it(
    filled: DatabaseUrls, large_service: services.Service, extension: str
) -> None:
    path = f"/v1/exports/targets.{extension}"
    before = httpx.get(f"{large_service.url}/v1/targets?count=exact&limit=1").json()["meta"]["count"]
    with send_request(large_service.url, path) as connection:
        start = connection.recv(2000)
        number = 901 + ["csv", "ndjson"].index(extension)
        statement = NEW_TARGET.replace(recording.figure_id(901), recording.figure_id(number))
        databases.execute(filled.service, statement, role="capaian_service")
        response = start + read_rest(connection)
    assert is_complete(response)
    lines = decode_body(response).count(b"\n") - (extension == "csv")
    assert lines == before
    assert httpx.get(f"{large_service.url}/v1/targets?count=exact&limit=1").json()["meta"]["count"] == before + 1
    known_at = next(
        line.partition(b": ")[2].decode()
        for line in response.partition(b"\r\n\r\n")[0].split(b"\r\n")
        if line.startswith(b"capaian-known-at")
    )
    assert httpx.get(f"{large_service.url}{path}?known_at={known_at}", timeout=60).content == decode_body(response)
