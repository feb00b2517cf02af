"""An administrator who is bound to an institution keeps its keys, and gets nowhere else by them."""

import asyncio
from typing import Any

import asyncpg
import httpx
import pytest

from api.postgres.acting import ACT, TOLD
from tests.access.conftest import NEW, bearer, made
from tests.support.callers import Person, key_for
from tests.support.databases import Addresses


class TestAnAdministratorOfOneInstitution:
    def test_makes_keys_of_it(self, admin: Person, bound: Person) -> None:
        key = made(bound, name="lkpp press", scopes=["write", "publish", "admin"])
        assert key["created_by"] == "lkpp admin"
        assert bearer(admin, key).get("/v1/me").json()["institution"] == "lkpp"

    @pytest.mark.parametrize("institution", [None, "kemenkop-ukm", "no-such-institution"])
    def test_makes_none_of_another_or_of_all(self, bound: Person, institution: str | None) -> None:
        refused = bound.post("/v1/keys", {**NEW, "institution": institution})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (403, "/institution")

    def test_passes_on_no_sight_of_others_drafts(self, stored: Addresses, asking: httpx.Client, bound: Person) -> None:
        refused = bound.post("/v1/keys", {**NEW, "scopes": ["read:drafts"]})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (403, "/scopes")
        sees = Person(asking, key_for(stored, "lkpp auditor", "admin", "read:drafts", institution="lkpp"))
        made(sees, name="lkpp reader", scopes=["read:drafts"])

    def test_takes_nobody_elses_name(self, admin: Person, bound: Person) -> None:
        made(admin, name="elsewhere", institution="kemenkop-ukm")
        for name in ("elsewhere", "Elsewhere", "\uff45lsewhere"):
            refused = bound.post("/v1/keys", {**NEW, "name": name})
            assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (403, "/name")

    def test_sees_renews_and_ends_no_others(self, admin: Person, bound: Person) -> None:
        theirs, ours = made(admin, institution=None, name="all"), made(admin, name="lkpp second")
        listed = bound.get("/v1/keys?limit=1000").json()["data"]
        assert {key["institution"] for key in listed} == {"lkpp"}
        address = f"/v1/keys/{theirs['id']}"
        assert bound.get(address).status_code == 404
        assert bound.post(f"{address}/rotate", {}).status_code == 404
        assert bound.post(f"{address}/revoke").status_code == 404
        assert bearer(admin, theirs).get("/v1/me").status_code == 200
        assert bound.post(f"/v1/keys/{ours['id']}/rotate", {}).status_code == 201
        assert bound.post(f"/v1/keys/{ours['id']}/revoke").status_code == 200

    def test_gets_no_secret_of_whoever_has_more_by_renewing_it(self, admin: Person, bound: Person) -> None:
        sees_drafts = made(admin, name="lkpp proofreader", scopes=["read:drafts"])
        refused = bound.post(f"/v1/keys/{sees_drafts['id']}/rotate", {})
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (
            403, "a-bound-administrator-passes-on-what-they-have",
        )  # fmt: skip
        assert bearer(admin, sees_drafts).get("/v1/me").json()["expires_at"] is None

    def test_does_not_read_the_audit_which_tells_of_everybody(self, stored: Addresses, bound: Person) -> None:
        refused = bound.get("/v1/audit")
        assert (refused.status_code, refused.json()["errors"][0]["code"]) == (403, "of-all-institutions")
        assert attempt(stored, ADMIN, "SELECT count(*) > 0 FROM audit")
        assert not attempt(stored, ADMIN | {"institution": "lkpp"}, "SELECT count(*) > 0 FROM audit")


INSERT = (
    "INSERT INTO api_key (id, secret_sha256, name, scopes, institution, created_by) "
    "VALUES ('0123456789', sha256('x'), 'w', '{write}', %s, '%s')"
)
ADMIN = {"principal": "a", "scopes": "admin"}


@pytest.mark.parametrize(
    ("told", "statement"),
    [
        ({"principal": "a", "scopes": "write"}, INSERT % ("NULL", "a")),
        (ADMIN, INSERT % ("NULL", "somebody else")),
        (ADMIN | {"institution": "lkpp"}, INSERT % ("NULL", "a")),
        (ADMIN | {"institution": "lkpp"}, INSERT % ("'kemenkop-ukm'", "a")),
        ({}, INSERT % ("NULL", "a")),
        ({"scopes": "admin"}, INSERT % ("NULL", "a")),
        ({}, "UPDATE api_key SET revoked_at = now()"),
    ],
)
def test_the_database_itself_refuses_keys_that_are_not_the_callers_to_make_or_end(
    stored: Addresses, admin: Person, told: dict[str, str], statement: str
) -> None:
    made(admin)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        attempt(stored, told, statement)


@pytest.mark.parametrize("name", ["'CONSOLE'", "U&'w\\FE0F'", "U&'w\\+0E0041'", "U&'e\\0301'"])
def test_the_database_itself_refuses_names_that_are_read_as_others(stored: Addresses, name: str) -> None:
    with pytest.raises(asyncpg.CheckViolationError, match="api_key"):
        attempt(stored, ADMIN, INSERT.replace("'w'", name) % ("NULL", "a"))


def attempt(stored: Addresses, told: dict[str, str], statement: str) -> Any:
    """What the statement answers to somebody who acts so; nothing of it stays."""

    async def run() -> Any:
        login = await asyncpg.connect(stored.service, server_settings={"role": "capaian_service"})
        transaction = login.transaction()
        try:
            await transaction.start()
            await login.fetchrow(ACT, *(told.get(name, "") for name in TOLD))
            return await login.fetchval(statement)
        finally:
            await login.close()

    return asyncio.run(run())
