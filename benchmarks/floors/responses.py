"""The responses that the floors of cache hits return, in a file whose name is in BENCH_RESPONSES."""

import json
import os
from pathlib import Path

from benchmarks.http_connection import Response

# Every server adds this header itself.
_SERVER_HEADERS = ("date",)


def write_responses(file: Path, responses: dict[str, Response]) -> None:
    """Write the response of each URL. The bodies are UTF-8."""
    encoded = {}
    for url, (status, headers, body) in responses.items():
        pairs = [(name, value) for name, value in headers.items() if name not in _SERVER_HEADERS]
        encoded[url] = (status, pairs, body.decode())
    file.write_text(json.dumps(encoded))


def load_responses() -> dict[str, tuple[int, list[tuple[bytes, bytes]], bytes]]:
    """Return status, headers and body by URL."""
    loaded = json.loads(Path(os.environ["BENCH_RESPONSES"]).read_text())
    return {
        url: (status, [(name.encode(), value.encode()) for name, value in pairs], body.encode())
        for url, (status, pairs, body) in loaded.items()
    }
