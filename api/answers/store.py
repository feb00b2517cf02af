"""Where answers are kept: bounded in bytes, and what nobody asks for again leaves before what is asked for often."""

from collections import OrderedDict
from typing import Final

from api.answers.asked import Key
from api.answers.kept import Kept

_PROTECTED: Final = 0.8  # of all bytes, for answers that were asked for again
_LARGEST: Final = 1 / 8  # of all bytes: one answer never costs the many


class Store:
    """A segmented LRU: a new answer is on trial until it is asked for again, so that a crawler displaces no hot one."""

    def __init__(self, most: int) -> None:
        self.size = 0
        self._most = most
        self._trial: OrderedDict[Key, Kept] = OrderedDict()
        self._protected: OrderedDict[Key, Kept] = OrderedDict()
        self._protected_size = 0

    def __len__(self) -> int:
        return len(self._trial) + len(self._protected)

    def get(self, key: Key) -> Kept | None:
        kept = self._protected.get(key)
        if kept is not None:
            self._protected.move_to_end(key)
            return kept
        kept = self._trial.pop(key, None)
        if kept is not None:
            self._protected[key] = kept
            self._protected_size += kept.size
            while self._protected_size > self._most * _PROTECTED and len(self._protected) > 1:
                demoted, old = self._protected.popitem(last=False)
                self._protected_size -= old.size
                self._trial[demoted] = old
        return kept

    def keep(self, key: Key, kept: Kept) -> None:
        self.drop(key)
        if kept.size <= self._most * _LARGEST:
            self._trial[key] = kept
            self.size += kept.size
            self._make_room()

    def grew(self, key: Key, kept: Kept, by: int) -> None:
        """An answer that is kept was made in one more coding."""
        self.size += by
        if key in self._protected:
            self._protected_size += by
        if kept.size > self._most * _LARGEST:
            self.drop(key)
        self._make_room()

    def drop(self, key: Key) -> None:
        if (kept := self._trial.pop(key, None)) is not None:
            self.size -= kept.size
        elif (kept := self._protected.pop(key, None)) is not None:
            self.size -= kept.size
            self._protected_size -= kept.size

    def clear(self) -> None:
        self._trial.clear()
        self._protected.clear()
        self.size = self._protected_size = 0

    def _make_room(self) -> None:
        while self.size > self._most:
            segment = self._trial or self._protected
            _, old = segment.popitem(last=False)
            self.size -= old.size
            if segment is self._protected:
                self._protected_size -= old.size
