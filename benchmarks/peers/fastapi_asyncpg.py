"""FastAPI with asyncpg: SQL, rows as dictionaries, a Pydantic model of the response."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any
from uuid import UUID

import asyncpg
from fastapi import Depends, FastAPI, HTTPException, Request

from benchmarks.peers.schemas import Realization, RealizationPage

COLUMNS = ", ".join("i.unit" if name == "unit" else f"r.{name}" for name in Realization.model_fields)
SELECT = (
    f"SELECT {COLUMNS} FROM realization r JOIN indicator i ON i.code = r.indicator AND i.status = 'published' "
    "AND i.replaced_at IS NULL WHERE r.status = 'published' AND r.replaced_at IS NULL"
)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=8, max_size=8, init=set_json_codec) as pool:
        app.state.pool = pool
        yield


async def set_json_codec(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads)


app = FastAPI(lifespan=lifespan)


def get_pool(request: Request) -> asyncpg.Pool:
    return request.app.state.pool


Pool = Annotated[asyncpg.Pool, Depends(get_pool)]


@app.get("/v1/realizations", response_model=RealizationPage)
async def list_realizations(pool: Pool, limit: int = 100) -> dict[str, Any]:
    rows = await pool.fetch(
        f"{SELECT} ORDER BY r.program, r.indicator, r.nature, r.region, r.period_end, r.period_start, "
        "r.stated_latest, r.id LIMIT $1",
        limit,
    )
    return {"data": [dict(row) for row in rows]}


@app.get("/v1/realizations/{realization_id}", response_model=Realization)
async def get_realization(pool: Pool, realization_id: UUID) -> dict[str, Any]:
    row = await pool.fetchrow(f"{SELECT} AND r.id = $1", realization_id)
    if row is None:
        raise HTTPException(status_code=404)
    return dict(row)
