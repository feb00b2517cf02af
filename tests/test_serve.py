"""`capaian serve` from start to stop: its output, its errors, running requests, and its data."""

import asyncio
import json
import os
import re
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from api.database.embedded.server import EmbeddedServer
from tests.http.outages.outage import children, eventually, is_live
from tests.support import databases, services
from tests.support.clusters import ask, find_running_server
from tests.support.databases import DatabaseUrls
from tests.support.directories import reachable_directory
from tests.support.services import CAPAIAN, NO_AUTHORITIES, Service, free_port

LINE_KEYS = {
    "event", "level", "timestamp", "method", "route", "status", "duration_ms", "request_id", "trace_id", "bytes",
}  # fmt: skip


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    """A data directory that the user of the embedded server can access."""
    with reachable_directory() as directory:
        yield directory


@pytest.fixture(scope="module")
def urls(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    with databases.copy(postgres) as urls:
        yield urls


@pytest.fixture(scope="module")
def running(urls: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service for the tests that do not stop it."""
    with services.running(tmp_path_factory.mktemp("running"), **urls.settings) as service:
        service.wait_until_ready()
        yield service


@pytest.fixture(scope="module")
def embedded(data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service with an embedded server, for the tests after the one that starts and stops it."""
    with services.running(tmp_path_factory.mktemp("embedded"), CAPAIAN_DATA_DIR=str(data_dir)) as service:
        service.wait_until_ready()
        yield service


def test_a_worker_shares_the_modules_and_the_application_with_the_supervisor(running: Service) -> None:
    (worker,) = children(running)
    lines = Path(f"/proc/{worker}/smaps_rollup").read_text().splitlines()[1:]
    kilobytes = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}
    assert kilobytes["Shared_Dirty"] > 1.5 * kilobytes["Private_Dirty"], kilobytes


@pytest.mark.parametrize("stop_signal", [signal.SIGTERM, signal.SIGINT])
def test_a_service_that_gets_a_signal_during_its_start_stops(
    urls: DatabaseUrls, tmp_path: Path, stop_signal: signal.Signals
) -> None:
    with services.running(tmp_path, **urls.settings) as service:
        assert eventually(lambda: "worker.started" in service.log)
        service.process.send_signal(stop_signal)
        assert service.process.wait(10) == 0


def get(service: Service, path: str, **headers: str) -> httpx.Response:
    return httpx.get(f"{service.url}{path}", headers=headers, timeout=20, trust_env=False, verify=NO_AUTHORITIES)


def test_a_service_prints_its_urls_and_has_the_same_data_after_a_restart(data_dir: Path, tmp_path: Path) -> None:
    responses = []
    for _ in range(2):
        with services.running(tmp_path, CAPAIAN_DATA_DIR=str(data_dir)) as service:
            service.wait_until_ready()
            assert eventually(lambda service=service: "Ctrl-C" in service.log)
            for path in ("/docs", "/openapi.yaml"):
                assert f"{service.url}{path}" in service.log
                assert get(service, path).status_code == 200
            examples = re.findall(r"curl '([^']+)'", service.log)
            assert len(examples) == 3
            for example in examples:
                document = httpx.get(example, trust_env=False).json()
                assert document.get("data") or document.get("code"), example
            assert find_running_server(data_dir) is not None
            responses.append(get(service, "/v1/targets").text)
            assert service.stop() == 0
        assert find_running_server(data_dir) is None
        assert not (data_dir / "postgres" / "data" / "postmaster.pid").exists()
    # The times of recording are those of the first start.
    assert responses[0] == responses[1]


def test_a_second_service_on_the_same_data_is_rejected(data_dir: Path, embedded: Service, tmp_path: Path) -> None:
    with services.running(tmp_path, CAPAIAN_DATA_DIR=str(data_dir)) as second:
        assert second.process.wait(30) == 1
    check_rejected(second, "Sudah ada server yang berjalan", "Options: stop that server")
    assert get(embedded, "/v1/targets").status_code == 200


def check_rejected(service: Service, indonesian: str, english: str) -> None:
    assert indonesian in service.log
    assert english in service.log
    assert "Traceback" not in service.log


def test_a_killed_embedded_server_is_restarted(data_dir: Path, embedded: Service) -> None:
    pid_file = data_dir / "postgres" / "data" / "postmaster.pid"
    pid = int(pid_file.read_text().split()[0])
    os.kill(pid, 9)
    statuses = set()

    def is_restarted() -> bool:
        statuses.add(get(embedded, "/v1/targets").status_code)
        return 200 in statuses and pid_file.exists() and int(pid_file.read_text().split()[0]) != pid

    assert eventually(is_restarted)
    assert statuses <= {200, 503}
    assert embedded.stop() == 0


@pytest.mark.parametrize("stop_signal", [signal.SIGTERM, signal.SIGINT])
def test_a_running_request_is_completed_before_the_service_stops(
    urls: DatabaseUrls, tmp_path: Path, stop_signal: signal.Signals
) -> None:
    with services.running(tmp_path, **urls.settings) as service:
        service.wait_until_ready()
        asyncio.run(stop_during_request(service, urls, stop_signal))
        assert service.process.wait(20) == 0
    assert "Traceback" not in service.log


async def stop_during_request(service: Service, urls: DatabaseUrls, stop_signal: signal.Signals) -> None:
    owner = await asyncpg.connect(urls.owner)
    try:
        transaction = owner.transaction()
        await transaction.start()
        await owner.execute("LOCK TABLE target IN ACCESS EXCLUSIVE MODE")
        waiting = asyncio.create_task(asyncio.to_thread(get, service, "/v1/targets"))
        while not await owner.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
            pass
        if stop_signal == signal.SIGINT:  # a terminal signals the whole process group
            os.killpg(service.process.pid, signal.SIGINT)
        else:  # an init system signals the first process
            service.process.terminate()
        # The lock is released after the service accepts no new connections.
        assert await asyncio.to_thread(eventually, lambda: not is_live(service))
        assert not waiting.done()
        await transaction.rollback()
        response = await waiting
        assert (response.status_code, len(response.json()["data"])) == (200, 16)
    finally:
        await owner.close()


def test_a_killed_worker_is_replaced(running: Service) -> None:
    (before,) = children(running)
    os.kill(before, 9)
    assert eventually(lambda: is_live(running) and children(running) not in ([], [before]))
    assert get(running, "/v1/targets").status_code == 200


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
def test_an_invalid_setting_is_an_error_in_both_languages(
    tmp_path: Path, setting: str, value: str, status: int
) -> None:
    with services.running(tmp_path, **{setting: value}) as service:
        assert service.process.wait(30) == status
    check_rejected(service, "harus", "must be")
    assert setting in service.log
    assert "canary" not in service.log


def test_a_used_port_is_an_error_and_does_not_disturb_its_user(
    urls: DatabaseUrls, running: Service, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        for port in (running.url.rpartition(":")[2], str(other.getsockname()[1])):
            with services.running(tmp_path, **urls.settings, CAPAIAN_PORT=port) as second:
                assert second.process.wait(30) == 1
            check_rejected(
                second, f"Port {port} di 127.0.0.1 sudah dipakai", f"Port {port} of 127.0.0.1 is already used"
            )
            assert "CAPAIAN_PORT=" in second.log
    assert is_live(running)


def test_options_replace_the_settings_and_a_misspelled_one_is_named(urls: DatabaseUrls, tmp_path: Path) -> None:
    """The port of the environment is in use, so the service starts only on that of the option, for a host name."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = free_port()
        options = ("--host", "localhost", "--port", str(port), "--workers", "2")
        settings = {"CAPAIAN_PORT": str(other.getsockname()[1]), "CAPAIAN_HOST": "300.1.1.1", "CAPAIAN_WORKER": "3"}
        with services.running(tmp_path, CAPAIAN, "serve", *options, **urls.settings, **settings) as service:
            assert eventually(lambda: f":{port}/openapi.yaml" in service.log)
            assert len(children(service)) == 2
            assert (
                "CAPAIAN_WORKER is not a setting of Capaian and is not read: is CAPAIAN_WORKERS meant?" in service.log
            )


def test_an_external_database_starts_with_reference_data_only(live: EmbeddedServer, tmp_path: Path) -> None:
    ask(live.owner_url, "create database first_start")
    owner, service_url = (url.replace("/capaian?", "/first_start?") for url in (live.owner_url, live.service_url))
    with services.running(tmp_path, **DatabaseUrls(service_url, owner).settings) as service:
        service.wait_until_ready()
        assert get(service, "/v1/programs").json()["data"] == []
        assert len(get(service, "/v1/institutions").json()["data"]) > 10


def test_a_wrong_password_is_an_error_without_the_password(urls: DatabaseUrls, tmp_path: Path) -> None:
    wrong = re.sub(r":[^:@/]+@", ":canary@", urls.service)
    with services.running(tmp_path, **{**urls.settings, "CAPAIAN_DATABASE_URL": wrong}) as service:
        assert service.process.wait(30) == 1
    check_rejected(service, "menolak kata sandi login capaian", "rejected the password of the login capaian")
    assert "canary" not in service.log


def test_every_request_is_logged_in_one_line_without_values_of_the_client(running: Service) -> None:
    canary = "canary7f3a"
    headers = {
        name: f"{canary}-{name}"
        for name in (
            "Authorization", "Cookie", "X-Api-Key", "Idempotency-Key", "User-Agent", "Referer", "Origin",
            "Accept-Language", "Accept-Encoding", "If-None-Match", "If-Modified-Since", "X-Forwarded-For", "Forwarded",
            "X-Anything", "traceparent", "tracestate",
        )
    }  # fmt: skip
    requests = [
        ("GET", "/v1/regions?q={c}"), ("GET", "/v1/targets?indicator={c}&id={c}&period={c}&cursor={c}&sort={c}&x={c}"),
        ("GET", "/v1/units/{c}"), ("GET", "/{c}"), ("POST", "/v1/units?{c}={c}"), ("OPTIONS", "/v1/units?{c}"),
        ("GET", "/v1/units/%zz{c}"), ("HEAD", "/v1/units.csv?q={c}"), ("GET", "/v1/units?q=" + "{c}" * 1000),
    ]  # fmt: skip
    for number, (method, path) in enumerate(requests):
        url = f"{running.url}{path.replace('{c}', canary)}"
        sent = {**headers, "X-Request-Id": f"line-{number}"}
        response = httpx.request(method, url, headers=sent, trust_env=False, verify=NO_AUTHORITIES)
        assert response.status_code < 500
    assert eventually(lambda: len(read_lines(running)) == len(requests))
    assert canary not in running.log
    own_lines = read_lines(running)
    assert [line["request_id"] for line in own_lines] == [f"line-{number}" for number in range(len(requests))]
    for line, (method, _) in zip(own_lines, requests, strict=True):
        assert line.keys() == LINE_KEYS
        assert (line["event"], line["method"]) == ("request.completed", method)
    assert [line["route"] for line in own_lines][:3] == ["/v1/regions", "/v1/targets", "/v1/units/{code}"]


def read_lines(service: Service) -> list[dict[str, Any]]:
    """Return the log lines of the requests of the test above."""
    lines: list[dict[str, Any]] = [json.loads(line) for line in service.log.splitlines() if line.startswith("{")]
    return [line for line in lines if str(line.get("request_id")).startswith("line-")]
