"""The metrics that the database has: lags, imports in progress and replication. Each scrape reads them."""

import asyncio
from collections.abc import Iterator

import asyncpg
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from api.database.pool import Database
from api.database.pooled_connection import CONNECTION_ERRORS
from api.database.session import begin_transaction_on
from api.errors import OutcomeUnknownError, UnavailableError

TIMEOUT_SECONDS = 3.0  # Prometheus waits 10 s for a scrape by default
SYSTEM_SESSION = {"principal": "system", "scopes": "admin", "action": "metrics"}

# One value per metric below; null omits the metric. The lags of feed and seals read one row of a primary key.
SELECT_STATE = """
SELECT
    coalesce((SELECT extract(epoch FROM clock_timestamp() - recorded_at) FROM change
        WHERE (epoch, xid, ordinal) >= (current_epoch(), pg_snapshot_xmin(pg_current_snapshot()), 0::bigint)
        ORDER BY epoch, xid, ordinal LIMIT 1), 0)::float8 AS feed_lag_seconds,
    coalesce((SELECT extract(epoch FROM clock_timestamp() - entry.recorded_at)
        FROM (SELECT max(number) AS number FROM audit_seal) AS head
            LEFT JOIN audit_seal AS seal USING (number)
            CROSS JOIN LATERAL (SELECT a.recorded_at FROM audit_entry AS a
                WHERE (a.epoch, a.xid, a.ordinal)
                    > (coalesce(seal.epoch, 0), coalesce(seal.xid, '0'::xid8), coalesce(seal.ordinal, 0))
                ORDER BY a.epoch, a.xid, a.ordinal LIMIT 1) AS entry), 0)::float8 AS seal_lag_seconds,
    imports.receiving, imports.queued, imports.running,
    pg_is_in_recovery()::int::float8 AS database_is_standby,
    CASE WHEN NOT pg_is_in_recovery() THEN (SELECT count(*) FROM pg_stat_replication) END AS replication_standbys,
    CASE WHEN NOT pg_is_in_recovery() THEN
        (SELECT CASE WHEN bool_and(state IS NOT NULL) THEN coalesce(extract(epoch FROM max(replay_lag)), 0) END
            FROM pg_stat_replication)
    WHEN pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn() THEN 0
    ELSE extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())
    END::float8 AS replication_lag_seconds
FROM (SELECT count(*) FILTER (WHERE status = 'receiving') AS receiving,
        count(*) FILTER (WHERE status = 'queued') AS queued,
        count(*) FILTER (WHERE status = 'running') AS running
    FROM import WHERE status IN ('receiving', 'queued', 'running')) AS imports
"""
GAUGES = {
    "feed_lag_seconds": "Age of the oldest change that the feed does not return yet, because of an open transaction.",
    "seal_lag_seconds": "Age of the oldest audit entry without a seal.",
    "database_is_standby": "1 if the database is a standby.",
    "replication_standbys": "Connected standbys; only on a primary.",
    "replication_lag_seconds": "Age of the changes that the slowest standby, or this standby, has not replayed.",
}
IMPORT_STATUSES = ("receiving", "queued", "running")


class DatabaseState(Collector):
    """Collect the result of the last query. Concurrent scrapes share one query."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._row: asyncpg.Record | None = None
        self._running: asyncio.Task[None] | None = None

    async def refresh(self) -> None:
        """Query the database. If it is not available, `collect` yields only `capaian_database_up`."""
        if self._running is None or self._running.done():
            self._running = asyncio.create_task(self._query())
        await asyncio.shield(self._running)

    async def _query(self) -> None:
        self._row = None
        try:
            async with (
                asyncio.timeout(TIMEOUT_SECONDS),
                self._database.acquire_internal() as connection,
                begin_transaction_on(connection, SYSTEM_SESSION),
            ):
                self._row = await connection.fetchrow(SELECT_STATE)
        except (UnavailableError, OutcomeUnknownError, *CONNECTION_ERRORS):
            pass

    def collect(self) -> Iterator[Metric]:
        """Yield the metrics of the last query."""
        yield GaugeMetricFamily(
            "capaian_database_up", "1 if the database responds to the scrape.", value=self._row is not None
        )
        if self._row is None:
            return
        for name, documentation in GAUGES.items():
            if self._row[name] is not None:
                yield GaugeMetricFamily(f"capaian_{name}", documentation, value=self._row[name])
        imports = GaugeMetricFamily("capaian_imports", "Imports in progress, by status.", labels=["status"])
        for status in IMPORT_STATUSES:
            imports.add_metric([status], self._row[status])
        yield imports
