"""Keys over HTTP: an administrator makes, reads, renews and ends them."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from api.access.keys import read_key
from api.http.replay import HOLD
from tests.access.conftest import NEW, bearer, faults_in, made
from tests.support.callers import Person, key_for
from tests.support.databases import Addresses, execute
from tests.support.locks import held
from tests.support.services import Service


def test_a_key_is_made_used_and_ended(admin: Person) -> None:
    answer = admin.post(
        "/v1/keys", {**NEW, "scopes": ["write", "publish", "write"], "expires_at": "2199-01-01T00:00:00+07:00"}
    )
    key = answer.json()
    assert answer.headers["location"] == f"/v1/keys/{key['id']}"
    assert answer.headers["cache-control"] == "no-store"
    assert (key["name"], key["institution"], key["created_by"]) == ("lkpp data", "lkpp", "administrator")
    assert key["scopes"] == ["publish", "write"]
    assert key["expires_at"] == "2198-12-31T17:00:00Z"
    me = bearer(admin, key).get("/v1/me").json()
    assert (me["principal"], me["scopes"], me["institution"]) == ("lkpp data", ["publish", "write"], "lkpp")
    read = admin.get(answer.headers["location"]).json()
    assert read["last_used_on"] is not None
    assert {**read, "last_used_on": None, "key": key["key"]} == key
    assert read in admin.get("/v1/keys?limit=1000").json()["data"]
    ended = admin.post(f"/v1/keys/{key['id']}/revoke")
    assert ended.status_code == 200
    assert ended.json()["revoked_at"] is not None


def test_a_revoked_key_is_refused_at_once_where_it_was_revoked(admin: Person) -> None:
    key = made(admin)
    assert bearer(admin, key).get("/v1/me").status_code == 200
    assert admin.post(f"/v1/keys/{key['id']}/revoke").status_code == 200
    assert bearer(admin, key).get("/v1/me").status_code == 401


def test_a_key_is_revoked_once_and_asking_again_changes_nothing(admin: Person) -> None:
    address = f"/v1/keys/{made(admin)['id']}/revoke"
    first = admin.post(address, idempotency_key="revoke-1")
    again = admin.post(address, idempotency_key="revoke-2")
    assert (again.status_code, again.json()) == (200, first.json())


def test_a_secret_stands_nowhere_but_in_its_one_answer(stored: Addresses, keeping: Service, admin: Person) -> None:
    key = made(admin)
    renewed = admin.post(f"/v1/keys/{key['id']}/rotate", {}).json()
    admin.post(f"/v1/keys/{key['id']}/revoke", idempotency_key="kept")
    told = admin.get(f"/v1/keys/{key['id']}").text + admin.get("/v1/keys?limit=1000").text + keeping.log
    tables = execute(
        stored.owner,
        "SELECT string_agg(api_key::text, ' ') FROM api_key",
        "SELECT string_agg(audit::text, ' ') FROM audit",
        "SELECT string_agg(replay::text || convert_from(body, 'UTF8'), ' ') FROM replay",
    )
    assert all(key["id"] in str(table) for table in tables)  # so that looking there means something
    for text in (key["key"], renewed["key"]):
        secret = read_key(text)
        assert secret is not None
        assert secret.secret not in told + " ".join(map(str, tables))


def test_every_making_and_ending_stands_in_the_audit_with_who_did_it(stored: Addresses, admin: Person) -> None:
    key = made(admin, name="audited", scopes=["admin"], institution=None)
    new = admin.post(f"/v1/keys/{key['id']}/rotate", {"grace_days": 1}).json()
    admin.post(f"/v1/keys/{new['id']}/revoke")
    entries = execute(
        stored.owner,
        "SELECT jsonb_agg(jsonb_build_array(action, key, principal, key_id IS NOT NULL, detail->>'name') "
        f"ORDER BY xid, ordinal)::text FROM audit WHERE noun = 'key' AND key IN ('{key['id']}', '{new['id']}')",
    )[0]
    found = json.loads(str(entries))
    assert sorted(entry[:2] for entry in found) == sorted(
        [["create", key["id"]], ["expire", key["id"]], ["create", new["id"]], ["revoke", new["id"]]]
    )
    assert {tuple(entry[2:]) for entry in found} == {("administrator", True, "audited")}


def test_a_renewed_key_has_the_rights_and_end_of_the_old_one_which_has_its_grace(admin: Person) -> None:
    old = made(admin, expires_at="2199-01-01T00:00:00Z")
    bearer(admin, old).get("/v1/me")
    answer = admin.post(f"/v1/keys/{old['id']}/rotate", {"grace_days": 2})
    new = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/v1/keys/{new['id']}"
    assert [new[name] for name in ("name", "scopes", "institution", "expires_at")] == [
        old[name] for name in ("name", "scopes", "institution", "expires_at")
    ]
    ends = datetime.fromisoformat(bearer(admin, old).get("/v1/me").json()["expires_at"])
    assert timedelta(days=1, hours=23) < ends - datetime.now(UTC) < timedelta(days=2, hours=1)
    assert bearer(admin, new).get("/v1/me").status_code == 200


def test_a_renewed_key_without_grace_ends_at_once(admin: Person) -> None:
    old = made(admin)
    assert bearer(admin, old).get("/v1/me").status_code == 200
    new = admin.post(f"/v1/keys/{old['id']}/rotate", {"grace_days": 0}).json()
    assert bearer(admin, old).get("/v1/me").status_code == 401
    assert bearer(admin, new).get("/v1/me").status_code == 200
    again = admin.post(f"/v1/keys/{old['id']}/rotate", {})
    assert (again.status_code, faults_in(again)) == (409, [("key-not-in-force", "")])


@pytest.mark.parametrize("grace", [-1, 91, 1.5, "7", None])
def test_a_grace_is_0_to_90_days(admin: Person, grace: object) -> None:
    answer = admin.post(f"/v1/keys/{made(admin)['id']}/rotate", {"grace_days": grace})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/grace_days")


def test_what_names_no_key_is_not_found(admin: Person) -> None:
    for identity in ("0000000000", "short", "0000000000%00", "x'--"):
        assert {
            admin.get(f"/v1/keys/{identity}").status_code,
            admin.post(f"/v1/keys/{identity}/rotate", {}).status_code,
            admin.post(f"/v1/keys/{identity}/revoke").status_code,
        } <= {404, 400 if "%00" in identity else 404}


def test_an_answer_with_a_secret_is_never_promised_a_replay(stored: Addresses, admin: Person) -> None:
    before = execute(stored.owner, "SELECT count(*) FROM api_key")
    key = made(admin)
    for answer in (
        admin.post("/v1/keys", NEW, idempotency_key="once"),
        admin.post(f"/v1/keys/{key['id']}/rotate", {}, idempotency_key="once"),
    ):
        assert (answer.status_code, faults_in(answer)) == (400, [("not-replayed", "Idempotency-Key")])
        assert "cabut" in answer.json()["errors"][0]["detail"]
    assert execute(stored.owner, "SELECT count(*) FROM api_key") == [int(str(before[0])) + 1]
    assert execute(stored.owner, "SELECT count(*) FROM replay WHERE key = 'once'") == [0]


def test_a_secret_is_not_left_out_on_request(admin: Person) -> None:
    answer = admin.post("/v1/keys", NEW, prefer="return=minimal")
    assert read_key(answer.json()["key"]) is not None


@pytest.mark.parametrize(
    ("said", "pointer", "words"),
    [
        ({"name": "system"}, "/name", "used by this service"),
        ({"name": "console"}, "/name", "used by this service"),
        ({"name": "https://issuer.example#budi"}, "/name", "#"),
        ({"name": "=SUM(A1)"}, "/name", "spreadsheets"),
        ({"name": "two\nlines"}, "/name", "one line"),
        ({"name": "nul\u0000"}, "/name", "one line"),
        ({"name": "zero\u200bwidth"}, "/name", "one line"),
        ({"name": "System"}, "/name", "used by this service"),
        ({"name": "\uff43onsole"}, "/name", "used by this service"),
        ({"name": "office\ufe0f"}, "/name", "invisible"),
        ({"name": "office\u3164"}, "/name", "invisible"),
        ({"name": "office\U000e0041"}, "/name", "invisible"),
        ({"name": "Cafe\u0301"}, "/name", "invisible"),
        ({"name": " office"}, "/name", "space"),
        ({"name": "office\u00a0"}, "/name", "space"),
        ({"name": ""}, "/name", "at least 1"),
        ({"name": "x" * 501}, "/name", "at most 500"),
        ({"scopes": []}, "/scopes", "at least 1"),
        ({"scopes": ["write", "everything"]}, "/scopes/1", "everything"),
        ({"institution": "no-such-institution"}, "/institution", "does not exist"),
        ({"institution": "UPPER CASE"}, "/institution", "form"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "/expires_at", "in the future"),
        ({"expires_at": "9999-01-01T00:00:00Z"}, "/expires_at", "2201"),
        ({"expires_at": "2199-01-01T00:00:00"}, "/expires_at", "zone"),
        ({"secret": "mine"}, "/secret", "unknown"),
        ({"id": "0123456789"}, "/id", "unknown"),
    ],
)  # fmt: skip
def test_what_no_key_may_be_is_told_in_a_sentence(
    admin: Person, said: dict[str, Any], pointer: str, words: str
) -> None:
    answer = admin.post("/v1/keys", {**NEW, **said}, accept_language="en")
    assert answer.status_code == 422
    (fault,) = answer.json()["errors"]
    assert fault["pointer"] == pointer
    assert words in fault["detail"]


@pytest.mark.parametrize("member", NEW)
def test_whoever_makes_a_key_says_how_far_it_goes(admin: Person, member: str) -> None:
    answer = admin.post("/v1/keys", {name: value for name, value in NEW.items() if name != member})
    assert (answer.status_code, faults_in(answer)) == (422, [("missing-member", f"/{member}")])


def test_an_institution_that_is_only_drafted_has_no_keys(
    stored: Addresses, asking: httpx.Client, admin: Person
) -> None:
    writer = Person(asking, key_for(stored, "penulis", "write"))
    drafted = {"code": "lembaga-draf", "name": "Lembaga Draf", "kind": "agency", "rank": 4}
    assert writer.post("/v1/institutions", drafted).status_code == 201
    refused = admin.post("/v1/keys", {**NEW, "institution": "lembaga-draf"})
    assert (refused.status_code, faults_in(refused)) == (422, [("api-key-names-its-institution", "/institution")])


def test_a_person_may_have_several_keys_and_an_administrator_make_others(admin: Person) -> None:
    first, second = made(admin, name="twice"), made(admin, name="twice", scopes=["admin"], institution=None)
    assert first["id"] != second["id"]
    assert made(bearer(admin, second), name="by the second")["created_by"] == "twice"


def test_keys_are_listed_page_by_page(admin: Person) -> None:
    for _ in range(3):
        made(admin, name="paged")
    whole = admin.get("/v1/keys?limit=1000").json()
    address, found = "/v1/keys?limit=2", []
    while address:
        page = admin.get(address)
        found += page.json()["data"]
        assert len(page.json()["data"]) <= 2
        address = page.links.get("next", {}).get("url")
    assert found == whole["data"]
    assert [key["name"] for key in found] == sorted(key["name"] for key in found)
    assert admin.get("/v1/keys?cursor=AAAAAAAAAAAAAAAAAAAA").status_code == 400


def test_a_key_that_is_ended_may_be_answered_with_nothing(admin: Person) -> None:
    ended = admin.post(f"/v1/keys/{made(admin)['id']}/revoke", prefer="return=minimal")
    assert (ended.status_code, ended.content) == (204, b"")


def test_a_key_is_not_ended_twice_at_once(admin: Person, stored: Addresses) -> None:
    key, address = "akhiri", f"/v1/keys/{made(admin)['id']}/revoke"
    with held(stored, HOLD, "administrator", key):
        assert admin.post(address, idempotency_key=key).status_code == 409
    assert admin.post(address, idempotency_key=key).status_code == 200


def test_what_administrators_read_is_spared_where_it_is_unchanged(admin: Person) -> None:
    for address in ("/v1/keys", f"/v1/keys/{made(admin)['id']}", "/v1/me", "/v1/audit?limit=1"):
        assert any(is_spared(admin, address) for _ in range(20)), address


def is_spared(admin: Person, address: str) -> bool:
    """Not where somebody's key was used or something was audited between the two."""
    tag = admin.get(address).headers["etag"]
    return admin.get(address, **{"If-None-Match": tag}).status_code == 304
