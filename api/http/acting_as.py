"""Connections on behalf of a caller: the public's for the public, else a transaction that knows who acts."""

import contextlib
from collections.abc import AsyncIterator

from api.http.client_address import client_address
from api.http.operation import CapaianRequest, field_of
from api.postgres.acting import READ, acting
from api.postgres.pool import Connection, Database


def told_of(request: CapaianRequest, action: str = "read") -> dict[str, str]:
    """Who asks, from where, for what: see api/postgres/acting.py."""
    caller = request.caller
    peer, _ = request.scope.get("client") or ("", 0)
    trusted = request.app.state.trusted_proxies
    return {
        "principal": caller.principal or "",
        "scopes": " ".join(sorted(caller.scopes)),
        "institution": caller.institution or "",
        "key_id": caller.key_id or "",
        "address": client_address(peer, field_of(request, "x-forwarded-for"), trusted),
        "request_id": request.scope["state"]["request_id"],
        "action": action,
    }


def reading(
    request: CapaianRequest, database: Database, *, of_one_moment: bool = False
) -> contextlib.AbstractAsyncContextManager[Connection]:
    """For one read, or for several that must agree with each other."""
    if not request.caller.is_public:
        return acting(database, told_of(request), of_one_moment=of_one_moment, act=READ)
    return _of_one_moment(database) if of_one_moment else database.public()


@contextlib.asynccontextmanager
async def _of_one_moment(database: Database) -> AsyncIterator[Connection]:
    async with database.public() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        yield connection
