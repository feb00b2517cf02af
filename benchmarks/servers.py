"""Servers that are measured: each its own processes, started for a while and stopped by number."""

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from benchmarks.line import Line
from tests.support.services import free_port

ROOT = Path(__file__).parents[1]
_TICKS = os.sysconf("SC_CLK_TCK")
_SECONDS_TO_START = 120


class Server:
    """One that answers at `url`; what it costs is the sum over its processes."""

    def __init__(self, process: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
        self.process = process
        self.url = url
        self._log = log

    def processes(self) -> list[int]:
        found = [self.process.pid]
        for pid in found:
            with contextlib.suppress(OSError):
                found += map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        return found

    def cpu(self) -> float:
        """Seconds of processors used so far."""
        return sum(_cpu_of(pid) for pid in self.processes())

    def resident(self) -> list[float]:
        """MB held by each process, the most first."""
        return sorted((_resident(pid) for pid in self.processes()), reverse=True)

    def forget(self) -> None:
        """Empties its log, which grows by megabytes a second."""
        os.truncate(self._log, 0)

    def wait_until_ready(self, path: str) -> None:
        deadline = time.monotonic() + _SECONDS_TO_START
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            with contextlib.suppress(OSError):
                line = Line(self.url)
                try:
                    if line.get(path).status == 200:
                        return
                finally:
                    line.close()
            time.sleep(0.05)
        raise RuntimeError(f"the server did not start:\n{self._log.read_text(errors='replace')[-4000:]}")


@contextlib.contextmanager
def started(
    directory: Path, name: str, command: list[str], ready: str, settings: Mapping[str, str]
) -> Iterator[Server]:
    """`{port}` in the command is a free port; what the server writes goes to a file."""
    port = free_port()
    log = directory / f"{name}.log"
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("CAPAIAN_")}
    with log.open("ab") as sink:
        process = subprocess.Popen(
            [part.format(port=port) for part in command],
            env={**inherited, "CAPAIAN_PORT": str(port), **settings},
            stdout=sink,
            stderr=sink,
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


def _cpu_of(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:  # it ended
        return 0
    return (int(fields[11]) + int(fields[12])) / _TICKS


def _resident(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    held = [line.split()[1] for line in lines if line.startswith("VmRSS:")]
    return int(held[0]) / 1024 if held else 0
