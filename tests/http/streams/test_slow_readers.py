"""A client that reads a long response too slowly loses its slot."""

import asyncio
from typing import Any

import pytest

from api.http.streams import stream_writer
from api.http.streams.stream_writer import CHUNK_BYTES, ClientStalledError, StreamWriter


def stream(monkeypatch: pytest.MonkeyPatch, seconds_per_chunk: float) -> int:
    """Write a response to a client that reads one chunk in this time; return the number of chunks it got."""
    monkeypatch.setattr(stream_writer, "SEND_TIMEOUT_SECONDS", 0.2)
    sent = 0

    async def send(message: Any) -> None:
        nonlocal sent
        if message["type"] == "http.response.body":
            await asyncio.sleep(seconds_per_chunk)
            sent += 1

    async def write() -> None:
        scope: Any = {"state": {}, "headers": []}
        writer = StreamWriter(scope, send, "text/csv")
        writer.has_begun = True
        for _ in range(20):
            await writer.write(b"x" * CHUNK_BYTES)

    asyncio.run(write())
    return sent


def test_a_client_that_reads_slowly_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each chunk arrives before the timeout of one chunk, but 256 KiB take longer than 0.2 s."""
    with pytest.raises(ClientStalledError):
        stream(monkeypatch, 0.15)


def test_a_client_that_reads_fast_enough_gets_the_whole_response(monkeypatch: pytest.MonkeyPatch) -> None:
    assert stream(monkeypatch, 0.02) == 20
