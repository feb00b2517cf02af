"""Directories below /var/lib/capaian, for an embedded server of root whose user cannot reach the checkout."""

import contextlib
import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from api.database.embedded.errors import directory_not_usable, unsafe_permissions
from api.database.embedded.os_user import OsUser

SYSTEM_DIRECTORY = Path("/var/lib/capaian")
_ROOT = OsUser(0, 0)


@contextmanager
def open_system_directory() -> Iterator[int]:
    """Open SYSTEM_DIRECTORY and lock it against a second process; create it if it is missing.

    Only root can write there, so no other user can replace its content. Existing permissions do not change. Raise
    EmbeddedServerError if it is a link, belongs to another user, is writable for others or cannot be created.
    """
    try:
        with _open_directory(SYSTEM_DIRECTORY, _ROOT, 0o755) as descriptor:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield descriptor
    except OSError as error:
        raise directory_not_usable(SYSTEM_DIRECTORY, error, error) from error


def create_private_directory(name: str, account: OsUser) -> Path:
    """Return the directory of that name in SYSTEM_DIRECTORY, which only the account and root can enter.

    Raise EmbeddedServerError if it is a link, belongs to another user or is open to others.
    """
    path = SYSTEM_DIRECTORY / name
    with open_system_directory() as parent, _open_directory(path, account, 0o700, parent):
        return path


@contextmanager
def _open_directory(path: Path, owner: OsUser, mode: int, parent: int | None = None) -> Iterator[int]:
    """Open a directory with exactly this owner and mode. Create a missing one; follow no link."""
    target = path if parent is None else path.name
    created = False
    with contextlib.suppress(FileExistsError):
        os.mkdir(target, 0o700, dir_fd=parent)
        created = True
    unsafe = unsafe_permissions(path, owner.display_name, f"{mode:o}")
    try:
        descriptor = os.open(target, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=parent)
    except NotADirectoryError as error:  # a link too
        raise unsafe from error
    try:
        if created:
            os.fchown(descriptor, *owner)
            os.fchmod(descriptor, mode)
        found = os.fstat(descriptor)
        if found.st_uid != owner.uid or stat.S_IMODE(found.st_mode) != mode:
            raise unsafe
        yield descriptor
    finally:
        os.close(descriptor)
