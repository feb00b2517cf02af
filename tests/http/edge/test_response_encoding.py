"""Response encoding over real HTTP: a toy application, served by uvicorn, requested with httpx."""

import asyncio
import gzip
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from time import monotonic, sleep

import httpx
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from litestar.enums import ScopeType
from litestar.types import Message, Receive, Scope, Send

from api.http.edge.response_encoding import (
    MAX_BUFFERED_BYTES,
    RequestConditions,
    ResponseEncodingMiddleware,
    ResponseWriter,
    encode_response,
    parse_request_conditions,
)
from api.http.headers.etag import compute_etag

JSON = (b"content-type", b"application/json")
LINES = (b"content-type", b"application/x-ndjson")
SMALL, BIG = b'{"small": true}', b'{"big": ' + b"123456789, " * 20_000 + b"0}"
MODIFIED = "Sun, 06 Nov 1994 08:49:37 GMT"
RESPONSES: dict[str, tuple[int, list[tuple[bytes, bytes]], list[bytes]]] = {
    "/small": (200, [JSON], [SMALL]),
    "/big": (200, [JSON, (b"content-length", b"1"), (b"vary", b"Origin, accept-encoding"),
                   (b"vary", b"Accept")], [BIG]),
    "/pieces": (200, [JSON], [BIG[:5], b"", BIG[5:]]),
    "/tagged": (200, [JSON, (b"etag", b'"7-abc"'), (b"last-modified", MODIFIED.encode()), (b"link", b"</x>"),
                      (b"cache-control", b"no-cache"), (b"access-control-allow-origin", b"*")], [BIG]),
    "/weak": (200, [JSON, (b"etag", b'W/"7"')], [BIG]),
    "/dated": (200, [JSON, (b"last-modified", MODIFIED.encode())], [SMALL]),
    "/picture": (200, [(b"content-type", b"image/png")], [BIG]),
    "/coded": (200, [JSON, (b"content-encoding", b"br")], [BIG]),
    "/problem": (404, [(b"content-type", b"application/problem+json")], [BIG]),
    "/nothing": (204, [], [b""]),
    "/stream": (200, [LINES, (b"x-capaian-stream", b"1"), (b"etag", b'"s"')], [b"1\n" * 1_000, b"2\n" * 1_000]),
    "/huge": (200, [LINES], [b"3\n" * 500_000] * 7),
    "/anything": (200, [JSON, (b"vary", b"*")], [BIG]),
}  # fmt: skip


async def toy(scope: Scope, _receive: Receive, send: Send) -> None:
    if scope["type"] != ScopeType.HTTP:
        return
    status, headers, chunks = RESPONSES[scope["path"]]
    headers = [*headers, (b"x-method", scope["method"].encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    for number, chunk in enumerate(chunks, 1):
        await send({"type": "http.response.body", "body": chunk, "more_body": number < len(chunks)})


app = ResponseEncodingMiddleware(toy)


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    module = Path(__file__)
    command = [sys.executable, "-m", "uvicorn", "--ws", "none", "--no-access-log", "--port", port, f"{module.stem}:app"]
    server = subprocess.Popen(command, cwd=module.parent)
    deadline = monotonic() + 60
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"accept-encoding": ""}) as client:
        while True:
            try:
                client.get("/small")
                break
            except httpx.TransportError:
                assert server.poll() is None, "uvicorn did not start"
                assert monotonic() < deadline
                sleep(0.05)
        yield client
    server.terminate()
    server.wait(10)


def test_a_response_gets_an_etag_and_a_length(client: httpx.Client) -> None:
    response = client.get("/small")
    assert response.content == SMALL
    assert response.headers["etag"] == compute_etag(SMALL)
    assert response.headers["content-length"] == str(len(SMALL))
    assert response.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", ["/big", "/pieces"])
@pytest.mark.parametrize("encoding", ["gzip", "zstd"])
def test_a_compressed_response_has_the_same_content_and_another_etag(
    client: httpx.Client, path: str, encoding: str
) -> None:
    with client.stream("GET", path, headers={"accept-encoding": encoding}) as response:
        raw = b"".join(response.iter_raw())
    content = gzip.decompress(raw) if encoding == "gzip" else zstandard.ZstdDecompressor().decompress(raw)
    assert content == BIG
    assert response.headers["content-encoding"] == encoding
    assert response.headers.get_list("content-length") == [str(len(raw))]
    assert response.headers["etag"] == compute_etag(BIG)[:-1] + f'-{encoding}"'


