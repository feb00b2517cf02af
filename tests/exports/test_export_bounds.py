"""Exports are bounded: in number, in time, in what they wait for; and what fails never looks whole."""

import asyncio
from contextlib import ExitStack
from pathlib import Path

import asyncpg
import httpx
import pytest

from tests.exports import impatient
from tests.exports.reading import asking, connections_of_exports, is_whole, rest, within
from tests.support import services
from tests.support.databases import Addresses

LARGE = "/v1/exports/targets.csv"


def exports_under_way(addresses: Addresses) -> int:
    return asyncio.run(connections_of_exports(addresses))


def test_a_fifth_export_at_once_is_asked_to_come_back(filled: Addresses, crowded: services.Service) -> None:
    with ExitStack() as readers:
        for _ in range(4):
            readers.enter_context(asking(crowded.url, LARGE))
        assert within(10, lambda: exports_under_way(filled) == 4)
        fifth = httpx.get(f"{crowded.url}/v1/exports/sources.csv")
        assert fifth.status_code == 503
        assert fifth.json()["type"] == "/problems/unavailable"
        assert int(fifth.headers["retry-after"]) > 0
        assert httpx.get(f"{crowded.url}/v1/targets?limit=1").status_code == 200
        assert httpx.get(f"{crowded.url}/v1/exports/targets/datapackage.json").status_code == 200
    assert within(10, lambda: exports_under_way(filled) == 0)
    assert httpx.get(f"{crowded.url}/v1/exports/sources.csv").status_code == 200


@pytest.mark.parametrize("ending", ["csv", "ndjson", "parquet"])
def test_a_client_that_leaves_frees_its_connection(filled: Addresses, crowded: services.Service, ending: str) -> None:
    with asking(crowded.url, f"/v1/exports/targets.{ending}") as connection:
        assert within(10, lambda: exports_under_way(filled) == 1)
        assert connection.recv(100)
    assert within(5, lambda: exports_under_way(filled) == 0)
    assert "request.failed" not in crowded.log


@pytest.mark.parametrize("ending", ["csv", "ndjson"])
def test_a_client_that_stops_reading_is_dropped(filled: Addresses, tmp_path: Path, ending: str) -> None:
    with (
        impatient.running(impatient.SHORT_OF_PATIENCE, filled, tmp_path) as service,
        asking(service.url, f"/v1/exports/targets.{ending}") as connection,
    ):
        assert within(10, lambda: exports_under_way(filled) == 1)
        assert within(10, lambda: exports_under_way(filled) == 0)
        assert within(5, lambda: "export.stalled" in service.log)  # the connection is free a moment before
        assert "request.failed" not in service.log
        assert not is_whole(rest(connection))


def test_an_export_that_takes_too_long_is_broken_off(filled: Addresses, tmp_path: Path) -> None:
    with (
        impatient.running(impatient.SHORT_OF_TIME, filled, tmp_path) as service,
        asking(service.url, "/v1/exports/targets.csv") as connection,
    ):
        assert within(10, lambda: exports_under_way(filled) == 1)
        assert within(10, lambda: exports_under_way(filled) == 0)
        assert not is_whole(rest(connection))


def test_a_failure_in_the_middle_never_looks_like_an_end(filled: Addresses, tmp_path: Path) -> None:
    with impatient.running(impatient.FAILING, filled, tmp_path) as service:
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(f"{service.url}/v1/exports/targets.ndjson")
        with asking(service.url, "/v1/exports/targets.ndjson") as connection:
            answer = rest(connection)
        assert answer.startswith(b"HTTP/1.1 200")
        assert not is_whole(answer)
        assert "in the middle" in service.log
        before = httpx.get(f"{service.url}/v1/exports/targets.parquet")  # whose first group would come later
        assert before.status_code == 500
        assert before.headers["content-type"] == "application/problem+json"


def test_a_database_that_goes_away_in_the_middle_breaks_the_answer_off(
    filled: Addresses, crowded: services.Service
) -> None:
    with asking(crowded.url, LARGE) as connection:
        assert within(10, lambda: exports_under_way(filled) == 1)
        asyncio.run(_end_exports(filled))
        assert not is_whole(rest(connection))
    assert within(5, lambda: exports_under_way(filled) == 0)


async def _end_exports(addresses: Addresses) -> None:
    connection = await asyncpg.connect(addresses.owner)
    await connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND query LIKE 'COPY%'"
    )
    await connection.close()


def test_more_rows_than_a_spreadsheet_takes_are_refused_before_anything_is_sent(crowded: services.Service) -> None:
    answer = httpx.get(f"{crowded.url}/v1/exports/targets.xlsx", timeout=30, headers={"accept-language": "en"})
    assert answer.status_code == 422
    assert answer.json()["type"] == "/problems/beyond-spreadsheet"
    assert "50,000" in answer.json()["detail"]
    few = httpx.get(f"{crowded.url}/v1/exports/targets.xlsx?indicator=indicator-7", timeout=30)
    assert few.status_code == 200


def test_without_pyarrow_parquet_says_what_to_install(various: Addresses, tmp_path: Path) -> None:
    with impatient.running(impatient.WITHOUT_PYARROW, various, tmp_path) as service:
        answer = httpx.get(f"{service.url}/v1/exports/targets.parquet")
        assert answer.status_code == 501
        assert answer.json()["type"] == "/problems/not-installed"
        assert "capaian[parquet]" in answer.json()["detail"]
        assert httpx.get(f"{service.url}/v1/exports/targets.csv").status_code == 200
        assert httpx.get(f"{service.url}/v1/exports/targets.xlsx").status_code == 200
