"""Routes: list_changes, stream_changes."""

from typing import Annotated, Literal

import msgspec
from litestar.di import NamedDependency
from litestar.types import ASGIApp

from api.auth.caller import ForbiddenError, UnauthenticatedError, authorize
from api.errors import UnavailableError
from api.exchange.changes.event_stream import EVENT_STREAM_TYPE, EventStreamResponse, generate_events
from api.exchange.changes.feed import ChangeFeed
from api.exchange.changes.model import CHANGE_TYPES, Change
from api.exchange.changes.positions import INVALID_FEED_CURSOR, encode_position
from api.exchange.changes.queries import FeedSelection
from api.http.reads.page import Page, build_next_link, build_page_meta, build_page_response
from api.http.request.api_request import ApiRequest, get_header, identify_caller
from api.http.request.operation import RawResponse, get
from api.http.request.parameter_types import CODE, integer, list_of, one_of, text_matching
from api.http.request.query_string import QueryParameters
from api.http.request.request_check import authenticate_request

OPERATION_IDS = (
    "list_changes",
    "stream_changes",
)

# A client that follows the feed never requests the same page twice.
NO_STORE = {"cache-control": "no-store"}


class ChangeStreamParameters(QueryParameters, frozen=True, kw_only=True):
    cursor: Annotated[
        str | None,
        text_matching("invalid_cursor", r"latest|[A-Za-z0-9_-]{11,200}", INVALID_FEED_CURSOR),
        "Return the changes after this one: `meta.next_cursor` of the previous page, or `cursor` of a change. `latest` "
        "is the current end of the feed. Default: the beginning of the feed.",
    ] = None
    type: Annotated[
        tuple[str, ...] | None, list_of(one_of(CHANGE_TYPES)), "Only changes of records of these types."
    ] = None
    program: Annotated[
        tuple[str, ...] | None,
        list_of(CODE),
        "Only changes of these programs, their indicators, targets and realizations, and of figures that left them.",
    ] = None
    include: Annotated[
        Literal["record"] | None, one_of(("record",)), "`record` adds the record as it is now, in `content`."
    ] = None

    @property
    def selection(self) -> FeedSelection:
        return FeedSelection(self.type, self.program, self.include is not None)


class ChangeListParameters(ChangeStreamParameters, frozen=True, kw_only=True):
    limit: Annotated[int, integer(1, 1000), "Maximum number of changes on the page."] = 100
    wait: Annotated[
        int,
        integer(0, 30),
        "If there is no change, wait up to this many seconds for one; then the page is empty.",
    ] = 0


@get(
    "/v1/changes",
    summary="List changes",
    description="Every record that became visible, changed or was withdrawn, oldest first. Send "
    "`meta.next_cursor` as `cursor` in the next request: you receive every change once. With "
    "`include=record`, it contains the record.",
    tag="changes",
    requires="public",
    response_model=Page[Change],
    query_model=ChangeListParameters,
)
async def list_changes(request: ApiRequest, feed: NamedDependency[ChangeFeed]) -> RawResponse:
    query: ChangeListParameters = request.query
    start = await feed.parse_cursor(query.cursor, "cursor")
    step = await feed.read_slice(start.position, query.limit, query.selection)
    if query.wait and not step.changes and not step.has_more:
        with feed.reserve_waiter(identify_caller(request)):
            step = await feed.wait_for_slice(step.next, query.limit, query.selection, query.wait)
    cursor = encode_position(step.next)  # also at the end of the feed, to continue later
    meta = msgspec.structs.replace(
        build_page_meta(query.limit, cursor),
        has_more=step.has_more,
        note=None if start.note is None else start.note.id,
        note_en=None if start.note is None else start.note.en,
    )
    headers = {**NO_STORE, **(build_next_link(request, meta) if step.has_more else {})}
    return build_page_response(request, Page(step.changes, meta), headers)


@get(
    "/v1/changes/stream",
    summary="Stream changes",
    description="The feed as server-sent events: `id` is the cursor, `event` the action, `data` the change as "
    "JSON. A client that reconnects with `Last-Event-ID`, as browsers do, continues after that event. The "
    "service sends a comment every 15 seconds.",
    tag="changes",
    requires="public",
    response_model=None,
    item_model=Change,
    query_model=ChangeStreamParameters,
    media_type=EVENT_STREAM_TYPE,
    request_headers=("Last-Event-ID",),
)
async def stream_changes(request: ApiRequest, feed: NamedDependency[ChangeFeed]) -> ASGIApp:
    query: ChangeStreamParameters = request.query
    last = get_header(request, "last-event-id")
    start = await (feed.parse_cursor(last, "Last-Event-ID") if last else feed.parse_cursor(query.cursor, "cursor"))

    async def is_authorized() -> bool:
        """Check the key again, so that a revoked key ends the stream."""
        try:
            authorize(await authenticate_request(request), "public", public_read=request.services.public_read)
        except (UnauthenticatedError, ForbiddenError):
            return False
        except UnavailableError:
            return True  # the key was valid before the database became unavailable
        return True

    return EventStreamResponse(
        feed, identify_caller(request), generate_events(feed, start, query.selection, is_authorized)
    )


handlers = [list_changes, stream_changes]
