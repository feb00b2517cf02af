"""Tokens of an identity provider: the good ones say who bears them, every classic forgery is refused."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwe

from api.access.caller import Caller, Unauthenticated
from api.access.jwks import FRESH, PAUSE, PAUSE_WITHOUT_KEYS, STALE
from api.access.presented import token_presented
from api.access.tokens import LARGEST, TokenReader
from api.faults import Unavailable
from api.settings import IdentityProvider, Settings, SettingsError
from tests.conftest import checked
from tests.support import databases, services
from tests.support.databases import Addresses
from tests.support.identity_provider import (
    AUDIENCE,
    EC,
    NEXT_RSA,
    OKP,
    RSA,
    Provider,
    base64url,
    part,
    public,
    running,
    signed,
    signed_with_secret,
)  # fmt: skip

Forge = Callable[[Provider], str]


@pytest.fixture
def provider() -> Iterator[Provider]:
    with running() as started:
        yield started


def callers(provider: Provider, *tokens: str, **settings: Any) -> list[Caller | None]:
    """Who bears each, as one reader says, asked one after the other."""

    async def ask() -> list[Caller | None]:
        reader = TokenReader(provider.settings(**settings))
        try:
            return [await reader.caller_with(token) for token in tokens]
        finally:
            await reader.close()

    return asyncio.run(ask())


def caller(provider: Provider, token: str, **settings: Any) -> Caller | None:
    return callers(provider, token, **settings)[0]


def test_a_token_says_who_bears_it_for_whom_and_with_which_of_our_scopes(provider: Provider) -> None:
    end = int(time.time()) + 300
    assert caller(provider, provider.token(exp=end)) == Caller(
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
def test_a_token_is_taken_with_the_algorithm_that_is_set(
    provider: Provider, key: Any, algorithm: str, header: dict[str, Any]
) -> None:
    provider.published = [public(RSA), public(EC), public(OKP)]
    assert caller(provider, provider.token(key, header), algorithm=algorithm) is not None


@pytest.mark.parametrize(
    "changed",
    [
        {"aud": [AUDIENCE, "others"]},
        {"exp": -45},  # seconds from the moment of the test
        {"nbf": 45, "iat": 45},
        {"iat": ...},
        {"sub": "Budi Santoso (LKPP)"},
    ],
)
def test_what_a_good_token_may_also_say(provider: Provider, changed: dict[str, Any]) -> None:
    said = {name: time.time() + value if isinstance(value, int) else value for name, value in changed.items()}
    assert caller(provider, provider.token(**said)) is not None


@pytest.mark.parametrize(
    ("changed", "scopes"),
    [
        ({"scope": "read:drafts root admins  write"}, {"read:drafts", "write"}),
        ({"scope": ["publish", "root"]}, {"publish"}),
        ({"scope": ...}, set()),
        ({"scope": ""}, set()),
        # Without an institution a key may write and keep keys for all: a claim that is left out must not do as much.
        ({"institution": ..., "scope": "read:drafts write publish admin"}, {"read:drafts"}),
        ({"institution": None, "scope": "admin"}, set()),
        ({"institution": None}, set()),
    ],
)
def test_scopes_that_are_not_ours_or_not_for_anybody_are_dropped(
    provider: Provider, changed: dict[str, Any], scopes: set[str]
) -> None:
    known = caller(provider, provider.token(**changed))
    assert known is not None
    assert known.scopes == scopes


def test_rights_are_read_where_the_settings_say(provider: Provider) -> None:
    token = provider.token(scope=..., institution=..., roles=["admin"], **{"https://example/agency": "lkpp"})
    known = caller(provider, token, scopes_claim="roles", institution_claim="https://example/agency")
    assert known is not None
    assert (known.scopes, known.institution) == ({"admin"}, "lkpp")


@pytest.mark.parametrize("identity", [..., "", "two words", "a" * 101, "naïve"])
def test_a_token_without_an_id_that_fits_the_log_is_known_by_its_key(provider: Provider, identity: object) -> None:
    known = caller(provider, provider.token(jti=identity))
    assert known is not None
    assert known.key_id == "rsa-1"


def header_of(**changed: Any) -> dict[str, Any]:
    return {"alg": "RS256", "kid": "rsa-1", **changed}


DEEP = b'{"alg": "RS256", "kid": "rsa-1", "more": ' + b"[" * 5000


def unsigned(provider: Provider, algorithm: str) -> str:
    return f"{part(header_of(alg=algorithm))}.{part(provider.claims())}."


def tampered(provider: Provider) -> str:
    header, _, signature = provider.token().split(".")
    return f"{header}.{part(provider.claims(sub='somebody else'))}.{signature}"


def encrypted(provider: Provider) -> str:
    return jwe.encrypt_compact(
        {"alg": "RSA-OAEP", "enc": "A256GCM", "kid": "rsa-1"}, json.dumps(provider.claims()), RSA
    )


def slipped(provider: Provider) -> str:
    token = provider.token()
    place = token.rindex(".") + 20
    return f"{token[:place]}{'A' if token[place] != 'A' else 'B'}{token[place + 1 :]}"


IN_HEADER: dict[str, dict[str, Any]] = {
    "without a key id": {"kid": None},
    "with a number for a key id": {"kid": 1},
    "of an unknown key": {"kid": "rsa-9"},
    "of a weird key": {"kid": "../../etc/passwd\n"},
    "of another type": {"typ": "logout+jwt"},
    "of no type": {"typ": None},
    "with a critical extension": {"crit": ["exp"], "exp": 1},
    "with an empty list of critical extensions": {"crit": []},
    "with a payload that is not encoded": {"b64": False, "crit": ["b64"]},
    "with a payload that is said to be encoded": {"b64": True},
    "signed with a hash of another size": {"alg": "RS512"},
    "signed with padding that is not pinned": {"alg": "PS256"},
}
IN_CLAIMS: dict[str, dict[str, Any]] = {
    "for another audience": {"aud": "https://other.example"},
    "for several others": {"aud": ["https://other.example", f"{AUDIENCE}/"]},
    "for nobody": {"aud": ...},
    "for no text": {"aud": {AUDIENCE: 1}},
    "of another issuer": {"iss": "https://evil.example"},
    "of a similar issuer": {"iss": "http://127.0.0.1:1/"},
    "of no issuer": {"iss": ...},
    "of several issuers": {"iss": ["https://evil.example"]},
    "that is expired": {"exp": time.time() - 61},
    "that never ends": {"exp": ...},
    "that ends in a text": {"exp": "99999999999"},
    "that ends after the calendar": {"exp": 10**18},
    "that ends at the end of time": {"exp": float("inf")},
    "that ends in the truth": {"exp": True},
    "that is not yet valid": {"nbf": time.time() + 3600},
    "that is yet to be issued": {"iat": time.time() + 3600},
    "about nobody": {"sub": ...},
    "about an empty name": {"sub": ""},
    "about a blank": {"sub": "budi "},
    "about a number": {"sub": 7},
    "about two lines": {"sub": "budi\nsystem"},
    "about a hidden letter": {"sub": "bu\u200bdi"},
    "about half a letter": {"sub": "\ud800"},
    "about a lower half": {"sub": "\udc00"},
    "about a name without end": {"sub": "b" * 500},
    "with a number of scopes": {"scope": 5},
    "with scopes that are no texts": {"scope": ["write", 5]},
    "with scopes by name": {"scope": {"write": True}},
    "for an institution that cannot be": {"institution": "LKPP; DROP"},
    "for two institutions": {"institution": ["lkpp", "bps"]},
    "for an institution without a name": {"institution": ""},
    "that is too large": {"more": "x" * LARGEST},
}
FORGED: dict[str, Forge] = {
    **{f"signed by {name!r}": lambda p, name=name: unsigned(p, name) for name in ("none", "None", "NONE", "nOnE", "")},
    "signed with the public key as PEM": lambda p: signed_with_secret(p.claims(), RSA.as_pem(private=False)),
    "signed with the public key as DER": lambda p: signed_with_secret(p.claims(), RSA.as_der(private=False)),
    "signed with the public key's number": lambda p: signed_with_secret(p.claims(), RSA["n"].encode()),
    "signed by another key": lambda p: signed(header_of(), p.claims(), NEXT_RSA),
    "with a key of its own": lambda p: signed(header_of(jwk=public(NEXT_RSA)), p.claims(), NEXT_RSA),
    "with the address of a key": lambda p: signed(
        header_of(kid="rsa-2", jku=f"{p.issuer}/evil", x5u=f"{p.issuer}/evil"), p.claims(), NEXT_RSA
    ),
    "signed on a curve": lambda p: signed({"alg": "ES256", "kid": "ec-1"}, p.claims(), EC),
    "signed on a curve, said to be RSA": lambda p: signed({"alg": "ES256", "kid": "rsa-1"}, p.claims(), EC),
    "tampered with": tampered,
    "with a slip in its signature": slipped,
    "without its signature": lambda p: p.token().rpartition(".")[0] + ".",
    "without its last part": lambda p: p.token().rpartition(".")[0],
    "twice": lambda p: f"{p.token()},{p.token()}",
    "with a letter after it": lambda p: f"{p.token()}=",
    "encrypted": encrypted,
    "with a list for claims": lambda p: signed(header_of(), [p.claims()], RSA),
    "with deep claims": lambda p: f"{part(header_of())}.{base64url(b'[' * 5000)}.AAAA",
    "with a deep header": lambda _: f"{base64url(DEEP)}.AAAA.AAAA",
    "with a list for a header": lambda p: f"{part([header_of()])}.{part(p.claims())}.AAAA",
    "without any key id": lambda p: signed({"alg": "RS256"}, p.claims(), RSA),
    "of dots": lambda _: "..",
    **{name: lambda p, more=more: signed(header_of(**more), p.claims(), RSA) for name, more in IN_HEADER.items()},
    **{name: lambda p, more=more: p.token(**more) for name, more in IN_CLAIMS.items()},
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED.keys())
def test_a_forged_token_is_nobodys_and_one_beside_it_stays_good(provider: Provider, forge: Forge) -> None:
    provider.published = [public(RSA), public(EC)]
    assert [known is not None for known in callers(provider, provider.token(), forge(provider), provider.token())] == [
        True, False, True,
    ]  # fmt: skip
    assert set(provider.fetches) == {"/.well-known/openid-configuration", "/keys"}
    assert provider.keys_fetched == 1


ANYBODY = TokenReader(IdentityProvider(issuer="http://127.0.0.1:1", audience=AUDIENCE))


@given(st.one_of(st.text(), st.binary().map(base64url), st.lists(st.binary().map(base64url)).map(".".join)))
def test_no_other_text_is_a_token(text: str) -> None:
    assert asyncio.run(ANYBODY.caller_with(text)) is None


def weak() -> dict[str, Any]:
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
        weak(),
        "rsa-1",
        None,
    ],
)
def test_a_key_that_may_not_sign_is_passed_over(provider: Provider, published: object) -> None:
    provider.published = [published, public(NEXT_RSA)]  # type: ignore[list-item]
    assert [known is not None for known in callers(provider, provider.token(), provider.token(NEXT_RSA))] == [
        False, True,
    ]  # fmt: skip


class Clock:
    """Moves when it is told to."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


