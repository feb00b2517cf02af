"""Run wrk, which generates as much load as the server can process. Without a script it does not pipeline."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import msgspec

from benchmarks.http_connection import NO_HEADERS, Headers
from benchmarks.measurement import Sample
from benchmarks.servers import Server

SUMMARY = Path(__file__).with_name("wrk.lua")
MIXED = Path(__file__).with_name("mixed.lua")
THREADS = 1  # one is enough for a server on two cores, and leaves the other core to the server


class WrkSummary(msgspec.Struct):
    """The summary of one run, as wrk.lua prints it."""

    requests: int
    microseconds: int
    failed: int

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
    url: str,
    path: str,
    *,
    connections: int,
    seconds: int,
    script: Path = SUMMARY,
    headers: Headers = NO_HEADERS,
    environment: Mapping[str, str] | None = None,
) -> WrkSummary:
    """Run wrk once. Raise RuntimeError if a response is an error or missing."""
    command = [_executable(), f"-t{THREADS}", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s"]
    command += ["-s", str(script)]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    variables = {**os.environ, **(environment or {})}
    done = subprocess.run([*command, url + path], capture_output=True, text=True, check=True, env=variables)
    summary = msgspec.json.decode(done.stdout.splitlines()[-1], type=WrkSummary)
    if summary.failed or not summary.requests:
        raise RuntimeError(f"{summary.failed} of {summary.requests} requests to {url + path} failed.\n{done.stdout}")
    return summary


def measure_rate(server: Server, path: str, headers: Headers, *, connections: int, seconds: int) -> Sample:
    """Return the responses per second, and the processor time of the server per response in microseconds."""
    server.truncate_log()
    before = server.cpu_seconds()
    summary = run_wrk(server.url, path, connections=connections, seconds=seconds, headers=headers)
    return Sample(summary.rate, cpu=(server.cpu_seconds() - before) / summary.requests * 1_000_000)
