"""Awaiting: whoever asks something of an import gets its end where that comes soon, and else where to look for it."""

import asyncio
import re
import time
from dataclasses import replace
from uuid import UUID

from api.faults import Fault, Missing, Text, Unusable
from api.http.acting_as import reading
from api.http.entity import ENCODER
from api.http.kinds import IDENTIFIER
from api.http.operation import CapaianRequest, field_of
from api.http.whole import WholeAnswer
from api.imports.model import OVER, Import
from api.imports.queries import find_import
from api.imports.refusals import raised_of
from api.postgres.pool import Database

ID = replace(IDENTIFIER, schema={**IDENTIFIER.schema, "examples": ["01a1fb67-1800-7000-8000-0000000000aa"]})
SECONDS = 10.0  # that a request waits by itself
MOST_SECONDS = 30
_WAIT = re.compile(r"\bwait\s*=\s*(\d{1,3})\b")
FAULTS_TOLD = 100


def import_of(request: CapaianRequest) -> UUID:
    """The id in the request's address. Raises Missing for what is none."""
    text: str = request.path_params["id"]
    try:
        return UUID(str(IDENTIFIER.read(text)))
    except ValueError:
        raise Missing(f"/v1/imports/{text}") from None


async def found(request: CapaianRequest, database: Database, import_id: UUID) -> Import:
    async with reading(request, database) as connection:
        one = await find_import(connection, import_id)
    if one is None:
        raise Missing(f"/v1/imports/{import_id}")
    return one


async def ended(request: CapaianRequest, database: Database, import_id: UUID) -> Import:
    """The import as soon as it is over, or as it is after a while: `Prefer: wait=…` or `respond-async` (RFC 7240)."""
    wishes = field_of(request, "prefer").lower()
    wanted = _WAIT.search(wishes)
    seconds = 0.0 if "respond-async" in wishes else min(int(wanted[1]), MOST_SECONDS) if wanted else SECONDS
    until = time.monotonic() + seconds
    pause = 0.02
    while (one := await found(request, database, import_id)).state not in OVER and time.monotonic() < until:
        await asyncio.sleep(pause)
        pause = min(2 * pause, 0.3)
    return one


def told(one: Import, doing: str, status: int, *, is_replay: bool = False) -> WholeAnswer:
    """Raises what it came to nothing for, where it was last asked the same. `status` is that of one that is over."""
    if one.state in OVER and one.doing == doing:
        if one.state == "refused":
            raise _refused(one)
        if (refusal := raised_of(one)) is not None:
            raise refusal
    headers = {"cache-control": "no-store", "location": f"/v1/imports/{one.id}"}
    if is_replay:
        headers["idempotent-replayed"] = "true"
    if one.state not in OVER:
        status = 202
        headers["retry-after"] = "1"
    return WholeAnswer(ENCODER.encode(one), status=status, headers=headers)


def _refused(one: Import) -> Unusable:
    faults = [
        Fault(fault.code, Text(fault.detail.id, fault.detail.en), pointer=_place(row.number, fault.column))
        for row in one.faulty_rows
        for fault in row.faults
    ]
    return Unusable("rows", faults[:FAULTS_TOLD], f"/v1/imports/{one.id}")


def _place(number: int, column: str | None) -> str:
    """A JSON Pointer (RFC 6901) into the table that the file is."""
    return f"/rows/{number}" + ("" if column is None else f"/{column.replace('~', '~0').replace('/', '~1')}")
