"""The thread that runs a server: it starts it, waits for its exit, and restarts it on the same port."""

import os
import signal
import subprocess
import threading
import time

import structlog

from api.database.embedded.cluster import Cluster, build_server_options
from api.database.embedded.errors import EmbeddedServerError, start_failed
from api.database.embedded.os_user import build_environment
from api.database.embedded.ports import is_port_free
from api.database.embedded.postmaster import read_pid_file, remove_stale_pid_file
from api.regular_file import open_regular_log

_log = structlog.get_logger()

# A crash recovery can read a long log.
_START_TIMEOUT = 300.0
# A fast shutdown ends with a checkpoint. After this time comes an immediate shutdown; the next start then recovers.
_STOP_TIMEOUT = 30.0
# In an immediate shutdown, PostgreSQL kills its remaining processes after five seconds.
_QUIT_TIMEOUT = 10.0

_MIN_RESTART_DELAY, _MAX_RESTART_DELAY = 0.1, 5.0
# After this time, an exit has another cause than the previous one, so the delay starts at its minimum again.
_HEALTHY_AFTER_SECONDS = 60.0

_MAX_LOG_BYTES = 5 * 1024 * 1024


class PortInUseError(Exception):
    """Another process took the port before the server bound it."""


class ServerSupervisor:
    """Run a server in one thread. The parent-death signal belongs to the thread that forked, so it must be the same."""

    def __init__(self, cluster: Cluster, port: int, max_connections: int) -> None:
        self._cluster = cluster
        self._port = port
        self._max_connections = max_connections
        self._process: subprocess.Popen[bytes] | None = None
        self._failure: OSError | None = None
        self._state_lock = threading.Lock()
        self._was_ready = False
        self._ended = False
        self._stopping = threading.Event()
        # A daemon thread does not block an exit without stop(); the server then ends with the thread.
        self._thread = threading.Thread(target=self._supervise, name="embedded-postgres", daemon=True)

    def start(self) -> None:
        """Start the server and wait until it is ready. Raise EmbeddedServerError with the end of its log."""
        written = self._cluster.log.stat().st_size if self._cluster.log.exists() else 0
        self._thread.start()
        deadline = time.monotonic() + _START_TIMEOUT
        while not self._is_ready():
            if self._thread.is_alive():
                if time.monotonic() > deadline:
                    raise self._start_error(written, ("tidak kunjung siap", "did not become ready"))
                time.sleep(0.02)
            elif is_port_free(self._port):
                raise self._start_error(written, ("berhenti saat dimulai", "stopped while starting"))
            else:
                raise PortInUseError

    def stop(self) -> None:
        with self._state_lock:
            self._stopping.set()
        for stop_signal, timeout in ((signal.SIGINT, _STOP_TIMEOUT), (signal.SIGQUIT, _QUIT_TIMEOUT)):
            if self._process is not None:
                self._process.send_signal(stop_signal)
            if self._thread.is_alive():
                self._thread.join(timeout)

    def _supervise(self) -> None:
        delay = _MIN_RESTART_DELAY
        while True:
            started = time.monotonic()
            exit_code = self._run_once()
            with self._state_lock:
                if self._stopping.is_set() or not self._was_ready:
                    self._ended = True
                    return
            if time.monotonic() - started > _HEALTHY_AFTER_SECONDS:
                delay = _MIN_RESTART_DELAY
            _log.warning("embedded_server.exited", exit_code=exit_code, restart_in_seconds=delay)
            self._stopping.wait(delay)
            delay = min(delay * 2, _MAX_RESTART_DELAY)

    def _run_once(self) -> int | None:
        try:
            with self._state_lock:
                if self._stopping.is_set():
                    return None
                self._process = self._launch()
            return self._process.wait()
        except OSError as error:
            self._failure = error
            return None

    def _launch(self) -> subprocess.Popen[bytes]:
        cluster = self._cluster
        remove_stale_pid_file(cluster.files)
        if cluster.log.exists() and cluster.log.stat().st_size > _MAX_LOG_BYTES:
            cluster.log.replace(cluster.log.with_suffix(".log.1"))
        log = open_regular_log(cluster.log)
        try:
            os.fchown(log, *cluster.os_user)
            return subprocess.Popen(
                cluster.command(
                    "postgres", "-D", str(cluster.files), *build_server_options(self._port, self._max_connections)
                ),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=build_environment(),
                # Ctrl-C in the terminal must reach only the service, which stops the server at its end.
                start_new_session=True,
            )
        finally:
            os.close(log)

    def _is_ready(self) -> bool:
        """Return whether the server is ready, from the file that pg_ctl reads, and the thread still supervises it."""
        found = read_pid_file(self._cluster.files)
        with self._state_lock:
            is_child = self._process is not None and found is not None and found.pid == self._process.pid
            self._was_ready = is_child and found is not None and found.status == "ready" and not self._ended
            return self._was_ready

    def _start_error(self, written: int, failure: tuple[str, str]) -> EmbeddedServerError:
        log = self._cluster.log
        if self._failure is not None:
            return start_failed(log, failure, str(self._failure))
        with log.open(errors="replace") as file:
            # The log can have been rotated since; then read the new one from its beginning.
            file.seek(written if written <= log.stat().st_size else 0)
            return start_failed(log, failure, "".join(file.readlines()[-20:]))
