"""The database URLs: from the settings, or from an embedded server that runs as long as it is needed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import asyncpg

from api.database.connection_count import count_connections
from api.database.embedded.data_directory import locate_data_dir
from api.database.embedded.server import EmbeddedServer
from api.database.pool import CONNECTION_ERRORS
from api.errors import BilingualError
from api.settings import Settings

OTHER_CONNECTIONS = 20  # to the embedded server: of commands, of psql, and those that PostgreSQL reserves


class DatabaseUrls(NamedTuple):
    """The URLs of the service login and of the owner. Both are the same if the settings contain only one."""

    service: str
    owner: str


class DatabaseUnusableError(BilingualError):
    """The database of a command cannot be reached or used."""


@contextmanager
def report_database_errors() -> Iterator[None]:
    """Raise DatabaseUnusableError instead of the errors of a connection, its certificate files and the database."""
    try:
        yield
    except BrokenPipeError:
        raise  # the reader of standard output has closed the pipe
    except (*CONNECTION_ERRORS, asyncpg.PostgresError) as error:
        raise DatabaseUnusableError(
            "Basis data tidak dapat dipakai. Silakan periksa CAPAIAN_DATABASE_URL dan server itu, dan jalankan "
            "`capaian migrate` bila skemanya belum ada.",
            "The database cannot be used. Check CAPAIAN_DATABASE_URL and that server, and run `capaian migrate` if its "
            "schema is missing.",
            str(error),
        ) from error


@contextmanager
def provide_database(settings: Settings, *, share: bool) -> Iterator[DatabaseUrls]:
    """Provide the database URLs during the block.

    With `share`, use an embedded server that is already running; without it, that is an error.
    """
    if settings.database_url is not None:
        yield DatabaseUrls(settings.database_url, settings.migration_database_url or settings.database_url)
        return
    connections = count_connections(settings.workers, settings.pool_size) + OTHER_CONNECTIONS
    server = EmbeddedServer(locate_data_dir(settings), max(connections, 100))
    with server.join_or_start() if share else server.start():
        yield DatabaseUrls(server.service_url, server.owner_url)
