"""An administrator of one institution reads its part of the audit: its keys, its records, and nothing else."""

import asyncio
from functools import partial
from typing import Any

import asyncpg
import httpx
import pytest

from api.admin.audit.queries import build_entries_sql
from tests.admin.keys.conftest import create_key
from tests.admin.keys.test_bound_administrators import ADMIN, attempt
from tests.auth.record_inputs import INPUTS, STRANGER, build_input
from tests.support.callers import Person, key_for
from tests.support.clusters import eventually
from tests.support.databases import DatabaseUrls

OWNER = "kemenkop-ukm"


@pytest.fixture(scope="module")
def owner_admin(stored: DatabaseUrls, client: httpx.Client) -> Person:
    return Person(client, key_for(stored, "kemenkop admin", "admin", institution=OWNER))


@pytest.fixture(scope="module")
def stranger_admin(stored: DatabaseUrls, client: httpx.Client) -> Person:
    return Person(client, key_for(stored, "idea admin", "admin", institution=STRANGER))


@pytest.fixture(scope="module")
def written(stored: DatabaseUrls, client: httpx.Client) -> dict[str, str]:
    """Let a writer without institution create a record in each collection; return their ids."""
    writer = Person(client, key_for(stored, "penulis semua", "write"))
    created = {name: writer.post(f"/v1/{name}", build_input(name, 700)) for name in INPUTS}
    return {name: response.headers["location"].rpartition("/")[2] for name, response in created.items()}


def list_entries(reader: Person, **filters: str) -> list[dict[str, Any]]:
    query = "&".join(f"{name}={value}" for name, value in filters.items())
    response = reader.get(f"/v1/audit?limit=1000&{query}")
    assert response.status_code == 200, response.text
    entries: list[dict[str, Any]] = response.json()["data"]
    return entries


def has_entries(reader: Person, count: int) -> bool:
    return len(list_entries(reader, principal="penulis kemenkop")) == count


@pytest.mark.parametrize("collection", INPUTS)
def test_an_entry_about_a_record_is_visible_to_the_institution_that_owns_it(
    admin: Person, owner_admin: Person, stranger_admin: Person, written: dict[str, str], collection: str
) -> None:
    """Without the policy's condition the stranger sees the entry; with the old policy the owner does not."""
    record_id = written[collection]
    (entry,) = list_entries(admin, id=record_id)
    owner = {"sources": "antara", "claims": "antara", "institutions": None, "units": None}.get(collection, OWNER)
    assert (entry["institution"], entry["record_institution"]) == (None, owner)
    assert [found["position"] for found in list_entries(owner_admin, id=record_id)] == (
        [entry["position"]] if owner == OWNER else []
    )
    assert list_entries(stranger_admin, id=record_id) == []


def test_an_institution_sees_what_its_keys_did_and_what_was_rejected(
    stored: DatabaseUrls, client: httpx.Client, admin: Person, owner_admin: Person, stranger_admin: Person
) -> None:
    writer = Person(client, key_for(stored, "penulis kemenkop", "write", institution=OWNER))
    created = writer.post("/v1/targets", build_input("targets", 0))
    assert created.status_code == 201
    assert writer.post("/v1/targets", build_input("targets", 0) | {"institution": STRANGER}).status_code == 403
    for reader, count in ((admin, 2), (owner_admin, 2), (stranger_admin, 0)):
        assert eventually(partial(has_entries, reader, count))
    assert {entry["action"] for entry in list_entries(owner_admin, principal="penulis kemenkop")} == {
        "create",
        "refuse",
    }


def test_an_institution_sees_who_created_its_keys(admin: Person, owner_admin: Person, stranger_admin: Person) -> None:
    key = create_key(admin, name="kemenkop baru", institution=OWNER)
    other_key = create_key(admin, name="tanpa instansi", institution=None)
    assert [entry["principal"] for entry in list_entries(owner_admin, id=key["id"])] == ["administrator"]
    assert list_entries(stranger_admin, id=key["id"]) == []
    assert list_entries(owner_admin, id=other_key["id"]) == []


def test_an_institution_sees_that_its_record_was_taken_by_another_user_of_all_institutions(
    stored: DatabaseUrls, client: httpx.Client, owner_admin: Person, stranger_admin: Person
) -> None:
    writer = Person(client, key_for(stored, "pemindah", "write"))
    created = writer.post("/v1/programs", build_input("programs", 701))
    program = created.headers["location"]
    moved = writer.patch(program, {"lead_institution": STRANGER}, etag=created.headers["etag"])
    assert moved.status_code == 200, moved.text
    assert [entry["revision"] for entry in list_entries(owner_admin, id="program-701")] == [1]
    assert [entry["revision"] for entry in list_entries(stranger_admin, id="program-701")] == [2]


@pytest.mark.parametrize("own", ["idea", "lkpp", "no-such-institution"])
def test_no_page_contains_an_entry_of_another_institution(
    stored: DatabaseUrls, client: httpx.Client, written: dict[str, str], own: str
) -> None:
    assert written
    total = attempt(stored, ADMIN, "SELECT count(*) FROM audit_entry")
    seen = attempt(stored, ADMIN | {"institution": own}, "SELECT count(*) FROM audit_entry")
    others = attempt(
        stored, ADMIN | {"institution": own},
        f"SELECT count(*) FROM audit_entry WHERE NOT coalesce('{own}' IN (institution, record_institution), false)",
    )  # fmt: skip
    assert (others, seen < total) == (0, True)
    assert (
        attempt(stored, {"principal": "a", "scopes": "write", "institution": own}, "SELECT count(*) FROM audit_entry")
        == 0
    )


def test_no_user_sets_the_institution_of_an_entry(stored: DatabaseUrls) -> None:
    for column in ("institution", "record_institution"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            attempt(stored, ADMIN, f"INSERT INTO audit_entry (principal, action, {column}) VALUES ('a', 'x', 'lkpp')")


def test_the_part_of_an_institution_is_found_with_the_indexes(stored: DatabaseUrls) -> None:
    sql, values = build_entries_sql({}, None, 100, newest_first=True, institution="lkpp")

    async def explain() -> str:
        owner = await asyncpg.connect(stored.owner)
        try:
            await owner.execute("SET enable_seqscan = off; SET enable_indexscan = off")
            return "\n".join(row[0] for row in await owner.fetch(f"EXPLAIN {sql}", *values))
        finally:
            await owner.close()

    plan = asyncio.run(explain())
    assert "audit_is_by_an_institution" in plan
    assert "audit_is_about_an_institution" in plan
