"""Servers to measure: each one has its own processes, which are started for a measure and stopped by process id."""

import contextlib
import os
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from benchmarks.http_connection import HttpConnection
from tests.support.services import free_port

ROOT = Path(__file__).parents[1]
_TICKS = os.sysconf("SC_CLK_TCK")
_SECONDS_TO_START = 120


class Server:
    """A running server. Its processor time is the sum over its processes, with PostgreSQL if it has started one."""

    def __init__(self, process: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
        self.process = process
        self.url = url
        self._log = log

    def cpu_seconds(self) -> float:
        """Return the processor time used since the start."""
        return sum(_read_cpu_seconds(pid) for pid in list_processes(self.process.pid))

    def worker_sizes(self) -> list[float]:
        """Return the proportional set size (PSS) of each forked worker in MB."""
        command = _read_command(self.process.pid)
        workers = [pid for pid in list_processes(self.process.pid)[1:] if _read_command(pid) == command]
        return [_read_pss(pid) for pid in workers]

    def truncate_log(self) -> None:
        """Empty the log, which grows by megabytes per second under load."""
        os.truncate(self._log, 0)

    def wait_until_ready(self, path: str) -> None:
        deadline = time.monotonic() + _SECONDS_TO_START
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            with contextlib.suppress(OSError), contextlib.closing(HttpConnection(self.url)) as connection:
                if connection.get(path).status == 200:
                    return
            time.sleep(0.01)
        raise RuntimeError(f"The server did not start:\n{self._log.read_text(errors='replace')[-4000:]}")


@contextlib.contextmanager
def start_server(
    directory: Path, name: str, command: list[str], ready: str, settings: Mapping[str, str]
) -> Iterator[Server]:
    """Start a server, wait until the path `ready` returns 200, and stop it at the end.

    `{port}` in the command is replaced by a free port. The output of the server is written to a file.
    """
    port = free_port()
    log = directory / f"{name}.log"
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("CAPAIAN_")}
    with log.open("ab") as output:
        process = subprocess.Popen(
            [part.format(port=port) for part in command],
            env={**inherited, "CAPAIAN_PORT": str(port), "CAPAIAN_RATE_LIMIT": "off", **settings},
            stdout=output,
            stderr=output,
            cwd=ROOT,
            start_new_session=True,
        )
    server = Server(process, f"http://127.0.0.1:{port}", log)
    try:
        server.wait_until_ready(ready)
        yield server
    finally:
        process.terminate()
        try:
            process.wait(40)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def list_processes(pid: int) -> list[int]:
    """Return this process and all its descendants."""
    found = [pid]
    for one in found:
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                found += map(int, task.read_text().split())
    return found


@contextlib.contextmanager
def reserve_core() -> Iterator[int]:
    """Move all servers and databases of this process away from one core, and yield its number."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 2:
        raise RuntimeError("This measure requires two cores: one of them for the load generator only.")
    *others, reserved = cores
    _set_affinity(others)
    try:
        yield reserved
    finally:
        _set_affinity(cores)


def _set_affinity(cores: Iterable[int]) -> None:
    for pid in list_processes(os.getpid())[1:]:
        for task in Path(f"/proc/{pid}/task").glob("*"):
            with contextlib.suppress(OSError):
                os.sched_setaffinity(int(task.name), cores)


def _read_command(pid: int) -> bytes:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""


def _read_cpu_seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # the process has ended
        return 0
    return sum(map(int, fields[11:15])) / _TICKS  # with those of ended children, such as closed connections


def _read_pss(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
