"""An administrator who is bound to an institution manages only the keys of that institution."""

import asyncio
from typing import Any

import asyncpg
import httpx
import pytest

from api.database.session import SESSION_VARIABLES, SET_SESSION_VARIABLES
from tests.admin.keys.conftest import NEW, create_key, with_key
from tests.support.callers import Person, key_for
from tests.support.databases import DatabaseUrls


class TestAnAdministratorOfOneInstitution:
    def test_creates_keys_of_the_institution(self, admin: Person, bound: Person) -> None:
        key = create_key(bound, name="lkpp press", scopes=["write", "publish", "admin"])
        assert key["created_by"] == "lkpp admin"
        assert with_key(admin, key).get("/v1/me").json()["institution"] == "lkpp"

    @pytest.mark.parametrize("institution", [None, "kemenkop-ukm", "no-such-institution"])
    def test_creates_no_keys_of_other_institutions_or_without_one(self, bound: Person, institution: str | None) -> None:
        rejected = bound.post("/v1/keys", {**NEW, "institution": institution})
        assert (rejected.status_code, rejected.json()["errors"][0]["pointer"]) == (403, "/institution")

    def test_grants_read_drafts_only_if_the_administrator_has_it(
        self, stored: DatabaseUrls, client: httpx.Client, bound: Person
    ) -> None:
        rejected = bound.post("/v1/keys", {**NEW, "scopes": ["read:drafts"]})
        assert (rejected.status_code, rejected.json()["errors"][0]["pointer"]) == (403, "/scopes")
        auditor = Person(client, key_for(stored, "lkpp auditor", "admin", "read:drafts", institution="lkpp"))
        create_key(auditor, name="lkpp reader", scopes=["read:drafts"])

    def test_uses_no_name_of_a_key_of_another_institution(self, admin: Person, bound: Person) -> None:
        create_key(admin, name="elsewhere", institution="kemenkop-ukm")
        for name in ("elsewhere", "Elsewhere", "\uff45lsewhere"):
            rejected = bound.post("/v1/keys", {**NEW, "name": name})
            assert (rejected.status_code, rejected.json()["errors"][0]["pointer"]) == (403, "/name")

    def test_lists_rotates_and_revokes_only_keys_of_the_institution(self, admin: Person, bound: Person) -> None:
        other_key, own_key = create_key(admin, institution=None, name="all"), create_key(admin, name="lkpp second")
        listed = bound.get("/v1/keys?limit=1000").json()["data"]
        assert {key["institution"] for key in listed} == {"lkpp"}
        url = f"/v1/keys/{other_key['id']}"
        assert bound.get(url).status_code == 404
        assert bound.post(f"{url}/rotate", {}).status_code == 404
        assert bound.post(f"{url}/revoke").status_code == 404
        assert with_key(admin, other_key).get("/v1/me").status_code == 200
        assert bound.post(f"/v1/keys/{own_key['id']}/rotate", {}).status_code == 201
        assert bound.post(f"/v1/keys/{own_key['id']}/revoke").status_code == 200

    def test_rotates_no_key_with_more_rights(self, admin: Person, bound: Person) -> None:
        reader_key = create_key(admin, name="lkpp proofreader", scopes=["read:drafts"])
        rejected = bound.post(f"/v1/keys/{reader_key['id']}/rotate", {})
        assert (rejected.status_code, rejected.json()["errors"][0]["code"]) == (
            403, "a_bound_administrator_passes_on_what_they_have",
        )  # fmt: skip
        assert with_key(admin, reader_key).get("/v1/me").json()["expires_at"] is None


INSERT = (
    "INSERT INTO api_key (id, secret_sha256, name, scopes, institution, created_by) "
    "VALUES ('0123456789', sha256('x'), 'w', '{write}', %s, '%s')"
)
ADMIN = {"principal": "a", "scopes": "admin"}


@pytest.mark.parametrize(
    ("variables", "statement"),
    [
        ({"principal": "a", "scopes": "write"}, INSERT % ("NULL", "a")),
        (ADMIN, INSERT % ("NULL", "another user")),
        (ADMIN | {"institution": "lkpp"}, INSERT % ("NULL", "a")),
        (ADMIN | {"institution": "lkpp"}, INSERT % ("'kemenkop-ukm'", "a")),
        ({}, INSERT % ("NULL", "a")),
        ({"scopes": "admin"}, INSERT % ("NULL", "a")),
        ({}, "UPDATE api_key SET revoked_at = now()"),
    ],
)
def test_the_database_rejects_keys_that_the_caller_may_not_create_or_revoke(
    stored: DatabaseUrls, admin: Person, variables: dict[str, str], statement: str
) -> None:
    create_key(admin)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        attempt(stored, variables, statement)


@pytest.mark.parametrize("name", ["'CONSOLE'", "U&'w\\FE0F'", "U&'w\\+0E0041'", "U&'e\\0301'"])
def test_the_database_rejects_names_that_look_like_others(stored: DatabaseUrls, name: str) -> None:
    with pytest.raises(asyncpg.CheckViolationError, match=r"api_key|label_is_plain_text"):
        attempt(stored, ADMIN, INSERT.replace("'w'", name) % ("NULL", "a"))


def attempt(stored: DatabaseUrls, variables: dict[str, str], statement: str) -> Any:
    """Run a statement with these session variables, roll it back, and return its result."""

    async def run() -> Any:
        login = await asyncpg.connect(stored.service, server_settings={"role": "capaian_service"})
        transaction = login.transaction()
        try:
            await transaction.start()
            await login.fetchrow(SET_SESSION_VARIABLES, *(variables.get(name, "") for name in SESSION_VARIABLES))
            return await login.fetchval(statement)
        finally:
            await login.close()

    return asyncio.run(run())
