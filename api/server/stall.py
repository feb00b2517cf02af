"""The progress of a client that reads responses."""

from math import inf


class StallDetector:
    """Detect a client that reads less than `stall_bytes` in `stall_seconds` while more waits for it."""

    def __init__(self, stall_bytes: int, stall_seconds: float) -> None:
        self._stall_bytes = stall_bytes
        self._stall_seconds = stall_seconds
        self._unread_bytes = 0  # at `_since`
        self._since = inf

    def note_progress(self) -> None:
        """Note that the client has read at least `stall_bytes`."""
        self._since = inf

    def is_stalled(self, unread: int, now: float) -> bool:
        """Return whether the client has stalled. `unread` are the bytes that wait for it now."""
        if not unread or self._since == inf or unread <= self._unread_bytes - self._stall_bytes:
            self._unread_bytes, self._since = unread, now if unread else inf
            return False
        return now - self._since > self._stall_seconds
