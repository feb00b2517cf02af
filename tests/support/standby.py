"""A primary server with a synchronous standby, whose confirmations can be stopped."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from api.database.embedded.cluster import Cluster, build_server_options
from api.database.embedded.os_user import build_environment
from api.database.embedded.server import EmbeddedServer
from tests.support.databases import DatabaseUrls, execute
from tests.support.directories import reachable_directory
from tests.support.services import free_port

NAME = "standby"
MAX_CONNECTIONS = 100
SELECT_RECEIVER = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'walreceiver'"
SELECT_STATE = "SELECT sync_state FROM pg_stat_replication"
# Without the notifications by which a service checks its listener; they are canceled.
COUNT_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND query LIKE 'COMMIT%'"


class ReplicatedServer:
    """`urls` are those of the primary. Every commit there waits for the standby."""

    def __init__(self, primary: EmbeddedServer, standby_url: str) -> None:
        self.primary = primary
        self.urls = DatabaseUrls(primary.service_url, primary.owner_url)
        self.standby_url = standby_url

    @contextmanager
    def unconfirmed(self) -> Iterator[None]:
        """Stop the process that confirms commits, as if the connection between the servers were cut."""
        pid = int(str(execute(self.standby_url, SELECT_RECEIVER)[0]))
        os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(pid, signal.SIGCONT)

    @contextmanager
    def replay_paused(self) -> Iterator[None]:
        """Let the standby confirm commits without making them visible."""
        execute(self.standby_url, "SELECT pg_wal_replay_pause()")
        while execute(self.standby_url, "SELECT pg_get_wal_replay_pause_state()") != ["paused"]:
            time.sleep(0.01)
        try:
            yield
        finally:
            execute(self.standby_url, "SELECT pg_wal_replay_resume()")

    def count_waiting(self) -> int:
        return int(str(execute(self.urls.owner, COUNT_WAITING)[0]))


@contextmanager
def replicated_server() -> Iterator[ReplicatedServer]:
    with (
        reachable_directory() as directory,
        EmbeddedServer(directory / "primary", MAX_CONNECTIONS) as primary,
        _run_standby(primary, directory) as standby_url,
    ):
        execute(
            primary.owner_url,
            f"ALTER SYSTEM SET synchronous_standby_names = '{NAME}'",
            "SELECT pg_reload_conf()",
        )
        deadline = time.monotonic() + 30
        while execute(primary.owner_url, SELECT_STATE) != ["sync"]:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield ReplicatedServer(primary, standby_url)


@contextmanager
def _run_standby(primary: EmbeddedServer, directory: Path) -> Iterator[str]:
    """Copy the primary and run the copy as its standby; yield its URL."""
    cluster = Cluster(directory / "primary")
    files, port = cluster.home / NAME, free_port()
    copy = cluster.command(
        "pg_basebackup", f"--dbname={primary.owner_url}", f"--pgdata={files}", "--write-recovery-conf",
        "--wal-method=stream", "--checkpoint=fast", "--no-sync",
    )  # fmt: skip
    subprocess.run(copy, check=True, cwd="/", env=build_environment())
    options = [*build_server_options(port, MAX_CONNECTIONS), "-c", f"cluster_name={NAME}"]
    command = cluster.command("postgres", "-D", str(files), *options)
    with (directory / "standby.log").open("wb") as log:
        process = subprocess.Popen(command, cwd="/", env=build_environment(), stdout=log, stderr=log)
    parts = urlsplit(primary.owner_url)
    try:
        yield urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{parts.port}", f":{port}")))
    finally:
        process.send_signal(signal.SIGQUIT)
        process.wait(30)
