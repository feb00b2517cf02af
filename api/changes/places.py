"""Places in the feed, and the cursors that name them."""

import re
from typing import NamedTuple

from api.faults import Fault, Invalid, Text
from api.http.cursor import read_cursor, write_cursor

# To be counted up when cursors mean something else: those given before are then refused, not misread.
_FEED = "changes 1"
_NUMBER = re.compile(r"0|[1-9][0-9]{0,19}", re.ASCII)
_LARGEST_XID = 2**64 - 1
_LARGEST_ORDINAL = 2**63 - 1

NOT_A_PLACE = Text("bukan kursor dari umpan ini", "is not a cursor of this feed")
UNKNOWN_PLACE = Text(
    "menunjuk ke perubahan yang tidak ada di sini (mungkin basis data dipulihkan dari cadangan); mulailah dari awal",
    "names a change that is not here (perhaps the database was restored from a backup); begin from the start",
)


class Place(NamedTuple):
    """Where a change stands: its transaction, among those of one life of the database, and its turn in it."""

    epoch: int
    xid: int  # unsigned, of 64 bits
    ordinal: int


BEGINNING = Place(1, 0, 0)  # no transaction has the number 0


def cursor_of(place: Place) -> str:
    """Numbers of 64 bits travel as text: JSON's own are exact in some readers only."""
    return write_cursor(_FEED, (place.epoch, str(place.xid), str(place.ordinal)))


def place_of(cursor: str, parameter: str) -> Place:
    """Raises Invalid, naming the parameter, for what is no cursor of this feed."""
    try:
        epoch, *numbers = read_cursor(_FEED, cursor, ("int4", "text", "text"))
    except Invalid as error:
        raise _refused(parameter) from error
    if not all(_NUMBER.fullmatch(str(number)) for number in numbers):
        raise _refused(parameter)
    place = Place(int(str(epoch)), *(int(str(number)) for number in numbers))
    if place.xid > _LARGEST_XID or place.ordinal > _LARGEST_ORDINAL:
        raise _refused(parameter)
    return place


def unknown(parameter: str) -> Invalid:
    """For the cursor of a change that is not in this database, or not yet to be told of."""
    return Invalid("parameters", [Fault("unknown-cursor", UNKNOWN_PLACE, parameter=parameter)])


def _refused(parameter: str) -> Invalid:
    return Invalid("parameters", [Fault("invalid-cursor", NOT_A_PLACE, parameter=parameter)])
