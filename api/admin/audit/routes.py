"""The route /v1/audit, for administrators; those of an institution read its part."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, cast

import msgspec
from litestar.di import NamedDependency

from api.admin.audit.entry import AuditPosition
from api.admin.audit.model import AuditEntry
from api.admin.audit.queries import list_entries
from api.database.complete_until import load_complete_until
from api.database.pool import Database
from api.errors import ErrorDetail, InvalidRequestError, Text
from api.http.reads.cursor import decode_cursor, encode_cursor
from api.http.reads.list_parameters import CURSOR, RevisionsParameters
from api.http.reads.page import Page, build_page, build_page_response
from api.http.request.api_request import ApiRequest, open_read_session
from api.http.request.operation import RawResponse, get
from api.http.request.parameter_types import ONE_LINE, TIMESTAMP, one_of, text_matching

OPERATION_IDS = ("list_audit_entries",)

# Within the bounds of the columns, so that PostgreSQL accepts every position.
POSITION_PATTERN = re.compile(r"([0-9]{1,9})/([0-9]{1,19})/([0-9]{1,18})", re.ASCII)
EXACT_TEXT = text_matching(
    "invalid_search_text",
    r"[^\x00-\x1f\x7f]{1,500}",
    Text(
        "harus teks 1–500 aksara tanpa aksara kendali", "must be a text of 1–500 characters without control characters"
    ),
    document_pattern=ONE_LINE,
    minLength=1,
    maxLength=500,
)


class AuditListParameters(RevisionsParameters, frozen=True, kw_only=True):
    sort: Annotated[
        str, one_of(("recorded_at", "-recorded_at")), "Order of the audit; `-recorded_at` is newest first."
    ] = "-recorded_at"
    principal: Annotated[str | None, EXACT_TEXT, "Only entries of this principal."] = None
    key_id: Annotated[str | None, EXACT_TEXT, "Only entries of requests with this key or token."] = None
    action: Annotated[str | None, EXACT_TEXT, "Only entries with this action."] = None
    type: Annotated[str | None, EXACT_TEXT, "Only entries about records of this type, such as `target`."] = None
    id: Annotated[str | None, EXACT_TEXT, "Only entries about records with this id or code."] = None
    recorded_from: Annotated[datetime | None, TIMESTAMP, "Only entries recorded at this time or later."] = None

    def filters(self) -> Mapping[str, object]:
        """Return the filters of the request by the names in ENTRY_CONDITIONS."""
        given = ((name, getattr(self, name)) for name in AuditListParameters.__annotations__ if name != "sort")
        return {name: value for name, value in given if value is not None}


@get(
    "/v1/audit",
    summary="List the audit entries",
    description="Every write, every rejected request of a caller with a key, and every action on keys, in the "
    "order of the audit. `capaian audit verify` checks whether the audit is intact. An administrator "
    "with an institution reads what its keys and tokens did, and what others did to its records and keys.",
    tag="keys",
    response_model=Page[AuditEntry],
    requires="admin",
    query_model=AuditListParameters,
    response_headers=("Link",),
)
async def list_audit_entries(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
    query: AuditListParameters = request.query
    newest_first = query.sort.startswith("-")
    bound_to = f"audit {query.sort} {msgspec.json.encode(query.filters()).decode()}"
    after, complete_until = decode_audit_cursor(bound_to, query.cursor) if query.cursor else (None, None)
    async with open_read_session(request, database) as connection:
        if complete_until is None:  # the first page; before the list, so that the list sees at least as much
            complete_until = await load_complete_until(connection, None, of_public=False)
        found = await list_entries(
            connection,
            query.filters(),
            after,
            query.limit + 1,
            newest_first=newest_first,
            institution=request.caller.institution,
        )
    page = build_page(found, query.limit, lambda last: encode_cursor(bound_to, (last.position, complete_until)))
    meta = msgspec.structs.replace(page.meta, complete_until=complete_until)
    return build_page_response(request, Page(page.data, meta))


def decode_audit_cursor(bound_to: str, cursor: str) -> tuple[AuditPosition, datetime]:
    """Return the position at which a page ended, and `complete_until` of the first page.

    Raise InvalidRequestError if the cursor is not from this list with the same filters.
    """
    position, complete_until = decode_cursor(bound_to, cursor, ("text", "timestamptz"))
    found = POSITION_PATTERN.fullmatch(str(position))
    if found is None:
        raise InvalidRequestError("parameters", [ErrorDetail("invalid_cursor", CURSOR.error_text, parameter="cursor")])
    epoch, xid, ordinal = map(int, found.groups())
    return (epoch, xid, ordinal), cast("datetime", complete_until)


handlers = [list_audit_entries]
