"""During a failover public reads continue on the standby. This module runs last: it ends the primary."""

import threading
from collections import Counter
from typing import Self

from tests.http.standby.conftest import (
    NO_CACHE,
    POSITION,
    ReplicatedService,
    find_port,
    is_from_standby,
    path_of_record,
    wait_for,
)
from tests.support.databases import execute

PATHS = ("/v1/targets", "/v1/units", "/v1/findings?program=umkm-digital", "/v1/progress", "/", "/health/ready")
UNKNOWN = "7fffffff-1"


class Readers:
    """Threads that read until the end of the block, with and without the cache."""

    def __init__(self, replicated: ReplicatedService) -> None:
        self.statuses: Counter[tuple[str, int]] = Counter()
        self._replicated = replicated
        self._ended = threading.Event()
        self._threads = [threading.Thread(target=self._read, args=(path,)) for path in PATHS]

    def __enter__(self) -> Self:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _read(self, path: str) -> None:
        while not self._ended.is_set():
            for headers in (NO_CACHE, {}):
                self.statuses[path, self._replicated.get(path, **headers).status_code] += 1


def test_public_reads_continue_while_the_standby_replaces_the_primary(replicated: ReplicatedService) -> None:
    server = replicated.server
    published = replicated.publish()
    path, position = path_of_record(published), published.headers[POSITION]
    with Readers(replicated) as readers:
        server.primary.stop()
        wait_for(
            lambda: not replicated.get("/health/ready").is_error and replicated.get("/health/ready/writes").is_error
        )
        before = readers.statuses.total()
        wait_for(lambda: readers.statuses.total() > before + 300)
        of_standby = replicated.get(path, capaian_position=position)
        unknown = replicated.get(path, capaian_position=UNKNOWN)
        drafts = replicated.writer.get("/v1/targets?status=draft")
        execute(server.standby_url, "SELECT pg_promote()")
        replicated.primary.target = find_port(server.standby_url)
        wait_for(lambda: not replicated.get("/health/ready/writes").is_error)
        later = replicated.publish()
    assert (of_standby.status_code, is_from_standby(of_standby)) == (200, True)
    assert (unknown.status_code, drafts.status_code) == (503, 503)
    assert later.headers[POSITION].partition("-")[0] != position.partition("-")[0]  # another epoch
    for sent in (position, later.headers[POSITION]):
        assert replicated.get(path_of_record(later), capaian_position=sent).status_code == 200
    failed = {key: number for key, number in readers.statuses.items() if key[1] != 200}
    assert sum(failed.values()) <= readers.statuses.total() / 100, (failed, readers.statuses.total())
