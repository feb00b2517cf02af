"""For those who run the service: liveness, readiness, and metrics."""

from typing import Annotated, Literal

import msgspec
from litestar import get
from litestar.di import NamedDependency
from msgspec import Meta

from api.faults import Unavailable
from api.http.metrics import render
from api.http.operation import Operation, answer
from api.http.whole import WholeAnswer
from api.postgres.migrations import pending
from api.postgres.pool import Database

UNCACHED = {"cache-control": "no-store"}


class Health(msgspec.Struct, frozen=True):
    """How the service is."""

    status: Annotated[Literal["live", "ready"], Meta(description="What was asked for holds.", examples=["ready"])]


@get(
    "/health/live",
    operation_id="read_liveness",
    opt={
        "operation": Operation(
            summary="Is the process alive",
            tag="service",
            asks="nothing",
            answers=Health,
            description="Answers without asking the database; when it does not answer, restart the process.",
        )
    },
)
async def read_liveness() -> WholeAnswer:
    return answer(msgspec.json.encode(Health("live")), headers=UNCACHED)


@get(
    "/health/ready",
    operation_id="read_readiness",
    opt={
        "operation": Operation(
            summary="Can it answer",
            tag="service",
            asks="nothing",
            answers=Health,
            problems=("unavailable",),
            description="503 while the database is out of reach or its migrations are not current: send no traffic.",
        )
    },
)
async def read_readiness(database: NamedDependency[Database]) -> WholeAnswer:
    async with database.service() as connection:
        behind = await pending(connection)
    if behind:
        raise Unavailable(f"migrations pending: {', '.join(behind)}")
    return answer(msgspec.json.encode(Health("ready")), headers=UNCACHED)


@get(
    "/metrics",
    operation_id="read_metrics",
    opt={
        "operation": Operation(
            summary="Metrics of this process",
            tag="service",
            asks="nothing",
            answers=None,
            media_type="text/plain",
            description="Prometheus text format: requests by method, route and status, durations, requests in flight.",
        )
    },
)
async def read_metrics() -> WholeAnswer:
    body, media_type = render()
    return answer(body, media_type, UNCACHED)


handlers = [read_liveness, read_readiness, read_metrics]