def test_vary_keeps_its_values_without_duplicates(client: httpx.Client) -> None:
    assert client.get("/big").headers.get_list("vary") == ["Origin, accept-encoding, Accept"]
    assert client.get("/anything").headers["vary"] == "*"
    assert "vary" not in client.get("/picture").headers
    assert client.get("/stream").headers["vary"] == "Accept-Encoding"


def test_an_etag_of_the_application_is_used(client: httpx.Client) -> None:
    assert client.get("/tagged").headers["etag"] == '"7-abc"'
    assert client.get("/tagged", headers={"accept-encoding": "gzip"}).headers["etag"] == '"7-abc-gzip"'
    assert client.get("/weak", headers={"accept-encoding": "gzip"}).headers["etag"] == 'W/"7-gzip"'


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("field", ['"7-abc"', 'W/"7-abc"', '"x", "7-abc-gzip"', "*"])
def test_a_matching_etag_returns_304_with_the_headers_for_caches(client: httpx.Client, method: str, field: str) -> None:
    response = client.request(
        method, "/tagged", headers={"accept-encoding": "identity, gzip;q=0.1", "if-none-match": field}
    )
    assert (response.status_code, response.content) == (304, b"")
    etag = '"7-abc-gzip"' if "gzip" in field else '"7-abc"'
    expected = {"etag": etag, "cache-control": "no-cache", "vary": "Accept-Encoding", "last-modified": MODIFIED,
            "link": "</x>", "access-control-allow-origin": "*", "x-method": "GET"}  # fmt: skip
    assert {name: value for name, value in response.headers.items() if name not in ("date", "server")} == expected


@pytest.mark.parametrize(
    ("accepted", "listed", "status"),
    [
        ("identity", '"7-abc-gzip"', 200),
        ("", '"7-abc-gzip"', 200),
        ("gzip", '"7-abc-zstd"', 200),
        ("gzip", '"7-abc"', 304),
        ("gzip, identity;q=0", '"7-abc"', 200),
        ("*", '"7-abc-zstd"', 304),
        ("identity", '"7-abc-gzip", "7-abc"', 304),
    ],
)
def test_an_etag_of_an_encoding_that_the_client_does_not_accept_returns_the_response(
    client: httpx.Client, accepted: str, listed: str, status: int
) -> None:
    response = client.get("/tagged", headers={"accept-encoding": accepted, "if-none-match": listed})
    assert response.status_code == status


def test_if_none_match_takes_precedence_over_a_matching_date(client: httpx.Client) -> None:
    since = {"if-modified-since": MODIFIED}
    assert client.get("/tagged", headers=since).status_code == 304
    assert client.get("/tagged", headers={**since, "if-none-match": '"other"'}).status_code == 200


def test_a_date_returns_304_only_with_last_modified(client: httpx.Client) -> None:
    since = {"if-modified-since": MODIFIED}
    assert client.get("/dated", headers=since).status_code == 304
    assert client.get("/small", headers=since).status_code == 200
    assert client.get("/dated", headers={"if-modified-since": "never"}).status_code == 200
    assert client.get("/dated", headers=[("if-modified-since", MODIFIED)] * 2).status_code == 200


@pytest.mark.parametrize("path", [path for path in RESPONSES if path not in ("/stream", "/huge")])
@pytest.mark.parametrize("encoding", ["", "gzip", "zstd"])
def test_head_returns_the_headers_of_get_without_a_body(client: httpx.Client, path: str, encoding: str) -> None:
    headers = {"accept-encoding": encoding}
    get, head = (client.request(method, path, headers=headers) for method in ("GET", "HEAD"))
    assert head.content == b""
    assert head.status_code == get.status_code
    assert [pair for pair in head.headers.items() if pair[0] != "date"] == [
        pair for pair in get.headers.items() if pair[0] != "date"
    ]


def test_repeated_header_lines_form_one_list(client: httpx.Client) -> None:
    etags = [("if-none-match", '"x"'), ("if-none-match", '"7-abc"')]
    assert client.get("/tagged", headers=etags).status_code == 304
    encodings = [("accept-encoding", "gzip;q=0"), ("accept-encoding", "zstd;q=1")]
    with client.stream("GET", "/big", headers=encodings) as response:
        assert response.headers["content-encoding"] == "zstd"


