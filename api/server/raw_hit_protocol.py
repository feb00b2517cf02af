"""Raw hits of a connection: responses to requests whose bytes equal those of an earlier cache hit.

The application and this class share two values in `scope["state"]`:

- `raw_request`, set here: the bytes of the request, if a packet was this request and nothing else.
- `raw_hits`, set by a cache hit: the raw hits that this connection uses from then on.
"""

from time import monotonic
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE

from api.http.cache.raw_hits import END_OF_HEADERS, MAX_VOLATILE_LINES, RawHits
from api.http.headers.tracing import create_ids, parse_or_create_ids
from api.server.protocol import HttpProtocol
from api.server.request_limits import MAX_HEADERS, Phase

_IDLE = Phase.IDLE  # a lookup in the Enum takes longer


class RawHitProtocol(HttpProtocol):
    """Send raw hits while no other request of the connection is received or runs; otherwise parse the request."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._raw_hits: RawHits | None = None
        self._packet: bytes | None = None
        self._default_headers: list[tuple[bytes, bytes]] = []
        self._default_lines = b""

    def data_received(self, data: bytes) -> None:
        is_idle = self._phase is _IDLE and self._task is None
        if is_idle and self._raw_hits is not None and self._send_raw_hit(data, self._raw_hits):
            return
        self._packet = data if is_idle else None
        super().data_received(data)
        self._packet = None

    def _send_raw_hit(self, packet: bytes, raw_hits: RawHits) -> bool:
        """Send the response if there is one and the client may have it now. Return whether it was sent."""
        started_at = monotonic()
        found = raw_hits.find(packet, started_at)
        if found is None or self.flow.write_paused or not self._registry.admit_next_request(self):
            return False
        hit, fields = found
        if self._default_headers is not self.server_state.default_headers:  # they have a new `Date`
            self._default_headers = self.server_state.default_headers
            self._default_lines = b"".join(b"%b: %b\r\n" % header for header in self._default_headers)
        request_id, trace_id = parse_or_create_ids(fields) if fields else create_ids()
        own_lines = b"x-request-id: %b\r\nage: %d\r\n\r\n" % (request_id.encode(), started_at - hit.entry.created_at)
        self.transport.writelines((STATUS_LINE[hit.labels[2]], self._default_lines, hit.headers, own_lines, hit.body))
        self._deadline = started_at + self._limits.idle_seconds
        raw_hits.log(hit.labels, len(hit.body), request_id, trace_id, started_at)
        return True

    def on_headers_complete(self) -> None:
        packet = self._packet
        if (
            packet is not None
            and packet.find(END_OF_HEADERS) == len(packet) - len(END_OF_HEADERS)
            and self.parser.get_http_version() == "1.1"
            and self.parser.should_keep_alive()
            and len(self.headers) <= MAX_HEADERS - MAX_VOLATILE_LINES
        ):
            self.scope["state"]["raw_request"] = packet
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        if self._running is not None:
            self._raw_hits = self._running.scope["state"].get("raw_hits", self._raw_hits)
        super().on_response_complete()

    def timeout_keep_alive_handler(self) -> None:
        """Close the connection if it has been idle for its time. Raw hits do not restart the timer of uvicorn."""
        remaining = self._deadline - self.loop.time()
        if remaining > 0 and self._phase is Phase.IDLE:
            self.timeout_keep_alive_task = self.loop.call_later(remaining, self.timeout_keep_alive_handler)
        else:
            super().timeout_keep_alive_handler()
