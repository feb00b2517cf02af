"""The audit trail on the wire, for administrators."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

import msgspec
from litestar import get
from litestar.di import NamedDependency

from api.faults import Broken, Fault, Invalid, Text
from api.http.acting_as import reading
from api.http.cursor import read_cursor, write_cursor
from api.http.entity import ENCODER
from api.http.kinds import MOMENT, matching, one_of
from api.http.list_query import CURSOR, RevisionsQuery
from api.http.listing import next_page
from api.http.operation import CapaianRequest, Operation, answer
from api.http.page import Page, one_page
from api.http.whole import WholeAnswer
from api.postgres.pool import Database
from api.trail.entries import Place
from api.trail.model import AuditEntry
from api.trail.queries import list_entries

# Within the bounds of the columns, so that the database is asked for no place that cannot be.
POSITION = re.compile(r"([0-9]{1,9})/([0-9]{1,19})/([0-9]{1,18})", re.ASCII)
EXACTLY = matching(
    "not-words",
    r"[^\x00-\x1f\x7f]{1,500}",
    Text(
        "harus teks 1–500 aksara tanpa aksara kendali", "must be a text of 1–500 characters without control characters"
    ),
)


class AuditQuery(RevisionsQuery, frozen=True, kw_only=True):
    sort: Annotated[
        str, one_of(("recorded_at", "-recorded_at")), "In the order of the trail; `-` for the newest first."
    ] = "-recorded_at"
    principal: Annotated[str | None, EXACTLY, "Only what this principal did."] = None
    key_id: Annotated[str | None, EXACTLY, "Only what was done with this key or token."] = None
    action: Annotated[str | None, EXACTLY, "Only this action."] = None
    noun: Annotated[str | None, EXACTLY, "Only what was done to entities of this noun, in the singular."] = None
    key: Annotated[str | None, EXACTLY, "Only what was done to entities of this key."] = None
    recorded_since: Annotated[datetime | None, MOMENT, "Only what was recorded at that moment or later."] = None

    def filters(self) -> Mapping[str, object]:
        """What was asked for, by the names of the conditions."""
        given = ((name, getattr(self, name)) for name in AuditQuery.__annotations__ if name != "sort")
        return {name: value for name, value in given if value is not None}


@get(
    "/v1/audit",
    operation_id="list_audit_entries",
    opt={
        "operation": Operation(
            summary="Read the audit trail",
            description="Every write, every refusal of a caller and all that happened to keys, in the order of the "
            "trail. Whether the trail is intact, `capaian audit verify` tells. It speaks of everybody, so an "
            "administrator who is bound to an institution does not read it.",
            tag="keys",
            answers=Page[AuditEntry],
            asks="admin",
            query=AuditQuery,
            headers=("Link",),
        )
    },
)
async def list_audit_entries(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
    if request.caller.institution is not None:
        raise Broken("forbidden", [Fault("of-all-institutions", OF_ALL, pointer="")])
    query: AuditQuery = request.query
    newest_first = query.sort.startswith("-")
    bound_to = f"audit {query.sort} {msgspec.json.encode(query.filters()).decode()}"
    after = place_of(bound_to, query.cursor) if query.cursor else None
    async with reading(request, database) as connection:
        found = await list_entries(connection, query.filters(), after, query.limit + 1, newest_first=newest_first)
    page = one_page(found, query.limit, lambda last: write_cursor(bound_to, (last.position,)))
    return answer(ENCODER.encode(page), headers=next_page(request, page.meta))


def place_of(bound_to: str, cursor: str) -> Place:
    """Where a page ended. Raises Invalid for what is no cursor of this list with the same filters."""
    (position,) = read_cursor(bound_to, cursor, ("text",))
    found = POSITION.fullmatch(str(position))
    if found is None:
        raise Invalid("parameters", [Fault("invalid-cursor", CURSOR.refusal, parameter="cursor")])
    epoch, xid, ordinal = map(int, found.groups())
    return epoch, xid, ordinal


OF_ALL = Text(
    "memuat jejak semua instansi; hanya untuk administrator yang tidak terikat pada satu instansi",
    "is the trail of all institutions, for administrators who are not bound to one",
)
handlers = [list_audit_entries]
