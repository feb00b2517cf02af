"""Collections: what each declares, how one record is loaded, and the pages of its revisions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic

from api.database.pool import Connection, Database
from api.database.revision_reads import RecordT, RevisionTable, find_record, list_revisions
from api.database.revision_writes import RevisionState, find_revision_state, was_public
from api.errors import NotFoundError, Text, WithdrawnError
from api.http.reads.cursor import decode_cursor, encode_cursor
from api.http.reads.includes import Includes, build_page_model
from api.http.reads.list_parameters import ListParameters, RecordParameters, RevisionsParameters
from api.http.reads.page import build_page, build_page_response
from api.http.request.api_request import ApiRequest, open_read_session
from api.http.request.operation import RawResponse
from api.http.request.parameter_types import ParameterType

MAX_REVISION = 2_147_483_647


@dataclass(frozen=True, slots=True)
class Collection(Generic[RecordT]):
    """A collection of the API, such as `targets`: its names, its table and its query parameters.

    `includes`: the records that responses can include; its parameters must have `include`.
    """

    name: str
    singular: str
    table: RevisionTable[RecordT]
    parameters: type[ListParameters]
    key_type: ParameterType
    description: str
    is_writable: bool = True  # by callers; otherwise its records are seed data only
    record_parameters: type[RecordParameters] = RecordParameters
    includes: Includes | None = None

    @property
    def key_name(self) -> str:
        return self.table.key

    @property
    def page_model(self) -> Any:
        """The model of a page, with `included` if the collection has any."""
        return build_page_model(self.table.model, self.includes)


async def load_record(
    collection: Collection[Any], request: ApiRequest, connection: Connection
) -> tuple[Any, RevisionState | None]:
    """Return the record as the caller may see it and, for a caller with a key, its current revision state.

    Raise NotFoundError or WithdrawnError. A withdrawn publication is visible to callers with the scope `read:drafts`,
    and to publishers, who can restore it; a withdrawn draft is visible to its writers.
    """
    path, key = parse_record_path(collection, request)
    caller = request.caller
    known_at: datetime | None = request.query.known_at
    record = await find_record(connection, collection.table, key, known_at)
    if record is None:
        raise NotFoundError(path)
    is_hidden = record.status == "withdrawn" and not caller.may_read_withdrawn
    if is_hidden and await was_public(connection, collection.table, key, record.revision):
        raise WithdrawnError(path, record.reason, record.recorded_at)
    if caller.is_public or not collection.is_writable or known_at is not None:
        return record, None
    return record, await find_revision_state(connection, collection.table, key)


async def list_revisions_response(
    request: ApiRequest, database: Database, table: RevisionTable[Any], key: object, path: str
) -> RawResponse:
    """Return one page of the revisions of a record, newest first. Raise NotFoundError if there are none."""
    query: RevisionsParameters = request.query
    before = MAX_REVISION
    if query.cursor is not None:
        (before,) = decode_cursor(path, query.cursor, ("int4",))  # type: ignore[assignment]  # typed by its kind
    async with open_read_session(request, database) as connection:
        revisions = await list_revisions(connection, table, key, before, query.limit + 1)
    if not revisions and query.cursor is None:
        raise NotFoundError(path)
    page = build_page(revisions, query.limit, lambda last: encode_cursor(path, (last.revision,)))
    return build_page_response(request, page)


def parse_record_path(collection: Collection[Any], request: ApiRequest) -> tuple[str, object]:
    """Return the URL path and the key of the requested record. Raise NotFoundError if the key is invalid."""
    text: str = request.path_params[collection.key_name]
    path = f"/v1/{collection.name}/{text}"
    try:
        return path, collection.key_type.parse(text)
    except ValueError:
        raise NotFoundError(path) from None  # no record has such a key


ONLY_PUBLISHED_VISIBLE = Text(
    "Umum hanya dapat melihat data berstatus published.", "The public sees only records with the status published."
)
