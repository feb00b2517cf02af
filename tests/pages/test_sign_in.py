"""Signing in and out: the cookie, the end of a session, and who cannot sign in."""

import re
from collections.abc import Callable, Iterator

import httpx
import pytest

from api.auth.api_key import generate_credentials
from tests.pages.visitor import SESSION, Visitor
from tests.support import services
from tests.support.callers import key_for
from tests.support.databases import DatabaseUrls, execute

OpenBrowser = Callable[..., Visitor]
AS_ADMIN = "SELECT set_config('capaian.principal', 'test', false)"


@pytest.fixture(scope="module")
def key(stored: DatabaseUrls) -> str:
    return key_for(stored, "peninjau", "publish")


@pytest.fixture
def open_browser(site: services.Service) -> Iterator[OpenBrowser]:
    opened = []

    def open_one(url: str = site.url, **headers: str) -> Visitor:
        opened.append(Visitor(url, **headers))
        return opened[-1]

    yield open_one
    for visitor in opened:
        visitor.close()


@pytest.fixture
def visitor(open_browser: OpenBrowser) -> Visitor:
    return open_browser()


@pytest.fixture(scope="module")
def gateway(stored: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[services.Service]:
    """Another instance over the same database, behind a gateway, with rate limits."""
    settings = {**stored.settings, "CAPAIAN_TRUSTED_PROXIES": "127.0.0.1", "CAPAIAN_RATE_LIMIT": "on"}
    settings |= {"CAPAIAN_KEY_BURST": "20", "CAPAIAN_KEY_RATE": "1"}
    with services.running(tmp_path_factory.mktemp("gateway"), **settings) as service:
        service.wait_until_ready()
        yield service


def test_a_session_shows_the_name_of_the_key_until_the_user_signs_out(visitor: Visitor, key: str) -> None:
    assert not visitor.is_signed_in
    response = visitor.sign_in(key)
    assert (response.status_code, response.headers["location"]) == (303, "/en/reviews")
    assert response.headers["cache-control"] == "no-store"
    assert visitor.is_signed_in
    assert "<b>peninjau</b>" in visitor.get("/en/reviews").text
    stolen = visitor.session_id
    left = visitor.send("/en/sign-out", visitor.read_form("/en/reviews"))
    assert (left.status_code, left.headers["location"]) == (303, "/en/sign-in")
    assert SESSION not in visitor.client.cookies
    visitor.use_session(stolen)
    assert not visitor.is_signed_in
    # After the next sign-in the browser must not GET the path of a form without a page.
    assert visitor.send("/en/sign-out", {}).headers["location"] == "/en/sign-in"


def test_the_cookie_is_random_and_the_database_has_only_its_hash(
    visitor: Visitor, key: str, stored: DatabaseUrls
) -> None:
    cookie = visitor.sign_in(key).headers["set-cookie"]
    assert re.fullmatch(rf"{SESSION}=[A-Za-z0-9_-]{{22}}; Path=/; HttpOnly; SameSite=Strict", cookie)
    rows = str(execute(stored.owner, "SELECT jsonb_agg(to_jsonb(session))::text FROM session")[0])
    assert visitor.session_id not in rows
    digest = f"SELECT count(*) FROM session WHERE id_sha256 = sha256('{visitor.session_id}')"
    assert execute(stored.owner, digest) == [1]


def test_the_cookie_is_secure_behind_https_and_valid_on_every_instance(
    open_browser: OpenBrowser, gateway: services.Service, key: str
) -> None:
    visitor = open_browser(gateway.url, **{"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"})
    page = visitor.get("/en/sign-in")
    secure_sign_in = page.headers["set-cookie"]
    assert secure_sign_in.startswith("__Host-capaian_sign_in=")
    assert secure_sign_in.endswith("; Secure")
    token = re.search(r'name="form_token" value="(\w+)"', page.text)
    assert token
    headers = {"Cookie": secure_sign_in.partition(";")[0]}  # a jar sends no Secure cookie over http
    response = visitor.send("/en/sign-in", {"form_token": token[1], "key": key}, **headers)
    cookie = response.headers["set-cookie"]
    assert cookie.startswith("__Host-capaian_session=")
    assert cookie.endswith("; Secure")
    other = open_browser()
    other.use_session(cookie.partition(";")[0].partition("=")[2])
    assert other.is_signed_in
    # Without https a cookie with the prefix, or with https one without it, is from elsewhere.
    assert httpx.get(f"{other.url}/v1/me", headers=headers).status_code == 401


def test_a_sign_in_creates_a_new_id_and_ends_the_previous_session(
    visitor: Visitor, key: str, open_browser: OpenBrowser
) -> None:
    """An attacker who had set the cookie before the sign-in would otherwise share the session."""
    fixed, attacker = "A" * 22, open_browser()
    visitor.use_session(fixed)
    visitor.sign_in(key)
    first = visitor.session_id
    assert first != fixed
    attacker.use_session(fixed)
    assert not attacker.is_signed_in
    form = attacker.read_form("/en/sign-in")
    cookies = f"{SESSION}={first}; capaian_sign_in={attacker.client.cookies['capaian_sign_in']}"
    attacker.client.cookies.clear()
    assert attacker.send("/en/sign-in", form | {"key": key}, Cookie=cookies).status_code == 303
    assert attacker.session_id != first
    assert attacker.is_signed_in
    assert not visitor.is_signed_in


def test_the_sign_in_page_leads_on_if_the_user_is_signed_in(visitor: Visitor, key: str) -> None:
    visitor.sign_in(key)
    assert visitor.get("/sign-in").headers["location"] == "/reviews"


def test_two_browsers_have_two_sessions(open_browser: OpenBrowser, key: str) -> None:
    first, second = open_browser(), open_browser()
    first.sign_in(key)
    second.sign_in(key)
    assert first.session_id != second.session_id
    foreign = first.read_form("/en/reviews")
    assert second.send("/en/sign-out", foreign).status_code == 403
    first.send("/en/sign-out", foreign)
    assert not first.is_signed_in
    assert second.is_signed_in


@pytest.mark.parametrize(
    "end",
    [
        "UPDATE session SET last_used_at = now() - interval '8 hours 1 second' WHERE key_id = '{}'",
        "UPDATE session SET created_at = now() - interval '24 hours 1 second' WHERE key_id = '{}'",
        "UPDATE api_key SET expires_at = now() WHERE id = '{}'",
        "UPDATE api_key SET revoked_at = now() WHERE id = '{}'",
    ],
    ids=["idle", "old", "expired key", "revoked key"],
)
def test_a_session_ends_without_activity_with_its_age_and_with_its_key(
    visitor: Visitor, stored: DatabaseUrls, end: str
) -> None:
    key = key_for(stored, "peninjau sementara", "publish")
    visitor.sign_in(key)
    assert visitor.is_signed_in
    execute(stored.owner, AS_ADMIN, end.format(key.split("_")[1]))
    assert not visitor.is_signed_in


def test_a_request_continues_the_session_and_a_sign_in_deletes_expired_ones(
    visitor: Visitor, open_browser: OpenBrowser, stored: DatabaseUrls
) -> None:
    key = key_for(stored, "peninjau lama", "publish")
    key_id = key.split("_")[1]
    visitor.sign_in(key)
    execute(stored.owner, f"UPDATE session SET last_used_at = now() - interval '7 hours' WHERE key_id = '{key_id}'")
    assert visitor.is_signed_in
    is_recent = f"SELECT last_used_at > now() - interval '1 minute' FROM session WHERE key_id = '{key_id}'"
    assert execute(stored.owner, is_recent) == [True]
    execute(stored.owner, f"UPDATE session SET created_at = now() - interval '2 days' WHERE key_id = '{key_id}'")
    open_browser().sign_in(key)
    assert execute(stored.owner, f"SELECT count(*) FROM session WHERE key_id = '{key_id}'") == [1]


def test_malformed_unknown_wrong_and_revoked_keys_get_the_same_response(visitor: Visitor, stored: DatabaseUrls) -> None:
    revoked = key_for(stored, "peninjau dicabut", "publish")
    key_id = revoked.split("_")[1]
    execute(stored.owner, AS_ADMIN, f"UPDATE api_key SET revoked_at = now() WHERE id = '{key_id}'")
    wrong_secret = generate_credentials()._replace(id=key_id).token
    responses = [visitor.sign_in(key) for key in ("cap_x", generate_credentials().token, wrong_secret, revoked, "")]
    assert {response.status_code for response in responses} == {401}
    assert len({response.text for response in responses}) == 1
    assert "This key is not valid." in responses[0].text
    assert not visitor.is_signed_in


def test_a_key_with_the_scope_admin_cannot_sign_in(visitor: Visitor, stored: DatabaseUrls) -> None:
    response = visitor.sign_in(key_for(stored, "pengelola", "admin", "publish"))
    assert response.status_code == 403
    assert "A key with the scope admin cannot sign in" in response.text
    assert not visitor.is_signed_in


def test_the_eleventh_sign_in_of_a_client_in_a_minute_is_rejected(gateway: services.Service) -> None:
    one = {"X-Forwarded-For": "203.0.113.8", "Accept": "text/html"}
    with httpx.Client(base_url=gateway.url, headers=one) as client:
        statuses = [client.post("/sign-in", data={"key": "cap_x"}).status_code for _ in range(10)]
        limited = client.post("/sign-in", data={"key": "cap_x"})
        assert statuses == [403] * 10  # without the token of the form
        assert limited.status_code == 429
        assert 1 <= int(limited.headers["retry-after"]) <= 6
        assert limited.headers["content-type"] == "text/html; charset=utf-8"
        other = client.post("/sign-in", data={"key": "cap_x"}, headers={"X-Forwarded-For": "203.0.113.9"})
        assert other.status_code == 403


def test_a_page_whose_requests_exceed_the_rate_limit_states_when_to_retry(
    open_browser: OpenBrowser, gateway: services.Service, stored: DatabaseUrls
) -> None:
    visitor = open_browser(gateway.url, **{"X-Forwarded-For": "203.0.113.10"})
    visitor.sign_in(key_for(stored, "peninjau cepat", "publish"))
    # The page needs 3 of 20 tokens: after 6 pages, its own request is allowed, and the next one to the API is not.
    limited = next(page for page in (visitor.get("/en/reviews") for _ in range(20)) if page.status_code == 429)
    assert limited.headers["content-type"] == "text/html; charset=utf-8"
    assert limited.headers["retry-after"] == "1"


@pytest.mark.parametrize(
    "path",
    [
        "//example.org",
        "https://example.org",
        "/\\example.org",
        "/a\r\nSet-Cookie: x=1",
        "/%2Fexample.org",
        "/../other",
        "reviews",
        "/",
    ],
)
def test_a_sign_in_leads_only_to_a_path_of_this_service(visitor: Visitor, key: str, path: str) -> None:
    response = visitor.sign_in(key, next=path)
    assert response.status_code == 400
    assert "location" not in response.headers
    assert visitor.client.get("/en/sign-in", params={"next": path}).status_code == 400


def test_a_sign_in_leads_back_to_the_requested_page(visitor: Visitor, key: str) -> None:
    wanted = visitor.get("/en/reviews?cursor=AAAAAAAAAAAA")
    assert wanted.status_code == 303
    fields = visitor.read_form(wanted.headers["location"]) | {"key": key}
    assert visitor.send("/en/sign-in", fields).headers["location"] == "/en/reviews?cursor=AAAAAAAAAAAA"
