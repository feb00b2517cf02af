"""The context of the measures: the databases, the servers, each started on first use, and the measured URLs."""

import contextlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, Self

from benchmarks.floors import fixed_responses
from benchmarks.http_connection import NO_HEADERS, Headers, HttpConnection, Response
from benchmarks.measurement import Sample
from benchmarks.peer_check import check_same_figures
from benchmarks.peers import commands
from benchmarks.servers import Server, start_server
from benchmarks.wrk import measure_rate
from tests.support.databases import DatabaseUrls

CAPAIAN = str(Path(sys.executable).with_name("capaian"))
NO_CACHE = {"cache-control": "no-cache"}
POOL_SIZE = 8  # connections for public reads: the default of Capaian, and the same for all peers


class Effort(NamedTuple):
    """Runs of each side, seconds of each run, connections of the load generator, minutes of mixed load."""

    rounds: int
    seconds: int
    connections: int
    minutes: float


class BenchmarkContext:
    """A context manager that stops at its end all servers that it started."""

    def __init__(
        self, size: int, database: DatabaseUrls, small_database: DatabaseUrls | None, effort: Effort, directory: Path
    ) -> None:
        self.size = size
        self.database = database
        self.small_database = small_database  # with 10,000 realizations; None if `database` has no more
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
        return self._start_once("capaian", lambda: self.start_capaian(self.database))

    @property
    def small_capaian(self) -> Server:
        if self.small_database is None:
            raise RuntimeError("There is no smaller database to compare with.")
        database = self.small_database
        return self._start_once("small capaian", lambda: self.start_capaian(database))

    @property
    def minimal_app(self) -> Server:
        """The minimal ASGI application with Capaian's responses at the same URLs; `/304` before a path returns 304."""
        return self._start_once("minimal", self._start_minimal_app)

    def peers(self) -> dict[str, Server]:
        """Return the installed peers. Each one has returned the same figures as Capaian."""
        if not commands.are_installed():
            return {}
        found = {}
        for name in commands.PEERS:
            found[name] = self._start_once(name, lambda name=name: self._start_peer(name))  # type: ignore[misc]
        return found

    @property
    def list_path(self) -> str:
        return "/v1/realizations"

    @property
    def single_path(self) -> str:
        data = json.loads(self.read(self.list_path).body)["data"]
        return f"/v1/realizations/{data[50]['id']}"

    @property
    def counts_path(self) -> str:
        return "/v1/onboarding-counts?program=program-0&level=province&period=2022"

    def read(self, path: str, headers: Headers = NO_HEADERS) -> Response:
        """Return a response of Capaian that does not come from its cache."""
        return _read(self.capaian, path, {**NO_CACHE, **headers})

    def load(self, server: Server, path: str, headers: Headers = NO_HEADERS) -> Callable[[], Sample]:
        """Return a side of a measure: this server under full load."""
        effort = self.effort
        return lambda: measure_rate(server, path, headers, connections=effort.connections, seconds=effort.seconds)

    def start_capaian(self, database: DatabaseUrls, **settings: str) -> contextlib.AbstractContextManager[Server]:
        """Start Capaian with its default settings and these ones."""
        data_dir = {"CAPAIAN_DATA_DIR": str(self.directory)}  # for the key of the audit
        return start_server(
            self.directory,
            "capaian",
            [CAPAIAN, "serve"],
            "/health/ready",
            {**database.settings, **data_dir, **settings},
        )

    def _start_peer(self, name: str) -> contextlib.AbstractContextManager[Server]:
        @contextlib.contextmanager
        def start_and_check() -> Iterator[Server]:
            # As the owner of the tables, a peer has no cost for row policies.
            settings = {"DATABASE_URL": self.database.owner}
            ready = f"{self.list_path}?limit=1"
            with start_server(self.directory, name, commands.build_command(name), ready, settings) as server:
                for path in (self.list_path, self.single_path):
                    check_same_figures(name, self.read(path).body, _read(server, path).body)
                yield server

        return start_and_check()

    def _start_minimal_app(self) -> contextlib.AbstractContextManager[Server]:
        responses = {}
        for path in (self.list_path, self.single_path, self.counts_path):
            _read(self.capaian, path)  # so that the next response comes from the cache
            response = _read(self.capaian, path)
            path_without_query = path.partition("?")[0]
            responses[path_without_query] = response
            not_modified = _read(self.capaian, path, {"if-none-match": response.headers["etag"]})
            responses[f"/304{path_without_query}"] = not_modified
        responses["/"] = Response(200, {"content-length": "0"}, b"")
        file = self.directory / "responses"
        fixed_responses.write_responses(file, responses)
        command = [sys.executable, "-m", "benchmarks.floors.fixed_responses", "{port}"]
        return start_server(self.directory, "minimal", command, "/", {"BENCH_RESPONSES": str(file)})

    def _start_once(self, name: str, start: Callable[[], contextlib.AbstractContextManager[Server]]) -> Server:
        if name not in self._servers:
            self._servers[name] = self._stack.enter_context(start())
        return self._servers[name]


def _read(server: Server, path: str, headers: Headers = NO_HEADERS) -> Response:
    connection = HttpConnection(server.url)
    try:
        return connection.get(path, headers)
    finally:
        connection.close()