def told(provider: Provider, story: Callable[[TokenReader, Clock], Awaitable[None]], **settings: Any) -> None:
    async def run() -> None:
        clock = Clock()
        reader = TokenReader(provider.settings(**settings), clock)
        try:
            await story(reader, clock)
        finally:
            await reader.close()

    asyncio.run(run())


def test_keys_are_fetched_once_for_all_who_ask_at_the_same_moment(provider: Provider) -> None:
    provider.slow = 0.1

    async def story(reader: TokenReader, _: Clock) -> None:
        first = asyncio.create_task(reader.caller_with(provider.token()))
        others = [asyncio.create_task(reader.caller_with(provider.token())) for _ in range(20)]
        await asyncio.sleep(0.05)
        first.cancel()  # whoever leaves does not take the fetch along
        assert None not in await asyncio.gather(*others)
        assert provider.keys_fetched == 1

    told(provider, story)


def test_forged_keys_make_us_ask_the_provider_twice_a_minute_and_not_more(provider: Provider) -> None:
    forged = [provider.token(header={"kid": f"forged-{number}"}) for number in range(50)]

    async def story(reader: TokenReader, clock: Clock) -> None:
        for seconds, fetches in ((0, 1), (PAUSE - 1, 1), (2, 2), (PAUSE - 2, 2), (3, 3)):
            clock.now += seconds
            assert set(await asyncio.gather(*map(reader.caller_with, forged))) == {None}
            assert await reader.caller_with(provider.token()) is not None
            assert provider.keys_fetched == fetches

    told(provider, story)


