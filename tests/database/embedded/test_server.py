"""The embedded server: start, stop, crash, restart, and commands that join it."""

import os
import socket
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import asyncpg
import pytest

from api.database.embedded import server as embedded
from api.database.embedded.cluster import Cluster
from api.database.embedded.directory_lock import DirectoryLock
from api.database.embedded.ports import find_free_port
from api.database.embedded.postmaster import read_pid_file
from api.database.embedded.server import EmbeddedServer
from tests.support.clusters import ask, eventually, find_running_server

SERVE = """
import os, sys, time
from pathlib import Path
from api.database.embedded.server import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1])).start()
if "with a worker" in sys.argv and os.fork() == 0:
    os.close(1)
    time.sleep(20)
    os._exit(0)
print(server.owner_url, flush=True)
time.sleep(600)
"""


def serve_in_a_process(data_dir: Path, *options: str) -> subprocess.Popen[str]:
    root = Path(__file__).parents[3]
    return subprocess.Popen(
        [sys.executable, "-c", SERVE, str(data_dir), *options], cwd=root, stdout=subprocess.PIPE, text=True
    )


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def read_postmaster_pid(data_dir: Path) -> int:
    found = read_pid_file(Cluster(data_dir).files)
    return found.pid if found else 0


def has_new_postmaster(data_dir: Path, pid: int) -> bool:
    return find_running_server(data_dir) is not None and read_postmaster_pid(data_dir) != pid


def test_data_is_stored_after_a_stop_and_a_start(data_dir: Path) -> None:
    with EmbeddedServer(data_dir) as server:
        ask(server.owner_url, "create table stored as select 42 as value")
    with EmbeddedServer(data_dir) as server:
        assert ask(server.owner_url, "select value from stored") == 42


def test_the_service_login_has_no_privileges(live: EmbeddedServer) -> None:
    attributes = "rolsuper or rolcreatedb or rolcreaterole or rolinherit or rolreplication or rolbypassrls"
    assert ask(live.service_url, f"select {attributes} from pg_roles where rolname = current_user") is False
    assert ask(live.service_url, "select current_user || '@' || current_database()") == "capaian@capaian"
    assert ask(live.owner_url, "select current_user::text") == "capaian_owner"


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("listen_addresses", "127.0.0.1"),
        ("unix_socket_directories", ""),
        ("max_connections", "100"),
        ("idle_in_transaction_session_timeout", "30s"),
        ("shared_preload_libraries", "pg_stat_statements"),
        ("data_checksums", "on"),
        ("server_encoding", "UTF8"),
        ("lc_messages", "C.UTF-8"),
    ],
)
def test_the_server_has_these_settings(live: EmbeddedServer, setting: str, value: str) -> None:
    assert ask(live.owner_url, f"select current_setting('{setting}')") == value


def test_a_login_needs_the_password_which_only_its_owner_can_read(live: EmbeddedServer, live_dir: Path) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        ask(live.owner_url.replace(Cluster(live_dir).passwords().owner, "guessed"), "select 1")
    assert (live_dir / "postgres" / "passwords").stat().st_mode & 0o777 == 0o600


def test_a_killed_postmaster_is_started_again_on_the_same_port(data_dir: Path) -> None:
    with EmbeddedServer(data_dir) as server:
        url, pid = server.owner_url, read_postmaster_pid(data_dir)
        ask(url, "create table committed as select 42 as value")
        os.kill(pid, 9)
        assert eventually(partial(has_new_postmaster, data_dir, pid))
        assert ask(url, "select value from committed") == 42


def test_a_stop_after_a_crash_does_not_start_the_server_again(data_dir: Path) -> None:
    before = threading.active_count()
    with EmbeddedServer(data_dir):
        os.kill(read_postmaster_pid(data_dir), 9)
    assert find_running_server(data_dir) is None
    assert threading.active_count() == before


def test_the_server_stops_if_its_process_is_killed_and_the_next_start_waits_for_it(data_dir: Path) -> None:
    process = serve_in_a_process(data_dir)
    assert ask(first_line(process), "select 1") == 1
    pid = read_postmaster_pid(data_dir)
    kill(process)
    with EmbeddedServer(data_dir) as server:
        assert ask(server.owner_url, "select 1") == 1
        assert read_postmaster_pid(data_dir) != pid


