"""Positions in the feed and their cursors."""

import re
from typing import NamedTuple

from api.errors import ErrorDetail, InvalidRequestError, Text
from api.http.reads.cursor import decode_cursor, encode_cursor

# Increase the number when the meaning of cursors changes: older cursors are then rejected.
_CURSOR_SCOPE = "changes 1"
_NUMBER = re.compile(r"0|[1-9][0-9]{0,19}", re.ASCII)
_MAX_XID = 2**64 - 1
_MAX_ORDINAL = 2**63 - 1

INVALID_FEED_CURSOR = Text(
    "tidak sah; gunakan meta.next_cursor dari halaman sebelumnya atau cursor sebuah perubahan",
    "is invalid; use meta.next_cursor of the previous page, or the cursor of a change",
)
UNKNOWN_FEED_CURSOR = Text(
    "menunjuk ke perubahan yang tidak ada; mungkin basis data dipulihkan dari cadangan. Silakan mulai dari awal",
    "refers to a change that does not exist; perhaps the database was restored from a backup. Start from the beginning",
)
LOST_CHANGES_NOTE = Text(
    "Basis data kehilangan perubahan terakhir sebelum `cursor`, misalnya karena dipulihkan dari cadangan. Halaman ini "
    "berlanjut dari perubahan terakhir yang masih ada. Salinan Anda mungkin berisi catatan yang hilang.",
    "The database lost the last changes before `cursor`, for example in a restore from a backup. This page continues "
    "after the last change that remains. Your copy may contain records that were lost.",
)


class FeedPosition(NamedTuple):
    """The position of a change: the epoch of the database, the transaction and the order within it."""

    epoch: int
    xid: int  # unsigned, 64 bits
    ordinal: int


FEED_START = FeedPosition(1, 0, 0)  # before every transaction


class FeedStart(NamedTuple):
    """Where a reader continues, and a note for the reader if that is not the position of its cursor."""

    position: FeedPosition
    note: Text | None = None


def encode_position(position: FeedPosition) -> str:
    """Return the cursor of a position; 64-bit numbers are encoded as text."""
    return encode_cursor(_CURSOR_SCOPE, (position.epoch, str(position.xid), str(position.ordinal)))


def decode_position(cursor: str, parameter: str) -> FeedPosition:
    """Return the position of a cursor. Raise InvalidRequestError with the parameter for any other text."""
    try:
        epoch, *numbers = decode_cursor(_CURSOR_SCOPE, cursor, ("int4", "text", "text"))
    except InvalidRequestError as error:
        raise _invalid_cursor_error(parameter) from error
    if not all(_NUMBER.fullmatch(str(number)) for number in numbers):
        raise _invalid_cursor_error(parameter)
    position = FeedPosition(int(str(epoch)), *(int(str(number)) for number in numbers))
    if position.xid > _MAX_XID or position.ordinal > _MAX_ORDINAL:
        raise _invalid_cursor_error(parameter)
    return position


def unknown_cursor_error(parameter: str) -> InvalidRequestError:
    """Build the error for a cursor of a change that is not in this database, or still above the horizon."""
    return InvalidRequestError("parameters", [ErrorDetail("unknown_cursor", UNKNOWN_FEED_CURSOR, parameter=parameter)])


def _invalid_cursor_error(parameter: str) -> InvalidRequestError:
    return InvalidRequestError("parameters", [ErrorDetail("invalid_cursor", INVALID_FEED_CURSOR, parameter=parameter)])
