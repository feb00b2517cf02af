"""GET /v1/reviews: what the caller may publish."""

from litestar.di import NamedDependency

from api.database.pool import Database
from api.http.reads.cursor import decode_cursor, encode_cursor
from api.http.reads.list_parameters import RevisionsParameters
from api.http.reads.page import Page, build_page, build_page_response
from api.http.request.api_request import ApiRequest, open_read_session
from api.http.request.operation import RawResponse, get
from api.resources.reviews.model import Review
from api.resources.reviews.queries import OLDEST_POSITION, ReviewPosition
from api.resources.reviews.queries import list_reviews as query_reviews

OPERATION_IDS = ("list_reviews",)
_QUERY_TEXT = "reviews"
_CURSOR_TYPES = ("timestamptz", "text", "text")


@get(
    "/v1/reviews",
    summary="List what waits for your publication",
    description="Submitted imports, and submitted records that are not part of a listed import, oldest first: those "
    "that the key may publish, and that the caller did not work on (four-eyes rule).",
    tag="reviews",
    requires="publish",
    response_model=Page[Review],
    query_model=RevisionsParameters,
    response_headers=("Link",),
)
async def list_reviews(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
    query: RevisionsParameters = request.query
    after = OLDEST_POSITION
    if query.cursor is not None:
        after = ReviewPosition(*decode_cursor(_QUERY_TEXT, query.cursor, _CURSOR_TYPES))  # type: ignore[arg-type]  # typed by _CURSOR_TYPES
    async with open_read_session(request, database) as connection:
        reviews = await query_reviews(connection, after, query.limit + 1)
    page = build_page(
        reviews, query.limit, lambda last: encode_cursor(_QUERY_TEXT, (last.submitted_at, last.type, last.id))
    )
    return build_page_response(request, page)


handlers = [list_reviews]
