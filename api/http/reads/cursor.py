"""Cursors: the position after a page, opaque to the client and valid for one query only."""

import base64
import binascii
import hashlib
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from api.errors import ErrorDetail, InvalidRequestError, Text

CursorKey = tuple[object, ...]

# The checksum detects typing errors and changes. A forged cursor still selects only what the caller may see.
_HASH_PERSON = b"capaian cursor 1"
_CHECKSUM_BYTES = 8
_INVALID = Text(
    "tidak sah untuk daftar dan saringan ini. Gunakan `meta.next_cursor` halaman sebelumnya tanpa perubahan.",
    "is invalid for this list and these filters. Use `meta.next_cursor` of the previous page unchanged.",
)
# As restricted as the columns, so that a cursor with a forged checksum contains no value that the database rejects.
CURSOR_TYPES: dict[str, Any] = {
    "date": date,
    "timestamptz": Annotated[datetime, Meta(tz=True)],
    "uuid": UUID,
    "float8": float,
    "int4": Annotated[int, Meta(ge=1, le=2**31 - 1)],
    "text": Annotated[str, Meta(pattern=r"^[^\u0000]*$")],
}
_ALLOWED_YEARS = range(1900, 2201)


def encode_cursor(query_text: str, key: CursorKey) -> str:
    """Return the cursor for the position after `key` in the list that `query_text` identifies."""
    payload = msgspec.json.encode(key)
    return _encode_base64url(_compute_checksum(query_text, payload) + payload)


def decode_cursor(query_text: str, cursor: str, sql_types: tuple[str, ...]) -> CursorKey:
    """Return the key of a cursor, with the SQL types of its columns. Raise InvalidRequestError if it is invalid."""
    invalid = InvalidRequestError("parameters", [ErrorDetail("invalid_cursor", _INVALID, parameter="cursor")])
    try:
        raw = base64.b64decode(cursor.encode() + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        key: CursorKey = msgspec.json.decode(
            raw[_CHECKSUM_BYTES:],
            type=tuple[tuple(CURSOR_TYPES[sql_type] for sql_type in sql_types)],  # type: ignore[misc]  # built at run time
        )
    except (binascii.Error, UnicodeError, msgspec.MsgspecError) as error:
        raise invalid from error
    has_allowed_dates = all(value.year in _ALLOWED_YEARS for value in key if isinstance(value, date))
    if (
        not has_allowed_dates
        or raw[:_CHECKSUM_BYTES] != _compute_checksum(query_text, raw[_CHECKSUM_BYTES:])
        or cursor != _encode_base64url(raw)  # the unused bits of the last character must be zero
    ):
        raise invalid
    return key


def _encode_base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _compute_checksum(query_text: str, payload: bytes) -> bytes:
    return hashlib.blake2b(
        query_text.encode() + b"\0" + payload, digest_size=_CHECKSUM_BYTES, person=_HASH_PERSON
    ).digest()
