"""Administrators read the audit over HTTP; a running service seals new entries within seconds."""

from collections.abc import Iterator
from datetime import UTC, datetime

import httpx
import pytest

from tests.admin.audit.conftest import Trail, target
from tests.admin.keys.conftest import run_keys_command
from tests.conftest import checked
from tests.support import databases, services
from tests.support.callers import key_for
from tests.support.clusters import eventually
from tests.support.databases import DatabaseUrls, execute


@pytest.fixture(scope="module")
def stored(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    with databases.copy(postgres) as urls:
        yield urls


@pytest.fixture(scope="module")
def client(stored: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    settings = {
        **stored.settings,
        "CAPAIAN_TRUSTED_PROXIES": "127.0.0.1",
    }
    directory = tmp_path_factory.mktemp("reading")
    with services.running(directory, CAPAIAN_WORKERS="2", **settings) as service:
        service.wait_until_ready()
        assert (directory / ".data" / "audit.key").stat().st_mode & 0o777 == 0o600
        with httpx.Client(base_url=service.url, timeout=20, event_hooks={"response": [checked]}) as client:
            client.headers["Authorization"] = f"Bearer {key_for(stored, 'administrator', 'admin')}"
            yield client


def list_entries(client: httpx.Client, **parameters: object) -> list[dict[str, object]]:
    found: list[dict[str, object]] = client.get("/v1/audit", params=parameters).json()["data"]  # type: ignore[arg-type]
    return found


def test_only_administrators_read_the_audit(stored: DatabaseUrls, client: httpx.Client) -> None:
    writer = key_for(stored, "writer", "write", "publish", "read:drafts")
    assert httpx.get(f"{client.base_url}/v1/audit").status_code == 401
    assert client.get("/v1/audit", headers={"Authorization": f"Bearer {writer}"}).status_code == 403
    assert client.get("/v1/audit").status_code == 200


def test_all_pages_state_the_time_until_which_the_first_one_is_complete(client: httpx.Client) -> None:
    first = client.get("/v1/audit", params={"limit": 1}).json()["meta"]
    time, cursor = first["complete_until"], first["next_cursor"]
    assert client.get("/v1/audit", params={"limit": 1, "cursor": cursor}).json()["meta"]["complete_until"] == time
    assert client.get("/v1/units").json()["meta"]["complete_until"] is None


def test_a_running_service_seals_entries_and_the_audit_is_intact(stored: DatabaseUrls, client: httpx.Client) -> None:
    execute(stored.service, target(1), role="capaian_service")
    assert eventually(lambda: list_entries(client, type="target", limit=1)[0]["seal_number"] is not None)
    (entry,) = list_entries(client, type="target", limit=1)
    assert (entry["principal"], entry["action"], entry["revision"]) == ("system", "record", 1)
    done = Trail(stored).run_command("verify")
    assert (done.exit_code, done.stdout.splitlines()[0].split("/")[0].split(":")[0]) == (0, "Utuh")
    signer = done.stdout.splitlines()[-1].rsplit(" ", 1)[-1]
    assert len(bytes.fromhex(signer)) == 32


def test_entries_are_listed_in_pages_in_the_order_of_the_chain(stored: DatabaseUrls, client: httpx.Client) -> None:
    all_entries = list_entries(client, limit=1000, sort="recorded_at", type="region")
    assert len(all_entries) > 500
    positions = [tuple(map(int, str(entry["position"]).split("/"))) for entry in all_entries]
    assert positions == sorted(positions)
    paged: list[object] = []
    url: str | None = "/v1/audit?type=region&limit=300"
    while url:
        page = client.get(url)
        paged += page.json()["data"]
        url = page.links.get("next", {}).get("url")
    assert [entry["position"] for entry in reversed(paged)] == [entry["position"] for entry in all_entries]  # type: ignore[index]


@pytest.mark.parametrize("name", ["principal", "key_id", "action"])
def test_a_filter_selects_only_matching_entries(client: httpx.Client, name: str) -> None:
    everything = list_entries(client, limit=1000, sort="recorded_at") + list_entries(client, limit=10)
    value = next(entry[name] for entry in reversed(everything) if entry[name] is not None) if name != "key_id" else "x"
    found = list_entries(client, limit=1000, **{name: value})
    assert {entry[name] for entry in found} == ({value} if name != "key_id" else set())
    assert list_entries(client, **{name: "no such value"}) == []


@pytest.mark.parametrize("name", ["type", "id"])
def test_a_filter_by_record_selects_only_its_entries(client: httpx.Client, name: str) -> None:
    all_entries = list_entries(client, limit=1000, sort="recorded_at")
    value = next(entry["record"][name] for entry in reversed(all_entries) if entry["record"] is not None)  # type: ignore[index]
    found = list_entries(client, limit=1000, **{name: value})
    assert {entry["record"][name] for entry in found} == {value}  # type: ignore[index]
    assert list_entries(client, **{name: "no such value"}) == []


def test_an_entry_refers_to_its_record(client: httpx.Client) -> None:
    (entry,) = list_entries(client, type="unit", limit=1)
    record: dict[str, str] = entry["record"]  # type: ignore[assignment]
    assert record == {"type": "unit", "id": record["id"], "url": f"/v1/units/{record['id']}"}
    assert client.get(record["url"]).status_code == 200


def test_recorded_from_selects_the_entries_since_a_time(stored: DatabaseUrls, client: httpx.Client) -> None:
    assert run_keys_command(stored, "create", "--name", "latest office", "--scope", "write").exit_code == 0
    newest = list_entries(client, limit=1)[0]
    assert (newest["principal"], newest["record"]["type"]) == ("console", "key")  # type: ignore[index]
    assert newest["detail"] == {"name": "latest office", "scopes": ["write"]}
    assert newest in list_entries(client, recorded_from=newest["recorded_at"])
    assert list_entries(client, recorded_from=datetime(2200, 1, 1, tzinfo=UTC).isoformat()) == []


def test_a_cursor_of_another_list_is_rejected(client: httpx.Client) -> None:
    cursor = client.get("/v1/audit?limit=1").json()["meta"]["next_cursor"]
    assert client.get("/v1/audit", params={"cursor": cursor}).status_code == 200
    for parameters in (
        {"cursor": cursor, "type": "unit"},
        {"cursor": cursor, "sort": "recorded_at"},
        {"cursor": "A" * 20},
    ):
        rejected = client.get("/v1/audit", params=parameters)
        assert (rejected.status_code, rejected.json()["errors"][0]["parameter"]) == (400, "cursor")


def test_a_read_of_the_audit_adds_no_entry(stored: DatabaseUrls, client: httpx.Client) -> None:
    client.get("/v1/audit")
    before = execute(stored.owner, "SELECT count(*) FROM audit_entry")
    client.get("/v1/audit?limit=1")
    assert execute(stored.owner, "SELECT count(*) FROM audit_entry") == before


def test_an_entry_has_the_client_ip_that_a_trusted_proxy_forwards(stored: DatabaseUrls, client: httpx.Client) -> None:
    forged = {"X-Forwarded-For": "198.51.100.1, 203.0.113.5"}
    rejected = client.post("/v1/targets", json={}, headers={**forged, "X-Request-Id": "behind-a-gateway"})
    assert rejected.status_code == 403

    def list_client_ips() -> list[object]:
        found = list_entries(client, action="refuse")
        return [entry["client_ip"] for entry in found if entry["request_id"] == rejected.headers["x-request-id"]]

    assert eventually(lambda: list_client_ips() != [])
    assert list_client_ips() == ["203.0.113.5"]
