"""What PostgreSQL's own `postmaster.pid` tells of the server on a data directory, and when not to believe it."""

import contextlib
import os
import sys
import time
from pathlib import Path
from typing import NamedTuple

from api.embedded.errors import is_already_served

_FILE = "postmaster.pid"

# A server whose service was killed learns of it at once, and then writes its checkpoint.
_SECONDS_TO_LEARN = 3.0
_SECONDS_TO_LEAVE = 60.0


class Postmaster(NamedTuple):
    pid: int
    port: int
    status: str


def read_postmaster(files: Path) -> Postmaster | None:
    """What the file says; none while it is missing, half written or of no use."""
    try:
        lines = (files / _FILE).read_text().splitlines()
        return Postmaster(pid=int(lines[0]), port=int(lines[3]), status=lines[7].strip())
    except (FileNotFoundError, NotADirectoryError, IndexError, ValueError):
        return None


def wait_for_departure(files: Path) -> None:
    """Lets a server finish whose service was killed a moment ago; one that stays has an owner, and is left alone."""
    began = time.monotonic()
    while (found := read_postmaster(files)) is not None and _is_postmaster(found.pid, files):
        patience = _SECONDS_TO_LEAVE if found.status == "stopping" else _SECONDS_TO_LEARN
        if time.monotonic() - began > patience:
            raise is_already_served(files.parent.parent)
        time.sleep(0.05)


def disown_reused_pid(files: Path) -> None:
    """Keeps a leftover file from blocking a start for ever, when its pid is by now another program's.

    PostgreSQL believes any live pid of its own user, except its parent's. So the parent writes itself in, rather than
    deleting the file: its other lines still keep a second server off shared memory that is in use.
    """
    try:
        text = (files / _FILE).read_text()
    except FileNotFoundError:
        return
    first, _, rest = text.partition("\n")
    if not first.strip("- ").isdigit():
        # Cut off by a power failure; PostgreSQL would ask a person to delete it.
        (files / _FILE).unlink()
    elif _is_alive(pid := abs(int(first))) and not _is_postmaster(pid, files):
        with os.fdopen(os.open(files / _FILE, os.O_WRONLY | os.O_TRUNC | os.O_NOFOLLOW), "w") as file:
            file.write(f"{os.getpid()}\n{rest}")


def _is_postmaster(pid: int, files: Path) -> bool:
    """Whether that process is a server on these files, or might be one as far as we may look."""
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
