"""What granian's workers load: the service, made of the environment they were started with."""

import asyncio
import ctypes
import gc
import multiprocessing
import os
import signal
import sys

from litestar.types import ASGIApp

from api import logs
from api.access.tokens import TokenReader
from api.app import Options, create_app
from api.postgres.pool import Database
from api.settings import Settings, SettingsError
from api.trail.signer import load_signer

PR_SET_PDEATHSIG = 1
TOLD_TO_STOP = {signal.SIGTERM, signal.SIGINT}
SECONDS_UNTIL_IT_SERVES = 0.5


def create() -> ASGIApp:
    supervised = multiprocessing.parent_process() is not None and sys.platform == "linux"
    if supervised:
        _end_with_our_parent()
        signal.pthread_sigmask(signal.SIG_BLOCK, TOLD_TO_STOP)
    settings = Settings.from_environment(os.environ)
    logs.configure(settings.pretty_logs)
    if settings.database_url is None:
        raise SettingsError("CAPAIAN_DATABASE_URL tidak ada.", "CAPAIAN_DATABASE_URL is missing.")
    provider = settings.identity_provider
    options = Options(
        public_read=settings.public_read,
        trusted_proxies=settings.trusted_networks,
        token_reader=TokenReader(provider) if provider else None,
        signer=load_signer(settings),
        terms=settings.terms,
        cache_bytes=settings.cache_bytes,
        when_open=_listen if supervised else None,
    )
    app = create_app(Database(settings.database_url, settings.pool_size), options)
    gc.freeze()  # it lives as long as the worker, so no search for garbage has to pass through it
    return app


def _end_with_our_parent() -> None:
    """A worker whose supervisor was killed would hold the port without its embedded database."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    supervisor = multiprocessing.parent_process()
    if supervisor is None or not supervisor.is_alive():
        raise SystemExit(0)


def _listen() -> None:
    """The server loses a signal that comes before it serves; held back until then, it is heard."""
    asyncio.get_running_loop().call_later(
        SECONDS_UNTIL_IT_SERVES, signal.pthread_sigmask, signal.SIG_UNBLOCK, TOLD_TO_STOP
    )