def test_a_new_key_is_found_and_an_old_one_forgotten(provider: Provider) -> None:
    async def story(reader: TokenReader, clock: Clock) -> None:
        assert await reader.caller_with(provider.token()) is not None
        provider.published = [public(NEXT_RSA)]
        clock.now += PAUSE + 1
        assert await reader.caller_with(provider.token()) is not None  # until somebody asks for another
        assert await reader.caller_with(provider.token(NEXT_RSA)) is not None
        assert await reader.caller_with(provider.token()) is None
        provider.published = []
        clock.now += FRESH + 1
        assert await reader.caller_with(provider.token(NEXT_RSA)) is None
        assert provider.keys_fetched == 3

    told(provider, story)


def test_known_keys_outlive_the_provider_for_a_day(provider: Provider, capsys: pytest.CaptureFixture[str]) -> None:
    async def story(reader: TokenReader, clock: Clock) -> None:
        assert await reader.caller_with(provider.token()) is not None
        provider.away = True
        clock.now += STALE - 1
        assert await reader.caller_with(provider.token()) is not None
        assert "identity_provider.unavailable" in capsys.readouterr().out
        asked = provider.keys_fetched
        assert await reader.caller_with(provider.token()) is not None
        assert provider.keys_fetched == asked  # a provider in trouble is left in peace
        clock.now += 2
        with pytest.raises(Unavailable):
            await reader.caller_with(provider.token())
        provider.away = False
        clock.now += PAUSE
        assert await reader.caller_with(provider.token()) is not None

    told(provider, story)


