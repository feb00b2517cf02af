"""Load the seed data as published records. Loading again changes nothing, and corrections of users stay."""

from collections.abc import Iterable
from typing import NamedTuple

from api.database.connection_errors import connect_login
from api.database.epochs import RENEW_EPOCH
from api.resources.seed.files import DEMONSTRATION, RECORD_TYPES, encode_seed_records

SYSTEM_PRINCIPAL = "system"


class SeedResult(NamedTuple):
    """Number of records of one type that were created, changed by a new version, unchanged, or skipped."""

    type: str
    created: int
    changed: int
    unchanged: int
    skipped: int


def build_load_sql(record_type: str, columns: list[str]) -> str:
    """Return a statement that compares every seed record with its latest revision and inserts the changed ones.

    The program of a figure is that of its indicator. A record is skipped if its latest revision is not by `system`, or
    if an earlier revision has this content: then another process of a newer version has already changed it.
    """
    key = "id" if "id" in columns else "code"
    listed = ", ".join(columns)
    program = "(SELECT i.program FROM indicator i WHERE i.code = given.indicator LIMIT 1)"
    given = ", ".join(
        program if column == "program" and record_type in ("target", "realization") else f"given.{column}"
        for column in columns
    )
    stored = ", ".join(f"t.{column}" for column in columns)
    return f"""
        WITH shipped AS (
            SELECT {given} FROM jsonb_populate_recordset(NULL::{record_type}, $1::jsonb) AS given
        ), compared AS (
            SELECT shipped.*, coalesce(newest.revision, 0) + 1 AS revision, CASE
                WHEN newest.revision IS NULL THEN 'created'
                WHEN newest.recorded_by <> $2 OR newest.status <> 'published' THEN 'left'
                WHEN to_jsonb(shipped) = newest.content THEN 'unchanged'
                WHEN EXISTS (
                    SELECT FROM {record_type} t, LATERAL (SELECT {stored}) AS held
                    WHERE t.{key} = shipped.{key} AND to_jsonb(held) = to_jsonb(shipped)) THEN 'left'
                ELSE 'changed' END AS outcome
            FROM shipped LEFT JOIN LATERAL (
                SELECT t.revision, t.recorded_by, t.status, to_jsonb(held) AS content
                FROM {record_type} t, LATERAL (SELECT {stored}) AS held
                WHERE t.{key} = shipped.{key} ORDER BY t.revision DESC LIMIT 1
            ) AS newest ON true
        ), entered AS (
            INSERT INTO {record_type} ({listed}, revision, status, public, recorded_by)
            SELECT {listed}, revision, 'published', true, $2 FROM compared WHERE outcome IN ('created', 'changed')
        )
        SELECT count(*) FILTER (WHERE outcome = 'created'), count(*) FILTER (WHERE outcome = 'changed'),
            count(*) FILTER (WHERE outcome = 'unchanged'), count(*) FILTER (WHERE outcome = 'left')
        FROM compared"""


# A newer version may have added columns that this one must not fill.
CONTENT_COLUMNS = """
    SELECT attname FROM pg_attribute
    WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
        AND has_column_privilege(attrelid, attnum, 'INSERT')
        AND attname NOT IN ('revision', 'status', 'public', 'reason', 'recorded_at', 'recorded_by', 'replaced_at')
    ORDER BY attnum"""

# Two processes that start together load one after the other.
LOAD_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('capaian seed', 0))"

# read:drafts shows the drafts of all users, so that loading skips these records.
ACT_AS_SYSTEM = """SELECT set_config('capaian.principal', 'system', true),
    set_config('capaian.scopes', 'read:drafts', true), set_config('capaian.action', 'load', true)"""


async def load_seed_data(service_url: str, sets: Iterable[str] = DEMONSTRATION) -> list[SeedResult]:
    """Load all types of these sets in one transaction with the role of the service."""
    async with connect_login(service_url, role="capaian_service", application_name="capaian seed") as connection:
        await connection.execute(RENEW_EPOCH)
        async with connection.transaction():
            await connection.execute(LOAD_LOCK)
            await connection.execute(ACT_AS_SYSTEM)
            outcome = []
            for record_type in RECORD_TYPES:
                columns = [name for (name,) in await connection.fetch(CONTENT_COLUMNS, record_type)]
                (row,) = await connection.fetch(
                    build_load_sql(record_type, columns), encode_seed_records(record_type, sets), SYSTEM_PRINCIPAL
                )
                outcome.append(SeedResult(record_type, *row))
            return outcome
