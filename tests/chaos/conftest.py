"""Fixtures: a Patroni cluster for all scenarios, and two instances of the service on a database of its own for each."""

import asyncio
import itertools
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

import pytest

from api.resources.seed.load import load_seed_data
from tests.chaos import patroni_cluster
from tests.chaos.network import find_obstacle
from tests.chaos.patroni_cluster import PatroniCluster
from tests.support import services
from tests.support.databases import DatabaseUrls
from tests.support.services import CAPAIAN, Service
from tests.support.sizes import size

_numbers = itertools.count(1)


class Deployment(NamedTuple):
    """Two instances of the service, each with files of its own, as on two machines."""

    cluster: PatroniCluster
    urls: DatabaseUrls
    instances: list[Service]
    directories: list[Path]

    def verify(self, directory: Path) -> "subprocess.CompletedProcess[str]":
        """Run `capaian audit verify` on the machine of an instance."""
        environment = {**self.urls.settings, "CAPAIAN_DATA_DIR": str(directory)}
        command = [CAPAIAN, "audit", "verify", "--language", "en"]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)


@contextmanager
def running_instance(directory: Path, urls: DatabaseUrls, settings: Mapping[str, str]) -> Iterator[Service]:
    """Run an instance with files of its own, and wait until it is ready."""
    directory.mkdir()
    own = {"CAPAIAN_DATA_DIR": str(directory), "CAPAIAN_POOL_SIZE": "16"}
    with services.running(directory, **urls.settings, **own, **settings) as instance:
        instance.wait_until_ready()
        yield instance


@pytest.fixture(scope="package")
def cluster() -> Iterator[PatroniCluster]:
    if not size(0, 1):
        pytest.skip("only in `make chaos`: it takes minutes")
    if obstacle := find_obstacle(*patroni_cluster.PROGRAMS):
        pytest.skip(obstacle)
    if (binaries := patroni_cluster.find_postgresql()) is None:
        pytest.skip("No PostgreSQL of Debian is installed that Patroni can run.")
    with patroni_cluster.running_cluster(binaries) as running:
        yield running


@pytest.fixture
def deployment(cluster: PatroniCluster, tmp_path: Path) -> Iterator[Deployment]:
    """Run two instances. The pools of the second one connect through PgBouncer."""
    urls = cluster.create_database(f"chaos_{next(_numbers)}")
    directories = [tmp_path / name for name in ("first", "second")]
    with ExitStack() as stack:
        instances = []
        for directory, pooled in zip(directories, ({}, cluster.build_pooler_settings(urls)), strict=True):
            instances.append(stack.enter_context(running_instance(directory, urls, pooled)))
        asyncio.run(load_seed_data(urls.service))
        yield Deployment(cluster, urls, instances, directories)
