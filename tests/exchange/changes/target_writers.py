"""Database connections that insert targets in transactions. The test decides when each one commits."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from tests.http import recording
from tests.support.databases import DatabaseUrls

Connection = asyncpg.Connection  # type: ignore[type-arg]


@asynccontextmanager
async def connect_writers(urls: DatabaseUrls, count: int) -> AsyncIterator[list[Connection]]:
    """Open connections with the role of the service."""
    role = {"role": "capaian_service"}
    connections = [await asyncpg.connect(urls.service, server_settings=role) for _ in range(count)]
    try:
        yield connections
    finally:
        for connection in connections:
            await connection.close()


async def begin(connection: Connection, principal: str = "system") -> None:
    """Begin a transaction. PostgreSQL assigns its transaction id at the first write."""
    await connection.execute("BEGIN")
    await connection.execute(
        "SELECT set_config('capaian.principal', $1, true), set_config('capaian.scopes', 'write publish', true)",
        principal,
    )


async def insert_target(connection: Connection, number: int, **fields: Any) -> str:
    """Insert one revision of a target in the open transaction and return the id of the target.

    Each number has its own value, because two targets may not state the same.
    """
    row = {**recording.PUBLISHED, **recording.FIGURE, "id": recording.figure_id(number), "value": number, **fields}
    columns = ", ".join(row)
    await connection.execute(
        f"INSERT INTO target ({columns}) SELECT {columns} FROM jsonb_populate_record(NULL::target, $1::jsonb)",
        json.dumps(row),
    )
    return str(row["id"])


async def commit_target(connection: Connection, number: int, **fields: Any) -> str:
    """Insert one revision of a target, commit, and return the id of the target."""
    await begin(connection, fields.get("recorded_by", "system"))
    target_id = await insert_target(connection, number, **fields)
    await connection.execute("COMMIT")
    return target_id
