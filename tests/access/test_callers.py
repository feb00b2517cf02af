"""Keys from the console to the service: made, shown once, used, rotated, revoked, and never kept in clear."""

import asyncio
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import httpx
import pytest

from api.access.keyring import REMEMBERED, Keyring
from api.access.keys import Key, read_key
from api.postgres.pool import Database
from tests.conftest import checked
from tests.support import databases, services
from tests.support.databases import Addresses, execute
from tests.support.services import CAPAIAN, Service


def console(database: Addresses, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = database.settings
    return subprocess.run([CAPAIAN, "keys", *arguments], env=environment, capture_output=True, text=True, check=False)


def made(database: Addresses, name: str, *scopes: str, more: tuple[str, ...] = ()) -> Key:
    chosen = [part for scope in scopes for part in ("--scope", scope)]
    done = console(database, "create", "--name", name, *chosen, *more)
    assert done.returncode == 0, done.stderr
    key = read_key(done.stdout.strip())
    assert key is not None
    assert key.secret not in done.stderr
    return key


def bearing(key: Key) -> dict[str, str]:
    return {"Authorization": f"Bearer {key.text}"}


@pytest.fixture(scope="module")
def ours(postgres: Addresses) -> Iterator[Addresses]:
    with databases.copy(postgres) as addresses:
        yield addresses


@pytest.fixture(scope="module", params=["true", "false"], ids=["public reading", "no public reading"])
def serving(
    ours: Addresses, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[tuple[httpx.Client, Service, bool]]:
    with services.running(
        tmp_path_factory.mktemp("callers"),
        CAPAIAN_DATABASE_URL=ours.service,
        CAPAIAN_MIGRATION_DATABASE_URL=ours.owner,
        CAPAIAN_PUBLIC_READ=request.param,
    ) as service:
        service.wait_until_ready()
        with httpx.Client(base_url=service.url, timeout=20, event_hooks={"response": [checked]}) as client:
            yield client, service, request.param == "true"


def test_a_caller_is_told_who_they_are(ours: Addresses, serving: tuple[httpx.Client, Service, bool]) -> None:
    client, _, _ = serving
    key = made(ours, "data office", "write", "publish", more=("--institution", "lkpp", "--expires", "2199-01-01"))
    for headers in (bearing(key), {"X-API-Key": key.text}):
        answer = client.get("/v1/me", headers=headers)
        assert answer.json() == {
            "principal": "data office",
            "scopes": ["publish", "write"],
            "institution": "lkpp",
            "expires_at": "2199-01-01T00:00:00Z",
        }
        assert "public" not in answer.headers["cache-control"]


def test_the_public_reads_where_it_may_and_is_asked_for_a_key_where_not(
    ours: Addresses, serving: tuple[httpx.Client, Service, bool]
) -> None:
    client, _, is_public = serving
    assert client.get("/v1/targets").status_code == (200 if is_public else 401)
    assert client.get("/v1/targets", headers=bearing(made(ours, "reader", "read:drafts"))).status_code == 200
    assert {client.get(path).status_code for path in ("/", "/openapi.yaml", "/problems", "/health/ready")} == {200}
    refused = client.get("/v1/me")
    assert refused.status_code == 401
    assert refused.headers["www-authenticate"].startswith("Bearer")


def test_only_administrators_see_the_keys_and_nobody_sees_a_secret(
    ours: Addresses, serving: tuple[httpx.Client, Service, bool]
) -> None:
    client, service, _ = serving
    admin, writer = made(ours, "administrator", "admin"), made(ours, "writer", "write", "publish", "read:drafts")
    assert client.get("/v1/keys").status_code == 401
    refused = client.get("/v1/keys", headers={**bearing(writer), "Accept-Language": "en"})
    assert (refused.status_code, refused.json()["detail"]) == (403, "This key lacks the scope admin.")
    answer = client.get("/v1/keys", headers=bearing(admin))
    assert {admin.id, writer.id} <= {key["id"] for key in answer.json()["data"]}
    kept = execute(ours.owner, "SELECT string_agg(api_key::text, ' ') FROM api_key")[0]
    for key in (admin, writer):
        assert key.secret not in answer.text + service.log + str(kept)


def test_a_key_that_is_not_good_is_refused_even_where_none_is_needed(
    ours: Addresses, serving: tuple[httpx.Client, Service, bool]
) -> None:
    client, _, _ = serving
    good = made(ours, "careless", "write")
    revoked = made(ours, "gone", "write")
    assert console(ours, "revoke", revoked.id).returncode == 0
    assert console(ours, "revoke", revoked.id).returncode == 1
    for key in (Key(good.id, "0" * 40), Key("0" * 10, good.secret), revoked):
        assert client.get("/v1/units", headers=bearing(key)).status_code == 401
    assert client.get("/v1/units", headers={"Authorization": "Basic YTpi"}).status_code == 401


def test_a_rotated_key_has_the_same_rights_and_the_old_one_its_grace(
    ours: Addresses, serving: tuple[httpx.Client, Service, bool]
) -> None:
    client, _, _ = serving
    old = made(ours, "rotating", "write", more=("--institution", "lkpp"))
    done = console(ours, "rotate", old.id, "--grace", "3")
    new = read_key(done.stdout.strip())
    assert new is not None
    ends = []
    for key in (old, new):
        me = client.get("/v1/me", headers=bearing(key)).json()
        assert (me["principal"], me["scopes"], me["institution"]) == ("rotating", ["write"], "lkpp")
        ends.append(me["expires_at"])
    assert ends[1] is None
    assert timedelta(days=2) < datetime.fromisoformat(ends[0]) - datetime.now(UTC) < timedelta(days=4)
    assert console(ours, "rotate", "0000000000").returncode == 1


def test_a_rotation_renews_the_secret_and_not_the_end(
    ours: Addresses, serving: tuple[httpx.Client, Service, bool]
) -> None:
    client, _, _ = serving
    old = made(ours, "ending", "write", more=("--expires", "2199-01-01"))
    new = read_key(console(ours, "rotate", old.id).stdout.strip())
    assert new is not None
    assert client.get("/v1/me", headers=bearing(new)).json()["expires_at"] == "2199-01-01T00:00:00Z"


def test_only_the_word_of_the_cache_changes_for_a_key(
    ours: Addresses, serving: tuple[httpx.Client, Service, bool]
) -> None:
    client, _, _ = serving
    key = made(ours, "pager", "read:drafts")
    answer = client.get("/v1/institutions", params={"q": "public", "limit": 1}, headers=bearing(key))
    assert answer.headers["cache-control"] == "private, no-cache"
    assert "q=public" in answer.headers["link"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--name", "system", "--scope", "write"),
        ("--name", "issuer#subject", "--scope", "write"),
        ("--name", "late", "--scope", "write", "--expires", "2020-01-01"),
        ("--name", "nobody", "--scope", "everything"),
        ("--name", "nobody"),
    ],
)
def test_a_key_that_may_not_be_is_refused_and_not_made(ours: Addresses, arguments: tuple[str, ...]) -> None:
    done = console(ours, "create", *arguments)
    assert done.returncode != 0
    assert done.stdout == ""
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        ("capaian_reader", "SELECT count(*) FROM api_key"),
        ("capaian_service", "DELETE FROM api_key"),
        ("capaian_service", "UPDATE api_key SET scopes = '{admin}'"),
        ("capaian_service", "UPDATE api_key SET secret_sha256 = sha256('x')"),
        ("capaian_service", "UPDATE api_key SET institution = NULL"),
    ],
)
def test_the_database_itself_keeps_keys_from_the_public_and_their_rights_from_change(
    ours: Addresses, role: str, statement: str
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        execute(ours.service, statement, role=role)


def test_keys_are_made_beside_a_running_service_with_its_embedded_server(tmp_path: Path) -> None:
    with databases.reachable_directory() as data:
        settings = {"CAPAIAN_DATA_DIR": str(data)}
        with services.running(tmp_path, **settings) as service:
            service.wait_until_ready()
            done = subprocess.run(
                [CAPAIAN, "keys", "create", "--name", "office", "--scope", "write"],
                env=settings, capture_output=True, text=True, check=True,
            )  # fmt: skip
            key = read_key(done.stdout.strip())
            assert key is not None
            assert httpx.get(f"{service.url}/v1/me", headers=bearing(key)).json()["principal"] == "office"


def test_a_revoked_key_is_forgotten_within_half_a_minute(database: Addresses) -> None:
    now = 1000.0
    key = made(database, "short-lived", "write")

    async def story() -> list[bool]:
        nonlocal now
        pool = Database(database.service, 2)
        await pool.open()
        keyring = Keyring(pool, clock=lambda: now)
        seen = [await keyring.caller_with(key) is not None]
        await asyncio.to_thread(console, database, "revoke", key.id)
        now += REMEMBERED - 1
        seen.append(await keyring.caller_with(key) is not None)
        now += 2
        seen.append(await keyring.caller_with(key) is not None)
        await pool.close()
        return seen

    assert asyncio.run(story()) == [True, True, False]
