"""API keys in requests: keys of the command line are used over HTTP, rotated, revoked, and stored only as hashes."""

import asyncio
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import asyncpg
import httpx
import pytest

from api.auth.api_key import ApiKeyCredentials, parse_credentials
from api.auth.api_key_store import CACHE_SECONDS, ApiKeyStore
from api.database.pool import Database
from tests.admin.keys.conftest import run_keys_command
from tests.auth.conftest import AuthService
from tests.support import services
from tests.support.databases import DatabaseUrls, execute
from tests.support.directories import reachable_directory
from tests.support.services import CAPAIAN


def create_key(database: DatabaseUrls, name: str, *scopes: str, more: tuple[str, ...] = ()) -> ApiKeyCredentials:
    scope_options = [part for scope in scopes for part in ("--scope", scope)]
    result = run_keys_command(database, "create", "--name", name, *scope_options, *more)
    assert result.exit_code == 0, result.stderr
    key = parse_credentials(result.stdout.strip())
    assert key is not None
    assert key.secret not in result.stderr
    return key


def bearer_headers(key: ApiKeyCredentials) -> dict[str, str]:
    return {"Authorization": f"Bearer {key.token}"}


def test_me_returns_the_caller(stored: DatabaseUrls, either_service: AuthService) -> None:
    client = either_service.client
    key = create_key(
        stored, "data office", "write", "publish", more=("--institution", "lkpp", "--expires-on", "2199-01-01")
    )
    for headers in (bearer_headers(key), {"X-API-Key": key.token}):
        response = client.get("/v1/me", headers=headers)
        assert response.json() == {
            "principal": "data office",
            "scopes": ["publish", "write"],
            "institution": "lkpp",
            "expires_at": "2199-01-01T00:00:00Z",
        }
        assert "public" not in response.headers["cache-control"]


def test_the_public_reads_public_operations_and_gets_401_for_others(
    stored: DatabaseUrls, either_service: AuthService
) -> None:
    client = either_service.client
    assert client.get("/v1/targets").status_code == (200 if either_service.is_public else 401)
    reader = create_key(stored, "reader", "read:drafts")
    assert client.get("/v1/targets", headers=bearer_headers(reader)).status_code == 200
    assert {client.get(path).status_code for path in ("/", "/openapi.yaml", "/problems", "/health/ready")} == {200}
    rejected = client.get("/v1/me")
    assert rejected.status_code == 401
    assert rejected.headers["www-authenticate"] == 'Bearer realm="capaian"'
    assert (rejected.json()["type"], rejected.json()["title"]) == ("/problems/unauthenticated", "Kunci diperlukan")


def test_only_administrators_list_keys_and_no_response_contains_a_secret(
    stored: DatabaseUrls, either_service: AuthService
) -> None:
    client = either_service.client
    admin = create_key(stored, "administrator", "admin")
    writer = create_key(stored, "writer", "write", "publish", "read:drafts")
    assert client.get("/v1/keys").status_code == 401
    rejected = client.get("/v1/keys", headers={**bearer_headers(writer), "Accept-Language": "en"})
    assert (rejected.status_code, rejected.json()["detail"]) == (403, "This key does not have the scope admin.")
    response = client.get("/v1/keys", headers=bearer_headers(admin))
    assert {admin.id, writer.id} <= {key["id"] for key in response.json()["data"]}
    stored_rows = execute(stored.owner, "SELECT string_agg(api_key::text, ' ') FROM api_key")[0]
    for key in (admin, writer):
        assert key.secret not in response.text + either_service.service.log + str(stored_rows)


def test_an_invalid_key_is_rejected_even_if_none_is_required(stored: DatabaseUrls, either_service: AuthService) -> None:
    client = either_service.client
    good = create_key(stored, "careless", "write")
    revoked = create_key(stored, "gone", "write")
    assert run_keys_command(stored, "revoke", revoked.id).exit_code == 0
    assert run_keys_command(stored, "revoke", revoked.id).exit_code == 1
    rejected = [
        *(
            bearer_headers(key)
            for key in (ApiKeyCredentials(good.id, "0" * 40), ApiKeyCredentials("0" * 10, good.secret))
        ),
        bearer_headers(revoked),
        {"Authorization": "Basic YTpi"},
        {"X-API-Key": "x"},
    ]
    for headers in rejected:
        response = client.get("/v1/units", headers=headers)
        assert (response.status_code, response.json()["type"]) == (401, "/problems/invalid-credentials")
        assert response.headers["www-authenticate"].endswith('error="invalid_token"')


