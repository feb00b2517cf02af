"""The number of database connections that the service can open, and how many the database permits."""

from typing import NamedTuple

import asyncpg

from api.errors import Text

KEY_POOL_SIZE = 2
# Readiness, the audit of rejected requests, the check of the listener, metrics: one at a time each.
INTERNAL_POOL_SIZE = 3
LISTENERS = 1
WATCHES = 1  # of each of two servers; see api/database/standby/server_watch.py
# Long-running connections, outside the pools:
MAX_EXPORTS = 4  # each export also uses half a processor while the client reads
MAX_SDMX_REQUESTS = 8  # the same, but most requests are short
MAX_IMPORT_RUNS = 1
MAX_LONG_RUNNING = MAX_EXPORTS + MAX_SDMX_REQUESTS + MAX_IMPORT_RUNS

_SELECT_LIMIT = """
    SELECT least(
        current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
            - coalesce(current_setting('reserved_connections', true), '0')::int,
        (SELECT nullif(rolconnlimit, -1) FROM pg_roles WHERE rolname = session_user),
        (SELECT nullif(datconnlimit, -1) FROM pg_database WHERE datname = current_database()))"""

_WAITS_FOR_STANDBY = "SELECT current_setting('synchronous_standby_names') <> ''"


class ConnectionDemand(NamedTuple):
    """`needed` are the connections that the service opens at most; `available` those that its login may open."""

    workers: int
    pool_size: int
    needed: int
    available: int


def compute_service_pool_size(pool_size: int) -> int:
    """Return the size of the pool for reads with a key."""
    return max(2, pool_size // 4)


def compute_write_pool_size(pool_size: int) -> int:
    """Return the size of the pool for writes and background jobs. A write uses its connection for most of its time."""
    return max(2, pool_size // 2)


def count_connections(workers: int, pool_size: int) -> int:
    """Return the number of connections that these workers open at most."""
    pools = pool_size + compute_service_pool_size(pool_size) + compute_write_pool_size(pool_size)
    pools += KEY_POOL_SIZE + INTERNAL_POOL_SIZE
    return workers * (pools + LISTENERS + MAX_LONG_RUNNING)


def count_standby_connections(workers: int, pool_size: int) -> int:
    """Return the number of connections that these workers open at most to the standby of CAPAIAN_READ_DATABASE_URL."""
    return workers * (pool_size + WATCHES + MAX_EXPORTS + MAX_SDMX_REQUESTS)


def count_unconfirmed_commits(workers: int, pool_size: int) -> int:
    """Return how many commits wait for a standby at most after their connection was closed.

    Writes are rejected from as many as the pool for writes has connections, apart from those that commit already.
    """
    return workers * 2 * compute_write_pool_size(pool_size)


async def count_available(connection: "asyncpg.Connection[asyncpg.Record]") -> int:
    """Return how many connections the server, the database and the login permit."""
    found: int = await connection.fetchval(_SELECT_LIMIT)
    return found


async def measure_demand(
    connection: "asyncpg.Connection[asyncpg.Record]", workers: int, pool_size: int
) -> ConnectionDemand:
    """Compare the connections of the service with the limits of the server, the database and the login."""
    available = await count_available(connection)
    needed = count_connections(workers, pool_size)
    if await connection.fetchval(_WAITS_FOR_STANDBY):
        needed += count_unconfirmed_commits(workers, pool_size)
    return ConnectionDemand(workers, pool_size, needed, available)


def describe_shortage(demand: ConnectionDemand) -> tuple[Text, Text, Text]:
    """Return what was found, why it matters and what to do, if more connections are needed than available."""
    workers, pool_size, needed, available = demand
    missing = needed - available
    return (
        Text(
            f"Dengan CAPAIAN_WORKERS={workers} dan CAPAIAN_POOL_SIZE={pool_size} layanan membuka sampai {needed} "
            f"koneksi, tetapi basis data mengizinkan {available}.",
            f"With CAPAIAN_WORKERS={workers} and CAPAIAN_POOL_SIZE={pool_size} the service opens up to {needed} "
            f"connections, but the database permits {available}.",
        ),
        Text("Saat sibuk, permintaan mendapat 503.", "Under load, requests get 503."),
        Text(
            f"Kurangi kedua pengaturan itu, atau naikkan max_connections di PostgreSQL paling sedikit {missing}.",
            f"Lower these settings, or raise max_connections of PostgreSQL by at least {missing}.",
        ),
    )
