"""Cursors: where a page ended, opaque to the client and bound to the query it came from."""

import base64
import binascii
import hashlib
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta

from api.faults import Fault, Invalid, Text

Key = tuple[object, ...]

# This finds slips and tampering; a forged cursor would still only select what its reader may see.
_PERSON = b"capaian cursor 1"
_SEAL = 8  # bytes
_INVALID = Text(
    "bukan kursor dari daftar ini dengan saringan yang sama", "is not a cursor of this list with the same filters"
)
# As narrow as the columns: whoever computes a seal of their own still sends nothing that the database would choke on.
KINDS: dict[str, Any] = {
    "date": date,
    "timestamptz": Annotated[datetime, Meta(tz=True)],
    "uuid": UUID,
    "float8": float,
    "int4": Annotated[int, Meta(ge=1, le=2**31 - 1)],
    "text": Annotated[str, Meta(pattern=r"^[^\u0000]*$")],
}
_YEARS = range(1900, 2201)


def write_cursor(query_text: str, key: Key) -> str:
    payload = msgspec.json.encode(key)
    return _spelled(_seal(query_text, payload) + payload)


def read_cursor(query_text: str, cursor: str, kinds: tuple[str, ...]) -> Key:
    """The key a cursor holds, typed by its columns' SQL types. Raises Invalid for any other text."""
    invalid = Invalid("parameters", [Fault("invalid-cursor", _INVALID, parameter="cursor")])
    try:
        raw = base64.b64decode(cursor.encode() + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        key: Key = msgspec.json.decode(raw[_SEAL:], type=tuple[tuple(KINDS[kind] for kind in kinds)])  # type: ignore[misc]  # built at run time
    except (binascii.Error, UnicodeError, msgspec.MsgspecError) as error:
        raise invalid from error
    # The last letter has bits that say nothing; a cursor still has one spelling only.
    sane = all(part.year in _YEARS for part in key if isinstance(part, date))
    if not sane or raw[:_SEAL] != _seal(query_text, raw[_SEAL:]) or cursor != _spelled(raw):
        raise invalid
    return key


def _spelled(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _seal(query_text: str, payload: bytes) -> bytes:
    return hashlib.blake2b(query_text.encode() + b"\0" + payload, digest_size=_SEAL, person=_PERSON).digest()
