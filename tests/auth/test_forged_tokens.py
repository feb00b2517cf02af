"""Every common forgery of a token is rejected."""

import asyncio
import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwe

from api.auth.tokens import MAX_TOKEN_BYTES, TokenVerifier
from api.setting_parts.identity_provider import IdentityProvider
from tests.auth.token_verification import authenticate_all, change_claims
from tests.support.identity_provider import (
    AUDIENCE,
    EC,
    NEXT_RSA,
    RSA,
    Provider,
    base64url,
    part,
    public,
    signed,
    signed_with_secret,
)  # fmt: skip

Forge = Callable[[Provider], str]


def build_header(**changed: Any) -> dict[str, Any]:
    return {"alg": "RS256", "kid": "rsa-1", **changed}


DEEP = b'{"alg": "RS256", "kid": "rsa-1", "more": ' + b"[" * 5000


def unsigned(provider: Provider, algorithm: str) -> str:
    return f"{part(build_header(alg=algorithm))}.{part(provider.claims())}."


def encrypted(provider: Provider) -> str:
    return jwe.encrypt_compact(
        {"alg": "RSA-OAEP", "enc": "A256GCM", "kid": "rsa-1"}, json.dumps(provider.claims()), RSA
    )


def changed_signature(provider: Provider) -> str:
    token = provider.token()
    position = token.rindex(".") + 20
    return f"{token[:position]}{'A' if token[position] != 'A' else 'B'}{token[position + 1 :]}"


IN_HEADER: dict[str, dict[str, Any]] = {
    "without a key id": {"kid": None},
    "with a number for a key id": {"kid": 1},
    "of an unknown key": {"kid": "rsa-9"},
    "with a path as key id": {"kid": "../../etc/passwd\n"},
    "of another type": {"typ": "logout+jwt"},
    "of no type": {"typ": None},
    "with a critical extension": {"crit": ["exp"], "exp": 1},
    "with an empty list of critical extensions": {"crit": []},
    "with a payload that is not encoded": {"b64": False, "crit": ["b64"]},
    "with b64 set to true": {"b64": True},
    "signed with another hash": {"alg": "RS512"},
    "signed with another padding": {"alg": "PS256"},
}
IN_CLAIMS: dict[str, dict[str, Any]] = {
    "for another audience": {"aud": "https://other.example"},
    "for several other audiences": {"aud": ["https://other.example", f"{AUDIENCE}/"]},
    "without an audience": {"aud": ...},
    "for an audience that is an object": {"aud": {AUDIENCE: 1}},
    "of another issuer": {"iss": "https://evil.example"},
    "of a similar issuer": {"iss": "http://127.0.0.1:1/"},
    "of no issuer": {"iss": ...},
    "of several issuers": {"iss": ["https://evil.example"]},
    "that is expired": {"exp": time.time() - 61},
    "without an end": {"exp": ...},
    "with a text as end": {"exp": "99999999999"},
    "that ends after the year 9999": {"exp": 10**18},
    "that ends at infinity": {"exp": float("inf")},
    "with true as end": {"exp": True},
    "that is not yet valid": {"nbf": time.time() + 3600},
    "that was issued in the future": {"iat": time.time() + 3600},
    "without a subject": {"sub": ...},
    "with an empty subject": {"sub": ""},
    "with a space at the end of the subject": {"sub": "budi "},
    "with a number as subject": {"sub": 7},
    "with two lines as subject": {"sub": "budi\nsystem"},
    "with an invisible character in the subject": {"sub": "bu\u200bdi"},
    "with a high surrogate as subject": {"sub": "\ud800"},
    "with a low surrogate as subject": {"sub": "\udc00"},
    "with a long subject": {"sub": "b" * 500},
    "with a number as scope": {"scope": 5},
    "with a number in the list of scopes": {"scope": ["write", 5]},
    "with an object as scope": {"scope": {"write": True}},
    "with an invalid institution": {"institution": "LKPP; DROP"},
    "with two institutions": {"institution": ["lkpp", "bps"]},
    "with an empty institution": {"institution": ""},
    "that is too large": {"more": "x" * MAX_TOKEN_BYTES},
}
FORGED: dict[str, Forge] = {
    **{f"signed by {name!r}": lambda p, name=name: unsigned(p, name) for name in ("none", "None", "NONE", "nOnE", "")},
    "signed with the public key as PEM": lambda p: signed_with_secret(p.claims(), RSA.as_pem(private=False)),
    "signed with the public key as DER": lambda p: signed_with_secret(p.claims(), RSA.as_der(private=False)),
    "signed with the modulus of the public key": lambda p: signed_with_secret(p.claims(), RSA["n"].encode()),
    "signed with another key": lambda p: signed(build_header(), p.claims(), NEXT_RSA),
    "with a key in its header": lambda p: signed(build_header(jwk=public(NEXT_RSA)), p.claims(), NEXT_RSA),
    "with the URL of a key": lambda p: signed(
        build_header(kid="rsa-2", jku=f"{p.issuer}/evil", x5u=f"{p.issuer}/evil"), p.claims(), NEXT_RSA
    ),
    "signed with an elliptic curve": lambda p: signed({"alg": "ES256", "kid": "ec-1"}, p.claims(), EC),
    "signed with an elliptic curve and the id of an RSA key": lambda p: signed(
        {"alg": "ES256", "kid": "rsa-1"}, p.claims(), EC
    ),
    "whose claims were changed": change_claims,
    "with a changed character in its signature": changed_signature,
    "without its signature": lambda p: p.token().rpartition(".")[0] + ".",
    "without its last part": lambda p: p.token().rpartition(".")[0],
    "sent twice": lambda p: f"{p.token()},{p.token()}",
    "with a character after it": lambda p: f"{p.token()}=",
    "encrypted": encrypted,
    "with a list for claims": lambda p: signed(build_header(), [p.claims()], RSA),
    "with deeply nested claims": lambda p: f"{part(build_header())}.{base64url(b'[' * 5000)}.AAAA",
    "with a deeply nested header": lambda _: f"{base64url(DEEP)}.AAAA.AAAA",
    "with a list for a header": lambda p: f"{part([build_header()])}.{part(p.claims())}.AAAA",
    "without any key id": lambda p: signed({"alg": "RS256"}, p.claims(), RSA),
    "of dots only": lambda _: "..",
    **{name: lambda p, more=more: signed(build_header(**more), p.claims(), RSA) for name, more in IN_HEADER.items()},
    **{name: lambda p, more=more: p.token(**more) for name, more in IN_CLAIMS.items()},
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED.keys())
def test_a_forged_token_is_rejected_and_does_not_affect_valid_ones(provider: Provider, forge: Forge) -> None:
    provider.published = [public(RSA), public(EC)]
    found = authenticate_all(provider, provider.token(), forge(provider), provider.token())
    assert [caller is not None for caller in found] == [True, False, True]
    assert set(provider.fetches) == {"/.well-known/openid-configuration", "/keys"}
    assert provider.keys_fetched == 1


VERIFIER = TokenVerifier(IdentityProvider(issuer="http://127.0.0.1:1", audience=AUDIENCE))


@given(st.one_of(st.text(), st.binary().map(base64url), st.lists(st.binary().map(base64url)).map(".".join)))
def test_no_other_text_is_a_token(text: str) -> None:
    assert asyncio.run(VERIFIER.authenticate(text)) is None
