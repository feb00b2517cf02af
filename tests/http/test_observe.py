"""The outer ring over real HTTP: a toy application in both rings, under granian; its log is read back."""

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
from api.http.finish import Finish
from api.http.metrics import render
from api.http.observe import Observe

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
FIELDS = {"method", "route", "status", "duration_ms", "request_id", "trace_id", "bytes", "event", "level", "timestamp"}
CANARY = "canary-4711"


async def toy(scope: Scope, _receive: Receive, send: Send) -> None:
    if scope["type"] != ScopeType.HTTP:
        return
    path = scope["path"]
    if path == "/metrics":
        body, media_type = render()
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
    return Observe(Finish(toy), api_version="1.2", internal_error=internal_error)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[httpx.Client, Path]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    where, log = Path(__file__), tmp_path_factory.mktemp("observe") / "log"
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--port", port, "--factory"]
    with log.open("wb") as err:
        process = subprocess.Popen([*command, f"{where.stem}:create_app"], cwd=where.parent, stderr=err)
    deadline = monotonic() + 20
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        while True:
            try:
                client.get("/ready")
                break
            except httpx.TransportError:
                assert process.poll() is None, "granian did not start"
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
    """The lines about one request, once its last one is written."""

    def read(request_id: str) -> list[dict[str, Any]]:
        for _ in range(100):
            events = [json.loads(line) for line in server[1].read_text().splitlines()]
            about = [event for event in events if event.get("request_id") == request_id]
            if about and about[-1]["event"] == "request.answered":
                return about
            sleep(0.02)
        raise AssertionError(f"nothing logged about {request_id}")

    return read


def test_every_answer_names_its_request_and_the_version(client: httpx.Client) -> None:
    answer = client.get("/v1/targets/7", headers={"x-request-id": "mine-1.2_3"})
    assert answer.headers.get_list("x-request-id") == ["mine-1.2_3"]
    assert answer.json() == {"request_id": "mine-1.2_3"}
    assert answer.headers.get_list("api-version") == ["1.2"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert re.fullmatch("00-[0-9a-f]{32}-[0-9a-f]{16}-02", answer.headers["traceparent"])


def test_a_trace_is_answered_with_our_span_and_its_state(client: httpx.Client, logged: Any) -> None:
    asking = [("traceparent", f"00-{TRACE}-{SPAN}-01"), ("tracestate", "a=1"), ("tracestate", "b=2")]
    answer = client.get("/", headers=[*asking, ("x-request-id", "traced")])
    assert re.fullmatch(f"00-{TRACE}-(?!{SPAN})[0-9a-f]{{16}}-01", answer.headers["traceparent"])
    assert answer.headers["tracestate"] == "a=1,b=2"
    assert logged("traced")[-1]["trace_id"] == TRACE


@pytest.mark.parametrize(
    "hostile", [b"a%0d%0aSet-Cookie:x", b"\xff\xfe", b"a b", b"x" * 129, b"\xc3\xa9", b"a\tb", b"${jndi:x}"]
)
def test_a_hostile_id_goes_neither_into_the_answer_nor_into_the_log(
    client: httpx.Client, server: tuple[httpx.Client, Path], hostile: bytes
) -> None:
    answer = client.get("/", headers=[(b"x-request-id", hostile), (b"traceparent", hostile)])
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["x-request-id"])
    assert "set-cookie" not in answer.headers
    assert hostile not in server[1].read_bytes()


def test_one_line_tells_of_a_request_and_nothing_more(client: httpx.Client, logged: Any) -> None:
    answer = client.get(f"/v1/targets/7?q={CANARY}", headers={"x-request-id": "told", "authorization": CANARY})
    (line,) = logged("told")
    assert set(line) == FIELDS
    assert (line["method"], line["route"], line["status"], line["level"]) == ("GET", "/v1/targets/{id}", 200, "info")
    assert line["bytes"] == len(answer.content)
    assert 0 < line["duration_ms"] < 1_000
    assert line["timestamp"].endswith("Z")


