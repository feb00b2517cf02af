"""Keys over HTTP: an administrator creates, reads, rotates and revokes them."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from api.auth.api_key import parse_credentials
from api.http.writes.idempotency import LOCK_KEY
from tests.admin.keys.conftest import NEW, create_key, list_errors, with_key
from tests.support.callers import Person, key_for
from tests.support.databases import DatabaseUrls, execute
from tests.support.locks import hold_lock
from tests.support.services import Service


def test_a_key_is_created_used_and_revoked(admin: Person) -> None:
    response = admin.post(
        "/v1/keys", {**NEW, "scopes": ["write", "publish", "write"], "expires_at": "2199-01-01T00:00:00+07:00"}
    )
    key = response.json()
    assert response.headers["location"] == f"/v1/keys/{key['id']}"
    assert response.headers["cache-control"] == "no-store"
    assert (key["name"], key["institution"], key["created_by"]) == ("lkpp data", "lkpp", "administrator")
    assert key["scopes"] == ["publish", "write"]
    assert key["expires_at"] == "2198-12-31T17:00:00Z"
    me = with_key(admin, key).get("/v1/me").json()
    assert (me["principal"], me["scopes"], me["institution"]) == ("lkpp data", ["publish", "write"], "lkpp")
    read = admin.get(response.headers["location"]).json()
    assert read["last_used_on"] is not None
    assert {**read, "last_used_on": None, "key": key["key"]} == key
    assert read in admin.get("/v1/keys?limit=1000").json()["data"]
    revoked = admin.post(f"/v1/keys/{key['id']}/revoke")
    assert revoked.status_code == 200
    assert revoked.json()["revoked_at"] is not None


def test_the_process_that_revoked_a_key_rejects_it_immediately(admin: Person) -> None:
    key = create_key(admin)
    assert with_key(admin, key).get("/v1/me").status_code == 200
    assert admin.post(f"/v1/keys/{key['id']}/revoke").status_code == 200
    assert with_key(admin, key).get("/v1/me").status_code == 401


def test_a_second_revocation_changes_nothing(admin: Person) -> None:
    url = f"/v1/keys/{create_key(admin)['id']}/revoke"
    first = admin.post(url, idempotency_key="revoke-1")
    again = admin.post(url, idempotency_key="revoke-2")
    assert (again.status_code, again.json()) == (200, first.json())


def test_a_secret_appears_only_in_the_response_that_creates_it(
    stored: DatabaseUrls, service: Service, admin: Person
) -> None:
    key = create_key(admin)
    rotated = admin.post(f"/v1/keys/{key['id']}/rotate", {}).json()
    admin.post(f"/v1/keys/{key['id']}/revoke", idempotency_key="stored")
    texts = admin.get(f"/v1/keys/{key['id']}").text + admin.get("/v1/keys?limit=1000").text + service.log
    tables = execute(
        stored.owner,
        "SELECT string_agg(api_key::text, ' ') FROM api_key",
        "SELECT string_agg(audit_entry::text, ' ') FROM audit_entry",
        "SELECT string_agg(idempotency_record::text || convert_from(body, 'UTF8'), ' ') FROM idempotency_record",
    )
    assert all(key["id"] in str(table) for table in tables)  # so that the search below is meaningful
    for text in (key["key"], rotated["key"]):
        secret = parse_credentials(text)
        assert secret is not None
        assert secret.secret not in texts + " ".join(map(str, tables))


def test_the_audit_contains_each_creation_and_revocation_with_the_principal(
    stored: DatabaseUrls, admin: Person
) -> None:
    key = create_key(admin, name="audited", scopes=["admin"], institution=None)
    new = admin.post(f"/v1/keys/{key['id']}/rotate", {"grace_days": 1}).json()
    admin.post(f"/v1/keys/{new['id']}/revoke")
    entries = execute(
        stored.owner,
        "SELECT jsonb_agg(jsonb_build_array(action, record_id, principal, key_id IS NOT NULL, detail->>'name') "
        f"ORDER BY xid, ordinal)::text FROM audit_entry "
        f"WHERE record_type = 'key' AND record_id IN ('{key['id']}', '{new['id']}')",
    )[0]
    found = json.loads(str(entries))
    assert sorted(entry[:2] for entry in found) == sorted(
        [["create", key["id"]], ["expire", key["id"]], ["create", new["id"]], ["revoke", new["id"]]]
    )
    assert {tuple(entry[2:]) for entry in found} == {("administrator", True, "audited")}


def test_a_rotated_key_has_the_rights_and_expiry_of_the_old_one(admin: Person) -> None:
    old = create_key(admin, expires_at="2199-01-01T00:00:00Z")
    with_key(admin, old).get("/v1/me")
    response = admin.post(f"/v1/keys/{old['id']}/rotate", {"grace_days": 2})
    new = response.json()
    assert response.status_code == 201
    assert response.headers["location"] == f"/v1/keys/{new['id']}"
    assert [new[name] for name in ("name", "scopes", "institution", "expires_at")] == [
        old[name] for name in ("name", "scopes", "institution", "expires_at")
    ]
    ends = datetime.fromisoformat(with_key(admin, old).get("/v1/me").json()["expires_at"])
    assert timedelta(days=1, hours=23) < ends - datetime.now(UTC) < timedelta(days=2, hours=1)
    assert with_key(admin, new).get("/v1/me").status_code == 200


def test_a_rotation_without_grace_ends_the_old_key_immediately(admin: Person) -> None:
    old = create_key(admin)
    assert with_key(admin, old).get("/v1/me").status_code == 200
    new = admin.post(f"/v1/keys/{old['id']}/rotate", {"grace_days": 0}).json()
    assert with_key(admin, old).get("/v1/me").status_code == 401
    assert with_key(admin, new).get("/v1/me").status_code == 200
    again = admin.post(f"/v1/keys/{old['id']}/rotate", {})
    assert (again.status_code, list_errors(again)) == (409, [("key_not_active", None)])


@pytest.mark.parametrize("grace", [-1, 91, 1.5, "7", None])
def test_a_grace_period_is_0_to_90_days(admin: Person, grace: object) -> None:
    response = admin.post(f"/v1/keys/{create_key(admin)['id']}/rotate", {"grace_days": grace})
    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, "/grace_days")


def test_an_unknown_key_returns_404(admin: Person) -> None:
    for key_id in ("0000000000", "short", "0000000000%00", "x'--"):
        assert {
            admin.get(f"/v1/keys/{key_id}").status_code,
            admin.post(f"/v1/keys/{key_id}/rotate", {}).status_code,
            admin.post(f"/v1/keys/{key_id}/revoke").status_code,
        } <= {404, 400 if "%00" in key_id else 404}


def test_an_idempotency_key_is_rejected_for_responses_with_a_secret(stored: DatabaseUrls, admin: Person) -> None:
    before = execute(stored.owner, "SELECT count(*) FROM api_key")
    key = create_key(admin)
    for response in (
        admin.post("/v1/keys", NEW, idempotency_key="once"),
        admin.post(f"/v1/keys/{key['id']}/rotate", {}, idempotency_key="once"),
    ):
        assert (response.status_code, list_errors(response)) == (
            400,
            [("idempotency_not_supported", "Idempotency-Key")],
        )
        assert "cabut" in response.json()["errors"][0]["detail"]
    assert execute(stored.owner, "SELECT count(*) FROM api_key") == [int(str(before[0])) + 1]
    assert execute(stored.owner, "SELECT count(*) FROM idempotency_record WHERE key = 'once'") == [0]


def test_a_minimal_response_still_contains_the_secret(admin: Person) -> None:
    response = admin.post("/v1/keys", NEW, prefer="return=minimal")
    assert parse_credentials(response.json()["key"]) is not None


@pytest.mark.parametrize(
    ("fields", "pointer", "message"),
    [
        ({"name": "system"}, "/name", "reserved for the service"),
        ({"name": "console"}, "/name", "reserved for the service"),
        ({"name": "https://issuer.example#budi"}, "/name", "#"),
        ({"name": "=SUM(A1)"}, "/name", "spreadsheets"),
        ({"name": "two\nlines"}, "/name", "one line"),
        ({"name": "nul\u0000"}, "/name", "one line"),
        ({"name": "zero\u200bwidth"}, "/name", "one line"),
        ({"name": "System"}, "/name", "reserved for the service"),
        ({"name": "\uff43onsole"}, "/name", "reserved for the service"),
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
        ({"secret": "mine"}, "/secret", "is not a field"),
        ({"id": "0123456789"}, "/id", "is not a field"),
    ],
)  # fmt: skip
def test_an_invalid_key_is_an_error_with_a_message(
    admin: Person, fields: dict[str, Any], pointer: str, message: str
) -> None:
    response = admin.post("/v1/keys", {**NEW, **fields}, accept_language="en")
    assert response.status_code == 422
    (error,) = response.json()["errors"]
    assert error["pointer"] == pointer
    assert message in error["detail"]


@pytest.mark.parametrize("field", NEW)
def test_every_field_of_a_new_key_is_required(admin: Person, field: str) -> None:
    response = admin.post("/v1/keys", {name: value for name, value in NEW.items() if name != field})
    assert (response.status_code, list_errors(response)) == (422, [("missing_field", f"/{field}")])


def test_an_unpublished_institution_has_no_keys(stored: DatabaseUrls, client: httpx.Client, admin: Person) -> None:
    writer = Person(client, key_for(stored, "penulis", "write"))
    institution = {"code": "lembaga-draf", "name": "Lembaga Draf", "kind": "agency", "rank": 4}
    assert writer.post("/v1/institutions", institution).status_code == 201
    rejected = admin.post("/v1/keys", {**NEW, "institution": "lembaga-draf"})
    assert (rejected.status_code, list_errors(rejected)) == (422, [("api_key_names_its_institution", "/institution")])


def test_a_user_may_have_several_keys_and_create_others_as_administrator(admin: Person) -> None:
    first, second = create_key(admin, name="twice"), create_key(admin, name="twice", scopes=["admin"], institution=None)
    assert first["id"] != second["id"]
    assert create_key(with_key(admin, second), name="by the second")["created_by"] == "twice"


def test_keys_are_listed_in_pages(admin: Person) -> None:
    for _ in range(3):
        create_key(admin, name="paged")
    complete = admin.get("/v1/keys?limit=1000").json()
    url, found = "/v1/keys?limit=2", []
    while url:
        page = admin.get(url)
        found += page.json()["data"]
        assert len(page.json()["data"]) <= 2
        url = page.links.get("next", {}).get("url")
    assert found == complete["data"]
    assert [key["name"] for key in found] == sorted(key["name"] for key in found)
    assert admin.get("/v1/keys?cursor=AAAAAAAAAAAAAAAAAAAA").status_code == 400


def test_a_revocation_may_return_204(admin: Person) -> None:
    revoked = admin.post(f"/v1/keys/{create_key(admin)['id']}/revoke", prefer="return=minimal")
    assert (revoked.status_code, revoked.content) == (204, b"")


def test_a_concurrent_revocation_with_the_same_key_returns_409(admin: Person, stored: DatabaseUrls) -> None:
    key, url = "akhiri", f"/v1/keys/{create_key(admin)['id']}/revoke"
    with hold_lock(stored, LOCK_KEY, "administrator", key):
        assert admin.post(url, idempotency_key=key).status_code == 409
    assert admin.post(url, idempotency_key=key).status_code == 200


def test_unchanged_responses_to_administrators_return_304(admin: Person) -> None:
    for url in ("/v1/keys", f"/v1/keys/{create_key(admin)['id']}", "/v1/me", "/v1/audit?limit=1"):
        assert any(is_not_modified(admin, url) for _ in range(20)), url
        assert admin.get(url, **{"If-Match": '"other"'}).status_code == 412


def is_not_modified(admin: Person, url: str) -> bool:
    """Return whether a conditional request gets a 304. The use of a key in between changes the response."""
    etag = admin.get(url).headers["etag"]
    return admin.get(url, **{"If-None-Match": etag}).status_code == 304
