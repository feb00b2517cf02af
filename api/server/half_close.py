"""Clients that end their sending side while a request runs: some wait for the response, most have left.

TCP shows both as the end of the received data. Only a packet to a client that has left results in a reset.
"""

import asyncio
import socket

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

# Every client of HTTP/1.1 must accept this response before the final one (RFC 9110, 15.2).
_INTERIM_RESPONSE = b"HTTP/1.1 100 Continue\r\n\r\n"
_PROBE_SECONDS = 0.1  # in which most resets arrive; later ones are noticed by the check of all connections


def send_probe(running: RequestResponseCycle) -> None:
    """Send an interim response, which the system of a client that has left rejects with a reset.

    HTTP/1.0 has no interim responses, and a response that has started is a probe itself.
    """
    if running.scope["http_version"] == "1.1" and not running.response_started:
        running.transport.write(_INTERIM_RESPONSE)
        asyncio.get_running_loop().call_later(_PROBE_SECONDS, abort_if_left, running.transport)


def abort_if_left(transport: asyncio.Transport) -> None:
    """Abort a connection that was reset. The event loop notices that only for connections that it reads."""
    if not transport.is_closing():
        sock: socket.socket = transport.get_extra_info("socket")
        if sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            transport.abort()
