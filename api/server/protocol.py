"""One HTTP/1.1 connection: uvicorn's protocol on httptools, with limits on sizes and times."""

import asyncio
import re
from functools import partial
from math import inf
from typing import Any

import httptools
from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle
from uvicorn.server import ServerState

from api.http.edge.access_log import KNOWN_METHODS
from api.http.headers.raw_headers import has_credentials
from api.server.application import abandon_request, run_application
from api.server.connections import Connections
from api.server.half_close import abort_if_left, send_probe
from api.server.raw_response import render_rejection
from api.server.request_limits import (
    LINGER_SECONDS,
    MAX_DISCARDED_BYTES,
    MAX_HEADER_BYTES,
    MAX_HEADERS,
    MAX_PIPELINED,
    MAX_TARGET_BYTES,
    Phase,
    RejectedRequestError,
    has_short_body,
)
from api.server.request_target import use_host_of_target
from api.server.stall import StallDetector
from api.server.upgrade import create_parser, render_without_upgrade

_VERSIONS = frozenset({"1.0", "1.1"})
_METHOD = re.compile(rb"(?:\r\n)*[!#$%&'*+\-.^_`|~0-9A-Za-z]{1,64} ")


class HttpProtocol(HttpToolsProtocol):
    """Serve one connection. Requests that are not HTTP or exceed a limit get a problem document.

    When the client disconnects, a running GET is cancelled; a write continues, because its transaction may be
    committing. A client that only ends its sending side gets the responses to its complete requests.
    """

    def __init__(
        self, connections: Connections, config: Config, server_state: ServerState, app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:  # fmt: skip
        super().__init__(config, server_state, app_state, _loop)
        self.client_network = ""
        self._registry = connections
        self._limits = connections.limits
        self._phase = Phase.IDLE
        self._deadline = inf  # time of the event loop
        self._header_bytes = self._discarded_bytes = 0
        self._incomplete_bytes = 0  # since the last complete header field or part of a body
        self._rejection: str | None = None
        # `cycle` is the last request that was received; those that wait, the newest first, are in `pipeline`.
        self._running: RequestResponseCycle | None = None
        self._task: asyncio.Task[None] | None = None
        self._stall = StallDetector(self._limits.stall_bytes, self._limits.stall_seconds)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._deadline = self.loop.time() + self._limits.header_seconds
        if not self._registry.admit(self, self.client[0] if self.client else ""):
            self._reject("unavailable")
            self.transport.close()  # without waiting for the client: it may open any number of connections

    def connection_lost(self, exc: Exception | None) -> None:
        self._registry.remove(self)
        self.pipeline.clear()
        self._abandon_request()
        super().connection_lost(exc)

    def eof_received(self) -> bool:  # type: ignore[override]  # True: the transport stays open
        """Complete the requests of a client that ends its sending side, then close the connection."""
        if self._running is None or self._phase in (Phase.HEADERS, Phase.BODY):
            return False
        self._complete_requests(self._running)
        send_probe(self._running)
        return True

    def resume_writing(self) -> None:
        super().resume_writing()
        self._stall.note_progress()  # the buffer was above 64 KiB, and is now below 16 KiB

    def data_received(self, data: bytes) -> None:
        if self._phase is Phase.NOTHING:
            self._discarded_bytes += len(data)
            if self._discarded_bytes > MAX_DISCARDED_BYTES:
                self.transport.abort()
            return
        self._unset_keepalive_if_required()
        self._incomplete_bytes += len(data)
        if not self._parse(data):
            return
        if self._phase in (Phase.HEADERS, Phase.BODY) and self._incomplete_bytes > MAX_HEADER_BYTES:
            self._reject("headers-too-large" if self.headers else "url-too-long")
        elif self._phase is Phase.BODY:
            self._deadline = self.loop.time() + self._limits.body_seconds

    def _parse(self, data: bytes) -> bool:
        """Parse the data; return False if that ended the connection."""
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            head = render_without_upgrade(self)
            self.parser = create_parser(self)
            return self._parse(head + data[upgrade.args[0] :])
        except httptools.HttpParserInvalidMethodError:
            self._reject("unknown-method" if _METHOD.match(data) else "malformed-request")
            return False
        except httptools.HttpParserError:
            self._reject(self._rejection or "malformed-request")
            return False
        return True

    def close_if_overdue(self, now: float) -> None:
        """Close the connection if its deadline has passed or its client does not read."""
        unread = self.transport.get_write_buffer_size()
        abort_if_left(self.transport)
        if self._stall.is_stalled(unread, now):
            self.transport.abort()
        elif self.flow.read_paused and self._phase in (Phase.HEADERS, Phase.BODY):
            # The client cannot send: the application has not read a body, or another request runs.
            seconds = self._limits.header_seconds if self._phase is Phase.HEADERS else self._limits.body_seconds
            self._deadline = now + seconds
        elif now <= self._deadline or self.transport.is_closing():
            return
        elif self._phase is Phase.HEADERS:
            self._reject("request-too-slow")
        elif unread:
            self.transport.close()  # aborted above if the client does not read
        else:
            self.transport.abort()

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._phase = Phase.HEADERS
        self._deadline = self.loop.time() + self._limits.header_seconds
        self._header_bytes = self._incomplete_bytes = 0

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if len(self.url) > MAX_TARGET_BYTES:
            self._stop_parser("url-too-long")

    def on_header(self, name: bytes, value: bytes) -> None:
        if self._phase is Phase.HEADERS:  # a trailer is no header field (RFC 9110, 6.5.1)
            super().on_header(name, value)
        self._incomplete_bytes = 0
        self._header_bytes += len(name) + len(value)
        if len(self.headers) > MAX_HEADERS or self._header_bytes > MAX_HEADER_BYTES:
            self._stop_parser("headers-too-large")

    def on_headers_complete(self) -> None:
        version = self.parser.get_http_version()
        if version not in _VERSIONS:
            self._stop_parser("malformed-request")
        if self.parser.get_method().decode("ascii") not in KNOWN_METHODS:
            self._stop_parser("unknown-method")
        if self.parser.should_upgrade():
            return  # `_parse` parses the request again without the field
        is_admitted = self._registry.admit_request(self, has_credentials=has_credentials(self.headers))
        if not is_admitted or len(self.pipeline) >= MAX_PIPELINED:
            self._stop_parser("unavailable")
        if not self.url.startswith(b"/"):
            try:
                self.url = use_host_of_target(self.url, self.headers)
            except httptools.HttpParserInvalidURLError:
                self._stop_parser("malformed-url")
        self.expect_100_continue &= version != "1.0"  # RFC 9110, 10.1.1
        super().on_headers_complete()
        self._phase = Phase.BODY
        self._deadline = self.loop.time() + self._limits.body_seconds
        self._header_bytes = 0

    def on_body(self, body: bytes) -> None:
        self._incomplete_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        if not self.parser.should_upgrade():
            self._phase = Phase.IDLE
            self._deadline = inf
            super().on_message_complete()
            self._note_idle()  # the response may have been complete before the body

    def on_response_complete(self) -> None:
        completed, self._running, self._task = self._running, None, None
        if self._phase is Phase.BODY and completed is self.cycle and not has_short_body(self.cycle.scope["headers"]):
            self._linger()  # the client may be sending the rest of the body without end
        else:
            super().on_response_complete()
            self._note_idle()

    def _note_idle(self) -> None:
        if self._task is None and self._phase is Phase.IDLE:
            self._deadline = self.loop.time() + self._limits.idle_seconds
            self._registry.note_idle(self)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        task = self.loop.create_task(cycle.run_asgi(partial(run_application, cycle, app)))
        task.add_done_callback(self.tasks.discard)
        self.tasks.add(task)
        self._running, self._task = cycle, task

    def _abandon_request(self) -> None:
        """Discard the response to the request that runs."""
        if self._running is not None and self._task is not None:
            abandon_request(self._running, self._task)
            self._running = None

    def _stop_parser(self, slug: str) -> None:
        self._rejection = slug
        raise RejectedRequestError

    def _reject(self, slug: str) -> None:
        """Send a problem document and close the connection. Complete the valid requests before it first."""
        if self._phase is Phase.BODY:  # the body of `cycle` is invalid
            if self.cycle is not self._running:
                self.pipeline.popleft()
            elif self.cycle.response_started:
                self.transport.abort()
                return
            else:
                self._abandon_request()
        if self._running is not None:
            self._complete_requests(self._running)
            return
        is_head = self._phase in (Phase.HEADERS, Phase.BODY) and self.url and self.parser.get_method() == b"HEAD"
        headers = getattr(self, "headers", None) or []
        response = render_rejection(slug, headers, self.server_state.default_headers, has_body=not is_head)
        self.transport.write(response)
        self._linger()

    def _complete_requests(self, running: RequestResponseCycle) -> None:
        """Receive no more requests; close the connection after the last response."""
        last = self.pipeline[0][0] if self.pipeline else running
        last.keep_alive = False
        self._phase, self._deadline = Phase.NOTHING, inf

    def _linger(self) -> None:
        """Close the connection once the client has read the response; with unread data, a close would reset it."""
        self._phase, self._deadline = Phase.NOTHING, self.loop.time() + LINGER_SECONDS
        if not self.transport.is_closing():
            self.flow.resume_reading()
            self.transport.write_eof()
