"""Public reads continue on the standby while the leader fails."""

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest

from api.resources.seed.load import load_seed_data
from tests.chaos.conftest import running_instance
from tests.chaos.failures import Failure, black_hole, kill_processes, switch_over
from tests.chaos.patroni_cluster import PatroniCluster
from tests.support.services import NO_AUTHORITIES, Service

PATHS = ("/v1/targets", "/v1/realizations?preferred=true", "/v1/findings?program=umkm-digital", "/v1/progress", "/")
PAUSE_SECONDS = 0.02
MIN_SHARE = 0.99
_numbers = itertools.count(1)


class Pair(NamedTuple):
    """Two instances of one database: one also reads from a standby. The other one is the negative control."""

    cluster: PatroniCluster
    with_standby: Service
    without: Service

    @property
    def can_write(self) -> bool:
        url = f"{self.without.url}/health/ready/writes"
        return httpx.get(url, timeout=20, verify=NO_AUTHORITIES).status_code == 200


class Reads:
    """The results of the clients of one instance, which read until `is_ended`, with and without the cache."""

    def __init__(self, service: Service) -> None:
        self.statuses: Counter[int] = Counter()
        self.from_standby = 0
        self.slowest = 0.0
        self.is_ended = False
        self._url = service.url

    @property
    def share(self) -> float:
        """The share of requests with the status 200."""
        return self.statuses[200] / self.statuses.total()

    async def run(self) -> None:
        async with httpx.AsyncClient(base_url=self._url, timeout=30, verify=NO_AUTHORITIES) as client:
            await asyncio.gather(*(self._read(client, path) for path in PATHS))

    async def _read(self, client: httpx.AsyncClient, path: str) -> None:
        for headers in itertools.cycle(({"Cache-Control": "no-cache"}, {})):
            if self.is_ended:
                return
            started_at = time.monotonic()
            response = await client.get(path, headers=headers)
            self.slowest = max(self.slowest, time.monotonic() - started_at)
            self.statuses[response.status_code] += 1
            self.from_standby += "capaian-replica-lag" in response.headers
            await asyncio.sleep(PAUSE_SECONDS)

    def describe(self) -> str:
        return (
            f"{100 * self.share:.2f} percent of {self.statuses.total()} reads 200, {self.from_standby} from the "
            f"standby, slowest {self.slowest:.1f} s"
        )


@pytest.fixture
def pair(cluster: PatroniCluster, tmp_path: Path) -> Iterator[Pair]:
    urls = cluster.create_database(f"reads_{next(_numbers)}")
    leader = cluster.find_leader()
    node = next(node for node in cluster.nodes if node != leader)
    standby = urls.service.replace(f"{cluster.network.hub.ip}:5000", f"{node.machine.ip}:5432")
    with ExitStack() as stack:
        without = stack.enter_context(running_instance(tmp_path / "without", urls, {}))
        asyncio.run(load_seed_data(urls.service))
        cluster.wait_until_complete()  # and so the standby has the schema
        settings = {"CAPAIAN_READ_DATABASE_URL": standby}
        yield Pair(cluster, stack.enter_context(running_instance(tmp_path / "standby", urls, settings)), without)


async def disturb(pair: Pair, failure: Failure) -> float:
    """Let the leader fail, wait until writes work again, and repair it; return the seconds without writes."""
    old, started_at = await asyncio.to_thread(pair.cluster.find_leader), time.monotonic()
    repair = await asyncio.to_thread(failure, pair.cluster)
    try:
        await asyncio.to_thread(pair.cluster.wait_for_another_leader, old)
        await asyncio.to_thread(pair.cluster.wait_until, lambda: pair.can_write)
        return time.monotonic() - started_at
    finally:
        await asyncio.to_thread(repair)


@pytest.mark.parametrize("failure", [switch_over, kill_processes, black_hole])
def test_public_reads_continue_during_a_failover_only_with_a_standby(pair: Pair, failure: Failure) -> None:
    with_standby, without = reads = Reads(pair.with_standby), Reads(pair.without)

    async def run() -> float:
        running = asyncio.gather(*(one.run() for one in reads))
        try:
            return await disturb(pair, failure)
        finally:
            for one in reads:
                one.is_ended = True
            await running

    seconds = asyncio.run(run())
    described = f"{failure.__name__}, {seconds:.1f} s without writes: {with_standby.describe()}; {without.describe()}"
    print(described)  # noqa: T201  # the measured figures
    pair.cluster.wait_until_complete()
    assert (with_standby.share >= MIN_SHARE, without.share >= MIN_SHARE) == (True, False), described
    assert set(with_standby.statuses + without.statuses) <= {200, 503}
    assert with_standby.from_standby > 0
