"""Load as fast as it is answered: wrk, which does not pipeline unless a script makes it."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import msgspec

from benchmarks.line import PLAIN, Headers
from benchmarks.measured import Sample
from benchmarks.servers import Server

SUMMARY = Path(__file__).with_name("wrk.lua")
MIXED = Path(__file__).with_name("mixed.lua")
THREADS = 1  # one is enough for what two cores can answer, and leaves the other to the server


class Load(msgspec.Struct):
    """What wrk counted."""

    requests: int
    microseconds: int
    failed: int

    @property
    def rate(self) -> float:
        return self.requests / self.microseconds * 1_000_000


def is_installed() -> bool:
    return shutil.which("wrk") is not None


def _found() -> str:
    return shutil.which("wrk") or "wrk"


def version() -> str:
    told = subprocess.run([_found(), "--version"], capture_output=True, text=True, check=False).stdout
    return told.partition(" Copyright")[0].strip()


def load(
    url: str,
    path: str,
    *,
    connections: int,
    seconds: int,
    script: Path = SUMMARY,
    headers: Headers = PLAIN,
    environment: Mapping[str, str] | None = None,
) -> Load:
    """Raises RuntimeError where an answer was an error or did not come."""
    command = [_found(), f"-t{THREADS}", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(script)]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    told_to = {**os.environ, **(environment or {})}
    done = subprocess.run([*command, url + path], capture_output=True, text=True, check=True, env=told_to)
    told = msgspec.json.decode(done.stdout.splitlines()[-1], type=Load)
    if told.failed or not told.requests:
        raise RuntimeError(f"{told.failed} of {told.requests} requests failed at {url + path}\n{done.stdout}")
    return told


def sampled(server: Server, path: str, headers: Headers, *, connections: int, seconds: int) -> Sample:
    """Answers in a second, and the microseconds of processor time of the server that each took."""
    server.forget()
    before = server.cpu()
    told = load(server.url, path, connections=connections, seconds=seconds, headers=headers)
    return Sample(told.rate, cpu=(server.cpu() - before) / told.requests * 1_000_000)
