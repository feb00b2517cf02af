"""The embedded server, real: started, killed, left behind, joined and refused."""

import os
import socket
import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import asyncpg
import pytest

from api.embedded import server as embedded
from api.embedded.claim import Claim
from api.embedded.cluster import Cluster
from api.embedded.ports import free_port
from api.embedded.postmaster import read_postmaster
from api.embedded.server import EmbeddedServer, running
from tests.support.clusters import ask, eventually

SERVE = """
import os, sys, time
from pathlib import Path
from api.embedded.server import EmbeddedServer
server = EmbeddedServer(Path(sys.argv[1])).start()
if "with a worker" in sys.argv and os.fork() == 0:
    os.close(1)
    time.sleep(20)
    os._exit(0)
print(server.owner_url, flush=True)
time.sleep(600)
"""


def serve_in_a_process(data_dir: Path, *words: str) -> subprocess.Popen[str]:
    root = Path(__file__).parents[2]
    return subprocess.Popen(
        [sys.executable, "-c", SERVE, str(data_dir), *words], cwd=root, stdout=subprocess.PIPE, text=True
    )


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def postmaster_of(data_dir: Path) -> int:
    found = read_postmaster(Cluster(data_dir).files)
    return found.pid if found else 0


def another_answers(data_dir: Path, pid: int) -> bool:
    return running(data_dir) is not None and postmaster_of(data_dir) != pid


def test_what_was_written_is_there_after_a_stop_and_a_start(data_dir: Path) -> None:
    with EmbeddedServer(data_dir) as server:
        ask(server.owner_url, "create table kept as select 42 as answer")
    with EmbeddedServer(data_dir) as server:
        assert ask(server.owner_url, "select answer from kept") == 42


def test_a_directory_that_does_not_exist_yet_is_made(empty_dir: Path) -> None:
    with EmbeddedServer(empty_dir / "not" / "there" / "yet") as server:
        assert ask(server.service_url, "select 1") == 1


def test_the_service_logs_in_as_a_role_that_may_nothing(live: EmbeddedServer) -> None:
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
def test_the_server_is_set_up_as_promised(live: EmbeddedServer, setting: str, value: str) -> None:
    assert ask(live.owner_url, f"select current_setting('{setting}')") == value


def test_nobody_logs_in_without_the_password_and_only_its_owner_reads_it(live: EmbeddedServer, live_dir: Path) -> None:
    with pytest.raises(asyncpg.InvalidPasswordError):
        ask(live.owner_url.replace(Cluster(live_dir).passwords().owner, "guessed"), "select 1")
    assert (live_dir / "postgres" / "passwords").stat().st_mode & 0o777 == 0o600


def test_a_killed_postmaster_is_back_on_the_same_port(data_dir: Path) -> None:
    with EmbeddedServer(data_dir) as server:
        address, pid = server.owner_url, postmaster_of(data_dir)
        ask(address, "create table survives as select 42 as answer")
        for _ in range(2):
            os.kill(pid, 9)
            assert eventually(partial(another_answers, data_dir, pid))
            assert ask(address, "select answer from survives") == 42
            pid = postmaster_of(data_dir)


def test_a_stop_while_the_server_is_down_does_not_bring_it_back(data_dir: Path) -> None:
    before = threading.active_count()
    with EmbeddedServer(data_dir):
        os.kill(postmaster_of(data_dir), 9)
    assert running(data_dir) is None
    assert threading.active_count() == before


def test_the_server_goes_when_its_process_is_killed_and_the_next_start_waits_for_that(data_dir: Path) -> None:
    process = serve_in_a_process(data_dir)
    assert ask(first_line(process), "select 1") == 1
    pid = postmaster_of(data_dir)
    kill(process)
    with EmbeddedServer(data_dir) as server:
        assert ask(server.owner_url, "select 1") == 1
        assert postmaster_of(data_dir) != pid


def test_a_killed_process_leaves_no_server_and_a_clean_shutdown(data_dir: Path) -> None:
    process = serve_in_a_process(data_dir)
    first_line(process)
    kill(process)
    assert eventually(lambda: not (data_dir / "postgres" / "data" / "postmaster.pid").exists())
    assert "database system is shut down" in (data_dir / "postgres.log").read_text()


