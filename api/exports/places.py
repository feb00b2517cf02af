"""Places: how many exports may be under way at once in one process."""

from collections.abc import Iterator
from contextlib import contextmanager

from api.faults import Unavailable

MOST_AT_ONCE = 4  # each holds a connection, and half a processor while its client reads


class Places:
    """Counted, not queued: whoever finds none is told when to come back."""

    def __init__(self, most: int = MOST_AT_ONCE) -> None:
        self._free = most

    @contextmanager
    def taken(self) -> Iterator[None]:
        """Raises Unavailable when there is none."""
        if self._free == 0:
            raise Unavailable("all places of exports are taken")
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1
