"""The change feed on the wire: page by page, with or without waiting, and as a stream."""

import asyncio
from typing import Annotated

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.types import ASGIApp

from api.access.caller import Forbidden, Unauthenticated, authorize
from api.changes.feed import Feed
from api.changes.model import NOUNS, ChangeMeta, ChangePage
from api.changes.places import NOT_A_PLACE, cursor_of
from api.changes.stream import EVENTS, EventStream, events
from api.faults import Unavailable
from api.http.kinds import matching, one_of, several, whole_number
from api.http.operation import CapaianRequest, Operation, answer, caller_of, field_of
from api.http.query import Query
from api.http.races import disconnected, first_of
from api.http.whole import WholeAnswer

# Every answer is of its moment, and a reader who follows the feed never asks for the same one again.
UNCACHED = {"cache-control": "no-store"}


class FeedQuery(Query, frozen=True, kw_only=True):
    after: Annotated[
        str | None,
        matching("invalid-cursor", r"latest|[A-Za-z0-9_-]{11,200}", NOT_A_PLACE),
        "Go on from here: `meta.next_cursor` of the page before, or the `cursor` of a change. `latest` is the present "
        "end. Left out, the feed begins at its beginning.",
    ] = None
    noun: Annotated[tuple[str, ...] | None, several(one_of(NOUNS)), "Only changes of these."] = None


class ChangesQuery(FeedQuery, frozen=True, kw_only=True):
    limit: Annotated[int, whole_number(1, 1000), "At most this many changes on the page."] = 100
    wait: Annotated[
        int,
        whole_number(0, 30),
        "Where there is nothing to answer yet, wait up to this many seconds for it. When they are over, the page is "
        "empty.",
    ] = 0


@get(
    "/v1/changes",
    operation_id="list_changes",
    opt={
        "operation": Operation(
            summary="Follow the changes",
            description="Everything that became visible, changed or was withdrawn, oldest first. Ask again with "
            "`meta.next_cursor` as `after`, and nothing is missed and nothing told twice, in whatever order it was "
            "entered. A change says that something is now so; what is so stands at its `address`.",
            tag="changes",
            asks="public",
            answers=ChangePage,
            query=ChangesQuery,
        )
    },
)
async def list_changes(request: CapaianRequest, feed: NamedDependency[Feed]) -> WholeAnswer:
    query: ChangesQuery = request.query
    place = await feed.place(query.after, "after")
    step = await feed.step(place, query.limit, query.noun)
    if query.wait and not step.changes and not step.has_more:
        with feed.waiting():
            coming = asyncio.ensure_future(feed.next_step(step.next, query.limit, query.noun, query.wait))
            if await first_of(coming, disconnected(request.receive)) == 0:
                step = coming.result()
            # Else nobody is left to read the answer.
    meta = ChangeMeta(query.limit, step.has_more, cursor_of(step.next))
    return answer(msgspec.json.encode(ChangePage(step.changes, meta)), headers=UNCACHED)


@get(
    "/v1/changes/stream",
    operation_id="stream_changes",
    opt={
        "operation": Operation(
            summary="Follow the changes as they come",
            description="The same feed as server-sent events: `id` is the cursor, `event` the kind, `data` the change "
            "as JSON. A reader who comes back with `Last-Event-ID`, as browsers do by themselves, goes on from there. "
            "A comment every 15 seconds shows that the line is alive.",
            tag="changes",
            asks="public",
            answers=None,
            query=FeedQuery,
            media_type=EVENTS,
            asked_in_headers=("Last-Event-ID",),
        )
    },
)
async def stream_changes(request: CapaianRequest, feed: NamedDependency[Feed]) -> ASGIApp:
    query: FeedQuery = request.query
    last = field_of(request, "last-event-id")
    place = await (feed.place(last, "Last-Event-ID") if last else feed.place(query.after, "after"))

    async def welcome() -> bool:
        """A key that is revoked in the middle of the stream ends it."""
        try:
            authorize(await caller_of(request), "public", public_read=request.app.state.public_read)
        except (Unauthenticated, Forbidden):
            return False
        except Unavailable:
            return True  # who was welcome stays so while nobody can be asked
        return True

    return EventStream(feed, events(feed, place, query.noun, welcome))


handlers = [list_changes, stream_changes]
