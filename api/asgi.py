"""What granian's workers load: the service, made of the environment they were started with."""

import os

from litestar.types import ASGIApp

from api import logs
from api.app import create_app
from api.settings import Settings, SettingsError


def create() -> ASGIApp:
    settings = Settings.from_environment(os.environ)
    logs.configure(settings.pretty_logs)
    if settings.database_url is None:
        raise SettingsError("CAPAIAN_DATABASE_URL tidak ada.", "CAPAIAN_DATABASE_URL is missing.")
    return create_app(settings.database_url, settings.pool_size)
