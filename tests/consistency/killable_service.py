"""A service that tests kill, completely or only its worker, and start again on the same port and database."""

import os
import signal
import subprocess
import time
from pathlib import Path

from tests.support.databases import DatabaseUrls
from tests.support.services import CAPAIAN, Service, free_port


class KillableService:
    """`capaian serve`. Only processes that this object started are killed."""

    def __init__(self, directory: Path, database: DatabaseUrls) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._directory = directory
        self._log = directory / "service.log"
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("CAPAIAN_")}
        self._environment = inherited | {
            "CAPAIAN_PORT": str(self.port), "CAPAIAN_LOG_FORMAT": "json", "CAPAIAN_POOL_SIZE": "16",
            **database.settings,
        }  # fmt: skip

    def start(self) -> Service:
        with self._log.open("ab") as sink:
            self._process = subprocess.Popen(
                [CAPAIAN, "serve"], env=self._environment, stdout=sink, stderr=sink, cwd=self._directory,
                start_new_session=True,
            )  # fmt: skip
        service = Service(self._process, self.url, self._log)
        service.wait_until_ready()
        return service

    def kill(self) -> None:
        """Kill the supervisor and its workers. Return when all of them have ended."""
        killed = [self._process.pid, *descendants(self._process.pid)]
        for pid in killed:
            os.kill(pid, signal.SIGSTOP)  # so that no process reacts to the end of another
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        self._process.wait()
        while any(is_alive(pid) for pid in killed):
            time.sleep(0.01)

    def kill_worker(self) -> None:
        """Kill the worker. The supervisor starts another one."""
        for pid in descendants(self._process.pid):
            os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(40)
        except subprocess.TimeoutExpired:
            self.kill()

    def verify(self) -> "subprocess.CompletedProcess[str]":
        """Run `capaian audit verify`."""
        return subprocess.run(
            [CAPAIAN, "audit", "verify"], env=self._environment, cwd=self._directory, capture_output=True, text=True,
            check=False,
        )  # fmt: skip

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace")


def descendants(pid: int) -> list[int]:
    """Return the ids of all processes that this process started, directly or not."""
    found = []
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        for task in tasks:
            for child in (task / "children").read_text().split():
                found += [int(child), *descendants(int(child))]
    except OSError:
        pass  # the process has ended
    return found


def is_alive(pid: int) -> bool:
    """Return whether a process runs. A zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
