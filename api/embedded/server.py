"""The PostgreSQL of somebody who has none: started with the service, kept alive while it runs, gone when it is gone."""

import contextlib
import subprocess
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from api.embedded.account import binary, environment
from api.embedded.claim import Claim, is_claimed
from api.embedded.cluster import DATABASE, OWNER, SERVICE, Cluster
from api.embedded.errors import EmbeddedServerError, cannot_be_used, did_not_start, is_already_served
from api.embedded.keeper import Keeper, PortTaken
from api.embedded.ports import free_port
from api.embedded.postmaster import read_postmaster, wait_for_departure

__all__ = ["EmbeddedServer", "EmbeddedServerError", "running"]

_PORTS_TO_TRY = 5
# A side command that looks whether the directory is claimed holds it for an instant itself.
_SECONDS_TO_CLAIM = 0.5
# Whoever holds the directory may be starting, and that may take as long as recovery takes.
_SECONDS_TO_JOIN = 300.0


class EmbeddedServer:
    """A server on one data directory, ours from start() to stop(), or another process's that we only talk to.

    `with EmbeddedServer(directory) as server` owns it and refuses to be the second;
    `with EmbeddedServer(directory).join_or_start() as server` uses the one that runs, or has its own for the while.
    """

    def __init__(self, data_dir: Path) -> None:
        self._cluster = Cluster(data_dir)
        self._claim = Claim(self._cluster.data_dir)
        self._keeper: Keeper | None = None
        self._port: int | None = None

    @property
    def owner_url(self) -> str:
        """For migrations and administration: the superuser that owns every table."""
        return self._url(OWNER, self._cluster.passwords().owner)

    @property
    def service_url(self) -> str:
        """For the service: a role that owns nothing."""
        return self._url(SERVICE, self._cluster.passwords().service)

    def start(self) -> Self:
        deadline = time.monotonic() + _SECONDS_TO_CLAIM
        while not self._take():
            if time.monotonic() > deadline:
                raise is_already_served(self._cluster.data_dir)
            time.sleep(0.02)
        return self._start()

    def join_or_start(self) -> Self:
        deadline = time.monotonic() + _SECONDS_TO_JOIN
        while not self.join():
            if self._take():
                return self._start()
            if time.monotonic() > deadline:
                raise is_already_served(self._cluster.data_dir)
            time.sleep(0.05)
        return self

    def stop(self) -> None:
        """Ends what start() began; a server that was joined goes on."""
        if self._keeper is not None:
            self._keeper.stop()
        self._claim.release()
        self._keeper = self._port = None

    def __enter__(self) -> Self:
        return self if self._port is not None else self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def join(self) -> bool:
        """Whether a server of another process answers on this directory, and is used from now on."""
        self._port = _port_in_service(self._cluster)
        return self._port is not None

    def _take(self) -> bool:
        try:
            self._cluster.make_room()
            return self._claim.take()
        except OSError as error:
            raise cannot_be_used(self._cluster.data_dir, error, error) from error

    def _start(self) -> Self:
        try:
            self._cluster.make_or_check()
            wait_for_departure(self._cluster.files)
            self._launch()
        except OSError as error:
            self.stop()
            raise cannot_be_used(self._cluster.data_dir, error, error) from error
        except BaseException:
            self.stop()
            raise
        return self

    def _launch(self) -> None:
        for _ in range(_PORTS_TO_TRY):
            self._port = free_port()
            self._keeper = Keeper(self._cluster, self._port)
            with contextlib.suppress(PortTaken):
                return self._keeper.start()
        raise did_not_start(self._cluster.log, ("tidak menemukan port yang bebas", "found no free port"), "")

    def _url(self, role: str, password: str) -> str:
        if self._port is None:
            raise RuntimeError("The embedded server has no address before start() and after stop().")
        # The wheel's server is built without TLS, so nobody needs to ask it.
        return f"postgresql://{role}:{password}@127.0.0.1:{self._port}/{DATABASE}?sslmode=disable"


def running(data_dir: Path) -> EmbeddedServer | None:
    """The server that another process keeps on this directory, if one answers; its stop() stops nothing."""
    server = EmbeddedServer(data_dir)
    return server if server.join() else None


def _port_in_service(cluster: Cluster) -> int | None:
    """A leftover postmaster.pid tells of a server that is no more; its word counts only with a claim and an answer."""
    try:
        found = read_postmaster(cluster.files)
        if found is None or found.status != "ready" or not is_claimed(cluster.data_dir):
            return None
        cluster.passwords()
    except OSError as error:
        raise cannot_be_used(cluster.data_dir, error, error) from error
    asking = [str(binary("pg_isready")), "--quiet", "--host=127.0.0.1", f"--port={found.port}", "--timeout=3"]
    answers = subprocess.run(asking, env=environment(), check=False).returncode == 0
    return found.port if answers else None