def test_no_path_query_header_or_body_is_ever_logged(client: httpx.Client, server: Any, logged: Any) -> None:
    names = ("authorization", "cookie", "x-key", "user-agent", "tracestate", "idempotency-key", "referer")
    asking = dict.fromkeys(names, CANARY) | {"x-request-id": "secretive"}
    for path in ("/early", "/late", f"/{CANARY}"):
        try:
            client.post(f"{path}?key={CANARY}", content=CANARY, headers=asking)
        except (httpx.RemoteProtocolError, httpx.ReadError):
            assert path == "/late"
    logged("secretive")
    assert CANARY not in server[1].read_text()


def test_what_has_no_route_and_methods_unheard_of_share_one_name(client: httpx.Client, logged: Any) -> None:
    client.request("BREW", "/no/such/thing", headers={"x-request-id": "brewed"})
    (line,) = logged("brewed")
    assert (line["method"], line["route"]) == ("other", "unmatched")


def test_a_head_request_is_logged_as_one_with_its_route_and_no_bytes(client: httpx.Client, logged: Any) -> None:
    client.head("/v1/targets/7", headers={"x-request-id": "headed"})
    (line,) = logged("headed")
    assert (line["method"], line["route"], line["bytes"]) == ("HEAD", "/v1/targets/{id}", 0)


# Not half an answer to POST: those are not held back, so that half of it has left.
@pytest.mark.parametrize("path", ["/early", "/silent", "/half"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_failure_before_the_answer_becomes_a_problem(
    client: httpx.Client, logged: Any, path: str, method: str
) -> None:
    name = f"failed{path[1:]}-{method}"
    answer = client.request(method, path, headers={"x-request-id": name})
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-request-id"] == name
    assert answer.content == (b"" if method == "HEAD" else json.dumps({"status": 500, "request_id": name}).encode())
    *failures, line = logged(name)
    assert (line["status"], line["level"]) == (500, "error")
    assert [failure["event"] for failure in failures] == ([] if path == "/silent" else ["request.failed"])
    if path == "/early":
        assert "Traceback" in failures[0]["exception"]
        assert "password=[hidden]" in failures[0]["exception"]


def test_a_failure_in_the_middle_breaks_the_connection_and_is_an_error(client: httpx.Client, logged: Any) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        client.get("/late", headers={"x-request-id": "broken"})
    failure, line = logged("broken")
    assert (failure["event"], line["status"], line["level"]) == ("request.failed", 500, "error")


def test_a_refusal_of_the_server_is_an_error_in_the_log(client: httpx.Client, logged: Any) -> None:
    client.get("/busy", headers={"x-request-id": "busy"})
    assert (logged("busy")[0]["status"], logged("busy")[0]["level"]) == (503, "error")


def test_requests_are_counted_and_timed_by_route(client: httpx.Client) -> None:
    for number in range(3):
        client.get(f"/v1/targets/{number}")
    numbers = client.get("/metrics").text
    assert 'capaian_http_requests_total{method="GET",route="/v1/targets/{id}",status="200"}' in numbers
    assert 'capaian_http_request_duration_seconds_bucket{le="0.005",method="GET",route="/v1/targets/{id}"}' in numbers
    assert "capaian_http_requests_in_flight 1.0" in numbers
    assert "process_resident_memory_bytes" in numbers
    assert "/v1/targets/1" not in numbers


def test_a_client_that_goes_away_is_logged_as_499_and_the_cancellation_goes_on() -> None:
    async def slow(_scope: Scope, _receive: Receive, _send: Send) -> None:
        await asyncio.sleep(60)

    async def receive() -> Any:
        raise AssertionError

    async def send(_message: Message) -> None:
        raise AssertionError

    async def cancelled() -> None:
        scope: Any = {"type": "http", "method": "GET", "headers": []}
        app = Observe(slow, api_version="1", internal_error=internal_error)
        task = asyncio.ensure_future(app(scope, receive, send))
        await asyncio.sleep(0.01)
        task.cancel()
        await task

    with capture_logs() as events, pytest.raises(asyncio.CancelledError):
        asyncio.run(cancelled())
    assert [(event["event"], event["status"], event["log_level"]) for event in events] == [
        ("request.answered", 499, "info")
    ]
