"""A claim on a data directory: held by one process at a time, and gone with that process however it ends."""

import fcntl
import os
from pathlib import Path


class Claim:
    """The kernel's lock on the directory itself, so that there is no lock file to leave behind or to fail to write."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._descriptor: int | None = None
        # A forked worker inherits the descriptor; kept open there, the claim would outlive a killed parent.
        os.register_at_fork(after_in_child=self._close)

    def take(self) -> bool:
        """Whether the directory became ours by this."""
        descriptor = _locked(self._directory, fcntl.LOCK_EX)
        if descriptor is None:
            return False
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        if self._descriptor is not None:
            # Unlocked aloud, because a child between its fork and its own closing has the descriptor too.
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        self._close()

    def _close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def is_claimed(directory: Path) -> bool:
    """Whether some process holds the directory at this moment."""
    descriptor = _locked(directory, fcntl.LOCK_SH)
    if descriptor is None:
        return True
    os.close(descriptor)
    return False


def _locked(directory: Path, mode: int) -> int | None:
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, mode | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    except OSError:
        os.close(descriptor)
        raise
    return descriptor
