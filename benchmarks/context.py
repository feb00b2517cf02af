"""The context of the measures: the database, the servers, each started on first use, and the measured URLs."""

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, Self

from benchmarks import commands
from benchmarks.commands import CAPAIAN
from benchmarks.floors.responses import write_responses
from benchmarks.http_connection import NO_HEADERS, Headers, HttpConnection, Response
from benchmarks.measurement import Sample
from benchmarks.peer_check import check_same_figures
from benchmarks.servers import Server, start_server
from benchmarks.wrk import measure_rate
from tests.support.databases import DatabaseUrls

NO_CACHE = {"cache-control": "no-cache"}
POOL_SIZE = 8  # connections for public reads: the default of Capaian, and the same for all peers
LIST = "/v1/realizations"
COUNTS = "/v1/onboarding-counts?program=program-0&level=province&period=2022"


class Effort(NamedTuple):
    """Runs of each side, seconds of each run, connections of the load generator."""

    rounds: int
    seconds: float
    connections: int


class BenchmarkContext:
    """A context manager that stops at its end all servers that it started."""

    def __init__(self, database: DatabaseUrls, effort: Effort, directory: Path, command: str = CAPAIAN) -> None:
        self.database = database
        self.command = command  # of the measured installation of Capaian
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
        """Capaian with its default settings on the database of the bench."""
        settings = {**self.database.settings, "CAPAIAN_DATA_DIR": str(self.directory)}  # for the key of the audit
        return self._start_once(
            "capaian",
            lambda: start_server(self.directory, "capaian", [self.command, "serve"], "/health/ready", settings),
        )

    def floor(self, name: str) -> Server:
        """One of commands.FLOORS, with Capaian's responses at the same URLs; `/304` before a path returns 304."""
        return self._start_once(name, lambda: self._start_floor(name))

    def peers(self) -> dict[str, Server]:
        """Return the peers. Each one has returned the same figures as Capaian."""
        return {name: self._start_once(name, lambda name=name: self._start_peer(name)) for name in commands.PEERS}  # type: ignore[misc]

    @property
    def single_path(self) -> str:
        data = json.loads(self.read(LIST).body)["data"]
        return f"{LIST}/{data[50]['id']}"

    def read(self, path: str, headers: Headers = NO_HEADERS) -> Response:
        """Return a response of Capaian that does not come from its cache."""
        return read(self.capaian, path, {**NO_CACHE, **headers})

    def load(self, server: Server, path: str, headers: Headers = NO_HEADERS) -> Callable[[], Sample]:
        """Return a side of a measure: this server under full load."""
        effort = self.effort
        return lambda: measure_rate(server, path, headers, connections=effort.connections, seconds=effort.seconds)

    def _start_peer(self, name: str) -> contextlib.AbstractContextManager[Server]:
        @contextlib.contextmanager
        def start_and_check() -> Iterator[Server]:
            # As the owner of the tables, a peer has no cost for row policies.
            settings = {"DATABASE_URL": self.database.owner}
            with start_server(self.directory, name, commands.PEERS[name], f"{LIST}?limit=1", settings) as server:
                for path in (LIST, self.single_path):
                    check_same_figures(name, self.read(path).body, read(server, path).body)
                yield server

        return start_and_check()

    def _start_floor(self, name: str) -> contextlib.AbstractContextManager[Server]:
        responses = {"/": Response(200, {"content-length": "0"}, b"")}
        for path in (LIST, self.single_path, COUNTS):
            read(self.capaian, path)  # so that the next response comes from the cache
            responses[path] = response = read(self.capaian, path)
            etag = {"if-none-match": response.headers["etag"]}
            responses[f"/304{path}"] = read(self.capaian, path, etag)
        file = self.directory / "responses"
        write_responses(file, responses)
        return start_server(self.directory, name, commands.FLOORS[name], "/", {"BENCH_RESPONSES": str(file)})

    def _start_once(self, name: str, start: Callable[[], contextlib.AbstractContextManager[Server]]) -> Server:
        if name not in self._servers:
            self._servers[name] = self._stack.enter_context(start())
        return self._servers[name]


def read(server: Server, path: str, headers: Headers = NO_HEADERS) -> Response:
    with contextlib.closing(HttpConnection(server.url)) as connection:
        return connection.get(path, headers)
