"""Administrators read the trail over HTTP; what happens to a running service is in it, and sealed within seconds."""

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from tests.access.test_callers import bearing, made
from tests.conftest import checked
from tests.support import databases, services
from tests.support.clusters import eventually
from tests.support.databases import Addresses, execute
from tests.trail.conftest import Trail, target


@pytest.fixture(scope="module")
def ours(postgres: Addresses) -> Iterator[Addresses]:
    with databases.copy(postgres) as addresses:
        yield addresses


@pytest.fixture(scope="module")
def client(ours: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    settings = {
        **ours.settings,
        "CAPAIAN_TRUSTED_PROXIES": "127.0.0.1",
    }
    directory = tmp_path_factory.mktemp("reading")
    with services.running(directory, CAPAIAN_WORKERS="2", **settings) as service:
        service.wait_until_ready()
        assert (directory / ".data" / "seal.key").stat().st_mode & 0o777 == 0o600
        with httpx.Client(base_url=service.url, timeout=20, event_hooks={"response": [checked]}) as client:
            client.headers.update(bearing(made(ours, "administrator", "admin")))
            yield client


def entries(client: httpx.Client, **parameters: object) -> list[dict[str, object]]:
    found: list[dict[str, object]] = client.get("/v1/audit", params=parameters).json()["data"]  # type: ignore[arg-type]
    return found


def test_only_administrators_read_the_trail(ours: Addresses, client: httpx.Client) -> None:
    writer = made(ours, "writer", "write", "publish", "read:drafts")
    assert httpx.get(f"{client.base_url}/v1/audit").status_code == 401
    assert client.get("/v1/audit", headers=bearing(writer)).status_code == 403
    assert client.get("/v1/audit").status_code == 200


def test_a_running_service_seals_and_its_trail_is_intact(ours: Addresses, client: httpx.Client) -> None:
    execute(ours.service, target(1), role="capaian_service")
    assert eventually(lambda: entries(client, noun="target", limit=1)[0]["sealed"] is not None)
    (entry,) = entries(client, noun="target", limit=1)
    assert (entry["principal"], entry["action"], entry["revision"]) == ("system", "record", 1)
    done = Trail(ours).console("verify")
    assert (done.returncode, done.stdout.splitlines()[0].split("/")[0].split(":")[0]) == (0, "Utuh")
    signer = done.stdout.splitlines()[-1].rsplit(" ", 1)[-1]
    assert len(bytes.fromhex(signer)) == 32


def test_pages_follow_each_other_in_the_order_of_the_trail(ours: Addresses, client: httpx.Client) -> None:
    whole = entries(client, limit=1000, sort="recorded_at", noun="region")
    assert len(whole) > 500
    places = [tuple(map(int, str(entry["position"]).split("/"))) for entry in whole]
    assert places == sorted(places)
    walked: list[object] = []
    address: str | None = "/v1/audit?noun=region&limit=300"
    while address:
        answer = client.get(address)
        walked += answer.json()["data"]
        address = answer.links.get("next", {}).get("url")
    assert [entry["position"] for entry in reversed(walked)] == [entry["position"] for entry in whole]  # type: ignore[index]


@pytest.mark.parametrize("name", ["principal", "key_id", "action", "noun", "key"])
def test_a_filter_keeps_what_it_names_and_nothing_else(client: httpx.Client, name: str) -> None:
    everything = entries(client, limit=1000, sort="recorded_at") + entries(client, limit=10)
    value = next(entry[name] for entry in reversed(everything) if entry[name] is not None) if name != "key_id" else "x"
    found = entries(client, limit=1000, **{name: value})
    assert {entry[name] for entry in found} == ({value} if name != "key_id" else set())
    assert entries(client, **{name: "there is none"}) == []


def test_what_was_recorded_since_a_moment_is_found(ours: Addresses, client: httpx.Client) -> None:
    made(ours, "latest office", "write")
    newest = entries(client, limit=1)[0]
    assert (newest["principal"], newest["noun"]) == ("console", "key")
    assert newest["detail"] == {"name": "latest office", "scopes": ["write"]}
    assert newest in entries(client, recorded_since=newest["recorded_at"])
    assert entries(client, recorded_since=datetime(2200, 1, 1, tzinfo=UTC).isoformat()) == []


def test_a_cursor_of_another_list_is_refused(client: httpx.Client) -> None:
    cursor = client.get("/v1/audit?limit=1").json()["meta"]["next_cursor"]
    assert client.get("/v1/audit", params={"cursor": cursor}).status_code == 200
    for parameters in (
        {"cursor": cursor, "noun": "unit"},
        {"cursor": cursor, "sort": "recorded_at"},
        {"cursor": "A" * 20},
    ):
        refused = client.get("/v1/audit", params=parameters)
        assert (refused.status_code, refused.json()["errors"][0]["parameter"]) == (400, "cursor")


def test_reading_writes_nothing(ours: Addresses, client: httpx.Client) -> None:
    client.get("/v1/audit")
    before = execute(ours.owner, "SELECT count(*) FROM audit")
    client.get("/v1/audit?limit=1")
    assert execute(ours.owner, "SELECT count(*) FROM audit") == before


def test_behind_a_gateway_of_ours_the_address_is_the_clients(ours: Addresses, client: httpx.Client) -> None:
    forged = {"X-Forwarded-For": "198.51.100.1, 203.0.113.5"}
    refused = client.post("/v1/targets", json={}, headers={**forged, "X-Request-Id": "behind-a-gateway"})
    assert refused.status_code == 403

    def addresses() -> list[object]:
        found = entries(client, action="refuse")
        return [entry["address"] for entry in found if entry["request_id"] == refused.headers["x-request-id"]]

    assert eventually(lambda: addresses() != [])
    assert addresses() == ["203.0.113.5"]
