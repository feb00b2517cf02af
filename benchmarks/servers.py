"""Servers to measure: each one has its own processes, which are started for a measure and stopped by process id."""

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.http_connection import HttpConnection
from tests.support.services import free_port

ROOT = Path(__file__).parents[1]
_TICKS = os.sysconf("SC_CLK_TCK")
_SECONDS_TO_START = 120


class Server:
    """A running server. Its processor time is the sum over its processes."""

    def __init__(self, process: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
        self.process = process
        self.url = url
        self._log = log

    def process_ids(self) -> list[int]:
        found = [self.process.pid]
        for pid in found:
            with contextlib.suppress(OSError):
                found += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        return found

    def cpu_seconds(self) -> float:
        """Return the processor time used since the start."""
        return sum(_read_cpu_seconds(pid) for pid in self.process_ids())

    def memory_sizes(self) -> list[float]:
        """Return the resident memory of each process in MB, the largest first."""
        return sorted((_read_memory(pid) for pid in self.process_ids()), reverse=True)

    def truncate_log(self) -> None:
        """Empty the log, which grows by megabytes per second under load."""
        os.truncate(self._log, 0)

    def wait_until_ready(self, path: str) -> None:
        deadline = time.monotonic() + _SECONDS_TO_START
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            with contextlib.suppress(OSError):
                connection = HttpConnection(self.url)
                try:
                    if connection.get(path).status == 200:
                        return
                finally:
                    connection.close()
            time.sleep(0.05)
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
            env={**inherited, "CAPAIAN_PORT": str(port), **settings},
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


def _read_cpu_seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # the process has ended
        return 0
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _read_memory(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    sizes = [line.split()[1] for line in lines if line.startswith("VmRSS:")]
    return int(sizes[0]) / 1024 if sizes else 0
