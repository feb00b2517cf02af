"""The supervisor: workers that end are replaced without end, and all stop at one signal."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.server.conftest import wait_until

SCRIPT = """
import os, signal, socket, sys, time
from api import logs
from api.server.supervisor import STOP_SIGNALS, supervise
logs.configure(pretty=False)

def work():
    signal.signal(signal.SIGTERM, signal.SIG_IGN if {behaviour!r} == "ignores" else lambda *_: sys.exit(0))
    signal.pthread_sigmask(signal.SIG_UNBLOCK, STOP_SIGNALS)
    if {behaviour!r} == "dies":
        os._exit(3)
    time.sleep(60)

remaining_failures = [None] * 2 if {behaviour!r} == "cannot fork twice" else []
fork = os.fork

def fork_or_fail():
    if remaining_failures:
        remaining_failures.pop()
        raise BlockingIOError(11, "Resource temporarily unavailable")
    return fork()

os.fork = fork_or_fail

import api.server.supervisor as module
module.STOP_TIMEOUT_SECONDS = 1.0
supervise(work, {workers}, [socket.socket()])
print("stopped", flush=True)
"""


class Supervisor:
    """A supervisor in a process of its own, and the events that it has logged."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process = process
        self._log = log

    def events(self, name: str) -> list[dict[str, object]]:
        lines = [json.loads(line) for line in self._log.read_text().splitlines() if line.startswith("{")]
        return [line for line in lines if line["event"] == name]


@contextmanager
def run_supervisor(directory: Path, behaviour: str, workers: int = 1) -> Iterator[Supervisor]:
    log = directory / "log"
    with log.open("wb") as sink:
        script = SCRIPT.format(behaviour=behaviour, workers=workers)
        process = subprocess.Popen([sys.executable, "-c", script], stderr=sink, stdout=sink)
    try:
        yield Supervisor(process, log)
    finally:
        process.kill()
        process.wait()


def test_a_worker_that_dies_again_and_again_is_replaced_with_growing_delays(tmp_path: Path) -> None:
    with run_supervisor(tmp_path, "dies") as supervisor:
        assert wait_until(lambda: len(supervisor.events("worker.ended")) >= 4, 20)
        ended = supervisor.events("worker.ended")[:4]
        assert [event["exit_code"] for event in ended] == [3, 3, 3, 3]
        delays = [event["restart_in_seconds"] for event in ended]
        assert delays == [0.2, 0.4, 0.8, 1.6]
        supervisor.process.terminate()
        assert supervisor.process.wait(5) == 0


@pytest.mark.parametrize("stop_signal", [signal.SIGTERM, signal.SIGINT])
def test_all_workers_stop_at_one_signal(tmp_path: Path, stop_signal: signal.Signals) -> None:
    with run_supervisor(tmp_path, "runs", workers=3) as supervisor:
        assert wait_until(lambda: len(supervisor.events("worker.started")) == 3, 20)
        workers = [int(str(event["pid"])) for event in supervisor.events("worker.started")]
        supervisor.process.send_signal(stop_signal)
        assert supervisor.process.wait(5) == 0
        assert not any(Path(f"/proc/{pid}").exists() for pid in workers)
        assert supervisor.events("worker.ended") == []


def test_one_dead_worker_is_replaced_and_the_others_continue(tmp_path: Path) -> None:
    with run_supervisor(tmp_path, "runs", workers=2) as supervisor:
        assert wait_until(lambda: len(supervisor.events("worker.started")) == 2, 20)
        first, second = (int(str(event["pid"])) for event in supervisor.events("worker.started"))
        os.kill(first, signal.SIGKILL)
        assert wait_until(lambda: len(supervisor.events("worker.started")) == 3)
        assert Path(f"/proc/{second}").exists()
        assert [event["pid"] for event in supervisor.events("worker.ended")] == [first]


def test_a_worker_that_does_not_stop_is_killed(tmp_path: Path) -> None:
    with run_supervisor(tmp_path, "ignores") as supervisor:
        assert wait_until(lambda: len(supervisor.events("worker.started")) == 1, 20)
        time.sleep(0.3)  # the worker must ignore the signal first
        supervisor.process.terminate()
        assert supervisor.process.wait(10) == 0
        assert len(supervisor.events("worker.killed")) == 1


def test_a_signal_to_one_worker_does_not_stop_the_service(tmp_path: Path) -> None:
    with run_supervisor(tmp_path, "runs", workers=2) as supervisor:
        assert wait_until(lambda: len(supervisor.events("worker.started")) == 2, 20)
        first, second = (int(str(event["pid"])) for event in supervisor.events("worker.started"))
        time.sleep(0.3)  # the worker must have its handler
        os.kill(first, signal.SIGTERM)
        assert wait_until(lambda: len(supervisor.events("worker.started")) == 3)
        assert Path(f"/proc/{second}").exists()
        assert supervisor.process.poll() is None


def test_a_worker_that_cannot_be_started_is_started_later(tmp_path: Path) -> None:
    with run_supervisor(tmp_path, "cannot fork twice") as supervisor:
        assert wait_until(lambda: len(supervisor.events("worker.started")) == 1, 20)
        delays = [event["restart_in_seconds"] for event in supervisor.events("worker.start_failed")]
        assert delays == [0.2, 0.4]
        supervisor.process.terminate()
        assert supervisor.process.wait(5) == 0


ORPHAN = """
import multiprocessing, os, time
from api.server.worker import _exit_with_parent_process
def work():
    while os.getppid() == parent:
        time.sleep(0.01)
    _exit_with_parent_process()
    print("continues", flush=True)
parent = os.getpid()
fork = multiprocessing.get_context("fork")
fork.Process(target=work).start()
fork.Process(target=time.sleep, args=(1,)).start()
os._exit(0)
"""


def test_a_worker_whose_supervisor_has_ended_before_it_started_exits() -> None:
    done = subprocess.run([sys.executable, "-c", ORPHAN], stdout=subprocess.PIPE, timeout=20, check=True)
    assert done.stdout == b""
