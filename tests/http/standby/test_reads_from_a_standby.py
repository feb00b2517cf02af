"""Public reads use the standby, see the write whose position they send, and never store an old response."""

import asyncio

import pytest

from api.database.standby.databases import ReplicatedDatabase
from api.database.standby.position import Position, decode_position
from tests.http.standby.conftest import (
    LAG,
    NO_CACHE,
    POSITION,
    ReplicatedService,
    is_from_standby,
    path_of_record,
    replace_port,
    wait_for,
)
from tests.http.writes.conftest import build_target
from tests.support.databases import execute

LIST = "/v1/targets?limit=500"
CSV = """indicator,institution,source,locator,nature,region,period,quality,value,stated_on
umkm-onboarded,kemenkop-ukm,antara-2021-01-11,p. 1,stock,ID,2018-09,final,8000000,2024-01-05"""


def test_a_read_with_the_position_of_a_write_sees_it(replicated: ReplicatedService) -> None:
    with replicated.server.replay_paused():
        published = replicated.publish()
        path, position = path_of_record(published), published.headers[POSITION]
        without = replicated.get(path)
        assert (without.status_code, float(without.headers[LAG]) >= 0) == (404, True)
        with_position = replicated.get(path, capaian_position=position)
        assert (with_position.status_code, is_from_standby(with_position)) == (200, False)
    with_position = replicated.get(path, capaian_position=position)
    wait_for(lambda: is_from_standby(replicated.get(path, capaian_position=position)))
    assert with_position.status_code == 200


def test_an_old_response_of_the_standby_is_never_stored(replicated: ReplicatedService) -> None:
    """Otherwise it would remain after the standby has replayed the change, because its notification is past."""
    wait_for(lambda: replicated.get(LIST).headers["cache-status"] == "capaian; hit")
    with replicated.server.replay_paused():
        record = path_of_record(replicated.publish())
        for _ in range(3):
            response = replicated.get(LIST)
            assert (response.headers["cache-status"], is_from_standby(response)) == ("capaian; fwd=uri-miss", True)
            assert record not in response.text
    wait_for(lambda: record in replicated.get(LIST).text)
    wait_for(lambda: replicated.get(LIST).headers["cache-status"] == "capaian; hit")
    hit = replicated.get(LIST)
    assert (record in hit.text, is_from_standby(hit)) == (True, False)


def test_every_kind_of_write_has_a_position_and_reads_with_a_key_use_the_primary(replicated: ReplicatedService) -> None:
    with replicated.server.replay_paused():
        created = replicated.writer.post("/v1/targets", build_target())
        draft = replicated.writer.get(created.headers["location"])
        assert (draft.status_code, is_from_standby(draft), POSITION in draft.headers) == (200, False, False)
        headers = replicated.writer.headers | {"Content-Type": "text/csv"}
        imported = replicated.writer.client.post("/v1/imports?collection=realizations", content=CSV, headers=headers)
        assert POSITION not in replicated.writer.post("/v1/targets", {}).headers
    assert imported.status_code == 201, imported.text
    first, second = (decode_position(response.headers[POSITION]) for response in (created, imported))
    assert first is not None and second is not None and first < second


def test_exports_and_checks_of_claims_use_the_standby_and_the_feed_the_primary(replicated: ReplicatedService) -> None:
    with replicated.server.replay_paused():
        (now,) = execute(replicated.server.urls.owner, "SELECT clock_timestamp()")
        replicated.publish()
        export = replicated.get("/v1/exports/targets.csv")
    # With this time as `known_at`, a later export contains the same.
    assert is_from_standby(export) and export.headers["capaian-known-at"] < str(now).replace(" ", "T")
    assert not is_from_standby(replicated.get("/v1/changes"))
    (realization,) = replicated.get("/v1/realizations?limit=1").json()["data"]
    claim = {
        "kind": "ratio",
        "figures": [realization["id"]],
        "base": "target",
        "stated_value": 1,
        "stated_resolution": 1,
    }
    checked = replicated.writer.client.post("/v1/claims/check", json=claim)
    assert (checked.status_code, is_from_standby(checked)) == (200, True)


@pytest.mark.parametrize("value", ["x", "1-", "1-1-1", "123456789-1"])
def test_an_invalid_position_is_rejected(replicated: ReplicatedService, value: str) -> None:
    response = replicated.get("/v1/units", capaian_position=value, accept_language="en")
    assert response.status_code == 400
    (error,) = response.json()["errors"]
    assert (error["code"], error["parameter"]) == ("invalid_position", "Capaian-Position")


def test_a_read_of_an_unknown_epoch_uses_the_primary(replicated: ReplicatedService) -> None:
    response = replicated.get("/v1/units", capaian_position=Position(2**31 - 1, 1).encode())
    assert (response.status_code, is_from_standby(response)) == (200, False)


def test_reads_use_the_primary_while_the_standby_lags_too_much(replicated: ReplicatedService) -> None:
    server = replicated.server
    standby_url = replace_port(server.urls.service, replicated.standby.port)

    database = ReplicatedDatabase(server.urls.service, 2, standby_url, 0.8)

    async def becomes(expected: bool) -> bool:
        for _ in range(500):
            if (await database.choose_route(None)).to_standby is expected:
                return True
            await asyncio.sleep(0.02)
        return False

    with asyncio.Runner() as runner:
        runner.run(database.open())
        assert runner.run(becomes(expected=True))
        with server.replay_paused():
            assert runner.run(becomes(expected=False))
        assert runner.run(becomes(expected=True))
        runner.run(database.close())


def test_reads_use_the_primary_while_the_standby_is_down(replicated: ReplicatedService) -> None:
    replicated.standby.swallowing = True
    try:
        wait_for(lambda: '"server.unavailable"' in replicated.service.log)
        responses = [replicated.get(path, **NO_CACHE) for path in ("/v1/targets", "/v1/findings", "/v1/units")]
    finally:
        replicated.standby.heal()
    assert [(one.status_code, is_from_standby(one)) for one in responses] == [(200, False)] * 3
    wait_for(lambda: is_from_standby(replicated.get("/v1/units", **NO_CACHE)))
