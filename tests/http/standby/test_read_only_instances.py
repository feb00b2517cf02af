"""An instance on a standby alone reads, and rejects writes with the reason."""

import httpx

from tests.http.standby.conftest import LAG, POSITION, ReplicatedService, is_from_standby, path_of_record, wait_for
from tests.http.writes.conftest import build_target
from tests.support.callers import Person


def test_a_read_only_instance_is_ready_for_reads_only(replicated: ReplicatedService) -> None:
    ready = replicated.get_read_only("/health/ready")
    assert (ready.status_code, ready.json()["writes"]["reason"]) == (200, "database_read_only")
    assert replicated.get_read_only("/health/ready/writes").status_code == 503


def test_a_read_only_instance_rejects_writes_with_the_reason(replicated: ReplicatedService) -> None:
    with httpx.Client(base_url=replicated.read_only.url, timeout=20) as client:
        writer = Person(client, replicated.writer.headers["Authorization"].removeprefix("Bearer "))
        wait_for(lambda: writer.get("/v1/me").status_code == 200)  # its key is replayed
        rejected = writer.post("/v1/targets", build_target(), accept_language="en")
    assert (rejected.status_code, rejected.json()["type"]) == (503, "/problems/unavailable")
    (error,) = rejected.json()["errors"]
    assert (error["code"], "CAPAIAN_READ_ONLY" in error["detail"]) == ("read_only", True)
    assert POSITION not in rejected.headers


def test_a_read_only_instance_rejects_a_read_that_is_ahead_of_its_standby(replicated: ReplicatedService) -> None:
    with replicated.server.replay_paused():
        published = replicated.publish()
        path, position = path_of_record(published), published.headers[POSITION]
        assert replicated.get_read_only(path).status_code == 404
        ahead = replicated.get_read_only(path, capaian_position=position, accept_language="en")
        assert (ahead.status_code, ahead.json()["errors"][0]["code"]) == (503, "not_replayed")
    wait_for(lambda: replicated.get_read_only(path, capaian_position=position).status_code == 200)
    response = replicated.get_read_only("/v1/targets")
    assert is_from_standby(response)
    assert float(response.headers[LAG]) < 60
    assert replicated.get_read_only("/v1/findings?program=umkm-digital").status_code == 200
    assert replicated.get_read_only("/v1/changes?limit=1").status_code == 200
