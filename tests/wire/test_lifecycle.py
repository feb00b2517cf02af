"""From start to stop: what `capaian serve` says, refuses, finishes and leaves behind."""

import asyncio
import json
import os
import re
import shutil
import signal
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from api.embedded.server import running as embedded_running
from tests.support import services
from tests.support.databases import Addresses
from tests.support.services import NO_AUTHORITIES, Service
from tests.wire.outage import children, eventually, lives

LINE_KEYS = {
    "event", "level", "timestamp", "method", "route", "status", "duration_ms", "request_id", "trace_id", "bytes",
}  # fmt: skip


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    """Where a service with an embedded server keeps its data; the server's user has to reach it."""
    directory = Path(tempfile.mkdtemp(prefix="capaian-lifecycle-"))
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory)


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_service_that_is_told_to_stop_while_it_starts_stops_at_once(
    database: Addresses, tmp_path: Path, told: signal.Signals
) -> None:
    addresses = database.settings
    with services.running(tmp_path, **addresses) as service:
        assert eventually(lambda: "Spawning worker-1" in service.log)
        service.process.send_signal(told)
        assert service.process.wait(10) == 0


def get(service: Service, path: str, **headers: str) -> httpx.Response:
    return httpx.get(f"{service.url}{path}", headers=headers, timeout=20, trust_env=False, verify=NO_AUTHORITIES)


def test_a_service_says_where_to_go_and_keeps_its_data(data_dir: Path, tmp_path: Path) -> None:
    recorded = []
    for _ in range(2):
        with services.running(tmp_path, CAPAIAN_DATA_DIR=str(data_dir)) as service:
            service.wait_until_ready()
            assert eventually(lambda service=service: "Ctrl-C" in service.log)
            for place in ("/docs", "/openapi.yaml"):
                assert f"{service.url}{place}" in service.log
                assert get(service, place).status_code == 200
            examples = re.findall(r"curl '([^']+)'", service.log)
            assert len(examples) == 3
            for example in examples:
                answer = httpx.get(example, trust_env=False).json()
                assert answer.get("data") or answer.get("code"), example
            assert embedded_running(data_dir) is not None
            recorded.append(get(service, "/v1/targets").text)
            assert service.stop() == 0
        assert embedded_running(data_dir) is None
        assert not (data_dir / "postgres" / "data" / "postmaster.pid").exists()
    # Even the moments of recording are the first start's.
    assert recorded[0] == recorded[1]


def test_a_second_service_on_the_same_data_is_refused_and_the_first_goes_on(data_dir: Path, tmp_path: Path) -> None:
    with services.running(tmp_path, CAPAIAN_DATA_DIR=str(data_dir)) as first:
        first.wait_until_ready()
        with services.running(tmp_path, CAPAIAN_DATA_DIR=str(data_dir)) as second:
            assert second.process.wait(30) == 1
        refused(second, "Sudah ada server", "Another server already runs")
        assert get(first, "/v1/targets").status_code == 200


def refused(service: Service, indonesian: str, english: str) -> None:
    assert indonesian in service.log
    assert english in service.log
    assert "Traceback" not in service.log


