"""Refusals of callers who are known: kept in the audit, each in a transaction of its own.

What is refused to the public is counted in the metrics; anybody could fill the audit with it.
"""

import asyncio

import msgspec
import structlog

from api.access.caller import PUBLIC, Caller
from api.faults import OutcomeUnknown, Unavailable
from api.http.acting_as import told_of
from api.http.operation import AnyRequest, CapaianRequest
from api.postgres.acting import acting
from api.postgres.pool import Database

log = structlog.get_logger()

KEEP = """INSERT INTO audit (principal, key_id, address, request_id, action, detail)
    VALUES ($1, $2, $3, $4, 'refuse', $5::jsonb)"""
FORBIDDEN = 403
SECONDS_TO_FINISH = 5


def is_audited(request: AnyRequest, status: int) -> bool:
    """Every write that was refused, and every read that was not the caller's."""
    caller: Caller = request.scope["state"].get("caller", PUBLIC)
    return not caller.is_public and status < 500 and (status == FORBIDDEN or request.method not in ("GET", "HEAD"))


class RefusalAudit:
    """Keeps them beside the answers, which wait for none of it; the service ends when all are kept."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._under_way: set[asyncio.Task[None]] = set()

    def keep(self, request: CapaianRequest, status: int, slug: str) -> None:
        keeping = asyncio.create_task(self._keep(request, status, slug))
        self._under_way.add(keeping)
        keeping.add_done_callback(self._under_way.discard)

    async def close(self) -> None:
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=SECONDS_TO_FINISH)

    async def _keep(self, request: CapaianRequest, status: int, slug: str) -> None:
        told = told_of(request, "refuse")
        detail = {"method": request.method, "path": request.scope["path"], "status": status, "problem": slug}
        try:
            async with acting(self._database, told) as connection:
                await connection.execute(
                    KEEP,
                    told["principal"],
                    told["key_id"] or None,
                    told["address"] or None,
                    told["request_id"],
                    msgspec.json.encode(detail).decode(),
                )
        except (Unavailable, OutcomeUnknown) as error:
            log.warning("audit.refusal_not_kept", cause=error.cause, request_id=told["request_id"], **detail)
