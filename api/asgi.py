"""What granian's workers load: the service, made of the environment they were started with."""

import ctypes
import multiprocessing
import os
import signal
import sys

from litestar.types import ASGIApp

from api import logs
from api.app import create_app
from api.settings import Settings, SettingsError

PR_SET_PDEATHSIG = 1


def create() -> ASGIApp:
    _end_with_our_parent()
    settings = Settings.from_environment(os.environ)
    logs.configure(settings.pretty_logs)
    if settings.database_url is None:
        raise SettingsError("CAPAIAN_DATABASE_URL tidak ada.", "CAPAIAN_DATABASE_URL is missing.")
    return create_app(settings.database_url, settings.pool_size, public_read=settings.public_read)


def _end_with_our_parent() -> None:
    """A worker whose supervisor was killed would hold the port without its embedded database."""
    if (supervisor := multiprocessing.parent_process()) is None or sys.platform != "linux":
        return  # loaded by somebody else, or where there is no such call
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
    if not supervisor.is_alive():
        raise SystemExit(0)
