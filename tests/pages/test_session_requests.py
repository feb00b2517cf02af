"""Requests with a session: forged and malformed forms, the API, caches."""

from collections.abc import Iterator

import httpx
import pytest

from api.app import create_litestar
from api.database.pool import Database
from api.openapi.document.operation_list import list_handlers
from tests.pages.visitor import Visitor
from tests.support import services
from tests.support.callers import key_for
from tests.support.databases import DatabaseUrls

FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def visitor(site: services.Service, stored: DatabaseUrls) -> Iterator[Visitor]:
    """A browser whose session all tests share; a rejected request does not end it."""
    one = Visitor(site.url)
    one.sign_in(key_for(stored, "peninjau formulir", "publish", "write"))
    yield one
    assert one.is_signed_in
    one.close()


def list_session_paths(method: str) -> list[str]:
    app = create_litestar(Database("postgresql://nowhere", 1))
    return [
        path.format(collection="targets", key="00000000-0000-7000-8000-000000000000", id="0" * 8)
        for path, handler in list_handlers(app)
        if handler.opt["operation"].requires == "session" and method in handler.http_methods
    ]


def test_only_pages_read_the_session() -> None:
    assert [
        path for path in list_session_paths("GET") if not path.removeprefix("/en").startswith(("/reviews", "/imports"))
    ] == []
    assert "/sign-out" in list_session_paths("POST")


@pytest.mark.parametrize(
    "forged",
    [
        {"form_token": ""},
        {"form_token": "0" * 64},
        {"form_token": "\u00e9"},
        {"Origin": "https://example.org"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "{url}"},
    ],
    ids=["no token", "other token", "no hex", "other origin", "hidden origin", "other site", "other host"],
)
def test_every_form_rejects_a_forged_request(visitor: Visitor, forged: dict[str, str]) -> None:
    token = visitor.read_form("/en/reviews")["form_token"]
    headers = {name: value.format(url=visitor.url) for name, value in forged.items() if name != "form_token"}
    fields = {"form_token": token} if headers else forged
    for path in list_session_paths("POST"):
        response = visitor.send(path, fields, **headers)
        assert response.status_code == 403, path
        assert response.headers["content-type"] == "text/html; charset=utf-8"
        assert response.headers["cache-control"] == "no-store"


def test_the_sign_in_form_rejects_a_request_of_another_site(visitor: Visitor, stored: DatabaseUrls) -> None:
    """Otherwise an attacker could sign in a victim with the key of the attacker."""
    key, other = key_for(stored, "penyerang", "write"), Visitor(visitor.url)
    attacker = other.read_form("/sign-in")
    other.close()
    fresh = Visitor(visitor.url)
    assert fresh.send("/sign-in", {**attacker, "key": key}).status_code == 403
    own = fresh.read_form("/sign-in")
    assert fresh.send("/sign-in", {**own, "key": key}, Origin="https://example.org").status_code == 403
    assert fresh.send("/sign-in", {**own, "key": key}, Origin=visitor.url).status_code == 303
    fresh.close()


@pytest.mark.parametrize(
    ("extra", "media_type", "status"),
    [
        ("&form_token=x", FORM, 403),
        ("&reason=a&reason=b", FORM, 400),
        ("&reason=a&re%61son=b", FORM, 400),
        ("&other=x", FORM, 400),
        ("&reason=%00", FORM, 400),
        ("&reason=%FF", FORM, 400),
        ("&reason=%", FORM, 400),
        ("&a=" * 101, FORM, 400),
        ("&a=" + "x" * 70_000, FORM, 413),
        ("", "application/json", 415),
        ("", "text/plain", 415),
        ("", "multipart/form-data; boundary=x", 415),
    ],
)
def test_a_malformed_form_is_rejected(visitor: Visitor, extra: str, media_type: str, status: int) -> None:
    token = visitor.read_form("/en/reviews")["form_token"]
    content = f"form_token={token}&action=submit{extra}"
    path = "/en/reviews/programs/umkm-digital"
    response = visitor.client.post(path, content=content, headers={"Content-Type": media_type})
    assert response.status_code == status, response.text


def test_the_api_ignores_the_cookie_and_pages_ignore_keys(visitor: Visitor, stored: DatabaseUrls) -> None:
    for path in ("/v1/me", "/v1/reviews", "/v1/imports"):
        assert visitor.get(path).status_code == 401
    assert visitor.client.post("/v1/targets", json={}).status_code == 401
    headers = {"X-API-Key": key_for(stored, "peninjau dengan kunci", "publish")}
    assert httpx.get(f"{visitor.url}/reviews", headers=headers | {"Accept": "text/html"}).status_code == 303
    assert httpx.get(f"{visitor.url}/reviews", headers=headers).status_code == 401


def test_a_header_of_the_client_that_is_not_ascii_is_no_server_error(visitor: Visitor) -> None:
    headers = [(b"X-Forwarded-For", "caf\u00e9".encode())]
    assert visitor.client.get("/en/reviews", headers=headers).status_code == 200


def test_a_public_page_is_the_same_with_a_session(visitor: Visitor, http: httpx.Client) -> None:
    page = visitor.get("/en/programs/qris").text
    assert page == http.get("/en/programs/qris").text
    assert 'href="/en/sign-in"' in page


def test_no_page_of_a_session_is_cached(visitor: Visitor) -> None:
    anonymous = Visitor(visitor.url)
    for path in [*list_session_paths("GET"), "/sign-in", "/en/sign-in"]:
        for browser in (visitor, anonymous):
            for _ in range(2):
                response = browser.get(path)
                assert response.headers["cache-control"] == "no-store", path
                assert "cache-status" not in response.headers
    anonymous.close()


def test_two_cookies_of_one_name_are_no_session(visitor: Visitor) -> None:
    """A page of another host of the domain may have added one."""
    cookie = f"capaian_session={visitor.session_id}"
    for cookies in (f"{cookie}; capaian_session=x", f"{cookie}; {cookie}"):
        headers = {"Cookie": cookies, "Accept": "text/html"}
        assert httpx.get(f"{visitor.url}/reviews", headers=headers).status_code == 303
