"""Serving: the database, its migrations, what ships, and then the HTTP server until it is told to stop."""

import asyncio
import gc
import os
import signal
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from types import FrameType

import asyncpg
import click
from granian.constants import Interfaces, Loops
from granian.http import HTTP1Settings, HTTP2Settings
from granian.server import Server

from api import logs
from api.postgres.given import database_given
from api.postgres.migrations import migrate
from api.reach import address_of, free_address, is_ready
from api.settings import Settings, SettingsError
from api.shipped.load import load
from api.trail.signer import load_signer

EXAMPLES = (
    "/v1/targets?indicator=umkm-onboarded&nature=stock&as_of=2021-12-31",
    "/v1/realizations?period=2020-05-14/2020-12-31",
    "/v1/sources/sindonews-2021",
)
WORKER = "api.asgi"
SECONDS_TO_READ_A_HEADER = 10
LARGEST_HEADER = 64 * 1024  # bytes of all fields; the HTTP server itself answers 431 to more
SECONDS_TO_FINISH = 30
TOLD_TO_STOP = (signal.SIGTERM, signal.SIGINT)


def serve(settings: Settings) -> None:
    """Returns when the last request in flight is answered and the embedded server has stopped."""
    for told in TOLD_TO_STOP:
        signal.signal(told, _leave)  # until the HTTP server listens to them
    os.register_at_fork(
        before=_hold_signals, after_in_parent=_release_signals, after_in_child=_leave_signals_to_the_supervisor
    )
    host = free_address(settings.host, settings.port)
    gc.disable()  # nothing that is loaded goes away again, and to look for it takes a fifth of the start
    loader = ThreadPoolExecutor(max_workers=1)
    loading = loader.submit(import_module, WORKER)
    with database_given(settings, share=False) as addresses:
        load_signer(settings)  # so that a key that is no good is told of here, and one is made before the workers ask
        asyncio.run(_prepare(addresses.service, addresses.owner))
        # The workers are processes of their own and read their settings as this one did.
        os.environ["CAPAIAN_DATABASE_URL"] = addresses.service
        # What the workers are made of is loaded while the database starts, once, and they share its memory.
        loading.result()
        loader.shutdown()  # its thread must not be there when the workers are forked
        gc.freeze()
        gc.enable()
        threading.Thread(target=_announce, args=(address_of(host, settings.port),), daemon=True).start()
        Server(
            f"{WORKER}:create",
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
    except (OSError, asyncpg.InterfaceError, asyncpg.InvalidAuthorizationSpecificationError) as error:
        raise SettingsError(
            "CAPAIAN_DATABASE_URL harus dapat dipakai layanan untuk masuk dan mengisi data yang disertakan.",
            f"CAPAIAN_DATABASE_URL must let the service log in and enter the data that ships.\n{error}",
        ) from error


def _announce(address: str) -> None:
    """Says where to go, once there is somebody to answer."""
    for _ in range(300):
        if is_ready(address):
            break
        time.sleep(0.1)
    else:
        return
    click.echo(f"\nCapaian serves on {address}\n  docs      {address}/docs\n  contract  {address}/openapi.yaml\n\nTry:")
    for example in EXAMPLES:
        click.echo(f"  curl '{address}{example}'")
    click.echo("\nCtrl-C stops it; the data stays.")
    sys.stdout.flush()


def _leave_signals_to_the_supervisor() -> None:
    """In a worker: Ctrl-C reaches the supervisor alone, which then tells each worker, once.

    A worker that is only starting has nothing in flight, and our handlers, inherited, would lose the signal in it.
    """
    os.setpgrp()
    for told in TOLD_TO_STOP:
        signal.signal(told, signal.SIG_DFL)
    _release_signals()


def _hold_signals() -> None:
    """Around a fork: a child that is told to stop before it has its own handlers would forget it."""
    signal.pthread_sigmask(signal.SIG_BLOCK, TOLD_TO_STOP)


def _release_signals() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, TOLD_TO_STOP)


def _leave(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)
