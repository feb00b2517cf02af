"""Which realization of a key is preferred is a question about a moment: what was stated, and what was held, by then."""

from datetime import date, datetime
from typing import NamedTuple


class Preferred(NamedTuple):
    """As of that day (any day when None), as this service held it at that moment (now when None)."""

    as_of: date | None
    known_at: datetime | None
