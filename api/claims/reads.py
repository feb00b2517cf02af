"""The reads of claims: like those of every noun, but that each claim is answered with its judgement."""

from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from api.claims.collection import COLLECTION
from api.claims.judged import ClaimRow, JudgedClaim, row_of
from api.claims.judging import Moment, judged
from api.claims.paging import page_of
from api.claims.queries import CLAIMS
from api.claims.query import ClaimEntityQuery, ClaimQuery
from api.http.acting_as import reading
from api.http.cursor import read_cursor, write_cursor
from api.http.entity import ENCODER, encoded
from api.http.immutable import headers_of_computed
from api.http.kinds import IDENTIFIER
from api.http.list_query import csv_query
from api.http.listing import UNPUBLISHED, look_up, next_page, reads_of
from api.http.operation import CSV, CSV_LINES, CapaianRequest, Operation, answer
from api.http.page import Meta, Page, to_csv
from api.http.whole import WholeAnswer
from api.postgres.chain import Selection, count_entities
from api.postgres.pool import Database
from api.rules.version import RULES

COLUMNS = (*CLAIMS.columns, "verdict", "computed")


@get(
    "/v1/claims",
    operation_id="list_claims",
    opt={
        "operation": Operation(
            summary="List claims",
            description=f"{COLLECTION.about} `as_of` and `known_at` say by which figures.",
            tag="claims",
            asks="public",
            answers=Page[JudgedClaim],
            query=ClaimQuery,
            headers=("Link", "Capaian-Rules"),
        )
    },
)
async def list_claims(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
    claims, meta = await _page(request, database)
    return answer(ENCODER.encode(Page(claims, meta)), headers=_computed(request, meta))


@get(
    "/v1/claims.csv",
    operation_id="list_claims_csv",
    opt={
        "operation": Operation(
            summary="List claims as CSV",
            description="The same list as `/v1/claims`, with a header line (RFC 4180) and of the judgement `verdict` "
            "and `computed`; `Link` leads to the next page.",
            tag="claims",
            asks="public",
            answers=None,
            query=csv_query(ClaimQuery, COLUMNS),
            media_type=CSV,
            row=ClaimRow,
            headers=("Content-Disposition", "Link", "Capaian-Rules"),
        )
    },
)
async def list_claims_csv(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
    claims, meta = await _page(request, database)
    body = to_csv([row_of(claim) for claim in claims], request.query.columns or COLUMNS)
    named = {"content-disposition": 'attachment; filename="claims.csv"'}
    return answer(body, CSV_LINES, {**named, **_computed(request, meta)})


@get(
    "/v1/claims/{id:str}",
    operation_id="read_claim",
    opt={
        "operation": Operation(
            summary="Read one claim",
            description="The published state, or with `known_at` the one published at that moment, recomputed from "
            "the figures held then. Callers with a key see the work in hand that is theirs to see, and in "
            "`allowed_actions` what they may do next.",
            tag="claims",
            asks="public",
            answers=JudgedClaim,
            query=ClaimEntityQuery,
            path_parameters={"id": IDENTIFIER},
            problems=("not-found", "gone"),
            headers=("Link", "Capaian-Rules"),
        )
    },
)
async def read_claim(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
    """Without Last-Modified: the judgement changes with figures that are recorded later."""
    query: ClaimEntityQuery = request.query
    async with reading(request, database, of_one_moment=True) as connection:
        entity, standing = await look_up(COLLECTION, request, connection)
        (claim,) = await judged(connection, [entity], Moment(query.as_of, query.known_at))
    body, tag = encoded(claim, request.caller, standing)
    return answer(body, headers={"etag": tag, **_computed(request, None)})


async def _page(request: CapaianRequest, database: Database) -> tuple[list[JudgedClaim], Meta]:
    query: ClaimQuery = request.query
    is_public = request.caller.is_public
    bound_to = f"claims {query.identity()}"
    after = read_cursor(bound_to, query.cursor, CLAIMS.order_types(query.sort)) if query.cursor else None
    visible = tuple(status for status in query.status if status == "published") if is_public else query.status
    selection = Selection(query.known_at, visible, query.filters(), query.sort, after)
    moment = Moment(query.as_of, query.known_at)
    count = None
    async with reading(request, database, of_one_moment=True) as connection:
        found = await page_of(connection, selection, query.limit, moment, query.verdict)
        if query.count is not None:
            count = await count_entities(connection, CLAIMS, selection)
    cursor = None if found.goes_on is None else write_cursor(bound_to, found.goes_on)
    note = None if visible else " / ".join(UNPUBLISHED)
    return found.claims, Meta(
        limit=query.limit, has_more=cursor is not None, next_cursor=cursor, count=count, note=note
    )


def _computed(request: CapaianRequest, meta: Meta | None) -> dict[str, str]:
    """An insider's answer changes with what they may see, so it is never kept for good."""
    query = request.query
    as_of = query.as_of if request.caller.is_public else None
    link = None if meta is None else next_page(request, meta).get("link")
    return headers_of_computed(request, as_of, query.known_at, RULES, link)


_of_every_noun = {handler.operation_id: handler for handler in reads_of(COLLECTION)}
handlers: list[HTTPRouteHandler] = [
    list_claims,
    list_claims_csv,
    read_claim,
    _of_every_noun["list_claim_revisions"],  # as they were recorded, without judgements
]
