"""One worker process: uvicorn serves the application on the inherited socket."""

import asyncio
import ctypes
import multiprocessing
import os
import signal
import socket
import sys
from collections.abc import Sequence
from functools import partial

import uvicorn
from litestar.types import ASGIApp

from api.http.headers.client_ip import IpNetwork
from api.server.connections import ConnectionLimits, Connections
from api.server.open_files import fit_to_open_files
from api.server.raw_hit_protocol import RawHitProtocol
from api.server.supervisor import STOP_SIGNALS

PR_SET_PDEATHSIG = 1
GRACEFUL_SHUTDOWN_SECONDS = 30
_TICKS_PER_SECOND = 10


class WorkerServer(uvicorn.Server):
    """A uvicorn server that checks the deadlines of its connections every second."""

    def __init__(self, app: ASGIApp, limits: ConnectionLimits) -> None:
        self._connections = Connections(limits)
        super().__init__(
            uvicorn.Config(
                app,
                http=partial(RawHitProtocol, self._connections),  # type: ignore[arg-type]
                loop="uvloop",
                ws="none",
                interface="asgi3",
                lifespan="on",
                log_config=None,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                timeout_keep_alive=limits.idle_seconds,
                timeout_graceful_shutdown=GRACEFUL_SHUTDOWN_SECONDS,
            )
        )

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve until a stop signal. A signal that arrived before the handlers were installed is handled now."""
        with self.capture_signals():
            signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
            await self._serve(sockets)
            self._captured_signals.clear()  # uvicorn would raise them again and so change the exit code

    async def on_tick(self, counter: int) -> bool:
        if counter % _TICKS_PER_SECOND == 0:
            self._connections.check(asyncio.get_running_loop().time())
        return await super().on_tick(counter)


def run_worker(app: ASGIApp, listeners: list[socket.socket], trusted_proxies: Sequence[IpNetwork]) -> None:
    """Serve the application on these sockets until SIGTERM; return then."""
    # Ctrl-C reaches only the supervisor, which stops each worker once.
    os.setpgrp()
    if sys.platform == "linux":
        _exit_with_parent_process()
    limits = ConnectionLimits(trusted_proxies=trusted_proxies)
    limits = limits._replace(max_connections=fit_to_open_files(limits.max_connections))
    WorkerServer(app, limits).run(listeners)


def _exit_with_parent_process() -> None:
    """Stop this worker when its supervisor is killed; it would block the port while its database is gone."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    supervisor = multiprocessing.parent_process()
    # Not is_alive(): other workers have inherited the pipe that it reads.
    if supervisor is None or os.getppid() != supervisor.pid:
        raise SystemExit(0)
