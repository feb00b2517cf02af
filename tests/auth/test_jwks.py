"""The signing keys of the identity provider: filtered, cached, fetched again, and used during an outage."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from api.auth.jwks import FRESH_SECONDS, MAX_STALE_SECONDS, RETRY_SECONDS, RETRY_SECONDS_WITHOUT_KEYS
from api.auth.tokens import TokenVerifier
from api.errors import UnavailableError
from tests.auth.token_verification import authenticate, authenticate_all
from tests.support.identity_provider import EC, NEXT_RSA, RSA, Provider, base64url, part, public, running


def build_weak_key() -> dict[str, Any]:
    numbers = rsa.generate_private_key(65537, 1024).public_key().public_numbers()
    return {"kty": "RSA", "kid": "rsa-1", "n": base64url(numbers.n.to_bytes(128)), "e": "AQAB"}


@pytest.mark.parametrize(
    "published",
    [
        public(RSA, use="enc"),
        public(RSA, alg="RS512"),
        public(RSA, key_ops=["encrypt"]),
        public(RSA, n="!"),
        public(RSA, n=5),
        public(RSA, e="AA"),
        public(RSA, kid=["rsa-1"]),
        public(EC, kid="rsa-1"),
        {"kty": "oct", "kid": "rsa-1", "k": base64url(RSA.as_pem(private=False))},
        {"kty": "RSA", "kid": "rsa-1"},
        build_weak_key(),
        "rsa-1",
        None,
    ],
)
def test_a_key_that_may_not_sign_is_ignored(provider: Provider, published: object) -> None:
    provider.published = [published, public(NEXT_RSA)]  # type: ignore[list-item]
    found = authenticate_all(provider, provider.token(), provider.token(NEXT_RSA))
    assert [caller is not None for caller in found] == [False, True]


class Clock:
    """A clock that the test sets."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def run_story(provider: Provider, story: Callable[[TokenVerifier, Clock], Awaitable[None]], **settings: Any) -> None:
    async def run() -> None:
        clock = Clock()
        verifier = TokenVerifier(provider.settings(**settings), clock)
        try:
            await story(verifier, clock)
        finally:
            await verifier.close()

    asyncio.run(run())


def test_concurrent_requests_share_one_fetch_of_the_keys(provider: Provider) -> None:
    provider.delay_seconds = 0.1

    async def story(verifier: TokenVerifier, _: Clock) -> None:
        first = asyncio.create_task(verifier.authenticate(provider.token()))
        others = [asyncio.create_task(verifier.authenticate(provider.token())) for _ in range(20)]
        await asyncio.sleep(0.05)
        first.cancel()  # the cancellation of one request does not cancel the fetch
        assert None not in await asyncio.gather(*others)
        assert provider.keys_fetched == 1

    run_story(provider, story)


def test_unknown_key_ids_cause_at_most_two_fetches_per_minute(provider: Provider) -> None:
    forged = [provider.token(header={"kid": f"forged-{number}"}) for number in range(50)]

    async def story(verifier: TokenVerifier, clock: Clock) -> None:
        for seconds, fetches in ((0, 1), (RETRY_SECONDS - 1, 1), (2, 2), (RETRY_SECONDS - 2, 2), (3, 3)):
            clock.now += seconds
            assert set(await asyncio.gather(*map(verifier.authenticate, forged))) == {None}
            assert await verifier.authenticate(provider.token()) is not None
            assert provider.keys_fetched == fetches

    run_story(provider, story)


def test_a_new_key_is_found_and_an_old_one_removed(provider: Provider) -> None:
    async def story(verifier: TokenVerifier, clock: Clock) -> None:
        assert await verifier.authenticate(provider.token()) is not None
        provider.published = [public(NEXT_RSA)]
        clock.now += RETRY_SECONDS + 1
        assert await verifier.authenticate(provider.token()) is not None  # until a token uses another key
        assert await verifier.authenticate(provider.token(NEXT_RSA)) is not None
        assert await verifier.authenticate(provider.token()) is None
        provider.published = []
        clock.now += FRESH_SECONDS + 1
        assert await verifier.authenticate(provider.token(NEXT_RSA)) is None
        assert provider.keys_fetched == 3

    run_story(provider, story)