def test_a_worker_that_outlives_the_killed_process_does_not_keep_the_directory(data_dir: Path) -> None:
    process = serve_in_a_process(data_dir, "with a worker")
    first_line(process)
    kill(process)
    with EmbeddedServer(data_dir) as server:
        assert ask(server.owner_url, "select 1") == 1


def test_a_side_command_joins_the_server_that_runs_and_leaves_it_running(live: EmbeddedServer, live_dir: Path) -> None:
    with EmbeddedServer(live_dir).join_or_start() as joined:
        assert joined.owner_url == live.owner_url
        assert joined.service_url == live.service_url
    assert ask(live.owner_url, "select 1") == 1


def test_a_side_command_has_its_own_server_for_the_while_when_none_runs(data_dir: Path) -> None:
    assert running(data_dir) is None
    with EmbeddedServer(data_dir).join_or_start() as server:
        assert ask(server.service_url, "select 1") == 1
        assert running(data_dir) is not None
    assert running(data_dir) is None


def test_a_side_command_waits_for_whoever_holds_the_directory(data_dir: Path) -> None:
    claim = Claim(data_dir)
    assert claim.take()
    leaving = threading.Timer(0.3, claim.release)
    leaving.start()
    with EmbeddedServer(data_dir).join_or_start() as server:
        assert not leaving.is_alive()
        assert ask(server.owner_url, "select 1") == 1


def test_a_leftover_pid_that_another_program_has_by_now_does_not_block_the_start(data_dir: Path) -> None:
    pid_file = data_dir / "postgres" / "data" / "postmaster.pid"
    with EmbeddedServer(data_dir):
        account = Cluster(data_dir).account
        left = pid_file.read_text()
    with subprocess.Popen(["sleep", "60"], user=account.uid if os.geteuid() == 0 else None) as stranger:
        try:
            pid_file.write_text(str(stranger.pid) + left[left.index("\n") :])
            os.chown(pid_file, *account)
            pid_file.chmod(0o600)
            assert running(data_dir) is None
            with EmbeddedServer(data_dir) as server:
                assert ask(server.owner_url, "select 1") == 1
            assert stranger.poll() is None
        finally:
            stranger.kill()


@pytest.mark.parametrize("left", ["", "123", "rubbish\n"])
def test_a_pid_file_cut_off_by_a_power_failure_does_not_block_the_start(data_dir: Path, left: str) -> None:
    pid_file = data_dir / "postgres" / "data" / "postmaster.pid"
    pid_file.write_text(left)
    os.chown(pid_file, *Cluster(data_dir).account)
    with EmbeddedServer(data_dir) as server:
        assert ask(server.owner_url, "select 1") == 1


def test_an_init_that_was_killed_leaves_no_trap(empty_dir: Path) -> None:
    process = serve_in_a_process(empty_dir)
    assert eventually(lambda: any(empty_dir.glob("postgres.making-*/data/base")))
    kill(process)
    assert not (empty_dir / "postgres").exists()
    with EmbeddedServer(empty_dir) as server:
        assert ask(server.service_url, "select 1") == 1
    assert {entry.name for entry in empty_dir.iterdir()} == {"postgres", "postgres.log"}


def test_a_port_that_is_taken_meanwhile_is_given_up_for_another(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        taken = somebody.getsockname()[1]
        ports = iter([taken, free_port()])
        monkeypatch.setattr(embedded, "free_port", lambda: next(ports))
        with EmbeddedServer(data_dir) as server:
            assert f":{taken}/" not in server.owner_url
            assert ask(server.owner_url, "select 1") == 1


def test_an_overgrown_log_is_put_aside(data_dir: Path) -> None:
    (data_dir / "postgres.log").write_text("x" * 6_000_000)
    with EmbeddedServer(data_dir):
        assert (data_dir / "postgres.log").stat().st_size < 100_000
        assert (data_dir / "postgres.log.1").stat().st_size == 6_000_000


def test_without_a_start_there_is_no_address_and_a_stop_does_no_harm(data_dir: Path) -> None:
    server = EmbeddedServer(data_dir)
    server.stop()
    with pytest.raises(RuntimeError, match="before start"):
        server.owner_url  # noqa: B018  the property is what is tested
