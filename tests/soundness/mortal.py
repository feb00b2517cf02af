"""A service that is killed, whole or its worker alone, and comes back on the same port to the same database."""

import os
import signal
import subprocess
import time
from pathlib import Path

from tests.support.databases import Addresses
from tests.support.services import CAPAIAN, Service, free_port


class Mortal:
    """`capaian serve`, again and again; only what it started itself is ever killed."""

    def __init__(self, directory: Path, stored: Addresses) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._directory = directory
        self._log = directory / "service.log"
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("CAPAIAN_")}
        self._environment = inherited | {
            "CAPAIAN_PORT": str(self.port), "CAPAIAN_LOG_FORMAT": "json", "CAPAIAN_POOL_SIZE": "16",
            **stored.settings,
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
        """The supervisor and its workers, in an instant; returns when none of them is left."""
        killed = [self._process.pid, *descendants(self._process.pid)]
        for pid in killed:
            os.kill(pid, signal.SIGSTOP)  # so that none sees the other die
        for pid in killed:
            os.kill(pid, signal.SIGKILL)
        self._process.wait()
        while any(is_alive(pid) for pid in killed):
            time.sleep(0.01)

    def kill_worker(self) -> None:
        """The supervisor starts another."""
        for pid in descendants(self._process.pid):
            os.kill(pid, signal.SIGKILL)

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(40)
        except subprocess.TimeoutExpired:
            self.kill()

    def verify(self) -> "subprocess.CompletedProcess[str]":
        """`capaian audit verify`."""
        return subprocess.run(
            [CAPAIAN, "audit", "verify"], env=self._environment, cwd=self._directory, capture_output=True, text=True,
            check=False,
        )  # fmt: skip

    @property
    def log(self) -> str:
        return self._log.read_text(errors="replace")


def descendants(pid: int) -> list[int]:
    found = []
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        for task in tasks:
            for child in (task / "children").read_text().split():
                found += [int(child), *descendants(int(child))]
    except OSError:
        pass  # it has ended meanwhile
    return found


def is_alive(pid: int) -> bool:
    """A zombie is not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False
