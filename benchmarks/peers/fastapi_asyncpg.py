"""FastAPI with asyncpg and no more: SQL by hand, rows as dictionaries, a Pydantic model for the answer."""

import json
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any
from uuid import UUID

import asyncpg
from fastapi import Depends, FastAPI, HTTPException, Request

from benchmarks.peers.schemas import Realization, RealizationPage

COLUMNS = ", ".join(Realization.model_fields)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with asyncpg.create_pool(os.environ["DATABASE_URL"], min_size=8, max_size=8, init=with_json) as pool:
        app.state.pool = pool
        yield


async def with_json(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec("jsonb", schema="pg_catalog", encoder=json.dumps, decoder=json.loads)


app = FastAPI(lifespan=lifespan)


def pool_of(request: Request) -> asyncpg.Pool:
    return request.app.state.pool


Pool = Annotated[asyncpg.Pool, Depends(pool_of)]


@app.get("/v1/realizations", response_model=RealizationPage)
async def list_realizations(pool: Pool, limit: int = 100) -> dict[str, Any]:
    rows = await pool.fetch(
        f"SELECT {COLUMNS} FROM realization WHERE status = 'published' AND replaced_at IS NULL ORDER BY program, "
        "indicator, nature, region, period_end, period_start, stated_latest, id LIMIT $1",
        limit,
    )
    return {"data": [dict(row) for row in rows]}


@app.get("/v1/realizations/{realization_id}", response_model=Realization)
async def read_realization(pool: Pool, realization_id: UUID) -> dict[str, Any]:
    row = await pool.fetchrow(
        f"SELECT {COLUMNS} FROM realization WHERE id = $1 AND status = 'published' AND replaced_at IS NULL",
        realization_id,
    )
    if row is None:
        raise HTTPException(status_code=404)
    return dict(row)
