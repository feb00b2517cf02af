"""Routes: list_claims, read_claim (with judgments) and list_claim_revisions."""

import msgspec
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from api.analysis.claims.collection import COLLECTION
from api.analysis.claims.includes import CLAIM_INCLUDES
from api.analysis.claims.judge import judge_claims
from api.analysis.claims.judgment_model import ClaimWithJudgment
from api.analysis.claims.pages import load_claim_page
from api.analysis.claims.parameters import ClaimListParameters, ClaimRecordParameters
from api.analysis.claims.queries import CLAIM_TABLE
from api.analysis.rules.version import RULES_VERSION
from api.database.complete_until import load_complete_until
from api.database.pool import Connection, Database
from api.database.revision_reads import Selection, count_records
from api.http.reads.collection import ONLY_PUBLISHED_VISIBLE, load_record
from api.http.reads.cursor import CursorKey
from api.http.reads.immutable import build_computed_headers
from api.http.reads.includes import build_page_model, load_included
from api.http.reads.page import (
    AnyPage,
    PageMeta,
    PageRows,
    acquire_count_slot,
    build_page_response,
    load_page,
)
from api.http.reads.read_routes import build_read_routes
from api.http.reads.record import encode_record
from api.http.request.api_request import ApiRequest, open_read_session
from api.http.request.operation import RawResponse, build_response, get
from api.http.request.parameter_types import UUID_PARAMETER
from api.resources.figures.point_in_time import PointInTime


@get(
    "/v1/claims",
    summary="List claims",
    description=f"{COLLECTION.description} `as_of` and `known_at` select the figures.",
    tag="claims",
    requires="public",
    response_model=build_page_model(ClaimWithJudgment, CLAIM_INCLUDES),
    query_model=ClaimListParameters,
    response_headers=("Link", "Capaian-Rules-Version"),
)
async def list_claims(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
    page = await load_claims(request, database)
    return build_page_response(request, page, build_claim_headers(request, page.meta))


@get(
    "/v1/claims/{id:str}",
    summary="Read one claim",
    description="The published claim with its judgment; with `known_at` as published and judged at that time. "
    "Callers with an API key also read drafts that they may see, and get `allowed_actions`.",
    tag="claims",
    requires="public",
    response_model=ClaimWithJudgment,
    query_model=ClaimRecordParameters,
    path_parameters={"id": UUID_PARAMETER},
    problem_types=("not-found", "gone"),
    response_headers=("Link", "Capaian-Rules-Version"),
)
async def read_claim(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
    """Return a claim, without Last-Modified: its judgment changes with figures that are recorded later."""
    query: ClaimRecordParameters = request.query
    async with open_read_session(request, database, repeatable_read=True) as connection:
        claim_record, state = await load_record(COLLECTION, request, connection)
        (claim,) = await judge_claims(connection, [claim_record], PointInTime.from_request(query.as_of, query.known_at))
        included = await load_included(CLAIM_INCLUDES, request, connection, [claim])
    if included is not None:
        claim = msgspec.structs.replace(claim, included=included)
    body, tag = encode_record(claim, request.caller, state)
    return build_response(body, headers={"etag": tag, **build_claim_headers(request, None)})


async def load_claims(request: ApiRequest, database: Database) -> AnyPage[ClaimWithJudgment]:
    query: ClaimListParameters = request.query
    is_public = request.caller.is_public
    visible = query.list_visible_statuses(is_public=is_public)

    async def load(connection: Connection, after: CursorKey | None) -> PageRows[ClaimWithJudgment]:
        selection = Selection(query.known_at, visible, query.filters(), query.sort, after)
        point = PointInTime.from_request(query.as_of, query.known_at)
        found = await load_claim_page(connection, selection, query.limit, point, query.verdict)
        complete_until = await load_complete_until(connection, query.known_at, of_public=is_public)
        count = None if query.count is None else await count_records(connection, CLAIM_TABLE, selection)
        included = await load_included(CLAIM_INCLUDES, request, connection, found.claims)
        note = None if visible else ONLY_PUBLISHED_VISIBLE
        return PageRows(found.claims, found.next_key, count, note, complete_until, point.as_of, included)

    session = open_read_session(request, database, repeatable_read=True)
    scope = f"claims {query.cursor_scope()}"
    with acquire_count_slot(request):
        return await load_page(session, query, scope, CLAIM_TABLE.sort_column_types(query.sort), load)


def build_claim_headers(request: ApiRequest, meta: PageMeta | None) -> dict[str, str]:
    """Build the headers. Responses to an API key change with what it can read, so they are not immutable."""
    query = request.query
    as_of = query.as_of if request.caller.is_public else None
    return build_computed_headers(request, as_of, query.known_at, RULES_VERSION, meta)


_standard_routes = {handler.operation_id: handler for handler in build_read_routes(COLLECTION)}
handlers: list[HTTPRouteHandler] = [
    list_claims,
    read_claim,
    _standard_routes["list_claim_revisions"],  # without judgments
]
