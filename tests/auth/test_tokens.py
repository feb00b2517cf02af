"""Valid tokens of an identity provider identify the caller."""

import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from api.auth.caller import Caller, UnauthenticatedError, extract_token
from api.auth.jwks import RETRY_SECONDS
from tests.auth.conftest import AuthService, run_service
from tests.auth.token_verification import authenticate, change_claims
from tests.support.databases import DatabaseUrls
from tests.support.identity_provider import AUDIENCE, EC, NEXT_RSA, OKP, RSA, Provider, public
from tests.support.sizes import size


def test_a_token_identifies_the_principal_institution_and_scopes(provider: Provider) -> None:
    end = int(time.time()) + 300
    assert authenticate(provider, provider.token(exp=end)) == Caller(
        principal=f"{provider.issuer}#budi",
        scopes=frozenset({"write", "publish"}),
        institution="lkpp",
        key_id="token-1",
        expires_at=datetime.fromtimestamp(end, UTC),
    )


@pytest.mark.parametrize(
    ("key", "algorithm", "header"),
    [
        (RSA, "RS256", {}),
        (RSA, "PS256", {"alg": "PS256"}),
        (EC, "ES256", {}),
        (OKP, "EdDSA", {}),
        (OKP, "EdDSA", {"alg": "EdDSA"}),
        (OKP, "Ed25519", {"alg": "EdDSA"}),
        (RSA, "RS256", {"typ": "at+jwt"}),
        (RSA, "RS256", {"typ": "application/AT+JWT", "x5t": "abc", "x5c": ["A" * 2000], "ver": 2}),
    ],
)  # fmt: skip
def test_a_token_with_the_configured_algorithm_is_accepted(
    provider: Provider, key: Any, algorithm: str, header: dict[str, Any]
) -> None:
    provider.published = [public(RSA), public(EC), public(OKP)]
    assert authenticate(provider, provider.token(key, header), algorithm=algorithm) is not None


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": [AUDIENCE, "others"]},
        {"exp": -45},  # seconds from the time of the test
        {"nbf": 45, "iat": 45},
        {"iat": ...},
        {"sub": "Budi Santoso (LKPP)"},
    ],
)
def test_a_valid_token_may_have_these_claims(provider: Provider, changed: dict[str, Any]) -> None:
    claims = {name: time.time() + value if isinstance(value, int) else value for name, value in changed.items()}
    assert authenticate(provider, provider.token(**claims)) is not None


@pytest.mark.parametrize(
    ("changed", "scopes"),
    [
        ({"scope": "read:drafts root admins  write"}, {"read:drafts", "write"}),
        ({"scope": ["publish", "root"]}, {"publish"}),
        ({"scope": ...}, set()),
        ({"scope": ""}, set()),
        # A key without an institution has these scopes for all institutions; a missing claim must not grant them.
        ({"institution": ..., "scope": "read:drafts write publish admin"}, {"read:drafts"}),
        ({"institution": None, "scope": "admin"}, set()),
        ({"institution": None}, set()),
    ],
)
def test_unknown_scopes_and_scopes_without_an_institution_are_removed(
    provider: Provider, changed: dict[str, Any], scopes: set[str]
) -> None:
    caller = authenticate(provider, provider.token(**changed))
    assert caller is not None
    assert caller.scopes == scopes


def test_the_settings_select_the_claims_of_scopes_and_institution(provider: Provider) -> None:
    token = provider.token(scope=..., institution=..., roles=["admin"], **{"https://example/agency": "lkpp"})
    caller = authenticate(provider, token, scopes_claim="roles", institution_claim="https://example/agency")
    assert caller is not None
    assert (caller.scopes, caller.institution) == ({"admin"}, "lkpp")


@pytest.mark.parametrize("token_id", [..., "", "two words", "a" * 101, "naïve"])
def test_a_token_without_a_valid_id_is_identified_by_its_key(provider: Provider, token_id: object) -> None:
    caller = authenticate(provider, provider.token(jti=token_id))
    assert caller is not None
    assert caller.key_id == "rsa-1"


@pytest.mark.parametrize(
    ("authorization", "token"),
    [("", None), ("Bearer", None), ("Basic a.b.c", None), ("Bearer cap_a.b.c", None), ("bearer  a.b.c ", "a.b.c")],
)
def test_a_bearer_token_is_distinguished_from_an_api_key(authorization: str, token: str | None) -> None:
    assert extract_token(authorization, "") == token
    if token:
        with pytest.raises(UnauthenticatedError):
            extract_token(authorization, "cap_x")
    else:
        assert extract_token(authorization, "a.b.c") is None


@pytest.mark.parametrize(
    "changed",
    [
        {"exp": -61},
        {"nbf": 3600},
        {"iat": 3600},
        {"aud": "https://other.example"},
        {"aud": ...},
    ],
)
def test_the_service_rejects_a_token_of_another_time_or_audience(
    public_service: AuthService, changed: dict[str, Any]
) -> None:
    client, provider = public_service.client, public_service.provider
    claims = {name: time.time() + value if isinstance(value, int) else value for name, value in changed.items()}
    response = client.get("/v1/me", headers={"Authorization": f"Bearer {provider.token(**claims)}"})
    assert response.status_code == 401
    allowed = provider.token(exp=time.time() - 45, iat=time.time() - 300)  # within the tolerance of clocks
    assert client.get("/v1/me", headers={"Authorization": f"Bearer {allowed}"}).status_code == 200


@pytest.mark.skipif(not size(0, 1), reason="only in `make chaos-full`: the service fetches keys again after 30 s")
def test_two_workers_find_a_new_key_of_the_provider(stored: DatabaseUrls, tmp_path: Path) -> None:
    with run_service(stored, tmp_path, is_public=True, CAPAIAN_WORKERS="2") as running:
        provider = running.provider

        def count_accepted(key: Any) -> int:
            """Send requests on connections of their own, which reach both workers."""
            headers = {"Authorization": f"Bearer {provider.token(key)}", "Connection": "close"}
            return sum(running.client.get("/v1/me", headers=headers).status_code == 200 for _ in range(20))

        assert count_accepted(RSA) == 20
        provider.published = [public(RSA), public(NEXT_RSA)]
        time.sleep(RETRY_SECONDS + 1)
        assert count_accepted(NEXT_RSA) == 20
        assert count_accepted(RSA) == 20
        assert "Traceback" not in running.service.log


def test_the_service_accepts_tokens_and_does_not_log_them(public_service: AuthService) -> None:
    client, provider = public_service.client, public_service.provider
    good = provider.token()
    bad = change_claims(provider)
    me = client.get("/v1/me", headers={"Authorization": f"Bearer {good}"})
    assert (me.json()["principal"], me.json()["scopes"]) == (f"{provider.issuer}#budi", ["publish", "write"])
    assert "public" not in me.headers["cache-control"]
    for headers in (
        {"Authorization": f"Bearer {bad}"},
        {"Authorization": f"Bearer {good}", "X-API-Key": good},
        {"X-API-Key": good},
        [("Authorization", f"Bearer {good}"), ("Authorization", f"Bearer {provider.token(sub='siti')}")],
    ):
        rejected = client.get("/v1/units", headers=headers)
        assert rejected.status_code == 401
        assert rejected.headers["www-authenticate"] == 'Bearer realm="capaian", error="invalid_token"'
    assert client.get("/v1/me").headers["www-authenticate"] == 'Bearer realm="capaian"'
    assert "Traceback" not in public_service.service.log
    for token in (good, bad):
        assert [segment for segment in token.split(".") if segment in public_service.service.log] == []
