"""Room: how much of what takes long and holds much may be under way at once in one process."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from api.faults import Unavailable


class Room:
    """Counted, not queued: whoever finds none is told when to come back."""

    def __init__(self, most: int, *, each: int | None = None) -> None:
        """`each`: how much of it one caller may have, who is named then."""
        self._most = most
        self._each = most if each is None else each
        self._callers: Counter[str | None] = Counter()

    @contextmanager
    def taken(self, by: str | None = None) -> Iterator[None]:
        """Raises Unavailable when there is none."""
        if self._callers.total() >= self._most or self._callers[by] >= self._each:
            raise Unavailable("there is no room")
        self._callers[by] += 1
        try:
            yield
        finally:
            self._callers[by] -= 1
            self._callers += Counter()  # forgets whoever has none
