"""The access log over real HTTP: a toy application with both middlewares, served by uvicorn."""

import asyncio
import json
import re
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import httpx
import pytest
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from structlog.testing import capture_logs

from api import logs
from api.http.edge.access_log import AccessLogMiddleware
from api.http.edge.response_encoding import ResponseEncodingMiddleware
from api.metrics.registry import render_metrics

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
FIELDS = {"method", "route", "status", "duration_ms", "request_id", "trace_id", "bytes", "event", "level", "timestamp"}
CANARY = "canary-4711"


async def toy(scope: Scope, _receive: Receive, send: Send) -> None:
    if scope["type"] != ScopeType.HTTP:
        return
    path = scope["path"]
    if path == "/metrics":
        body, media_type = render_metrics(), "text/plain"
    else:
        body, media_type = json.dumps({"request_id": scope["state"]["request_id"]}).encode(), "application/json"
    if path.startswith("/v1/targets/"):
        scope["state"]["route"] = "/v1/targets/{id}"
    if path == "/early":
        raise ValueError(f"before\r\nthe answer, password={CANARY}")
    headers = [(b"content-type", media_type.encode()), (b"x-request-id", b"theirs"), (b"api-version", b"0")]
    if path == "/late":
        headers.append((b"x-capaian-stream", b"1"))
    if path == "/silent":
        return
    await send({"type": "http.response.start", "status": 503 if path == "/busy" else 200, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": path in ("/late", "/half")})
    if path in ("/late", "/half"):
        raise RuntimeError("in the middle")


def internal_error(scope: Scope) -> tuple[list[tuple[bytes, bytes]], bytes]:
    body = json.dumps({"status": 500, "request_id": scope["state"]["request_id"]}).encode()
    return [(b"content-type", b"application/problem+json"), (b"content-length", b"%d" % len(body))], body


def create_app() -> ASGIApp:
    logs.configure(pretty=False)
    return AccessLogMiddleware(ResponseEncodingMiddleware(toy), api_version="1.2", internal_error=internal_error)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, Path]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    module, log = Path(__file__), tmp_path_factory.mktemp("observe") / "log"
    command = [sys.executable, "-m", "uvicorn", "--ws", "none", "--no-access-log", "--port", port, "--factory"]
    with log.open("wb") as err:
        process = subprocess.Popen([*command, f"{module.stem}:create_app"], cwd=module.parent, stderr=err)
    deadline = monotonic() + 60
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        while True:
            try:
                client.get("/ready")
                break
            except httpx.TransportError:
                assert process.poll() is None, "uvicorn did not start"
                assert monotonic() < deadline
                sleep(0.05)
        yield client, log
    process.terminate()
    process.wait(10)


@pytest.fixture
def client(server: tuple[httpx.Client, Path]) -> httpx.Client:
    return server[0]


@pytest.fixture
def logged(server: tuple[httpx.Client, Path]) -> Callable[[str], list[dict[str, Any]]]:
    """Return the log lines of one request, once the last one is written."""

    def read(request_id: str) -> list[dict[str, Any]]:
        for _ in range(100):
            events = [json.loads(line) for line in server[1].read_text().splitlines()]
            matching = [event for event in events if event.get("request_id") == request_id]
            if matching and matching[-1]["event"] == "request.completed":
                return matching
            sleep(0.02)
        raise AssertionError(f"nothing logged about {request_id}")

    return read


def test_every_response_has_the_request_id_and_the_version(client: httpx.Client) -> None:
    response = client.get("/v1/targets/7", headers={"x-request-id": "mine-1.2_3"})
    assert response.headers.get_list("x-request-id") == ["mine-1.2_3"]
    assert response.json() == {"request_id": "mine-1.2_3"}
    assert response.headers.get_list("api-version") == ["1.2"]
    assert response.headers["x-content-type-options"] == "nosniff"


def test_the_trace_of_a_request_is_logged_and_not_sent_back(client: httpx.Client, logged: Any) -> None:
    headers = [("traceparent", f"00-{TRACE}-{SPAN}-01"), ("tracestate", "a=1"), ("tracestate", "b=2")]
    response = client.get("/", headers=[*headers, ("x-request-id", "traced")])
    assert not {"traceparent", "tracestate"} & set(response.headers)
    assert logged("traced")[-1]["trace_id"] == TRACE


@pytest.mark.parametrize(
    "malicious", [b"a%0d%0aSet-Cookie:x", b"\xff\xfe", b"a b", b"x" * 129, b"\xc3\xa9", b"a\tb", b"${jndi:x}"]
)
def test_a_malicious_id_appears_neither_in_the_response_nor_in_the_log(
    client: httpx.Client, server: tuple[httpx.Client, Path], malicious: bytes
) -> None:
    response = client.get("/", headers=[(b"x-request-id", malicious), (b"traceparent", malicious)])
    assert re.fullmatch("[0-9a-f]{32}", response.headers["x-request-id"])
    assert "set-cookie" not in response.headers
    assert malicious not in server[1].read_bytes()


def test_the_log_has_one_line_per_request(client: httpx.Client, logged: Any) -> None:
    response = client.get(f"/v1/targets/7?q={CANARY}", headers={"x-request-id": "logged", "authorization": CANARY})
    (line,) = logged("logged")
    assert set(line) == FIELDS
    assert (line["method"], line["route"], line["status"], line["level"]) == ("GET", "/v1/targets/{id}", 200, "info")
    assert line["bytes"] == len(response.content)
    assert 0 < line["duration_ms"] < 1_000
    assert line["timestamp"].endswith("Z")


def test_no_path_query_header_or_body_is_ever_logged(client: httpx.Client, server: Any, logged: Any) -> None:
    names = ("authorization", "cookie", "x-key", "user-agent", "tracestate", "idempotency-key", "referer")
    headers = dict.fromkeys(names, CANARY) | {"x-request-id": "secretive"}
    for path in ("/early", "/late", f"/{CANARY}"):
        try:
            client.post(f"{path}?key={CANARY}", content=CANARY, headers=headers)
        except (httpx.RemoteProtocolError, httpx.ReadError):
            assert path == "/late"
    logged("secretive")
    assert CANARY not in server[1].read_text()


def test_unknown_routes_and_methods_share_one_name(client: httpx.Client, logged: Any) -> None:
    client.request("PURGE", "/no/such/thing", headers={"x-request-id": "brewed"})
    (line,) = logged("brewed")
    assert (line["method"], line["route"]) == ("other", "unmatched")


def test_a_head_request_is_logged_as_one_with_its_route_and_no_bytes(client: httpx.Client, logged: Any) -> None:
    client.head("/v1/targets/7", headers={"x-request-id": "headed"})
    (line,) = logged("headed")
    assert (line["method"], line["route"], line["bytes"]) == ("HEAD", "/v1/targets/{id}", 0)


# Responses to POST are not buffered, so a part of them is already sent.
@pytest.mark.parametrize("path", ["/early", "/silent", "/half"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_exception_before_the_response_becomes_a_problem(
    client: httpx.Client, logged: Any, path: str, method: str
) -> None:
    name = f"failed{path[1:]}-{method}"
    response = client.request(method, path, headers={"x-request-id": name})
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"
    assert response.headers["x-request-id"] == name
    assert response.content == (b"" if method == "HEAD" else json.dumps({"status": 500, "request_id": name}).encode())
    *failures, line = logged(name)
    assert (line["status"], line["level"]) == (500, "error")
    assert [failure["event"] for failure in failures] == ([] if path == "/silent" else ["request.failed"])
    if path == "/early":
        assert "Traceback" in failures[0]["exception"]
        assert "password=[hidden]" in failures[0]["exception"]


def test_an_exception_during_the_response_closes_the_connection_and_is_logged(
    client: httpx.Client, logged: Any
) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        client.get("/late", headers={"x-request-id": "broken"})
    failure, line = logged("broken")
    assert (failure["event"], line["status"], line["level"]) == ("request.failed", 500, "error")


def test_a_5xx_response_is_logged_as_an_error(client: httpx.Client, logged: Any) -> None:
    client.get("/busy", headers={"x-request-id": "busy"})
    assert (logged("busy")[0]["status"], logged("busy")[0]["level"]) == (503, "error")


def test_requests_are_counted_and_timed_by_route(client: httpx.Client) -> None:
    for number in range(3):
        client.get(f"/v1/targets/{number}")
    metrics = client.get("/metrics").text
    assert 'capaian_http_requests_total{method="GET",route="/v1/targets/{id}",status="200"}' in metrics
    assert 'capaian_http_request_duration_seconds_bucket{le="0.005",method="GET",route="/v1/targets/{id}"}' in metrics
    assert "capaian_http_requests_in_flight 1.0" in metrics
    assert "process_resident_memory_bytes" in metrics
    assert "/v1/targets/1" not in metrics


def test_a_client_disconnect_is_logged_as_499_and_the_cancellation_continues() -> None:
    async def slow(_scope: Scope, _receive: Receive, _send: Send) -> None:
        await asyncio.sleep(60)

    async def receive() -> Any:
        raise AssertionError

    async def send(_message: Message) -> None:
        raise AssertionError

    async def cancelled() -> None:
        scope: Any = {"type": "http", "method": "GET", "headers": []}
        app = AccessLogMiddleware(slow, api_version="1", internal_error=internal_error)
        scope["state"] = {"client_left": True}  # api/server/protocol.py sets it
        task = asyncio.ensure_future(app(scope, receive, send))
        await asyncio.sleep(0.01)
        task.cancel()
        await task

    with capture_logs() as events, pytest.raises(asyncio.CancelledError):
        asyncio.run(cancelled())
    assert [(event["event"], event["status"], event["log_level"]) for event in events] == [
        ("request.completed", 499, "info")
    ]
