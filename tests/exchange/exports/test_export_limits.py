"""Exports are limited in number and time. A failed export is never a complete response."""

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import asyncpg
import httpx
import pytest

from tests.exchange.exports import modified_service
from tests.exchange.exports.slow_client import (
    becomes_true,
    count_export_connections,
    is_complete,
    read_rest,
    send_request,
)
from tests.support import services
from tests.support.callers import key_for
from tests.support.databases import DatabaseUrls

LARGE_EXPORT = "/v1/exports/targets.csv"


def count_running_exports(urls: DatabaseUrls) -> int:
    return asyncio.run(count_export_connections(urls))


def test_one_caller_and_all_callers_without_a_key_have_a_limit(
    filled: DatabaseUrls, large_service: services.Service
) -> None:
    """A caller runs one of four exports, callers without a key run three, and a caller with a key gets the last one."""
    url = large_service.url
    key = key_for(filled, "exporting office", "read:drafts")

    def export_as(**headers: str) -> httpx.Response:
        return httpx.get(f"{url}/v1/exports/sources.csv", headers=headers)

    with ExitStack() as clients:
        clients.enter_context(send_request(url, LARGE_EXPORT))
        assert becomes_true(10, lambda: count_running_exports(filled) == 1)
        second = export_as()
        assert second.status_code == 503
        assert second.json()["type"] == "/problems/unavailable"
        assert int(second.headers["retry-after"]) > 0
        for number in (1, 2):
            assert export_as(**{"X-Forwarded-For": f"192.0.2.{number}"}).status_code == 200
            clients.enter_context(send_request(url, LARGE_EXPORT, X_Forwarded_For=f"192.0.2.{number}"))
        assert becomes_true(10, lambda: count_running_exports(filled) == 3)
        assert export_as(**{"X-Forwarded-For": "192.0.2.3"}).status_code == 503
        assert export_as(**{"X-API-Key": key}).status_code == 200
        assert httpx.get(f"{url}/v1/targets?limit=1").status_code == 200
        assert httpx.get(f"{url}/v1/exports/targets/datapackage.json").status_code == 200
    assert becomes_true(10, lambda: count_running_exports(filled) == 0)
    assert httpx.get(f"{url}/v1/exports/sources.csv").status_code == 200


@pytest.mark.parametrize("extension", ["csv", "ndjson", "parquet"])
def test_the_connection_is_released_when_the_client_disconnects(
    filled: DatabaseUrls, large_service: services.Service, extension: str
) -> None:
    log_size = len(large_service.log)
    with send_request(large_service.url, f"/v1/exports/targets.{extension}") as connection:
        assert becomes_true(10, lambda: count_running_exports(filled) == 1)
        assert connection.recv(100)
    assert becomes_true(5, lambda: count_running_exports(filled) == 0)
    assert "request.failed" not in large_service.log[log_size:]


@pytest.fixture(scope="module")
def short_send_timeout(filled: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[services.Service]:
    directory = tmp_path_factory.mktemp("short-send-timeout")
    with modified_service.running(modified_service.SHORT_SEND_TIMEOUT, filled, directory) as service:
        yield service


@pytest.mark.parametrize("extension", ["csv", "ndjson"])
def test_a_client_that_stops_reading_is_disconnected(
    filled: DatabaseUrls, short_send_timeout: services.Service, extension: str
) -> None:
    log_size = len(short_send_timeout.log)
    with send_request(short_send_timeout.url, f"/v1/exports/targets.{extension}") as connection:
        assert becomes_true(10, lambda: count_running_exports(filled) == 1)
        assert becomes_true(10, lambda: count_running_exports(filled) == 0)
        # The connection is released shortly before the event is logged.
        assert becomes_true(5, lambda: "export.stalled" in short_send_timeout.log[log_size:])
        assert "request.failed" not in short_send_timeout.log
        assert not is_complete(read_rest(connection))


def test_an_export_that_takes_too_long_is_aborted(filled: DatabaseUrls, tmp_path: Path) -> None:
    with (
        modified_service.running(modified_service.SHORT_MAX_DURATION, filled, tmp_path) as service,
        send_request(service.url, "/v1/exports/targets.csv") as connection,
    ):
        assert becomes_true(10, lambda: count_running_exports(filled) == 1)
        assert becomes_true(10, lambda: count_running_exports(filled) == 0)
        assert not is_complete(read_rest(connection))


def test_an_export_that_fails_is_not_a_complete_response(failing_service: services.Service) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(f"{failing_service.url}/v1/exports/targets.ndjson")
    with send_request(failing_service.url, "/v1/exports/targets.ndjson") as connection:
        response = read_rest(connection)
    assert response.startswith(b"HTTP/1.1 200")
    assert not is_complete(response)
    assert "failed after five batches" in failing_service.log
    # Parquet sends nothing before its first row group is complete, so the status is still open.
    parquet = httpx.get(f"{failing_service.url}/v1/exports/targets.parquet")
    assert parquet.status_code == 500
    assert parquet.headers["content-type"] == "application/problem+json"


def test_the_response_is_aborted_when_the_database_connection_is_lost(
    filled: DatabaseUrls, large_service: services.Service
) -> None:
    with send_request(large_service.url, LARGE_EXPORT) as connection:
        assert becomes_true(10, lambda: count_running_exports(filled) == 1)
        asyncio.run(_terminate_exports(filled))
        assert not is_complete(read_rest(connection))
    assert becomes_true(5, lambda: count_running_exports(filled) == 0)


async def _terminate_exports(urls: DatabaseUrls) -> None:
    connection = await asyncpg.connect(urls.owner)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND query LIKE 'COPY%'"
    )
    await connection.close()


def test_a_spreadsheet_with_too_many_rows_is_rejected_before_anything_is_sent(large_service: services.Service) -> None:
    url = f"{large_service.url}/v1/exports/targets.xlsx"
    response = httpx.get(url, timeout=30, headers={"accept-language": "en"})
    assert response.status_code == 422
    assert response.json()["type"] == "/problems/spreadsheet-too-large"
    assert "50,000" in response.json()["detail"]
    assert httpx.get(url, params={"indicator": "indicator-7"}, timeout=30).status_code == 200


def test_the_error_without_pyarrow_names_the_missing_package(stored: DatabaseUrls, tmp_path: Path) -> None:
    with modified_service.running(modified_service.WITHOUT_PYARROW, stored, tmp_path) as service:
        response = httpx.get(f"{service.url}/v1/exports/targets.parquet")
        assert response.status_code == 501
        assert response.json()["type"] == "/problems/not-installed"
        assert "requirements/parquet.txt" in response.json()["detail"]
        assert httpx.get(f"{service.url}/v1/exports/targets.csv").status_code == 200
        assert httpx.get(f"{service.url}/v1/exports/targets.xlsx").status_code == 200
