"""Routes for operators: liveness and readiness."""

from typing import Annotated, Literal

import msgspec
from litestar.di import NamedDependency
from msgspec import Meta

from api.admin.health.readiness import Readiness, ReadinessCheck
from api.http.request.operation import RawResponse, build_response, get

OPERATION_IDS = (
    "read_liveness",
    "read_readiness",
    "read_readiness_for_writes",
)

NO_STORE = {"cache-control": "no-store"}


class Liveness(msgspec.Struct, frozen=True):
    """The process responds."""

    status: Annotated[Literal["live"], Meta(description="Result of the check.", examples=["live"])]


@get(
    "/health/live",
    summary="Check liveness",
    tag="service",
    requires="nothing",
    cost=0,
    is_documented=False,
    response_model=Liveness,
    description="Responds without a database query. If it does not respond, restart the process.",
)
async def read_liveness() -> RawResponse:
    return build_response(msgspec.json.encode(Liveness("live")), headers=NO_STORE)


@get(
    "/health/ready",
    summary="Check readiness",
    tag="service",
    requires="nothing",
    cost=0,
    is_documented=False,
    response_model=Readiness,
    problem_types=("unavailable",),
    description="Returns 200 if reads are possible; `writes` states whether writes are, too. Returns 503 while the "
    "database is unreachable or migrations are pending, with the reason in `errors`; send no requests.",
)
async def read_readiness(readiness_check: NamedDependency[ReadinessCheck]) -> RawResponse:
    return build_response(msgspec.json.encode(await readiness_check.run()), headers=NO_STORE)


@get(
    "/health/ready/writes",
    summary="Check readiness for writes",
    tag="service",
    requires="nothing",
    cost=0,
    is_documented=False,
    response_model=Readiness,
    problem_types=("unavailable",),
    description="Returns 200 if reads and writes are possible, otherwise 503 with the reason in `errors`. For load "
    "balancers that send writes to other instances than reads.",
)
async def read_readiness_for_writes(readiness_check: NamedDependency[ReadinessCheck]) -> RawResponse:
    readiness = await readiness_check.run()
    readiness.require_writes()
    return build_response(msgspec.json.encode(readiness), headers=NO_STORE)


handlers = [read_liveness, read_readiness, read_readiness_for_writes]
