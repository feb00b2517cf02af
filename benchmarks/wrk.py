"""Run wrk, the load generator. Each connection sends one request at a time."""

import os
import shutil
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import msgspec

from benchmarks.http_connection import NO_HEADERS, Headers
from benchmarks.measurement import Sample
from benchmarks.servers import Server

SCRIPT = Path(__file__).with_name("wrk.lua")
THREADS = 1  # one is enough for a server on two cores, and leaves the other core to the server
NO_VARIABLES: Mapping[str, str] = {}


class WrkSummary(msgspec.Struct):
    """The summary of one run, as wrk.lua prints it. `median` and `p99` are response times in microseconds.

    `busy` is the share of one core that wrk used.
    """

    requests: int
    microseconds: int
    failed: int
    median: float
    p99: float
    busy: float = 0.0

    @property
    def rate(self) -> float:
        return self.requests / self.microseconds * 1_000_000


def is_installed() -> bool:
    return shutil.which("wrk") is not None


def _executable() -> str:
    return shutil.which("wrk") or "wrk"


def version() -> str:
    output = subprocess.run([_executable(), "--version"], capture_output=True, text=True, check=False).stdout
    return output.partition(" Copyright")[0].strip()


def run_wrk(
    url: str, *, connections: int, seconds: float, headers: Headers = NO_HEADERS,
    variables: Mapping[str, str] = NO_VARIABLES, core: int | None = None,
) -> WrkSummary:  # fmt: skip
    """Run wrk once, on one core if `core` is its number. Raise RuntimeError if a response is an error or missing."""
    command = [_executable(), f"-t{THREADS}", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout", "10s"]
    command += ["-s", str(SCRIPT)]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    if core is not None:
        command = [shutil.which("taskset") or "taskset", "--cpu-list", str(core), *command]
    before, started_at = os.times(), time.perf_counter()
    done = subprocess.run([*command, url], capture_output=True, text=True, check=True, env={**os.environ, **variables})
    after, wall = os.times(), time.perf_counter() - started_at
    summary = msgspec.json.decode(done.stdout.splitlines()[-1], type=WrkSummary)
    if summary.failed or not summary.requests:
        raise RuntimeError(f"{summary.failed} of {summary.requests} requests to {url} failed.\n{done.stdout}")
    used = after.children_user + after.children_system - before.children_user - before.children_system
    summary.busy = used / wall
    return summary


def measure_rate(
    server: Server, path: str, headers: Headers = NO_HEADERS, *, connections: int, seconds: float,
    variables: Mapping[str, str] = NO_VARIABLES,
) -> Sample:  # fmt: skip
    """Return the responses per second, and the processor time of the server per response in microseconds."""
    server.truncate_log()
    before = server.cpu_seconds()
    summary = run_wrk(server.url + path, connections=connections, seconds=seconds, headers=headers, variables=variables)
    return Sample(summary.rate, cpu=(server.cpu_seconds() - before) / summary.requests * 1_000_000)
