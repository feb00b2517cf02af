"""Withdraw a set of seed data as `system`: every record that no user has revised, and that no other record cites."""

from typing import NamedTuple

import asyncpg

from api.database.connection_errors import connect_login
from api.database.epochs import RENEW_EPOCH
from api.database.pool import Connection
from api.errors import BilingualError
from api.resources.seed.files import RECORD_TYPES, load_seed_records
from api.resources.seed.load import ACT_AS_SYSTEM, CONTENT_COLUMNS, LOAD_LOCK, SYSTEM_PRINCIPAL

REASON = "Data awal dihapus dari pemasangan ini. (Seed data was removed from this installation.)"
_SET_ACTION = "SELECT set_config('capaian.action', 'withdraw', true)"


class RemainingRecord(NamedTuple):
    """A record that was not withdrawn. `cause`: `revised` or `cited`; `by`: the user, or type and id of a record."""

    type: str
    id: str
    cause: str
    by: str


class Removal(NamedTuple):
    """The number of withdrawn records of each type, and the records that remain."""

    withdrawn: dict[str, int]
    remaining: list[RemainingRecord]


class RemovalConflictError(BilingualError):
    """Another transaction changed or cited a record during the removal, which changed nothing."""


async def remove_seed_data(service_url: str, seed_set: str) -> Removal:
    """Withdraw the records of a set in one transaction; a record that is withdrawn already is not in the result.

    Raise RemovalConflictError if another transaction revised or cited one of them in between.
    """
    try:
        async with connect_login(service_url, role="capaian_service", application_name="capaian seed") as connection:
            await connection.execute(RENEW_EPOCH)
            async with connection.transaction():
                await connection.execute(LOAD_LOCK)
                await connection.execute(ACT_AS_SYSTEM)
                await connection.execute(_SET_ACTION)
                return await _remove(connection, seed_set)
    except (asyncpg.IntegrityConstraintViolationError, asyncpg.TransactionRollbackError) as error:
        raise RemovalConflictError(
            "Data itu diubah atau dirujuk pengguna lain selama penghapusan, sehingga tidak ada yang dihapus: jalankan "
            "lagi.",
            "Another user changed or cited these data during the removal, so nothing was removed: run this again.",
        ) from error


async def _remove(connection: Connection, seed_set: str) -> Removal:
    withdrawn: dict[str, int] = {}
    remaining: list[RemainingRecord] = []
    for record_type in reversed(RECORD_TYPES):  # a record comes before those that it refers to
        key = _key_column(record_type)
        revisers = await _find_live_records(
            connection, record_type, [row[key] for row in load_seed_records(record_type, [seed_set])]
        )
        remaining += [
            RemainingRecord(record_type, id_, "revised", by) for id_, by in revisers.items() if by is not None
        ]
        candidates = [id_ for id_, by in revisers.items() if by is None]
        withdraw = _withdraw_sql(
            record_type, [name for (name,) in await connection.fetch(CONTENT_COLUMNS, record_type)]
        )
        withdrawn[record_type] = 0
        while candidates:
            citing = await _find_citing(connection, record_type, candidates)
            free = [id_ for id_ in candidates if id_ not in citing]
            if not free:
                remaining += [RemainingRecord(record_type, id_, "cited", by) for id_, by in citing.items()]
                break
            await connection.execute(withdraw, free, REASON, SYSTEM_PRINCIPAL)
            withdrawn[record_type] += len(free)
            candidates = list(citing)  # one of the same type may have been the only one that cited it, such as a region
    return Removal(withdrawn, remaining)


def _key_column(record_type: str) -> str:
    return "id" if record_type in ("target", "realization", "claim") else "code"


async def _find_live_records(connection: Connection, record_type: str, keys: list[str]) -> dict[str, str | None]:
    """Return those of the records that are not withdrawn, each with the last user who revised it."""
    key = _key_column(record_type)
    # nosemgrep: sql-built-in-a-call  # names of tables and columns of this repository
    rows = await connection.fetch(
        f"""SELECT {key}::text AS key,
            (array_agg(recorded_by ORDER BY revision DESC) FILTER (WHERE recorded_by <> $2))[1] AS reviser
        FROM {record_type} WHERE {key} = ANY ($1::{"uuid" if key == "id" else "text"}[]) GROUP BY {key}
        HAVING bool_or(replaced_at IS NULL AND status <> 'withdrawn') ORDER BY {key}""",
        keys,
        SYSTEM_PRINCIPAL,
    )
    return {row["key"]: row["reviser"] for row in rows}


def _withdraw_sql(record_type: str, columns: list[str]) -> str:
    key, listed = _key_column(record_type), ", ".join(columns)
    type_ = "uuid" if key == "id" else "text"
    return f"""INSERT INTO {record_type} ({listed}, revision, status, public, reason, recorded_by)
        SELECT {listed}, revision + 1, 'withdrawn', true, $2, $3 FROM {record_type}
        WHERE {key} = ANY ($1::{type_}[]) AND status = 'published' AND replaced_at IS NULL"""


async def _find_citing(connection: Connection, record_type: str, candidates: list[str]) -> dict[str, str]:
    """Return the candidates that another record cites, drafts included, each with one such record."""
    pairs: list[str] = await connection.fetchval("SELECT references_to($1)", record_type)
    queries = [
        f"""SELECT key, '{table} ' || referring.{_key_column(table)}::text AS by
            FROM unnest($1::text[]) AS key, {table} AS referring
            WHERE referring.replaced_at IS NULL AND referring.status <> 'withdrawn' AND ({condition})"""
        for table, condition in zip(pairs[::2], pairs[1::2], strict=True)
    ]
    if record_type == "realization":
        queries.append("""SELECT key, 'preference by ' || recorded_by FROM unnest($1::text[]) AS key, preference
            WHERE realization = key::uuid AND active AND replaced_at IS NULL""")
    rows = await connection.fetch(" UNION ALL ".join(queries), candidates) if queries else []
    return {row["key"]: row["by"] for row in rows}
