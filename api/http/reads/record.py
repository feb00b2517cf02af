"""The response of one record: its JSON and its ETag."""

from typing import Any

import msgspec

from api.auth.caller import Caller
from api.auth.transitions import list_allowed_actions
from api.database.revision_writes import RevisionState
from api.http.headers.etag import compute_etag

JSON_ENCODER = msgspec.json.Encoder(decimal_format="number")


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
