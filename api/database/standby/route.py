"""The server that the reads of one request use, and the position that its writes have reached."""

import time
from contextvars import ContextVar
from dataclasses import dataclass, field

from api.database.standby.position import Position

_MAX_LAG_OF_IMMUTABLE = 1500.0  # seconds; less than MAX_TRANSACTION_DURATION, the age of an immutable response


@dataclass(slots=True)
class ReadRoute:
    """The server of the public reads of one request.

    `to_standby`: the preferred server. `may_change`: whether the other server is used if that one is unavailable.
    `lag`: at the choice, everything that committed so many seconds earlier was visible on the standby; infinite if it
    is unknown.
    `is_current`: whether the standby contained every change that the process was notified of.
    """

    to_standby: bool
    may_change: bool
    lag: float
    is_current: bool
    used_standby: bool = False
    chosen_at: float = field(default_factory=time.monotonic)

    @property
    def may_be_stored(self) -> bool:
        """Whether the response contains every change that the process was notified of before it began."""
        return self.is_current or not self.used_standby

    def compute_lag(self) -> float | None:
        """Return the lag of what was read so far, in seconds, or None if nothing was read from a standby."""
        return self.lag + time.monotonic() - self.chosen_at if self.used_standby else None

    @property
    def may_be_immutable(self) -> bool:
        """Return whether a response about a past time is complete; a standby can be further behind than that time."""
        return (self.compute_lag() or 0.0) < _MAX_LAG_OF_IMMUTABLE


@dataclass(slots=True)
class WrittenPosition:
    """The position after the last write of a request; None if it wrote nothing."""

    position: Position | None = None


# Requests without a route read from the primary. Tasks have the route of the request that created them.
CURRENT_ROUTE: ContextVar[ReadRoute | None] = ContextVar("current_route", default=None)
WRITTEN_POSITION: ContextVar[WrittenPosition | None] = ContextVar("written_position", default=None)
