"""What writers enter, each in a transaction of its own that stays open as long as the test wants."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from tests.support.databases import Addresses
from tests.wire import recording

Connection = asyncpg.Connection  # type: ignore[type-arg]


@asynccontextmanager
async def writers(addresses: Addresses, count: int) -> AsyncIterator[list[Connection]]:
    """Connections of the service's role."""
    role = {"role": "capaian_service"}
    opened = [await asyncpg.connect(addresses.service, server_settings=role) for _ in range(count)]
    try:
        yield opened
    finally:
        for connection in opened:
            await connection.close()


async def begin(connection: Connection, principal: str = "system") -> None:
    """Until COMMIT or ROLLBACK; the transaction draws its number with its first write."""
    await connection.execute("BEGIN")
    await connection.execute(
        "SELECT set_config('capaian.principal', $1, true), set_config('capaian.scopes', 'write publish', true)",
        principal,
    )


async def add(connection: Connection, number: int, **fields: Any) -> str:
    """One revision of a target, in the open transaction; its id."""
    row = {**recording.CHAIN, **recording.FIGURE, "id": recording.figure_id(number), **place(number), **fields}
    columns = ", ".join(row)
    await connection.execute(
        f"INSERT INTO target ({columns}) SELECT {columns} FROM jsonb_populate_record(NULL::target, $1::jsonb)",
        json.dumps(row),
    )
    return str(row["id"])


async def enter(connection: Connection, number: int, **fields: Any) -> str:
    """The same, committed."""
    await begin(connection, fields.get("recorded_by", "system"))
    entered = await add(connection, number, **fields)
    await connection.execute("COMMIT")
    return entered


def place(number: int) -> dict[str, object]:
    """A statement of its own for each number: no two targets may say the same of the same."""
    return {"value": number}
