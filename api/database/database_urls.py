"""The database URLs: from the settings, or from an embedded server that runs as long as it is needed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import asyncpg

from api.database.connection_count import count_connections
from api.database.connection_errors import DatabaseUnusableError
from api.database.embedded.data_directory import locate_data_dir, require_database
from api.database.embedded.server import EmbeddedServer
from api.database.pooled_connection import CONNECTION_ERRORS
from api.settings import Settings

OTHER_CONNECTIONS = 20  # to the embedded server: of commands, of psql, and those that PostgreSQL reserves


class DatabaseUrls(NamedTuple):
    """The URLs of the service login and of the owner. Both are the same if the settings contain only one."""

    service: str
    owner: str


# The schema is missing, or that of another version.
_SCHEMA_ERRORS = (
    asyncpg.UndefinedTableError,
    asyncpg.UndefinedColumnError,
    asyncpg.UndefinedFunctionError,
    asyncpg.UndefinedObjectError,
    asyncpg.InvalidSchemaNameError,
)


@contextmanager
def report_database_errors() -> Iterator[None]:
    """Raise DatabaseUnusableError instead of the errors of the database and of a lost connection."""
    try:
        yield
    except BrokenPipeError:
        raise  # the reader of standard output has closed the pipe
    except _SCHEMA_ERRORS as error:
        raise DatabaseUnusableError(
            "Basis data ini belum berisi skema versi ini: jalankan `capaian migrate` dengan login pemilik "
            "(CAPAIAN_MIGRATION_DATABASE_URL), atau periksa apakah CAPAIAN_DATABASE_URL menyebut basis data yang "
            "benar.",
            "This database does not contain the schema of this version: run `capaian migrate` with the login of the "
            "owner (CAPAIAN_MIGRATION_DATABASE_URL), or check that CAPAIAN_DATABASE_URL names the right database.",
        ) from error
    except asyncpg.InsufficientPrivilegeError as error:
        raise DatabaseUnusableError(
            f"Login dari CAPAIAN_DATABASE_URL kekurangan hak di basis data ({error.args[0]}): `capaian doctor` "
            "menyebutkan GRANT yang hilang.",
            f"The login of CAPAIAN_DATABASE_URL lacks a right in the database ({error.args[0]}): `capaian doctor` "
            "names the missing GRANT.",
        ) from error
    except (*CONNECTION_ERRORS, asyncpg.PostgresError) as error:
        raise DatabaseUnusableError(
            "Koneksi basis data gagal atau ditolak saat perintah berjalan: periksa server dari CAPAIAN_DATABASE_URL, "
            "lalu jalankan lagi.",
            "The database connection failed or was rejected during the command: check the server of "
            "CAPAIAN_DATABASE_URL, then run it again.",
            str(error),
        ) from error


@contextmanager
def provide_database(settings: Settings, *, share: bool, create: bool = False) -> Iterator[DatabaseUrls]:
    """Provide the database URLs during the block.

    With `share`, use an embedded server that is already running; without it, that is an error. Without `create`, a data
    directory without a database is an error: a typing error in its name must not create an empty database.
    """
    if settings.database_url is not None:
        yield DatabaseUrls(settings.database_url, settings.migration_database_url or settings.database_url)
        return
    connections = count_connections(settings.workers, settings.pool_size) + OTHER_CONNECTIONS
    data_dir = locate_data_dir(settings)
    if not create:
        require_database(data_dir)
    server = EmbeddedServer(data_dir, max(connections, 100))
    with server.join_or_start() if share else server.start():
        yield DatabaseUrls(server.service_url, server.owner_url)
