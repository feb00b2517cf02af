"""A later version of the service: its responses have fields and values that the document does not list.

A proxy adds them to the responses of a real service. Clients that accept them survive the next minor version.
"""

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx

from api.openapi.document.vocabularies import CLOSED_VOCABULARIES

NEW_FIELD = {"added_by_a_later_version": {"list": [1, "two", None], "text": "x"}}
NEW_VALUE = "value_of_a_later_version"


@contextmanager
def later_version(url: str, document: Mapping[str, Any]) -> Iterator[str]:
    """Run a proxy of the service on loopback and return its URL."""
    maps, vocabularies = find_maps_and_vocabularies(document)

    class Proxy(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def forward(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            replaced = ("host", "accept-encoding")
            headers = {name: value for name, value in self.headers.items() if name.lower() not in replaced}
            headers["Accept-Encoding"] = "identity"
            response = httpx.request(self.command, url + self.path, headers=headers, content=body, timeout=60)
            content = response.content
            if "json" in response.headers.get("Content-Type", "") and "ndjson" not in response.headers["Content-Type"]:
                content = json.dumps(add(json.loads(content), maps, vocabularies)).encode()
            self.send_response(response.status_code)
            for name, value in response.headers.multi_items():
                if name not in ("content-length", "transfer-encoding", "connection", "repr-digest"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("X-Added-By-A-Later-Version", "yes")
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = forward  # noqa: N815  # names of the standard library

        def log_message(self, *_arguments: object) -> None:
            """Write no log."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def find_maps_and_vocabularies(document: Mapping[str, Any]) -> tuple[set[str], set[str]]:
    """Return the names of properties that are maps with free keys, and of those with open vocabularies.

    A name that has a closed vocabulary in another model is not in the result.
    """
    maps, vocabularies, closed = set(), set(), set()
    for schema in document["components"]["schemas"].values():
        for name, field in schema.get("properties", {}).items():
            text = json.dumps(field)
            if '"additionalProperties": {' in text:
                maps.add(name)
            if '"x-extensible-enum"' in text:
                vocabularies.add(name)
            elif any(f'/schemas/{vocabulary}"' in text for vocabulary in CLOSED_VOCABULARIES):
                closed.add(name)
    return maps, vocabularies - closed


def add(value: Any, maps: set[str], vocabularies: set[str]) -> Any:
    """Return a JSON value with a new field in each object, and a new value in each open vocabulary."""
    if isinstance(value, list):
        return [add(item, maps, vocabularies) for item in value]
    if not isinstance(value, dict):
        return value
    changed = {
        name: item
        if name in maps
        else NEW_VALUE
        if name in vocabularies and isinstance(item, str) and "/" not in item  # the type of a problem is a URL
        else add(item, maps, vocabularies)
        for name, item in value.items()
    }
    return changed | NEW_FIELD