def test_known_keys_are_used_for_a_day_without_the_provider(
    provider: Provider, capsys: pytest.CaptureFixture[str]
) -> None:
    async def story(verifier: TokenVerifier, clock: Clock) -> None:
        assert await verifier.authenticate(provider.token()) is not None
        provider.is_unavailable = True
        clock.now += MAX_STALE_SECONDS - 1
        assert await verifier.authenticate(provider.token()) is not None
        assert "identity_provider.unavailable" in capsys.readouterr().out
        fetch_count = provider.keys_fetched
        assert await verifier.authenticate(provider.token()) is not None
        assert provider.keys_fetched == fetch_count  # no request before the retry time
        clock.now += 2
        with pytest.raises(UnavailableError):
            await verifier.authenticate(provider.token())
        provider.is_unavailable = False
        clock.now += RETRY_SECONDS
        assert await verifier.authenticate(provider.token()) is not None

    run_story(provider, story)


def test_without_any_keys_a_token_returns_503_instead_of_401() -> None:
    with running() as stopped:
        port = stopped.server.server_port

    async def story(verifier: TokenVerifier, clock: Clock) -> None:
        with pytest.raises(UnavailableError):
            await verifier.authenticate(stopped.token())
        assert await verifier.authenticate(f"{part({'alg': 'none', 'kid': 'rsa-1'})}.{part(stopped.claims())}.") is None
        with running(port) as restarted:
            with pytest.raises(UnavailableError):
                await verifier.authenticate(restarted.token())
            assert restarted.fetches == []
            clock.now += RETRY_SECONDS_WITHOUT_KEYS
            assert await verifier.authenticate(restarted.token()) is not None

    run_story(stopped, story)


DISCOVERY = "/.well-known/openid-configuration"


@pytest.mark.parametrize(
    "documents",
    [
        {DISCOVERY: {"issuer": "https://evil.example", "jwks_uri": "{0}/keys"}},
        {DISCOVERY: {"issuer": "{0}", "jwks_uri": "{0}/keys#not-guarded"}},
        {DISCOVERY: {"issuer": "{0}", "jwks_uri": "file:///etc/passwd"}},
        {DISCOVERY: {"issuer": "{0}"}},
        {DISCOVERY: []},
        {"/keys": {"keys": None}},
        {"/keys": [public(RSA)]},
        {"/keys": {"keys": [public(RSA)], "more": "x" * 300_000}},
    ],
)
def test_a_provider_with_an_invalid_response_counts_as_unavailable(
    provider: Provider, documents: dict[str, Any]
) -> None:
    provider.replaced_bodies.update(
        {path: json.dumps(document).replace("{0}", provider.issuer).encode() for path, document in documents.items()}
    )
    with pytest.raises(UnavailableError):
        authenticate(provider, provider.token())


def test_redirects_of_the_provider_are_not_followed(provider: Provider) -> None:
    provider.redirect_url = f"{provider.issuer}/keys"
    with pytest.raises(UnavailableError):
        authenticate(provider, provider.token(), jwks_url=f"{provider.issuer}/old")
    assert provider.fetches == ["/old"]


def test_a_slow_provider_counts_as_unavailable(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.auth.jwks.FETCH_TIMEOUT_SECONDS", 0.1)
    provider.delay_seconds = 0.3
    with pytest.raises(UnavailableError):
        authenticate(provider, provider.token())


def test_the_url_of_the_keys_can_be_configured(provider: Provider) -> None:
    provider.replaced_bodies[DISCOVERY] = b"not JSON"
    assert authenticate(provider, provider.token(), jwks_url=f"{provider.issuer}/keys") is not None
    assert provider.fetches == ["/keys"]
