"""Room: how much of what takes long and holds much may be under way at once in one process."""

from collections.abc import Iterator
from contextlib import contextmanager

from api.faults import Unavailable


class Room:
    """Counted, not queued: whoever finds none is told when to come back."""

    def __init__(self, most: int) -> None:
        self._free = most

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Raises Unavailable when there is none."""
        if self._free == 0:
            raise Unavailable("there is no room")
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1
