"""Pages of lists: load them after a cursor, and send them as JSON or CSV."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Final, Generic, Protocol, TypeAlias, TypeVar, cast, get_origin
from urllib.parse import quote, unquote_to_bytes

import msgspec

from api.database.pool import Connection
from api.errors import Text
from api.http.reads.cursor import CursorKey, decode_cursor, encode_cursor
from api.http.reads.record import JSON_ENCODER
from api.http.request.api_request import ApiRequest, identify_caller
from api.http.request.operation import RawResponse, build_response
from api.service_url import build_url
from api.types import format_timestamp

# Headers are ASCII, so all other characters of a query string are percent-encoded.
SAFE_QUERY_CHARACTERS: Final = "!$%&'()*+,-./:;=?@[]_~"
FOLLOW_HEADERS: Final = ("Capaian-Complete-Until",)  # of responses without `meta`

ItemT = TypeVar("ItemT")
IncludedT = TypeVar("IncludedT")


class PagingParameters(Protocol):
    """The query parameters of every list."""

    @property
    def limit(self) -> int: ...

    @property
    def cursor(self) -> str | None: ...

    @property
    def known_at(self) -> datetime | None: ...


class PageMeta(msgspec.Struct, frozen=True, kw_only=True):
    """The size of the page, the cursor of the next one, and the times that the list applies."""

    limit: int
    has_more: bool
    next_cursor: str | None
    count: int | None
    as_of: date | None
    known_at: datetime | None
    complete_until: datetime | None
    note: str | None
    note_en: str | None


def build_page_meta(limit: int, next_cursor: str | None) -> PageMeta:
    """Build the meta of a page that is the last one if it has no next cursor, of a list without times."""
    return PageMeta(
        limit=limit,
        has_more=next_cursor is not None,
        next_cursor=next_cursor,
        count=None,
        as_of=None,
        known_at=None,
        complete_until=None,
        note=None,
        note_en=None,
    )


class Page(msgspec.Struct, Generic[ItemT], frozen=True):
    """One page of a list: its records in order, and how to continue."""

    data: list[ItemT]
    meta: PageMeta


class IncludingPage(msgspec.Struct, Generic[ItemT, IncludedT], frozen=True):
    """One page of a list: its records in order, how to continue, and with `include` the records that they refer to."""

    data: list[ItemT]
    meta: PageMeta
    included: IncludedT | msgspec.UnsetType = msgspec.UNSET


AnyPage: TypeAlias = Page[ItemT] | IncludingPage[ItemT, Any]


def is_page_model(model: Any) -> bool:
    return get_origin(model) in (Page, IncludingPage)


@dataclass(frozen=True, slots=True)
class PageRows(Generic[ItemT]):
    """The records of a page and the key after which the next page starts; None on the last page.

    `as_of`: the day that the list applies. `complete_until`: of the first page of a list that can be followed, and of
    every page of a computed list.
    """

    records: list[ItemT]
    next_key: CursorKey | None
    count: int | None = None
    note: Text | None = None
    complete_until: datetime | None = None
    as_of: date | None = None
    included: msgspec.Struct | None = None


async def load_page(
    session: AbstractAsyncContextManager[Connection],
    query: PagingParameters,
    cursor_scope: str,
    sql_types: tuple[str, ...],
    load: Callable[[Connection, CursorKey | None], Awaitable[PageRows[ItemT]]],
    *,
    can_be_followed: bool = False,
) -> AnyPage[ItemT]:
    """Load the page after the cursor of the request with one session. `sql_types` are those of the cursor key.

    If the list can be followed, its cursors also contain `complete_until` of its first page. A record that becomes
    visible while a client reads the pages may be before its cursor; only the first page was read before it.
    """
    after: CursorKey | None = None
    complete_until: datetime | None = None
    if query.cursor:
        after = decode_cursor(cursor_scope, query.cursor, (*sql_types, "timestamptz") if can_be_followed else sql_types)
        if can_be_followed:
            after, complete_until = after[:-1], cast("datetime", after[-1])
    async with session as connection:
        found = await load(connection, after)
    if after is None or not can_be_followed:
        complete_until = found.complete_until
    next_cursor = None
    if found.next_key is not None:
        next_key = (*found.next_key, complete_until) if can_be_followed else found.next_key
        next_cursor = encode_cursor(cursor_scope, next_key)
    meta = msgspec.structs.replace(
        build_page_meta(query.limit, next_cursor),
        count=found.count,
        as_of=found.as_of,
        known_at=None if query.known_at is None else query.known_at.astimezone(UTC),
        complete_until=complete_until,
        note=None if found.note is None else found.note.id,
        note_en=None if found.note is None else found.note.en,
    )
    return Page(found.records, meta) if found.included is None else IncludingPage(found.records, meta, found.included)


def acquire_count_slot(request: ApiRequest) -> AbstractContextManager[None]:
    """Return a slot for `count=exact`. Without that parameter, no slot is needed."""
    if request.query.count is None:
        return nullcontext()
    return request.services.count_limiter.acquire(identify_caller(request))


def build_page(rows: Sequence[ItemT], limit: int, cursor_after: Callable[[ItemT], str]) -> Page[ItemT]:
    """Build a page of at most `limit` items. `rows` has one more item if there is a next page."""
    items = list(rows[:limit])
    cursor = cursor_after(items[-1]) if len(rows) > limit else None
    return Page(items, build_page_meta(limit, cursor))


def build_page_response(
    request: ApiRequest, page: AnyPage[Any], headers: Mapping[str, str] | None = None
) -> RawResponse:
    """Build the JSON response. `headers` must contain the link to the next page; by default it is the only header."""
    return build_response(
        JSON_ENCODER.encode(page), headers=build_next_link(request, page.meta) if headers is None else headers
    )


def build_complete_until_header(complete_until: datetime | None) -> dict[str, str]:
    """Build the header of a response without `meta`; return no header if the list cannot be followed."""
    return {} if complete_until is None else {"capaian-complete-until": format_timestamp(complete_until)}


def build_csv_headers(request: ApiRequest, meta: PageMeta) -> dict[str, str]:
    """Build the headers with the content of `meta` that a CSV needs."""
    return build_next_link(request, meta) | build_complete_until_header(meta.complete_until)


def build_next_link(request: ApiRequest, meta: PageMeta) -> dict[str, str]:
    """Build the Link header with the URL of the next page; return no header on the last page."""
    if meta.next_cursor is None:
        return {}
    pairs: list[bytes] = request.scope["query_string"].split(b"&")
    other_pairs = [pair for pair in pairs if pair and unquote_to_bytes(pair.partition(b"=")[0]) != b"cursor"]
    query = quote(b"&".join([*other_pairs, b"cursor=" + meta.next_cursor.encode()]), safe=SAFE_QUERY_CHARACTERS)
    return {"link": f'<{build_url(request.scope["path"])}?{query}>; rel="next"'}
