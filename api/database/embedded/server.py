"""The embedded PostgreSQL server: starts and stops with the service, and is restarted if it exits."""

import contextlib
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from api.database.embedded.cluster import DATABASE_NAME, OWNER_ROLE, SERVICE_ROLE, Cluster
from api.database.embedded.directory_lock import DirectoryLock, is_locked
from api.database.embedded.errors import EmbeddedServerError, already_running, directory_not_usable, start_failed
from api.database.embedded.os_user import build_environment, find_binary
from api.database.embedded.ports import find_free_port
from api.database.embedded.postmaster import read_pid_file, wait_for_exit
from api.database.embedded.supervisor import PortInUseError, ServerSupervisor
from api.startup import startup_step

__all__ = ["EmbeddedServer", "EmbeddedServerError"]

_MAX_PORT_ATTEMPTS = 5
# A command that checks the lock holds it for a short time itself.
_LOCK_TIMEOUT = 0.5
# The process with the lock may be starting a server, which can take as long as a crash recovery.
_JOIN_TIMEOUT = 300.0


class EmbeddedServer:
    """A server on one data directory.

    `with EmbeddedServer(directory) as server` starts a server, and raises EmbeddedServerError if one is running.
    `with EmbeddedServer(directory).join_or_start() as server` uses a running server of another process, or starts one.
    """

    def __init__(self, data_dir: Path, max_connections: int = 100) -> None:
        self._max_connections = max_connections
        self._cluster = Cluster(data_dir)
        self._lock = DirectoryLock(self._cluster.data_dir)
        self._supervisor: ServerSupervisor | None = None
        self._port: int | None = None

    @property
    def owner_url(self) -> str:
        """The URL for migrations and administration: a superuser that owns all tables."""
        return self._url(OWNER_ROLE, self._cluster.passwords().owner)

    @property
    def service_url(self) -> str:
        """The URL for the service: a role that owns nothing."""
        return self._url(SERVICE_ROLE, self._cluster.passwords().service)

    def start(self) -> Self:
        deadline = time.monotonic() + _LOCK_TIMEOUT
        while not self._acquire_lock():
            if time.monotonic() > deadline:
                raise already_running(self._cluster.data_dir)
            time.sleep(0.02)
        return self._start()

    def join_or_start(self) -> Self:
        deadline = time.monotonic() + _JOIN_TIMEOUT
        while not self.join():
            if self._acquire_lock():
                return self._start()
            if time.monotonic() > deadline:
                raise already_running(self._cluster.data_dir)
            time.sleep(0.05)
        return self

    def stop(self) -> None:
        """Stop a server that was started here. A joined server keeps running."""
        if self._supervisor is not None:
            self._supervisor.stop()
        self._lock.release()
        self._supervisor = self._port = None

    def __enter__(self) -> Self:
        return self if self._port is not None else self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def join(self) -> bool:
        """Use the running server of another process. Return False if there is none."""
        self._port = _find_running_port(self._cluster)
        return self._port is not None

    def _acquire_lock(self) -> bool:
        try:
            self._cluster.create_directory()
            return self._lock.acquire()
        except OSError as error:
            raise directory_not_usable(self._cluster.data_dir, error, error) from error

    def _start(self) -> Self:
        try:
            self._cluster.initialize_or_verify()
            wait_for_exit(self._cluster.files)
            self._launch()
        except OSError as error:
            self.stop()
            raise directory_not_usable(self._cluster.data_dir, error, error) from error
        except BaseException:
            self.stop()
            raise
        return self

    def _launch(self) -> None:
        for _ in range(_MAX_PORT_ATTEMPTS):
            self._port = find_free_port()
            self._supervisor = ServerSupervisor(self._cluster, self._port, self._max_connections)
            with contextlib.suppress(PortInUseError), startup_step("Starting PostgreSQL"):
                return self._supervisor.start()
        raise start_failed(self._cluster.log, ("tidak menemukan port yang bebas", "found no free port"), "")

    def _url(self, role: str, password: str) -> str:
        if self._port is None:
            raise RuntimeError("The embedded server has no URL before start() and after stop().")
        # The embedded server is built without TLS, so the client need not try it.
        return f"postgresql://{role}:{password}@127.0.0.1:{self._port}/{DATABASE_NAME}?sslmode=disable"


def _find_running_port(cluster: Cluster) -> int | None:
    """Return the port of a running server. A postmaster.pid can be stale, so this checks lock and response too."""
    try:
        found = read_pid_file(cluster.files)
        if found is None or found.status != "ready" or not is_locked(cluster.data_dir):
            return None
        cluster.passwords()
    except OSError as error:
        raise directory_not_usable(cluster.data_dir, error, error) from error
    command = [str(find_binary("pg_isready")), "--quiet", "--host=127.0.0.1", f"--port={found.port}", "--timeout=3"]
    is_running = subprocess.run(command, env=build_environment(), check=False).returncode == 0
    return found.port if is_running else None
