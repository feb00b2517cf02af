"""Enters what ships, published, as often as asked: what is there is left, what a person corrected stays theirs."""

from typing import NamedTuple

import asyncpg

from api.shipped.files import FILES, as_json

SYSTEM = "system"


class Loaded(NamedTuple):
    """How many entities of one noun were created, changed by a new release, unchanged, or left to their editors."""

    noun: str
    created: int
    changed: int
    unchanged: int
    left: int


def load_sql(noun: str, columns: list[str]) -> str:
    """One statement for a noun: compares every shipped record with the newest revision and enters what differs.

    A figure's program is its indicator's. A chain whose newest revision is not the system's own is left alone, and so
    is one that held the record's content before: then it is this release that is behind, in a mixed deployment.
    """
    key = "id" if "id" in columns else "code"
    listed = ", ".join(columns)
    program = "(SELECT i.program FROM indicator i WHERE i.code = given.indicator LIMIT 1)"
    given = ", ".join(
        program if column == "program" and noun in ("target", "realization") else f"given.{column}"
        for column in columns
    )
    held = ", ".join(f"t.{column}" for column in columns)
    return f"""
        WITH shipped AS (
            SELECT {given} FROM jsonb_populate_recordset(NULL::{noun}, $1::jsonb) AS given
        ), compared AS (
            SELECT shipped.*, coalesce(newest.revision, 0) + 1 AS revision, CASE
                WHEN newest.revision IS NULL THEN 'created'
                WHEN newest.recorded_by <> $2 OR newest.status <> 'published' THEN 'left'
                WHEN to_jsonb(shipped) = newest.content THEN 'unchanged'
                WHEN EXISTS (
                    SELECT FROM {noun} t, LATERAL (SELECT {held}) AS held
                    WHERE t.{key} = shipped.{key} AND to_jsonb(held) = to_jsonb(shipped)) THEN 'left'
                ELSE 'changed' END AS outcome
            FROM shipped LEFT JOIN LATERAL (
                SELECT t.revision, t.recorded_by, t.status, to_jsonb(held) AS content
                FROM {noun} t, LATERAL (SELECT {held}) AS held
                WHERE t.{key} = shipped.{key} ORDER BY t.revision DESC LIMIT 1
            ) AS newest ON true
        ), entered AS (
            INSERT INTO {noun} ({listed}, revision, status, public, recorded_by)
            SELECT {listed}, revision, 'published', true, $2 FROM compared WHERE outcome IN ('created', 'changed')
        )
        SELECT count(*) FILTER (WHERE outcome = 'created'), count(*) FILTER (WHERE outcome = 'changed'),
            count(*) FILTER (WHERE outcome = 'unchanged'), count(*) FILTER (WHERE outcome = 'left')
        FROM compared"""


CONTENT_COLUMNS = """
    SELECT attname FROM pg_attribute
    WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
        AND attname NOT IN ('revision', 'status', 'public', 'reason', 'recorded_at', 'recorded_by', 'replaced_at')
    ORDER BY attnum"""

# Two services that start at once load one after the other.
LOAD_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended('capaian load', 0))"

# It sees everybody's work, so that it leaves it alone.
ACT_AS_SYSTEM = """SELECT set_config('capaian.principal', 'system', true),
    set_config('capaian.scopes', 'read:drafts', true), set_config('capaian.action', 'load', true)"""


async def load(service_url: str) -> list[Loaded]:
    """All nouns or none, in one transaction of the service's role."""
    connection = await asyncpg.connect(
        service_url, server_settings={"role": "capaian_service", "application_name": "capaian load"}
    )
    try:
        async with connection.transaction():
            await connection.execute(LOAD_LOCK)
            await connection.execute(ACT_AS_SYSTEM)
            await connection.execute("SELECT renew_epoch()")  # see schema/migrations/0011_trail.sql
            outcome = []
            for noun in FILES:
                columns = [name for (name,) in await connection.fetch(CONTENT_COLUMNS, noun)]
                (row,) = await connection.fetch(load_sql(noun, columns), as_json(noun), SYSTEM)
                outcome.append(Loaded(noun, *row))
            return outcome
    finally:
        await connection.close()
