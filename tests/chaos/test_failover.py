"""The leader crashes, is switched, or is partitioned: no acknowledged write is lost, doubled, or hidden for long."""

import asyncio
import contextlib
import os
import random
from collections.abc import Iterator

import httpx
import pytest

from tests.chaos.conftest import Deployment
from tests.chaos.failures import Failure, crash, partition, switch_over
from tests.chaos.load import Load
from tests.chaos.patroni_cluster import PatroniCluster
from tests.consistency.final_state import (
    assert_each_write_is_stored_once,
    load_counts,
    read_feed,
    wait_until_sealed,
)
from tests.consistency.retrying_writers import RetryingWriter, wait_until
from tests.http.outages.outage import MAX_SECONDS
from tests.http.writes.conftest import build_target
from tests.support.callers import key_for

WRITES = 1700  # in each of the three scenarios, so that there are more than 5,000 in all
ROUNDS = int(os.environ.get("CHAOS_ROUNDS", "1"))


def build_load(deployment: Deployment) -> Load:
    seed = random.randrange(2**32)
    print(f"seed {seed}")  # noqa: T201  # pytest shows it with a failure
    headers = [
        {"Authorization": f"Bearer {key_for(deployment.urls, name, scope)}"}
        for name, scope in (("penulis", "write"), ("penerbit", "publish"))
    ]
    writer = RetryingWriter("", *headers, build_target)
    return Load([one.url for one in deployment.instances], writer, seed)


async def disturb(load: Load, cluster: PatroniCluster, failure: Failure, writes: int) -> None:
    """Cause the failure at a random time, repair it under load when writes work again, and end the load."""
    acknowledged, due = load.record.acknowledged, random.Random(load.seed).uniform(0.2, 0.6) * writes
    await wait_until(lambda: len(acknowledged) > due)
    old = await asyncio.to_thread(cluster.find_leader)
    repair = await asyncio.to_thread(failure, cluster)
    try:
        await asyncio.to_thread(cluster.wait_for_another_leader, old)
        after_failover = len(acknowledged)
        await wait_until(lambda: len(acknowledged) > after_failover + writes // 10)
    finally:
        await asyncio.to_thread(repair)
    await wait_until(lambda: len(acknowledged) >= writes)
    load.stop()


@pytest.mark.parametrize("failure", [crash, switch_over, partition])
@pytest.mark.parametrize("number", range(ROUNDS))
def test_no_acknowledged_write_is_lost_or_doubled(deployment: Deployment, failure: Failure, number: int) -> None:
    load, cluster = build_load(deployment), deployment.cluster
    record, log = load.record, load.writer.log

    async def run() -> None:
        await asyncio.gather(load.run(load.writer.publish), disturb(load, cluster, failure, WRITES))
        print(record.describe(failure.__name__))  # noqa: T201  # the measured figures
        await asyncio.to_thread(cluster.wait_until_complete)
        await wait_until_sealed(deployment.urls)
        await assert_each_write_is_stored_once(deployment.urls, deployment.instances[0].url, log, len(log.published))
        feed = await read_feed(deployment.instances[1].url)
        assert record.feeds == [feed] * len(deployment.instances)  # also through PgBouncer

    asyncio.run(run())
    assert len(record.acknowledged) >= WRITES
    assert log.lost_count == 0
    assert record.unexpected == []
    assert record.stale == []
    assert record.slowest < MAX_SECONDS
    for instance, directory in zip(deployment.instances, deployment.directories, strict=True):
        verified = deployment.verify(directory)
        assert verified.returncode == 0, verified.stdout
        assert "request.failed" not in instance.log


@pytest.fixture
def asynchronous(cluster: PatroniCluster) -> Iterator[None]:
    """Let commits not wait for a standby."""
    cluster.set_synchronous(False)
    yield
    cluster.set_synchronous(True)


@pytest.mark.usefixtures("asynchronous")
def test_with_asynchronous_replication_every_check_finds_the_lost_writes(deployment: Deployment) -> None:
    """The negative control."""
    load, cluster = build_load(deployment), deployment.cluster
    record, log = load.record, load.writer.log

    async def publish(client: httpx.AsyncClient, note: str, delays: random.Random) -> None:
        with contextlib.suppress(AssertionError):  # the record was lost before its publication
            await load.writer.publish(client, note, delays)

    async def run() -> tuple[int, bool]:
        await asyncio.gather(load.run(publish), disturb(load, cluster, partition, WRITES))
        await asyncio.to_thread(cluster.wait_until_complete)
        stored = await load_counts(deployment.urls)
        lost = sum(note not in stored for note in log.created)
        feed = await read_feed(deployment.instances[1].url)
        return lost, record.feeds == [feed] * len(deployment.instances)

    lost, is_feed_complete = asyncio.run(run())
    print(record.describe(f"asynchronous, partition: {lost} of {len(log.created)} records lost"))  # noqa: T201  # as above
    assert (lost > 0, bool(record.stale), bool(record.unexpected), is_feed_complete) == (True, True, True, False)
    verified = [deployment.verify(directory) for directory in deployment.directories]
    assert any("are missing" in one.stdout for one in verified), verified
