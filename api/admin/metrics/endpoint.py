"""GET /metrics on a port of its own, without CORS, access log and rate limits."""

import platform
from collections.abc import Iterator
from typing import Final

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Receive, Scope, Send
from prometheus_client.exposition import choose_encoder
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from api import __version__
from api.admin.metrics.database_state import DatabaseState
from api.metrics.registry import build_registry

PATH: Final = b"/metrics"


class BuildInfo(Collector):
    """Collect the versions of the service and of Python."""

    def collect(self) -> Iterator[Metric]:
        """Yield one gauge of value 1."""
        build = GaugeMetricFamily(
            "capaian_build_info", "Versions of the service and of Python.", labels=["version", "python"]
        )
        build.add_metric([__version__, platform.python_version()], 1)
        yield build


class MetricsPort:
    """ASGI middleware that serves the metrics to connections of the metrics port, and `app` to all others."""

    def __init__(self, app: ASGIApp, state: DatabaseState, port: int) -> None:
        self._app = app
        self._state = state
        self._port = port

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Compare the local port of the connection, which no client can set."""
        if scope["type"] == ScopeType.HTTP and scope["server"] is not None and scope["server"][1] == self._port:
            await self._respond(scope, send)
        else:
            await self._app(scope, receive, send)

    async def _respond(self, scope: HTTPScope, send: Send) -> None:
        if scope["raw_path"] != PATH:
            await _send_text(send, 404, b"Not found. This port serves only /metrics.\n")
        elif scope["method"] not in ("GET", "HEAD"):
            await _send_text(send, 405, b"Use GET.\n", (b"allow", b"GET, HEAD"))
        else:
            await self._state.refresh()
            registry = build_registry()
            registry.register(BuildInfo())
            registry.register(self._state)
            accept = b",".join(value for name, value in scope["headers"] if name == b"accept").decode("latin-1")
            encode, media_type = choose_encoder(accept)
            await _send_text(send, 200, encode(registry), media_type=media_type)


async def _send_text(
    send: Send, status: int, body: bytes, *headers: tuple[bytes, bytes], media_type: str = "text/plain; charset=utf-8"
) -> None:
    constant = [
        (b"content-type", media_type.encode()),
        (b"content-length", b"%d" % len(body)),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    await send({"type": "http.response.start", "status": status, "headers": [*constant, *headers]})
    await send({"type": "http.response.body", "body": body, "more_body": False})