def test_without_any_keys_nobody_is_refused_for_what_the_provider_cannot_say() -> None:
    with running() as gone:
        port = gone.server.server_port

    async def story(reader: TokenReader, clock: Clock) -> None:
        with pytest.raises(Unavailable):
            await reader.caller_with(gone.token())
        assert await reader.caller_with(unsigned(gone, "none")) is None
        with running(port) as back:
            with pytest.raises(Unavailable):
                await reader.caller_with(back.token())
            assert back.fetches == []
            clock.now += PAUSE_WITHOUT_KEYS
            assert await reader.caller_with(back.token()) is not None

    told(gone, story)


DISCOVERY = "/.well-known/openid-configuration"


@pytest.mark.parametrize(
    "says",
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
def test_a_provider_that_is_not_to_be_believed_counts_as_away(provider: Provider, says: dict[str, Any]) -> None:
    provider.says = {
        path: json.dumps(document).replace("{0}", provider.issuer).encode() for path, document in says.items()
    }
    with pytest.raises(Unavailable):
        caller(provider, provider.token())


def test_a_provider_that_sends_us_elsewhere_is_not_followed(provider: Provider) -> None:
    provider.elsewhere = f"{provider.issuer}/keys"
    with pytest.raises(Unavailable):
        caller(provider, provider.token(), jwks_url=f"{provider.issuer}/old")
    assert provider.fetches == ["/old"]


def test_a_provider_that_takes_too_long_counts_as_away(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.access.jwks.SECONDS_TO_FETCH", 0.1)
    provider.slow = 0.3
    with pytest.raises(Unavailable):
        caller(provider, provider.token())


def test_where_the_keys_lie_may_be_set(provider: Provider) -> None:
    provider.says = {DISCOVERY: b"nothing of the kind"}
    assert caller(provider, provider.token(), jwks_url=f"{provider.issuer}/keys") is not None
    assert provider.fetches == ["/keys"]


@pytest.mark.parametrize(
    ("authorization", "token"),
    [("", None), ("Bearer", None), ("Basic a.b.c", None), ("Bearer cap_a.b.c", None), ("bearer  a.b.c ", "a.b.c")],
)
def test_a_token_is_what_a_bearer_shows_that_is_no_key(authorization: str, token: str | None) -> None:
    assert token_presented(authorization, "") == token
    if token:
        with pytest.raises(Unauthenticated):
            token_presented(authorization, "cap_x")
    else:
        assert token_presented(authorization, "a.b.c") is None


def test_the_service_takes_tokens_and_writes_none_into_its_log(
    postgres: Addresses, provider: Provider, tmp_path: Path
) -> None:
    with (
        databases.copy(postgres) as addresses,
        services.running(
            tmp_path,
            CAPAIAN_DATABASE_URL=addresses.service,
            CAPAIAN_MIGRATION_DATABASE_URL=addresses.owner,
            CAPAIAN_OIDC_ISSUER=provider.issuer,
            CAPAIAN_OIDC_AUDIENCE=AUDIENCE,
        ) as service,
    ):
        service.wait_until_ready()
        with httpx.Client(base_url=service.url, timeout=20, event_hooks={"response": [checked]}) as client:
            provider.away = True
            good, bad = provider.token(), tampered(provider)
            answers = [client.get("/v1/me", headers={"Authorization": f"Bearer {good}"})]
            provider.away = False
            deadline = time.monotonic() + 10
            while answers[-1].status_code == 503 and time.monotonic() < deadline:
                time.sleep(0.2)
                answers.append(client.get("/v1/me", headers={"Authorization": f"Bearer {good}"}))
            assert answers[0].status_code == 503
            me = answers[-1]
            assert (me.json()["principal"], me.json()["scopes"]) == (f"{provider.issuer}#budi", ["publish", "write"])
            assert "public" not in me.headers["cache-control"]
            for headers in (
                {"Authorization": f"Bearer {bad}"},
                {"Authorization": f"Bearer {good}", "X-API-Key": good},
                {"X-API-Key": good},
                [("Authorization", f"Bearer {good}"), ("Authorization", f"Bearer {provider.token(sub='siti')}")],
            ):
                refused = client.get("/v1/units", headers=headers)
                assert refused.status_code == 401
                assert refused.headers["www-authenticate"] == 'Bearer realm="capaian", error="invalid_token"'
            assert client.get("/v1/me").headers["www-authenticate"] == 'Bearer realm="capaian"'
        assert service.stop() == 0
    assert "Traceback" not in service.log
    for token in (good, bad):
        assert [piece for piece in token.split(".") if piece in service.log] == []


GOOD = {"CAPAIAN_OIDC_ISSUER": "https://id.example/realms/one", "CAPAIAN_OIDC_AUDIENCE": AUDIENCE}


def test_an_identity_provider_is_set_up_by_its_issuer_and_our_name_there() -> None:
    assert Settings.from_environment({}).identity_provider is None
    known = Settings.from_environment({**GOOD, "CAPAIAN_OIDC_ALGORITHM": "ES256"}).identity_provider
    assert known is not None
    assert (known.issuer, known.audience, known.algorithm) == (*GOOD.values(), "ES256")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("ISSUER", "http://id.example"),
        ("ISSUER", "https://id.example/#canary"),
        ("ISSUER", "https://id.example/?canary"),
        ("ISSUER", "https://user:canary@id.example"),
        ("ISSUER", "https://[canary"),
        ("ISSUER", "https://id.example:canary"),
        ("ISSUER", "https:///canary"),
        ("ISSUER", "https://id.example/" + "canary" * 100),
        ("ISSUER", "https://id.example/ canary"),
        ("AUDIENCE", "two canaries"),
        ("JWKS_URL", "http://127.0.0.1.canary.example/keys"),
        ("JWKS_URL", "file:///canary"),
        ("ALGORITHM", "HS256"),
        ("ALGORITHM", "none"),
        ("ALGORITHM", "RS256,HS256"),
        ("SCOPES_CLAIM", "a canary"),
        ("INSTITUTION_CLAIM", "a canary"),
    ],
)
def test_a_setting_of_the_identity_provider_that_cannot_be_used_is_named(variable: str, value: str) -> None:
    with pytest.raises(SettingsError) as error:
        Settings.from_environment({**GOOD, f"CAPAIAN_OIDC_{variable}": value})
    for told_in in (error.value.indonesian, error.value.english):
        assert f"CAPAIAN_OIDC_{variable}" in told_in
        assert "canar" not in told_in


@pytest.mark.parametrize("variable", ["ISSUER", "AUDIENCE", "JWKS_URL", "ALGORITHM", "SCOPES_CLAIM"])
def test_no_setting_of_the_identity_provider_stands_alone(variable: str) -> None:
    value = {"ALGORITHM": "RS256", "SCOPES_CLAIM": "scp"}.get(variable, "https://id.example")
    with pytest.raises(SettingsError, match="must be accompanied by CAPAIAN_OIDC_"):
        Settings.from_environment({f"CAPAIAN_OIDC_{variable}": value})