def test_a_postgres_that_is_killed_under_the_service_comes_back(data_dir: Path, tmp_path: Path) -> None:
    with services.running(tmp_path, CAPAIAN_DATA_DIR=str(data_dir)) as service:
        service.wait_until_ready()
        pid = int((data_dir / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
        os.kill(pid, 9)
        statuses = set()

        def is_back() -> bool:
            statuses.add(get(service, "/v1/targets").status_code)
            pid_file = data_dir / "postgres" / "data" / "postmaster.pid"
            return 200 in statuses and pid_file.exists() and int(pid_file.read_text().split()[0]) != pid

        assert eventually(is_back)
        assert statuses <= {200, 503}
        assert service.stop() == 0


@pytest.fixture
def settings(database: Addresses) -> dict[str, str]:
    return database.settings


@pytest.mark.parametrize("request_to_stop", [signal.SIGTERM, signal.SIGINT])
def test_a_request_in_flight_is_answered_before_the_service_leaves(
    database: Addresses, settings: dict[str, str], tmp_path: Path, request_to_stop: signal.Signals
) -> None:
    with services.running(tmp_path, **settings) as service:
        service.wait_until_ready()
        asyncio.run(stop_while_it_waits(service, database, request_to_stop))
        assert service.process.wait(20) == 0
    assert "Traceback" not in service.log


async def stop_while_it_waits(service: Service, database: Addresses, request_to_stop: signal.Signals) -> None:
    owner = await asyncpg.connect(database.owner)
    try:
        transaction = owner.transaction()
        await transaction.start()
        await owner.execute("LOCK TABLE target IN ACCESS EXCLUSIVE MODE")
        waiting = asyncio.create_task(asyncio.to_thread(get, service, "/v1/targets"))
        while not await owner.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
            pass
        if request_to_stop == signal.SIGINT:  # a terminal tells the whole group
            os.killpg(service.process.pid, signal.SIGINT)
        else:  # an init system tells the first process
            service.process.terminate()
        # The lock is kept until the service has heard: it takes no new connection any more.
        assert await asyncio.to_thread(eventually, lambda: not lives(service))
        assert not waiting.done()
        await transaction.rollback()
        answer = await waiting
        assert (answer.status_code, len(answer.json()["data"])) == (200, 16)
    finally:
        await owner.close()


def test_a_killed_worker_is_replaced(settings: dict[str, str], tmp_path: Path) -> None:
    with services.running(tmp_path, **settings) as service:
        service.wait_until_ready()
        (before,) = children(service)
        os.kill(before, 9)
        assert eventually(lambda: lives(service) and children(service) not in ([], [before]))
        assert get(service, "/v1/targets").status_code == 200
        assert service.stop() == 0


@pytest.mark.parametrize(
    ("setting", "value", "status"),
    [
        ("CAPAIAN_PORT", "99999", 1),
        ("CAPAIAN_PORT", "http", 1),
        ("CAPAIAN_PORT", "0", 1),
        ("CAPAIAN_WORKERS", "0", 1),
        ("CAPAIAN_POOL_SIZE", "-1", 1),
        ("CAPAIAN_DATABASE_URL", "mysql://capaian:canary@127.0.0.1/x", 1),
        ("CAPAIAN_LOG_FORMAT", "xml", 1),
        ("CAPAIAN_MIGRATION_DATABASE_URL", "postgresql://capaian:canary@127.0.0.1/x", 1),
        ("CAPAIAN_HOST", "300.1.1.1", 1),
    ],
)
def test_a_setting_that_cannot_be_used_is_named_in_both_languages(
    tmp_path: Path, setting: str, value: str, status: int
) -> None:
    with services.running(tmp_path, **{setting: value}) as service:
        assert service.process.wait(30) == status
    refused(service, "harus", "must be")
    assert setting in service.log
    assert "canary" not in service.log


def test_a_busy_port_is_refused_and_whoever_has_it_keeps_it(settings: dict[str, str], tmp_path: Path) -> None:
    with services.running(tmp_path, **settings) as first:
        first.wait_until_ready()
        port = first.url.rpartition(":")[2]
        with services.running(tmp_path, **settings, CAPAIAN_PORT=port) as second:
            assert second.process.wait(30) == 1
        refused(second, "CAPAIAN_PORT", "must be an address of this machine that nobody uses")
        assert lives(first)
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        port = str(stranger.getsockname()[1])
        with services.running(tmp_path, **settings, CAPAIAN_PORT=port) as second:
            assert second.process.wait(30) == 1
        refused(second, "CAPAIAN_PORT", "must be an address of this machine that nobody uses")


def test_a_service_may_listen_on_a_name(settings: dict[str, str], tmp_path: Path) -> None:
    with services.running(tmp_path, **settings, CAPAIAN_HOST="localhost") as service:
        service.wait_until_ready()
        assert eventually(lambda: "Ctrl-C" in service.log)


def test_a_service_role_that_cannot_log_in_is_refused_clearly(settings: dict[str, str], tmp_path: Path) -> None:
    wrong = re.sub(r":[^:@/]+@", ":canary@", settings["CAPAIAN_DATABASE_URL"])
    with services.running(tmp_path, **{**settings, "CAPAIAN_DATABASE_URL": wrong}) as service:
        assert service.process.wait(30) == 1
    refused(service, "harus dapat dipakai", "must let the service log in")
    assert "canary" not in service.log


def test_every_request_leaves_one_line_that_repeats_nothing_the_client_said(
    settings: dict[str, str], tmp_path: Path
) -> None:
    canary = "canary7f3a"
    headers = {
        name: f"{canary}-{name}"
        for name in (
            "Authorization", "Cookie", "X-Api-Key", "Idempotency-Key", "User-Agent", "Referer", "Origin",
            "Accept-Language", "Accept-Encoding", "If-None-Match", "If-Modified-Since", "X-Forwarded-For", "Forwarded",
            "X-Anything", "traceparent", "tracestate",
        )
    }  # fmt: skip
    asked = [
        ("GET", "/v1/regions?q={c}"), ("GET", "/v1/targets?indicator={c}&id={c}&period={c}&cursor={c}&sort={c}&x={c}"),
        ("GET", "/v1/units/{c}"), ("GET", "/{c}"), ("POST", "/v1/units?{c}={c}"), ("OPTIONS", "/v1/units?{c}"),
        ("GET", "/v1/units/%zz{c}"), ("HEAD", "/v1/units.csv?q={c}"), ("GET", "/v1/units?q=" + "{c}" * 1000),
    ]  # fmt: skip
    with services.running(tmp_path, **settings) as service:
        service.wait_until_ready()
        for number, (method, path) in enumerate(asked):
            url = f"{service.url}{path.replace('{c}', canary)}"
            sent = {**headers, "X-Request-Id": f"line-{number}"}
            answer = httpx.request(method, url, headers=sent, trust_env=False, verify=NO_AUTHORITIES)
            assert answer.status_code < 500
        assert service.stop() == 0
    assert canary not in service.log
    lines: list[dict[str, Any]] = [json.loads(line) for line in service.log.splitlines() if line.startswith("{")]
    ours = [line for line in lines if str(line.get("request_id")).startswith("line-")]
    assert [line["request_id"] for line in ours] == [f"line-{number}" for number in range(len(asked))]
    for line, (method, _) in zip(ours, asked, strict=True):
        assert line.keys() == LINE_KEYS
        assert (line["event"], line["method"]) == ("request.answered", method)
    assert [line["route"] for line in ours][:3] == ["/v1/regions", "/v1/targets", "/v1/units/{code}"]
