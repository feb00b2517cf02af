"""The check of the standby for public reads."""

import contextlib

import asyncpg

from api.admin.doctor.finding import InstallationFinding
from api.database.connection_count import count_available, count_standby_connections
from api.database.connection_errors import DatabaseUnusableError, connect_login
from api.errors import Text
from api.settings import Settings

_SETTING = "CAPAIAN_READ_DATABASE_URL"
_IDENTIFY_CLUSTER = """
    SELECT system_identifier::text || ' ' || (SELECT oid FROM pg_database WHERE datname = current_database())
    FROM pg_control_system()"""
_USED_BY_PRIMARY = Text("Semua pembacaan memakai server utama.", "All reads use the primary.")


async def check_standby(primary: "asyncpg.Connection[asyncpg.Record]", settings: Settings) -> list[InstallationFinding]:
    """Connect to the standby as the service does; report a failure, another database, and too few connections."""
    if settings.read_database_url is None:
        return []
    try:
        async with connect_login(
            settings.read_database_url, setting=_SETTING, role="capaian_reader", statement_timeout="5s"
        ) as standby:
            with contextlib.suppress(asyncpg.InsufficientPrivilegeError):  # some managed servers
                if await standby.fetchval(_IDENTIFY_CLUSTER) != await primary.fetchval(_IDENTIFY_CLUSTER):
                    return [_unusable(_OTHER_DATABASE)]
            needed = count_standby_connections(settings.workers, settings.pool_size)
            return _check_number(needed, await count_available(standby))
    except DatabaseUnusableError as error:
        return [_unusable(Text(error.indonesian, error.english))]


def _unusable(found: Text) -> InstallationFinding:
    action = Text(f"Perbaiki {_SETTING} atau server itu.", f"Correct {_SETTING} or that server.")
    return InstallationFinding("error", "standby_unusable", found, _USED_BY_PRIMARY, action)


def _check_number(needed: int, available: int) -> list[InstallationFinding]:
    if needed <= available:
        return []
    return [
        InstallationFinding(
            "warning",
            "too_few_standby_connections",
            Text(
                f"Layanan membuka sampai {needed} koneksi ke server siaga, tetapi server itu mengizinkan {available}.",
                f"The service opens up to {needed} connections to the standby, but it permits {available}.",
            ),
            Text("Saat sibuk, pembacaan memakai server utama.", "Under load, reads use the primary."),
            Text(
                f"Kurangi CAPAIAN_WORKERS atau CAPAIAN_POOL_SIZE, atau naikkan max_connections di server siaga paling "
                f"sedikit {needed - available}.",
                f"Lower CAPAIAN_WORKERS or CAPAIAN_POOL_SIZE, or raise max_connections of the standby by at least "
                f"{needed - available}.",
            ),
        )
    ]


_OTHER_DATABASE = Text(
    f"{_SETTING} dan CAPAIAN_DATABASE_URL menuju basis data yang berbeda.",
    f"{_SETTING} and CAPAIAN_DATABASE_URL lead to different databases.",
)
