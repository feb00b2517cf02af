"""The facts that the database contributes to the checks, read in one transaction."""

import time
from typing import NamedTuple

import asyncpg

from api.admin.doctor.database_checks import RoleRights
from api.admin.doctor.key_checks import KeyPair
from api.auth.api_key_store import ApiKey, list_keys
from api.database.connection_count import ConnectionDemand, measure_demand
from api.database.pool import Connection

# The newest entries and publications: a large installation has millions of them.
MAX_ENTRIES, MAX_PUBLICATIONS = 500_000, 10_000
SELECT_PAIRS = """
    WITH publication AS (
        SELECT record_type, record_id, revision, key_id
        FROM (SELECT * FROM audit_entry ORDER BY epoch DESC, xid DESC, ordinal DESC LIMIT $1) AS newest
        WHERE action = 'publish' AND revision IS NOT NULL AND key_id IS NOT NULL
        ORDER BY epoch DESC, xid DESC, ordinal DESC LIMIT $2
    )
    SELECT publisher.created_by, writer.id AS writing_key, publisher.id AS publishing_key,
        count(DISTINCT (p.record_type, p.record_id)) AS record_count,
        min(p.record_type || ' ' || p.record_id) AS example
    FROM publication p
    JOIN api_key publisher ON publisher.id = p.key_id
    JOIN LATERAL (
        SELECT DISTINCT w.key_id FROM audit_entry w
        WHERE w.record_type = p.record_type AND w.record_id = p.record_id AND w.revision < p.revision
            AND w.action <> 'publish' AND w.revision > coalesce((SELECT max(before.revision) FROM audit_entry before
                WHERE before.record_type = p.record_type AND before.record_id = p.record_id
                    AND before.revision < p.revision AND before.action = 'publish'), 0)
    ) AS work ON true
    JOIN api_key writer ON writer.id = work.key_id
    WHERE writer.created_by = publisher.created_by AND writer.name <> publisher.name AND 'write' = ANY (writer.scopes)
    GROUP BY publisher.created_by, writer.id, publisher.id
    ORDER BY record_count DESC, writing_key, publishing_key"""
SELECT_RIGHTS = """
    SELECT r.rolname, array_remove(ARRAY[
        CASE WHEN r.rolsuper THEN 'SUPERUSER' END, CASE WHEN r.rolbypassrls THEN 'BYPASSRLS' END,
        CASE WHEN r.rolcreaterole THEN 'CREATEROLE' END, CASE WHEN r.rolcreatedb THEN 'CREATEDB' END,
        CASE WHEN r.rolreplication THEN 'REPLICATION' END,
        CASE WHEN NOT r.rolsuper AND pg_has_role(r.oid, c.relowner, 'MEMBER') THEN 'OWNER' END,
        CASE WHEN has_table_privilege(r.oid, c.oid, 'UPDATE') THEN 'UPDATE audit_entry' END,
        CASE WHEN has_table_privilege(r.oid, c.oid, 'DELETE') THEN 'DELETE audit_entry' END,
        CASE WHEN has_table_privilege(r.oid, c.oid, 'TRUNCATE') THEN 'TRUNCATE audit_entry' END], NULL) AS rights
    FROM pg_roles r CROSS JOIN pg_class c
    WHERE c.oid = 'audit_entry'::regclass AND r.rolname IN (session_user, 'capaian_reader', 'capaian_service')
    ORDER BY r.rolname"""
SELECT_LOCALE = "SELECT lower('É') = 'é'"
SELECT_CLOCK = "SELECT extract(epoch FROM clock_timestamp())::double precision"


class DatabaseFacts(NamedTuple):
    """`clock_difference_seconds` is positive if this machine is ahead."""

    keys: list[ApiKey]
    pairs: list[KeyPair]
    roles: list[RoleRights]
    folds_case: bool
    clock_difference_seconds: float
    connections: ConnectionDemand


async def read_facts(connection: "asyncpg.Connection[asyncpg.Record]", workers: int, pool_size: int) -> DatabaseFacts:
    pairs = await connection.fetch(SELECT_PAIRS, MAX_ENTRIES, MAX_PUBLICATIONS)
    roles = await connection.fetch(SELECT_RIGHTS)
    return DatabaseFacts(
        keys=await list_keys(connection),
        pairs=[KeyPair(**row) for row in pairs],
        roles=[RoleRights(row["rolname"], tuple(row["rights"])) for row in roles],
        folds_case=await connection.fetchval(SELECT_LOCALE),
        clock_difference_seconds=await _measure_clock(connection),
        connections=await measure_demand(connection, workers, pool_size),
    )


async def _measure_clock(connection: Connection) -> float:
    """Compare the clocks at the middle of a round trip."""
    before = time.time()
    found: float = await connection.fetchval(SELECT_CLOCK)
    return (before + time.time()) / 2 - found
