"""One record: its published state, and its response with JSON and ETag."""

from datetime import datetime
from typing import Any

import msgspec

from api.auth.caller import Caller
from api.auth.transitions import list_allowed_actions
from api.database.pool import Connection
from api.database.revision_reads import RecordT, RevisionTable, find_record
from api.database.revision_writes import RevisionState
from api.errors import NotFoundError, WithdrawnError
from api.http.headers.etag import compute_etag

JSON_ENCODER = msgspec.json.Encoder(decimal_format="number")


async def load_published(
    connection: Connection, table: RevisionTable[RecordT], key: str, known_at: datetime | None
) -> RecordT:
    """Load a record as the public sees it. Raise NotFoundError or WithdrawnError."""
    record: Any = await find_record(connection, table, key, known_at)
    path = f"/v1/{table.name}s/{key}"
    if record is None:
        raise NotFoundError(path)
    if record.status == "withdrawn":
        raise WithdrawnError(path, record.reason or "", record.recorded_at)
    found: RecordT = record
    return found


def encode_record(record: Any, caller: Caller, state: RevisionState | None) -> tuple[bytes, str]:
    """Return the body and the strong ETag, which begins with the revision (see writes/preconditions.py).

    For a caller with a key the body contains `allowed_actions`.
    """
    if state is not None and not caller.is_public:
        record = msgspec.structs.replace(record, allowed_actions=list_allowed_actions(state, caller))
    body = JSON_ENCODER.encode(record)
    return body, build_revision_etag(record.revision, body)


def build_revision_etag(revision: int, body: bytes) -> str:
    """Return the strong ETag of a revision, which `If-Match` of the next change names."""
    return f'"{revision}-{compute_etag(body)[1:-1]}"'