def test_a_rotated_key_has_the_same_rights_and_the_old_one_a_grace_period(
    stored: DatabaseUrls, either_service: AuthService
) -> None:
    client = either_service.client
    old = create_key(stored, "rotating", "write", more=("--institution", "lkpp"))
    result = run_keys_command(stored, "rotate", old.id, "--grace-days", "3")
    new = parse_credentials(result.stdout.strip())
    assert new is not None
    expiries = []
    for key in (old, new):
        me = client.get("/v1/me", headers=bearer_headers(key)).json()
        assert (me["principal"], me["scopes"], me["institution"]) == ("rotating", ["write"], "lkpp")
        expiries.append(me["expires_at"])
    assert expiries[1] is None
    assert timedelta(days=2) < datetime.fromisoformat(expiries[0]) - datetime.now(UTC) < timedelta(days=4)
    assert run_keys_command(stored, "rotate", "0000000000").exit_code == 1


def test_a_rotation_changes_the_secret_and_not_the_expiry(stored: DatabaseUrls, either_service: AuthService) -> None:
    client = either_service.client
    old = create_key(stored, "ending", "write", more=("--expires-on", "2199-01-01"))
    new = parse_credentials(run_keys_command(stored, "rotate", old.id).stdout.strip())
    assert new is not None
    assert client.get("/v1/me", headers=bearer_headers(new)).json()["expires_at"] == "2199-01-01T00:00:00Z"


def test_a_response_to_a_key_is_private_and_otherwise_unchanged(
    stored: DatabaseUrls, either_service: AuthService
) -> None:
    client = either_service.client
    key = create_key(stored, "pager", "read:drafts")
    response = client.get("/v1/institutions", params={"q": "kementerian", "limit": 1}, headers=bearer_headers(key))
    assert response.headers["cache-control"] == "private, no-cache"
    assert "q=kementerian" in response.headers["link"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--name", "system", "--scope", "write"),
        ("--name", "issuer#subject", "--scope", "write"),
        ("--name", "late", "--scope", "write", "--expires-on", "2020-01-01"),
        ("--name", "office", "--scope", "everything"),
        ("--name", "office"),
    ],
)
def test_an_invalid_key_is_not_created(stored: DatabaseUrls, arguments: tuple[str, ...]) -> None:
    result = run_keys_command(stored, "create", *arguments)
    assert result.exit_code != 0
    assert result.stdout == ""
    assert result.exception is None or isinstance(result.exception, SystemExit)


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
def test_the_database_rejects_reads_of_keys_and_changes_of_their_rights(
    stored: DatabaseUrls, role: str, statement: str
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        execute(stored.service, statement, role=role)


def test_keys_are_created_while_a_service_runs_the_embedded_server(tmp_path: Path) -> None:
    with reachable_directory() as data:
        settings = {"CAPAIAN_DATA_DIR": str(data)}
        with services.running(tmp_path, **settings) as service:
            service.wait_until_ready()
            result = subprocess.run(
                [CAPAIAN, "keys", "create", "--name", "office", "--scope", "write"],
                env=settings, capture_output=True, text=True, check=True,
            )  # fmt: skip
            key = parse_credentials(result.stdout.strip())
            assert key is not None
            assert httpx.get(f"{service.url}/v1/me", headers=bearer_headers(key)).json()["principal"] == "office"


def test_a_revoked_key_leaves_the_cache_within_half_a_minute(database: DatabaseUrls) -> None:
    now = 1000.0
    key = create_key(database, "short-lived", "write")

    async def story() -> list[bool]:
        nonlocal now
        pool = Database(database.service, 2)
        await pool.open()
        store = ApiKeyStore(pool, clock=lambda: now)
        accepted = [await store.authenticate(key) is not None]
        await asyncio.to_thread(run_keys_command, database, "revoke", key.id)
        now += CACHE_SECONDS - 1
        accepted.append(await store.authenticate(key) is not None)
        now += 2
        accepted.append(await store.authenticate(key) is not None)
        await pool.close()
        return accepted

    assert asyncio.run(story()) == [True, True, False]