def test_the_server_of_a_killed_process_shuts_down_cleanly(data_dir: Path) -> None:
    process = serve_in_a_process(data_dir)
    first_line(process)
    kill(process)
    assert eventually(lambda: not (data_dir / "postgres" / "data" / "postmaster.pid").exists())
    assert "database system is shut down" in (data_dir / "postgres.log").read_text()


def test_a_worker_of_a_killed_process_does_not_lock_the_directory(data_dir: Path) -> None:
    process = serve_in_a_process(data_dir, "with a worker")
    first_line(process)
    kill(process)
    with EmbeddedServer(data_dir) as server:
        assert ask(server.owner_url, "select 1") == 1


def test_a_command_joins_the_running_server_and_does_not_stop_it(live: EmbeddedServer, live_dir: Path) -> None:
    with EmbeddedServer(live_dir).join_or_start() as joined:
        assert joined.owner_url == live.owner_url
        assert joined.service_url == live.service_url
    assert ask(live.owner_url, "select 1") == 1


def test_a_command_starts_and_stops_a_server_if_none_is_running(data_dir: Path) -> None:
    assert find_running_server(data_dir) is None
    with EmbeddedServer(data_dir).join_or_start() as server:
        assert ask(server.service_url, "select 1") == 1
        assert find_running_server(data_dir) is not None
    assert find_running_server(data_dir) is None


def test_a_command_waits_for_the_process_that_locks_the_directory(data_dir: Path) -> None:
    lock = DirectoryLock(data_dir)
    assert lock.acquire()
    releasing = threading.Timer(0.3, lock.release)
    releasing.start()
    with EmbeddedServer(data_dir).join_or_start() as server:
        assert not releasing.is_alive()
        assert ask(server.owner_url, "select 1") == 1


def test_a_stale_pid_file_with_the_pid_of_another_program_does_not_block_the_start(data_dir: Path) -> None:
    pid_file = data_dir / "postgres" / "data" / "postmaster.pid"
    with EmbeddedServer(data_dir):
        account = Cluster(data_dir).os_user
        content = pid_file.read_text()
    with subprocess.Popen(["sleep", "60"], user=account.uid if os.geteuid() == 0 else None) as other_program:
        try:
            pid_file.write_text(str(other_program.pid) + content[content.index("\n") :])
            os.chown(pid_file, *account)
            pid_file.chmod(0o600)
            assert find_running_server(data_dir) is None
            with EmbeddedServer(data_dir) as server:
                assert ask(server.owner_url, "select 1") == 1
            assert other_program.poll() is None
        finally:
            other_program.kill()


@pytest.mark.parametrize("content", ["", "123", "rubbish\n"])
def test_a_truncated_pid_file_does_not_block_the_start(data_dir: Path, content: str) -> None:
    pid_file = data_dir / "postgres" / "data" / "postmaster.pid"
    pid_file.write_text(content)
    os.chown(pid_file, *Cluster(data_dir).os_user)
    with EmbeddedServer(data_dir) as server:
        assert ask(server.owner_url, "select 1") == 1


def test_a_missing_directory_is_created_and_a_killed_initialization_is_repeated(empty_dir: Path) -> None:
    directory = empty_dir / "missing" / "parents"
    process = serve_in_a_process(directory)
    assert eventually(lambda: any(directory.glob("postgres.making-*/data/base")))
    kill(process)
    assert not (directory / "postgres").exists()
    with EmbeddedServer(directory) as server:
        assert ask(server.service_url, "select 1") == 1
    assert {entry.name for entry in directory.iterdir()} == {"postgres", "postgres.log"}


def test_another_port_is_used_if_the_chosen_one_is_taken(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        taken = listener.getsockname()[1]
        ports = iter([taken, find_free_port()])
        monkeypatch.setattr(embedded, "find_free_port", lambda: next(ports))
        with EmbeddedServer(data_dir) as server:
            assert f":{taken}/" not in server.owner_url
            assert ask(server.owner_url, "select 1") == 1


def test_a_large_log_is_renamed(data_dir: Path) -> None:
    (data_dir / "postgres.log").write_text("x" * 6_000_000)
    with EmbeddedServer(data_dir):
        assert (data_dir / "postgres.log").stat().st_size < 100_000
        assert (data_dir / "postgres.log.1").stat().st_size == 6_000_000


def test_a_server_that_was_not_started_has_no_url_and_can_be_stopped(data_dir: Path) -> None:
    server = EmbeddedServer(data_dir)
    server.stop()
    with pytest.raises(RuntimeError, match="before start"):
        server.owner_url  # noqa: B018  the property is what is tested
