"""The lock of a data directory: one process has it, and it ends with this process."""

import fcntl
import os
from pathlib import Path


class DirectoryLock:
    """A kernel lock (flock) on the directory itself; it needs no lock file."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._descriptor: int | None = None
        # A forked worker inherits the descriptor. If it stayed open there, the lock would outlive a killed parent.
        os.register_at_fork(after_in_child=self._close)

    def acquire(self) -> bool:
        """Try to take the lock. Return False if another process has it."""
        descriptor = _try_lock(self._directory, fcntl.LOCK_EX)
        if descriptor is None:
            return False
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        if self._descriptor is not None:
            # Closing is not enough: a child that has just been forked still has the descriptor.
            fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        self._close()

    def _close(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None


def is_locked(directory: Path) -> bool:
    """Return whether a process has the lock."""
    descriptor = _try_lock(directory, fcntl.LOCK_SH)
    if descriptor is None:
        return True
    os.close(descriptor)
    return False


def _try_lock(directory: Path, mode: int) -> int | None:
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
