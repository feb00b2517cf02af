"""The thread that keeps a server alive: it starts it, waits for its end, and starts it again on the same port."""

import os
import signal
import subprocess
import threading
import time

import structlog

from api.embedded.account import command_as, environment
from api.embedded.cluster import Cluster, settings_for
from api.embedded.errors import EmbeddedServerError, did_not_start
from api.embedded.ports import can_be_bound
from api.embedded.postmaster import disown_reused_pid, read_postmaster

_log = structlog.get_logger()

# Recovery after a crash may have a long log to read.
_SECONDS_TO_START = 300.0
# A fast shutdown ends with a checkpoint; past this the immediate one leaves the rest to the next start's recovery.
_SECONDS_TO_STOP = 30.0
# PostgreSQL kills what does not quit at once within five seconds by itself.
_SECONDS_TO_QUIT = 10.0

_FIRST_DELAY, _LONGEST_DELAY = 0.1, 5.0
# A server that stood this long did not die of what killed the one before it.
_SECONDS_OF_HEALTH = 60.0

_LARGEST_LOG = 5 * 1024 * 1024


class PortTaken(Exception):
    """Somebody took the port between its choosing and its binding."""


class Keeper:
    """The kernel's parent-death signal follows the thread that forked, so this one thread forks every time."""

    def __init__(self, cluster: Cluster, port: int) -> None:
        self._cluster = cluster
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None
        self._failure: OSError | None = None
        self._changing = threading.Lock()
        self._stood = False
        self._ended = False
        self._stopping = threading.Event()
        # A daemon, so that an exit without stop() is not held up: the server then dies with the thread.
        self._thread = threading.Thread(target=self._keep, name="embedded-postgres", daemon=True)

    def start(self) -> None:
        """Returns when the server answers; what keeps it from that is raised with the end of its log."""
        written = self._cluster.log.stat().st_size if self._cluster.log.exists() else 0
        self._thread.start()
        deadline = time.monotonic() + _SECONDS_TO_START
        while not self._stands():
            if self._thread.is_alive():
                if time.monotonic() > deadline:
                    raise self._reason(written, ("tidak kunjung siap", "did not become ready"))
                time.sleep(0.02)
            elif can_be_bound(self._port):
                raise self._reason(written, ("berhenti saat dimulai", "stopped while starting"))
            else:
                raise PortTaken

    def stop(self) -> None:
        with self._changing:
            self._stopping.set()
        for request, patience in ((signal.SIGINT, _SECONDS_TO_STOP), (signal.SIGQUIT, _SECONDS_TO_QUIT)):
            if self._process is not None:
                self._process.send_signal(request)
            if self._thread.is_alive():
                self._thread.join(patience)

    def _keep(self) -> None:
        delay = _FIRST_DELAY
        while True:
            began = time.monotonic()
            exit_code = self._run_once()
            with self._changing:
                if self._stopping.is_set() or not self._stood:
                    self._ended = True
                    return
            if time.monotonic() - began > _SECONDS_OF_HEALTH:
                delay = _FIRST_DELAY
            _log.warning("embedded_server.died", exit_code=exit_code, starts_again_in=delay)
            self._stopping.wait(delay)
            delay = min(delay * 2, _LONGEST_DELAY)

    def _run_once(self) -> int | None:
        try:
            with self._changing:
                if self._stopping.is_set():
                    return None
                self._process = self._launch()
            return self._process.wait()
        except OSError as error:
            self._failure = error
            return None

    def _launch(self) -> subprocess.Popen[bytes]:
        cluster = self._cluster
        disown_reused_pid(cluster.files)
        if cluster.log.exists() and cluster.log.stat().st_size > _LARGEST_LOG:
            cluster.log.replace(cluster.log.with_suffix(".log.1"))
        log = os.open(cluster.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            os.fchown(log, *cluster.account)
            return subprocess.Popen(
                command_as(cluster.account, "postgres", "-D", str(cluster.files), *settings_for(self._port)),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd="/",
                env=environment(),
                # Ctrl+C at the terminal is for the service, which stops the server when it no longer needs it.
                start_new_session=True,
            )
        finally:
            os.close(log)

    def _stands(self) -> bool:
        """Whether the server is ready, by the same file that pg_ctl reads, and the thread there to keep it so."""
        found = read_postmaster(self._cluster.files)
        with self._changing:
            ours = self._process is not None and found is not None and found.pid == self._process.pid
            self._stood = ours and found is not None and found.status == "ready" and not self._ended
            return self._stood

    def _reason(self, written: int, happening: tuple[str, str]) -> EmbeddedServerError:
        log = self._cluster.log
        if self._failure is not None:
            return did_not_start(log, happening, str(self._failure))
        with log.open(errors="replace") as file:
            # The log may have been put aside at its largest since, and be a new one.
            file.seek(written if written <= log.stat().st_size else 0)
            return did_not_start(log, happening, "".join(file.readlines()[-20:]))
