"""What callers may ask about themselves."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from msgspec import Meta

from api import words
from api.access.caller import Caller
from api.access.keyring import KeyRecord, list_keys
from api.http.operation import CapaianRequest, Operation, answer
from api.postgres.pool import Database


class Me(msgspec.Struct, frozen=True):
    """Who is asking, as the service sees it."""

    principal: Annotated[str, Meta(description="The name that revisions will bear.", examples=["kemenkop-ukm data"])]
    scopes: Annotated[
        list[Literal["admin", "publish", "read:drafts", "write"]],
        Meta(description="What the key may do.", examples=[["write"]]),
    ]
    institution: (
        Annotated[words.Code, Meta(description="The only institution it writes for.", examples=["kemenkop-ukm"])] | None
    )
    expires_at: (
        Annotated[datetime, Meta(tz=True, description="When it ends.", examples=["2027-11-21T00:00:00Z"])] | None
    )


@get(
    "/v1/me",
    operation_id="read_me",
    opt={
        "operation": Operation(
            summary="Who am I",
            description="The principal, scopes, institution and end of the key that asks.",
            tag="service",
            answers=Me,
            asks="caller",
        )
    },
)
async def read_me(request: CapaianRequest) -> Response[bytes]:
    caller: Caller = request.state.caller
    me = Me(caller.principal or "", sorted(caller.scopes), caller.institution, caller.expires_at)  # type: ignore[arg-type]  # the database knows no other scopes
    return answer(msgspec.json.encode(me))


class Keys(msgspec.Struct, frozen=True):
    """All keys, by name."""

    data: Annotated[list[KeyRecord], Meta(description="Every key there ever was.")]


@get(
    "/v1/keys",
    operation_id="list_keys",
    opt={
        "operation": Operation(
            summary="List the API keys",
            description="Every key with its principal, scopes, end and last use; secrets are kept by nobody.",
            tag="service",
            answers=Keys,
            asks="admin",
        )
    },
)
async def list_all_keys(database: NamedDependency[Database]) -> Response[bytes]:
    async with database.service() as connection:
        return answer(msgspec.json.encode(Keys(await list_keys(connection))))


handlers = [read_me, list_all_keys]
