"""What the measures share: the databases, the servers, each started when it is first asked for, and what is asked."""

import contextlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, Self

from benchmarks.agreement import agreed
from benchmarks.floors import fixed
from benchmarks.line import PLAIN, Answer, Headers, Line
from benchmarks.measured import Sample
from benchmarks.peers import running
from benchmarks.servers import Server, started
from benchmarks.wrk import sampled
from tests.support.databases import Addresses

CAPAIAN = str(Path(sys.executable).with_name("capaian"))
FRESH = {"cache-control": "no-cache"}
POOL = 8  # connections for public reads, of Capaian by default and so of all


class Effort(NamedTuple):
    """How much is done: runs of each side, seconds of each run, connections, minutes of mixed load."""

    rounds: int
    seconds: int
    connections: int
    minutes: float


class Stage:
    """Open it as a context; what was started ends with it."""

    def __init__(self, size: int, filled: Addresses, small: Addresses | None, effort: Effort, directory: Path) -> None:
        self.size = size
        self.filled = filled
        self.small = small  # with 10,000 realizations, where the other has more
        self.effort = effort
        self.directory = directory
        self._servers: dict[str, Server] = {}
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()

    @property
    def capaian(self) -> Server:
        return self._once("capaian", lambda: self.serving(self.filled))

    @property
    def capaian_of_few(self) -> Server:
        if self.small is None:
            raise RuntimeError("there is no smaller data set")
        small = self.small
        return self._once("capaian of few", lambda: self.serving(small))

    @property
    def floor(self) -> Server:
        """The bare ASGI application, with Capaian's own bytes at the same addresses; `/304` before one says 304."""
        return self._once("floor", self._fixed)

    def peers(self) -> dict[str, Server]:
        """Those that are installed, each of which has shown that it answers what Capaian answers."""
        if not running.are_installed():
            return {}
        found = {}
        for name in running.PEERS:
            found[name] = self._once(name, lambda name=name: self._peer(name))  # type: ignore[misc]
        return found

    @property
    def list_path(self) -> str:
        return "/v1/realizations"

    @property
    def single_path(self) -> str:
        data = json.loads(self.asked(self.list_path).body)["data"]
        return f"/v1/realizations/{data[50]['id']}"

    @property
    def counts_path(self) -> str:
        return "/v1/onboarding-counts?program=program-0&level=province&period=2022"

    def asked(self, path: str, headers: Headers = PLAIN) -> Answer:
        """One answer of Capaian, without any cache."""
        return _answer(self.capaian, path, {**FRESH, **headers})

    def loaded(self, server: Server, path: str, headers: Headers = PLAIN) -> Callable[[], Sample]:
        """A side of a measure: that server under full load."""
        effort = self.effort
        return lambda: sampled(server, path, headers, connections=effort.connections, seconds=effort.seconds)

    def serving(self, addresses: Addresses, **settings: str) -> contextlib.AbstractContextManager[Server]:
        """Capaian with its defaults, and the settings that are given."""
        urls = addresses.settings
        home = {"CAPAIAN_DATA_DIR": str(self.directory)}  # for the key that seals the audit
        return started(self.directory, "capaian", [CAPAIAN, "serve"], "/health/ready", {**urls, **home, **settings})

    def _peer(self, name: str) -> contextlib.AbstractContextManager[Server]:
        @contextlib.contextmanager
        def checked() -> Iterator[Server]:
            # The owner's login pays for no row policies, as Capaian's does.
            settings = {"DATABASE_URL": self.filled.owner}
            with started(self.directory, name, running.command(name), f"{self.list_path}?limit=1", settings) as server:
                for path in (self.list_path, self.single_path):
                    agreed(name, self.asked(path).body, _answer(server, path).body)
                yield server

        return checked()

    def _fixed(self) -> contextlib.AbstractContextManager[Server]:
        answers = {}
        for path in (self.list_path, self.single_path, self.counts_path):
            _answer(self.capaian, path)  # the second time it is hot
            whole = _answer(self.capaian, path)
            bare = path.partition("?")[0]
            answers[bare] = whole
            answers[f"/304{bare}"] = _answer(self.capaian, path, {"if-none-match": whole.headers["etag"]})
        answers["/"] = Answer(200, {"content-length": "0"}, b"")
        file = self.directory / "answers"
        fixed.keep(file, answers)
        command = [sys.executable, "-m", "benchmarks.floors.fixed", "{port}"]
        return started(self.directory, "floor", command, "/", {"BENCH_ANSWERS": str(file)})

    def _once(self, name: str, make: Callable[[], contextlib.AbstractContextManager[Server]]) -> Server:
        if name not in self._servers:
            self._servers[name] = self._stack.enter_context(make())
        return self._servers[name]


def _answer(server: Server, path: str, headers: Headers = PLAIN) -> Answer:
    line = Line(server.url)
    try:
        return line.get(path, headers)
    finally:
        line.close()