def test_ten_thousand_etags_in_one_request_are_parsed(client: httpx.Client) -> None:
    field = ",".join(f'"{number:04x}"' for number in range(10_000)) + ',"7-abc"'
    assert client.get("/tagged", headers={"if-none-match": field}).status_code == 304


@pytest.mark.parametrize("name", ["accept-encoding", "if-none-match", "if-modified-since"])
def test_invalid_bytes_in_a_header_cause_no_error(client: httpx.Client, name: str) -> None:
    response = client.get("/tagged", headers=[(name.encode(), b"\xff\xfe\xed\xa0\x80, \x80;q=\xff")])
    assert (response.status_code, response.content) == (200, BIG)


def test_errors_are_compressed_and_have_no_etag(client: httpx.Client) -> None:
    response = client.get("/problem", headers={"accept-encoding": "gzip", "if-none-match": "*"})
    assert (response.status_code, response.content) == (404, BIG)
    assert response.headers["content-encoding"] == "gzip"
    assert "etag" not in response.headers


def test_compressed_content_is_not_compressed_again(client: httpx.Client) -> None:
    for path in ("/picture", "/coded"):
        with client.stream("GET", path, headers={"accept-encoding": "gzip, br"}) as response:
            assert b"".join(response.iter_raw()) == BIG
            assert response.headers.get("content-encoding") == ("br" if path == "/coded" else None)


def test_a_response_without_content_has_no_length(client: httpx.Client) -> None:
    response = client.get("/nothing")
    assert response.status_code == 204
    assert not {"content-length", "etag"} & set(response.headers)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_responses_to_other_methods_are_unchanged(client: httpx.Client, method: str) -> None:
    response = client.request(method, "/tagged", headers={"accept-encoding": "gzip", "if-none-match": '"7-abc"'})
    assert (response.status_code, response.content, response.headers["x-method"]) == (200, BIG, method)
    assert response.headers["etag"] == '"7-abc"'
    assert not {"vary", "content-encoding"} & set(response.headers)
    assert "x-capaian-stream" not in client.request(method, "/stream").headers


def test_streams_are_not_encoded(client: httpx.Client) -> None:
    headers = {"accept-encoding": "gzip"}
    for path, length in (("/stream", 4_000), ("/huge", 7_000_000)):
        response = client.get(path, headers=headers)
        assert len(response.content) == length
        assert not {"content-encoding", "content-length", "x-capaian-stream"} & set(response.headers)
        head = client.head(path, headers=headers)
        assert (head.status_code, head.content) == (200, b"")
        assert "x-capaian-stream" not in head.headers
    assert MAX_BUFFERED_BYTES < 7_000_000


def test_streams_are_not_buffered_and_other_responses_only_up_to_the_limit() -> None:
    async def sent_after_each(*messages: Message) -> list[int]:
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        response, counts = ResponseWriter(parse_request_conditions([]), send, without_body=False), []
        for message in messages:
            await response.receive_message(message)
            counts.append(len(sent))
        return counts

    marked: Message = {"type": "http.response.start", "status": 200, "headers": [(b"x-capaian-stream", b"1")]}
    plain: Message = {"type": "http.response.start", "status": 200, "headers": []}
    chunk: Message = {"type": "http.response.body", "body": b"x" * (MAX_BUFFERED_BYTES // 2), "more_body": True}
    last: Message = {"type": "http.response.body", "body": b"", "more_body": False}
    assert asyncio.run(sent_after_each(marked, chunk, chunk, last)) == [1, 2, 3, 4]
    assert asyncio.run(sent_after_each(plain, chunk, chunk, chunk, last)) == [0, 0, 0, 2, 3]
    assert asyncio.run(sent_after_each(plain, chunk, last)) == [0, 0, 2]


@given(st.lists(st.tuples(st.sampled_from([b"accept-encoding", b"if-none-match", b"if-modified-since"]), st.binary())))
def test_no_request_headers_cause_an_error(headers: list[tuple[bytes, bytes]]) -> None:
    status, headers_, body = encode_response(
        parse_request_conditions(headers), 200, [JSON, (b"last-modified", b"\xff")], BIG[:2_000]
    )
    assert (status == 304) == (body == b"")
    assert len(headers_) == len(dict(headers_))


def test_repeated_fields_are_joined_by_a_comma() -> None:
    lines = [(b"if-none-match", b'"a"'), (b"accept", b"x"), (b"if-none-match", b'"b\xff"')]
    assert parse_request_conditions(lines) == RequestConditions(None, '"a", "b\xff"', None)
