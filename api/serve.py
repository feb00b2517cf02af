"""Serving: the database, its migrations, what ships, and then the HTTP server until it is told to stop."""

import asyncio
import http.client
import os
import signal
import socket
import sys
import threading
import time
from types import FrameType

import asyncpg
import click
from granian.constants import Interfaces, Loops
from granian.http import HTTP1Settings, HTTP2Settings
from granian.server import Server

from api import logs
from api.postgres.given import database_given
from api.postgres.migrations import migrate
from api.settings import Settings, SettingsError
from api.shipped.load import load

EXAMPLES = (
    "/v1/targets?indicator=umkm-onboarded&nature=stock&as_of=2021-12-31",
    "/v1/realizations?period=2020-05-14/2020-12-31",
    "/v1/sources/sindonews-2021",
)
SECONDS_TO_READ_A_HEADER = 10
LARGEST_HEADER = 64 * 1024  # bytes of all fields; the HTTP server itself answers 431 to more
SECONDS_TO_FINISH = 30


def serve(settings: Settings) -> None:
    """Returns when the last request in flight is answered and the embedded server has stopped."""
    signal.signal(signal.SIGTERM, _leave)  # until the HTTP server listens to it
    host = _free_address(settings.host, settings.port)
    with database_given(settings, share=False) as addresses:
        asyncio.run(_prepare(addresses.service, addresses.owner))
        # The workers are processes of their own and read their settings as this one did.
        os.environ["CAPAIAN_DATABASE_URL"] = addresses.service
        threading.Thread(target=_announce, args=(_reached(host), settings.port), daemon=True).start()
        Server(
            "api.asgi:create",
            address=host,
            port=settings.port,
            interface=Interfaces.ASGI,
            factory=True,
            workers=settings.workers,
            loop=Loops.uvloop,
            websockets=False,
            http1_settings=HTTP1Settings(
                header_read_timeout=SECONDS_TO_READ_A_HEADER * 1000, max_buffer_size=LARGEST_HEADER
            ),
            http2_settings=HTTP2Settings(max_headers_size=LARGEST_HEADER),
            log_dictconfig=logs.GRANIAN,
            respawn_failed_workers=True,
            workers_kill_timeout=SECONDS_TO_FINISH,
        ).serve()


async def _prepare(service_url: str, owner_url: str) -> None:
    await migrate(owner_url, service_url)
    try:
        await load(service_url)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise SettingsError(
            "CAPAIAN_DATABASE_URL harus dapat dipakai layanan untuk masuk dan mengisi data yang disertakan.",
            f"CAPAIAN_DATABASE_URL must let the service log in and enter the data that ships.\n{error}",
        ) from error


def _free_address(host: str, port: int) -> str:
    """The IP address to listen on.

    Granian's sockets share their port, so a second service would take half of the requests of the first unnoticed.
    """
    try:
        family, kind, _, _, found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family, kind) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections that were closed do not count
            trial.bind(found)
    except (OSError, UnicodeError) as error:
        raise SettingsError(
            f"CAPAIAN_HOST dan CAPAIAN_PORT harus alamat mesin ini yang belum dipakai; {host} port {port} tidak dapat "
            "dipakai. Jalan keluar: hentikan yang memakainya, atau pilih yang lain.",
            f"CAPAIAN_HOST and CAPAIAN_PORT must be an address of this machine that nobody uses; {host} port {port} "
            f"cannot be used. Ways out: stop what uses it, or choose another.\n{error}",
        ) from error
    return str(found[0])


def _announce(host: str, port: int) -> None:
    """Says where to go, once there is somebody to answer."""
    for _ in range(300):
        if _is_ready(host, port):
            break
        time.sleep(0.1)
    else:
        return
    address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    click.echo(f"\nCapaian serves on {address}\n  docs      {address}/docs\n  contract  {address}/openapi.yaml\n\nTry:")
    for example in EXAMPLES:
        click.echo(f"  curl '{address}{example}'")
    click.echo("\nCtrl-C stops it; the data stays.")
    sys.stdout.flush()


def _is_ready(host: str, port: int) -> bool:
    connection = http.client.HTTPConnection(host, port, timeout=2)  # never through a proxy, and not logged
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _reached(host: str) -> str:
    """Where somebody on this machine reaches it; what listens everywhere is reached here too."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  # compared with, not bound to


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
