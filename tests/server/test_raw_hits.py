"""Raw hits are the responses that the parser and the cache would give to the same bytes."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.database.listener import ChangeGenerations
from api.http.cache.hit_log import HitLog
from api.http.cache.invalidation import Invalidation
from api.http.cache.lookup import CacheLookupMiddleware
from api.http.cache.raw_hits import CHECK_SECONDS
from api.http.cache.response_cache import MAX_RAW_HITS_PER_ENTRY, CacheEntry, CacheStore, ResponseCache, StoredBody
from api.server.connections import ConnectionLimits
from api.server.worker import WorkerServer
from tests.server.conftest import SmallApplication, with_access_log

ETAG = b'"0123456789abcdef"'
MODIFIED = b"Sun, 29 Nov 2026 10:00:00 GMT"
TRACEPARENT = b"traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
REQUEST_LINE = b"GET /cached HTTP/1.1"
NO_LINES: tuple[bytes, ...] = ()


def build_request(*lines: bytes, first: bytes = REQUEST_LINE, host: bytes = b"Host: a") -> bytes:
    return b"\r\n".join([first, host, *lines, b"", b""])


PLAIN = build_request()
MISS = build_request(first=b"GET / HTTP/1.1")
# Each list has the packets of one connection. Those in a tuple arrive before the application runs.
EXCHANGES: dict[str, list[bytes | tuple[bytes, ...]]] = {
    "the same request": [PLAIN] * 3,
    "conditions": [
        build_request(line)
        for line in (b"If-None-Match: " + ETAG, b'If-None-Match: "x", W/' + ETAG, b"If-Modified-Since: " + MODIFIED)
        for _ in range(3)
    ],
    "encodings": [build_request(b"Accept-Encoding: " + coding) for coding in (b"gzip", b"zstd", b"") for _ in range(3)],
    "HEAD": [build_request(first=b"HEAD /cached HTTP/1.1")] * 3,
    "HTTP/1.0": [PLAIN, build_request(first=b"GET /cached HTTP/1.0"), PLAIN],
    "Connection: close": [PLAIN, build_request(b"Connection: close"), PLAIN],
    "Connection: keep-alive": [build_request(b"Connection: keep-alive")] * 3,
    "an empty body": [build_request(b"Content-Length: 0")] * 3,
    "a body": [PLAIN, build_request(b"Content-Length: 3") + b"abc", build_request(b"Content-Length: 3"), b"abc", PLAIN],
    "chunks": [PLAIN, build_request(b"Transfer-Encoding: chunked") + b"1\r\nx\r\n0\r\n\r\n", PLAIN],
    "credentials": [
        build_request(line) for line in (b"Authorization: Bearer x", b"X-API-Key: x", b"Cookie: x=y") for _ in range(2)
    ],
    "no-cache": [PLAIN, build_request(b"Cache-Control: no-cache"), PLAIN],
    "a range": [build_request(b"Range: bytes=0-1")] * 3,
    "two requests in a packet": [PLAIN * 2] * 3,
    "a request while another one runs": [PLAIN, (MISS, PLAIN), (PLAIN, MISS), (PLAIN, PLAIN)],
    "a request in the header of another one": [PLAIN, PLAIN[:-2], PLAIN],
    "a request in the body of another one": [PLAIN, build_request(b"Content-Length: 999"), PLAIN],
    "a request and a part": [PLAIN + PLAIN[:20], PLAIN[20:], PLAIN],
    "line ends before a request": [b"\r\n" + PLAIN, b"\r\n", PLAIN, b"\r", PLAIN, b"\r\n" + PLAIN],
    "a field before the request line": [PLAIN, b"X-Request-Id: a\r\n" + PLAIN],
    "an empty line before the request line": [b"\r\n" + PLAIN, b"\r\nX-Request-Id: a\r\n" + PLAIN],
    "a field after the request": [PLAIN, PLAIN + b"X-Request-Id: a\r\n", b"\r\n"],
    "a field after the request and an empty line": [PLAIN, PLAIN + b"X-Request-Id: a\r\n\r\n"],
    "a field in the request line": [PLAIN, PLAIN.replace(b" HTTP", b"\r\nX-Request-Id: a\r\n HTTP")],
    "another case of letters": [PLAIN.replace(b"Host", b"hOST")] * 3,
    "a repeated field": [build_request(b"Host: a"), build_request(b"Accept: a", b"Accept: b"), PLAIN] * 2,
    "an absolute target": [build_request(first=b"GET http://a/cached HTTP/1.1", host=b"Host: b")] * 3,
    "another protocol": [build_request(b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: A")]
    * 3,
    "X-Forwarded-For": [
        build_request(name + b": " + value)
        for name in (b"x-forwarded-for", b"X-Forwarded-For")
        for value in (b"192.0.2.1", b"192.0.2.1, 2001:db8::1", b"", b"nothing")
    ],
    "two fields of a gateway": [build_request(b"x-forwarded-for: 192.0.2.1", b"X-Forwarded-For: 192.0.2.2")] * 3,
    "four fields of a gateway": [PLAIN, *[build_request(*[b"x-forwarded-for: 192.0.2.1"] * 4)] * 3],
    "too many fields of a gateway": [PLAIN, build_request(*[b"x-forwarded-for: 192.0.2.1"] * 100)],
    "a long field": [PLAIN, build_request(b"x-forwarded-for: " + b"192.0.2.1, " * 6000)],
    "many fields": [build_request(*[b"a: b"] * 97), build_request(*[b"a: b"] * 97, *[b"x-forwarded-for: a"] * 3)],
    "fields up to the limit": [build_request(*[b"a: b"] * 96, *lines) for lines in (NO_LINES, [TRACEPARENT] * 3)] * 2,
    "X-Request-Id": [
        build_request(b"X-Request-Id:" + value)
        for value in (b" abc", b"abc", b"   abc", b" abc ", b"\tabc", b" not valid", b"", b" " + b"a" * 129)
        for _ in range(2)
    ],
    "two request ids": [build_request(b"X-Request-Id: abc", b"x-request-id: def")] * 3,
    "a request id in two forms": [build_request(b"X-Request-Id: abc", b"x-request-id:\tdef")] * 3,
    "traceparent": [build_request(TRACEPARENT), build_request(TRACEPARENT, b"X-Request-Id: abc")] * 3,
    **{
        f"an invalid field {name + value!r}": [PLAIN, build_request(name + value), PLAIN]
        for name in (b"X-Forwarded-For", b"x-forwarded-for")
        for value in (b": a\x00b", b": a\rb", b": a\nb", b" : a", b": a\r\n b", b": \xff", b"", b":\r\nx-request-id")
    },
}  # fmt: skip


class Client(asyncio.Transport):
    """The transport of a connection that records what is sent."""

    def __init__(self) -> None:
        names = {"getsockname": lambda: ("127.0.0.1", 8000), "getpeername": lambda: ("192.0.2.1", 50000)}
        super().__init__({"socket": SimpleNamespace(getsockopt=lambda *_: 0, **names)})
        self.received = bytearray()
        self.is_closed = False

    def write(self, data: Any) -> None:
        self.received += data

    def is_closing(self) -> bool:
        return self.is_closed

    def close(self) -> None:
        self.is_closed = True

    abort = write_eof = close

    def pause_reading(self) -> None: ...
    def resume_reading(self) -> None: ...
    def get_write_buffer_size(self) -> int:
        return 0


class CachedApplication:
    """A small application below a cache that has a response for `/cached`."""

    def __init__(self, application: SmallApplication, *, has_raw_hits: bool = True, max_bytes: int = 1 << 24) -> None:
        self.has_raw_hits = has_raw_hits
        self.store = CacheStore(max_bytes)
        self.generations = ChangeGenerations()
        self.listener: Any = SimpleNamespace(generations=self.generations, reliable_until=float("inf"))
        cache = ResponseCache(self.store, Invalidation(self.listener), HitLog())
        logged = with_access_log(application)
        self.app = CacheLookupMiddleware(logged, cache, logged.constant)
        self.parsed = 0
        self.put_entry()

    def put_entry(self, body: bytes = b"x" * 5000, program: str | None = None) -> None:
        headers = [(b"content-type", b"text/plain"), (b"etag", ETAG), (b"last-modified", MODIFIED)]
        entry = CacheEntry(StoredBody(headers, body, "/cached", [], program), 0.0, self.generations.latest)
        self.store.put(("http", b"a", b"/cached", b"", b"", b""), entry)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.parsed += scope["type"] == "http"
        if not self.has_raw_hits:
            scope["state"].pop("raw_request", None)
        await self.app(scope, receive, send)


class Service:
    """A worker server without sockets: a test passes packets to its connections."""

    def __init__(self, *, has_raw_hits: bool = True, **limits: Any) -> None:
        self.application = CachedApplication(SmallApplication(), has_raw_hits=has_raw_hits)
        self.server = WorkerServer(self.application, ConnectionLimits(**limits))
        self.server.config.load()
        self.server.server_state.default_headers = [(b"date", MODIFIED)]

    def connect(self) -> tuple[Any, Client]:
        """Return a new connection and its client."""
        create: Any = self.server.config.http_protocol_class
        connection = create(config=self.server.config, server_state=self.server.server_state, app_state={})
        client = Client()
        connection.connection_made(client)
        return connection, client

    async def send(self, connection: Any, *packets: bytes) -> bytes:
        """Send packets before the application runs; return what the client receives."""
        client = connection.transport
        client.received.clear()
        for packet in packets:
            if not client.is_closed:
                connection.data_received(packet)
        while tasks := self.server.server_state.tasks:
            await asyncio.wait(tasks)
        return bytes(client.received)


def exchange(packets: list[bytes | tuple[bytes, ...]], *, has_raw_hits: bool) -> tuple[list[bytes], int]:
    """Send these packets over two connections. Return the responses, and how many requests were parsed."""

    async def run() -> tuple[list[bytes], int]:
        service, received = Service(has_raw_hits=has_raw_hits), []
        for _ in range(2):
            connection, _ = service.connect()
            for packet in packets:
                parts = packet if isinstance(packet, tuple) else (packet,)
                received.append(replace_ids(await service.send(connection, *parts)))
            connection.connection_lost(None)
        return received, service.application.parsed

    return asyncio.run(run())


def replace_ids(response: bytes) -> bytes:
    """Replace what differs between two responses to the same request: generated ids and ages."""
    return re.sub(rb"\b[0-9a-f]{32}\b|(?<=\r\nage: )\d+", b"", response)


@pytest.mark.parametrize("name", EXCHANGES)
def test_a_raw_hit_is_what_the_parsed_request_receives(name: str) -> None:
    packets = EXCHANGES[name]
    expected, _ = exchange(packets, has_raw_hits=False)
    received, _ = exchange(packets, has_raw_hits=True)
    assert received == expected
    assert b"HTTP/1.1 " in b"".join(expected)


@pytest.mark.parametrize(
    ("name", "parsed"),
    [("the same request", 2), ("HEAD", 2), ("conditions", 4), ("X-Forwarded-For", 2), ("traceparent", 2),
     ("two request ids", 2), ("an empty body", 2), ("credentials", 12), ("Connection: close", 4),
     ("two requests in a packet", 12), ("four fields of a gateway", 8), ("many fields", 2),
     ("fields up to the limit", 2)],
)  # fmt: skip
def test_equal_requests_are_parsed_once_and_the_first_of_a_connection(name: str, parsed: int) -> None:
    assert exchange(EXCHANGES[name], has_raw_hits=True)[1] == parsed


LINES = (
    b"x-forwarded-for: 192.0.2.1", b"X-Forwarded-For:\t1", b"X-Request-Id: abc", b"x-request-id: d e", TRACEPARENT,
    b"Accept-Encoding: gzip", b"If-None-Match: " + ETAG, b"Host: a", b" b", b"", b"Content-Length: 0",
    b"Connection: close", b"X-Request-Id : a", b"TRACEPARENT: \x80",
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(st.sampled_from(LINES), max_size=4), min_size=1, max_size=3), st.data())
def test_packets_may_begin_and_end_anywhere(requests: list[list[bytes]], data: st.DataObject) -> None:
    stream = b"".join(build_request(*lines) for lines in requests * 3)
    ends = data.draw(st.lists(st.integers(0, len(stream)), max_size=3))
    ends += [len(b"".join(build_request(*lines) for lines in (requests * 3)[:count])) for count in range(10)]
    ends = sorted({*ends, len(stream)})
    packets = [PLAIN, *(stream[start:end] for start, end in zip([0, *ends], ends, strict=False) if start != end)]
    received, expected = (exchange(packets, has_raw_hits=has_raw_hits)[0] for has_raw_hits in (True, False))
    assert received == expected


def run_with_raw_hit(test: Callable[[Service, Any, Client], Awaitable[None]], **limits: Any) -> None:
    """Run a test with a connection whose next plain request is a raw hit."""

    async def run() -> None:
        service = Service(**limits)
        connection, client = service.connect()
        await service.send(connection, PLAIN)
        await service.send(connection, PLAIN)
        assert service.application.parsed == 1
        await test(service, connection, client)

    asyncio.run(run())


@pytest.mark.parametrize("change", ["everything", "program", "listener", "replaced"])
def test_a_raw_hit_ends_with_its_entry(change: str) -> None:
    async def test(service: Service, connection: Any, _client: Client) -> None:
        application = service.application
        if change == "listener":
            application.listener.reliable_until = 0.0
            await asyncio.sleep(2 * CHECK_SECONDS)
        elif change == "replaced":
            application.put_entry(b"second")
        else:
            application.generations.add("" if change == "everything" else "umkm-digital")
        response = await service.send(connection, PLAIN)
        assert application.parsed == 2
        assert response.endswith(b"second" if change == "replaced" else b"\r\n\r\na")
        assert not application.store.raw_hits or change in ("listener", "replaced")

    run_with_raw_hit(test)


def test_a_raw_hit_survives_the_change_of_another_program() -> None:
    async def test(service: Service, connection: Any, _client: Client) -> None:
        service.application.put_entry(program="umkm-digital")
        await service.send(connection, PLAIN)
        service.application.generations.add("another")
        await service.send(connection, PLAIN)
        assert service.application.parsed == 2

    run_with_raw_hit(test)


def test_a_raw_hit_waits_while_the_client_does_not_read() -> None:
    async def test(service: Service, connection: Any, client: Client) -> None:
        connection.pause_writing()
        sending = asyncio.ensure_future(service.send(connection, PLAIN))
        await asyncio.sleep(0)
        assert not client.received
        connection.resume_writing()
        assert (await sending).startswith(b"HTTP/1.1 200")

    run_with_raw_hit(test)


def test_a_connection_with_raw_hits_stays_open_until_it_is_idle() -> None:
    async def test(service: Service, connection: Any, client: Client) -> None:
        await asyncio.sleep(0.6)
        await service.send(connection, PLAIN)
        await asyncio.sleep(0.6)
        connection.close_if_overdue(connection.loop.time())
        assert not client.is_closed
        await asyncio.sleep(0.6)
        assert client.is_closed

    run_with_raw_hit(test, idle_seconds=1)


def test_raw_hits_count_as_requests_without_a_key() -> None:
    async def test(service: Service, connection: Any, client: Client) -> None:
        await service.send(connection, build_request(b"X-API-Key: x"))
        others = [service.connect() for _ in range(3)]
        for other, _ in others:
            await service.send(other, PLAIN)
        await service.send(connection, PLAIN)  # the raw hit is one more without a key, so an idle connection is closed
        assert [one.is_closed for one in (client, *(other for _, other in others))] == [False, True, False, False]

    run_with_raw_hit(test, max_connections=4)


def test_the_raw_hits_of_an_entry_are_limited() -> None:
    async def test(service: Service, connection: Any, _client: Client) -> None:
        store = service.application.store
        for number in range(100):
            await service.send(connection, build_request(b"User-Agent: %d" % number))
        assert len(store.raw_hits) == MAX_RAW_HITS_PER_ENTRY
        assert store.size < 300_000
        store.clear()
        assert not store.raw_hits

    run_with_raw_hit(test)
