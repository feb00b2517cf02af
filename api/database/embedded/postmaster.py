"""Read the `postmaster.pid` of PostgreSQL, and handle stale ones."""

import contextlib
import os
import re
import sys
import time
from pathlib import Path
from typing import NamedTuple

from api.database.embedded.errors import already_running
from api.regular_file import read_regular_file

_PID_FILE = "postmaster.pid"
_MAX_BYTES = 10_000  # such a file has about 100 and a path

# A server whose service was killed gets its signal immediately and then writes a checkpoint.
_STATUS_TIMEOUT = 3.0
_EXIT_TIMEOUT = 60.0


class PostmasterStatus(NamedTuple):
    pid: int
    port: int
    status: str


def read_pid_file(files: Path) -> PostmasterStatus | None:
    """Read the file. Return None if it is missing, incomplete or invalid."""
    try:
        lines = _read(files).splitlines()
        return PostmasterStatus(pid=int(lines[0]), port=int(lines[3]), status=lines[7].strip())
    except (FileNotFoundError, NotADirectoryError, IndexError, ValueError):
        return None


def wait_for_exit(files: Path) -> None:
    """Wait for a server whose service was killed. Raise EmbeddedServerError if it keeps running."""
    started = time.monotonic()
    while (found := read_pid_file(files)) is not None and _is_postmaster(found.pid, files):
        timeout = _EXIT_TIMEOUT if found.status == "stopping" else _STATUS_TIMEOUT
        if time.monotonic() - started > timeout:
            raise already_running(files.parent.parent)
        time.sleep(0.05)


def remove_stale_pid_file(files: Path) -> None:
    """Repair a file whose pid now belongs to another program; it would prevent every start.

    PostgreSQL accepts any running pid of its own user as a server, except its parent's. This function therefore writes
    the pid of this process. It does not delete the file, because its other lines protect shared memory that is in use.
    """
    try:
        text = _read(files)
    except FileNotFoundError:
        return
    first, _, rest = text.partition("\n")
    if not re.fullmatch("-?[0-9]{1,9}", first.strip(" ")):
        # Incomplete after a power failure; PostgreSQL would ask the user to delete it.
        (files / _PID_FILE).unlink()
    elif _is_alive(pid := abs(int(first))) and not _is_postmaster(pid, files):
        with os.fdopen(os.open(files / _PID_FILE, os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW), "w") as file:
            file.write(f"{os.getpid()}\n{rest}")


def _read(files: Path) -> str:
    """Read the file. Bytes that are not ASCII make it invalid, as for a missing line."""
    return read_regular_file(files / _PID_FILE, _MAX_BYTES).content.decode("ascii", "replace")


def _is_postmaster(pid: int, files: Path) -> bool:
    """Return whether a process is a server on these files, or could be one if its directory cannot be read."""
    if sys.platform != "linux":
        return _is_alive(pid)
    try:
        program = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")[0]
    except OSError:
        return False
    if Path(os.fsdecode(program)).name != "postgres":
        return False
    with contextlib.suppress(PermissionError):
        return Path(f"/proc/{pid}/cwd").readlink() == files.resolve()
    return True


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
