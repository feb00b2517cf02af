"""The inner ring over real HTTP: a toy application in it, under granian, asked by httpx."""

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

from api.http.conditional import entity_tag
from api.http.finish import HELD, Answer, Asked, Finish, asked, finished

JSON = (b"content-type", b"application/json")
LINES = (b"content-type", b"application/x-ndjson")
SMALL, BIG = b'{"small": true}', b'{"big": ' + b"123456789, " * 20_000 + b"0}"
MODIFIED = "Sun, 06 Nov 1994 08:49:37 GMT"
ANSWERS: dict[str, tuple[int, list[tuple[bytes, bytes]], list[bytes]]] = {
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
    status, headers, pieces = ANSWERS[scope["path"]]
    headers = [*headers, (b"x-method", scope["method"].encode())]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    for place, piece in enumerate(pieces, 1):
        await send({"type": "http.response.body", "body": piece, "more_body": place < len(pieces)})


app = Finish(toy)


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    where = Path(__file__)
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--port", port, f"{where.stem}:app"]
    server = subprocess.Popen(command, cwd=where.parent)
    deadline = monotonic() + 20
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", headers={"accept-encoding": ""}) as client:
        while True:
            try:
                client.get("/small")
                break
            except httpx.TransportError:
                assert server.poll() is None, "granian did not start"
                assert monotonic() < deadline
                sleep(0.05)
        yield client
    server.terminate()
    server.wait(10)


def test_an_answer_gets_a_tag_and_a_length(client: httpx.Client) -> None:
    answer = client.get("/small")
    assert answer.content == SMALL
    assert answer.headers["etag"] == entity_tag(SMALL)
    assert answer.headers["content-length"] == str(len(SMALL))
    assert answer.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", ["/big", "/pieces"])
@pytest.mark.parametrize("coding", ["gzip", "zstd"])
def test_a_coded_answer_unpacks_to_the_plain_one_under_a_tag_of_its_own(
    client: httpx.Client, path: str, coding: str
) -> None:
    with client.stream("GET", path, headers={"accept-encoding": coding}) as answer:
        raw = b"".join(answer.iter_raw())
    unpacked = gzip.decompress(raw) if coding == "gzip" else zstandard.ZstdDecompressor().decompress(raw)
    assert unpacked == BIG
    assert answer.headers["content-encoding"] == coding
    assert answer.headers.get_list("content-length") == [str(len(raw))]
    assert answer.headers["etag"] == entity_tag(BIG)[:-1] + f'-{coding}"'


def test_vary_keeps_what_it_said_and_says_nothing_twice(client: httpx.Client) -> None:
    assert client.get("/big").headers.get_list("vary") == ["Origin, accept-encoding, Accept"]
    assert client.get("/anything").headers["vary"] == "*"
    assert "vary" not in client.get("/picture").headers
    assert client.get("/stream").headers["vary"] == "Accept-Encoding"


def test_a_tag_of_the_application_is_kept(client: httpx.Client) -> None:
    assert client.get("/tagged").headers["etag"] == '"7-abc"'
    assert client.get("/tagged", headers={"accept-encoding": "gzip"}).headers["etag"] == '"7-abc-gzip"'
    assert client.get("/weak", headers={"accept-encoding": "gzip"}).headers["etag"] == 'W/"7-gzip"'


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("field", ['"7-abc"', 'W/"7-abc"', '"x", "7-abc-gzip"', "*"])
def test_a_known_tag_is_answered_with_304_and_what_a_cache_needs(client: httpx.Client, method: str, field: str) -> None:
    answer = client.request(method, "/tagged", headers={"if-none-match": field})
    assert (answer.status_code, answer.content) == (304, b"")
    held = '"7-abc-gzip"' if "gzip" in field else '"7-abc"'
    kept = {"etag": held, "cache-control": "no-cache", "vary": "Accept-Encoding", "last-modified": MODIFIED,
            "link": "</x>", "access-control-allow-origin": "*", "x-method": "GET"}  # fmt: skip
    assert {name: value for name, value in answer.headers.items() if name not in ("date", "server")} == kept


def test_an_unknown_tag_outranks_a_date_that_would_match(client: httpx.Client) -> None:
    since = {"if-modified-since": MODIFIED}
    assert client.get("/tagged", headers=since).status_code == 304
    assert client.get("/tagged", headers={**since, "if-none-match": '"other"'}).status_code == 200


def test_a_date_spares_only_answers_that_have_one(client: httpx.Client) -> None:
    since = {"if-modified-since": MODIFIED}
    assert client.get("/dated", headers=since).status_code == 304
    assert client.get("/small", headers=since).status_code == 200
    assert client.get("/dated", headers={"if-modified-since": "never"}).status_code == 200
    assert client.get("/dated", headers=[("if-modified-since", MODIFIED)] * 2).status_code == 200


@pytest.mark.parametrize("path", [path for path in ANSWERS if path not in ("/stream", "/huge")])
@pytest.mark.parametrize("coding", ["", "gzip", "zstd"])
def test_head_says_what_get_says_and_sends_no_body(client: httpx.Client, path: str, coding: str) -> None:
    asking = {"accept-encoding": coding}
    get, head = (client.request(method, path, headers=asking) for method in ("GET", "HEAD"))
    assert head.content == b""
    assert head.status_code == get.status_code
    assert [pair for pair in head.headers.items() if pair[0] != "date"] == [
        pair for pair in get.headers.items() if pair[0] != "date"
    ]


def test_repeated_lines_are_one_list(client: httpx.Client) -> None:
    tags = [("if-none-match", '"x"'), ("if-none-match", '"7-abc"')]
    assert client.get("/tagged", headers=tags).status_code == 304
    codings = [("accept-encoding", "gzip;q=0"), ("accept-encoding", "*;q=1")]
    with client.stream("GET", "/big", headers=codings) as answer:
        assert answer.headers["content-encoding"] == "zstd"


def test_ten_thousand_tags_in_one_request_are_read(client: httpx.Client) -> None:
    field = ",".join(f'"{number:04x}"' for number in range(10_000)) + ',"7-abc"'
    assert client.get("/tagged", headers={"if-none-match": field}).status_code == 304


@pytest.mark.parametrize("name", ["accept-encoding", "if-none-match", "if-modified-since"])
def test_bytes_that_are_no_text_are_no_reason_to_fail(client: httpx.Client, name: str) -> None:
    answer = client.get("/tagged", headers=[(name.encode(), b"\xff\xfe\xed\xa0\x80, \x80;q=\xff")])
    assert (answer.status_code, answer.content) == (200, BIG)


def test_errors_are_packed_too_but_never_tagged(client: httpx.Client) -> None:
    answer = client.get("/problem", headers={"accept-encoding": "gzip", "if-none-match": "*"})
    assert (answer.status_code, answer.content) == (404, BIG)
    assert answer.headers["content-encoding"] == "gzip"
    assert "etag" not in answer.headers


def test_what_is_packed_already_is_left_alone(client: httpx.Client) -> None:
    for path in ("/picture", "/coded"):
        with client.stream("GET", path, headers={"accept-encoding": "gzip, br"}) as answer:
            assert b"".join(answer.iter_raw()) == BIG
            assert answer.headers.get("content-encoding") == ("br" if path == "/coded" else None)


def test_an_answer_without_content_has_no_length(client: httpx.Client) -> None:
    answer = client.get("/nothing")
    assert answer.status_code == 204
    assert not {"content-length", "etag"} & set(answer.headers)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_other_methods_pass_untouched(client: httpx.Client, method: str) -> None:
    answer = client.request(method, "/tagged", headers={"accept-encoding": "gzip", "if-none-match": '"7-abc"'})
    assert (answer.status_code, answer.content, answer.headers["x-method"]) == (200, BIG, method)
    assert answer.headers["etag"] == '"7-abc"'
    assert not {"vary", "content-encoding"} & set(answer.headers)
    assert "x-capaian-stream" not in client.request(method, "/stream").headers


def test_streams_pass_as_they_come(client: httpx.Client) -> None:
    asking = {"accept-encoding": "gzip"}
    for path, length in (("/stream", 4_000), ("/huge", 7_000_000)):
        answer = client.get(path, headers=asking)
        assert len(answer.content) == length
        assert not {"content-encoding", "content-length", "x-capaian-stream"} & set(answer.headers)
        head = client.head(path, headers=asking)
        assert (head.status_code, head.content) == (200, b"")
        assert "x-capaian-stream" not in head.headers
    assert HELD < 7_000_000


def test_a_stream_is_never_held_back_and_another_answer_only_while_it_is_short() -> None:
    async def sent_after_each(*messages: Message) -> list[int]:
        sent: list[Message] = []

        async def send(message: Message) -> None:
            sent.append(message)

        answer, counts = Answer(asked([]), send, without_body=False), []
        for message in messages:
            await answer.take(message)
            counts.append(len(sent))
        return counts

    marked: Message = {"type": "http.response.start", "status": 200, "headers": [(b"x-capaian-stream", b"1")]}
    plain: Message = {"type": "http.response.start", "status": 200, "headers": []}
    piece: Message = {"type": "http.response.body", "body": b"x" * (HELD // 2), "more_body": True}
    last: Message = {"type": "http.response.body", "body": b"", "more_body": False}
    assert asyncio.run(sent_after_each(marked, piece, piece, last)) == [1, 2, 3, 4]
    assert asyncio.run(sent_after_each(plain, piece, piece, piece, last)) == [0, 0, 0, 2, 3]
    assert asyncio.run(sent_after_each(plain, piece, last)) == [0, 0, 2]


@given(st.lists(st.tuples(st.sampled_from([b"accept-encoding", b"if-none-match", b"if-modified-since"]), st.binary())))
def test_no_request_makes_an_answer_fail(headers: list[tuple[bytes, bytes]]) -> None:
    status, said, body = finished(asked(headers), 200, [JSON, (b"last-modified", b"\xff")], BIG[:2_000])
    assert (status == 304) == (body == b"")
    assert len(said) == len(dict(said))


def test_repeated_fields_are_joined_by_a_comma() -> None:
    lines = [(b"if-none-match", b'"a"'), (b"accept", b"x"), (b"if-none-match", b'"b\xff"')]
    assert asked(lines) == Asked(None, '"a", "b\xff"', None)
