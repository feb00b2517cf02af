"""Tokens (JWT) that an identity provider signed for us: who bears one, and with which rights."""

import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import Key
from joserfc.jws import JWSRegistry, deserialize_compact
from joserfc.jwt import JWTClaimsRegistry
from joserfc.util import urlsafe_b64decode
from msgspec import UNSET, Raw, UnsetType

from api import words
from api.access.caller import SCOPES, Caller
from api.access.jwks import KEY_ID, ProviderKeys, names_of
from api.settings import IdentityProvider

LARGEST: Final = 8 * 1024  # letters of a token
SECONDS_OF_SKEW: Final = 60  # between the provider's clock and ours
TYPES: Final = {"jwt", "at+jwt"}
LONGEST_PRINCIPAL: Final = 500
# What is bound to an institution where there is one. In a token that names none these are dropped, so that a claim
# which a provider forgets never widens a right; a key without an institution was made so on purpose.
OF_AN_INSTITUTION: Final = frozenset({"write", "publish", "admin"})
LATEST: Final = datetime(9999, 1, 1, tzinfo=UTC).timestamp()
INSTITUTION: Final = re.compile("[a-z0-9][a-z0-9-]{1,63}")
TOKEN_ID: Final = re.compile("[!-~]{1,100}")


class _Header(msgspec.Struct):
    """What is read of a header. A key, or the address of one, in it is for nobody."""

    alg: str
    kid: str
    typ: str = "JWT"
    crit: Raw | UnsetType = UNSET
    b64: Raw | UnsetType = UNSET


class _Signatures(JWSRegistry):
    """The one pinned algorithm, under any name it has."""

    max_header_length = LARGEST

    def __init__(self, algorithm: str) -> None:
        super().__init__(algorithms=names_of(algorithm), strict_check_header=False)

    def get_alg(self, name: str) -> Any:
        return super().get_alg("Ed25519" if name == "EdDSA" else name)


class TokenReader:
    """Says whose a token is."""

    def __init__(self, provider: IdentityProvider, clock: Callable[[], float] = time.monotonic) -> None:
        self._provider = provider
        self._names = names_of(provider.algorithm)
        self._signatures = _Signatures(provider.algorithm)
        self._keys = ProviderKeys(provider, clock)

    async def caller_with(self, token: str) -> Caller | None:
        """None for a token that is not good. Raises Unavailable where the provider's keys cannot be had."""
        try:
            header = _header_of(token)
            if not self._is_acceptable(header) or (key := await self._keys.with_id(header.kid)) is None:
                return None
            return self._caller_of(self._claims_of(token, key), header)
        except (JoseError, ValueError, RecursionError):
            return None

    async def close(self) -> None:
        await self._keys.close()

    def _is_acceptable(self, header: _Header) -> bool:
        """Judged before any key is looked for: forgeries cost us and the provider nothing."""
        return (
            header.alg in self._names
            and KEY_ID.fullmatch(header.kid) is not None
            and header.typ.lower().removeprefix("application/") in TYPES
            and header.crit is UNSET
            and header.b64 is UNSET
        )

    def _claims_of(self, token: str, key: Key) -> dict[str, Any]:
        signed = deserialize_compact(token, key, registry=self._signatures)
        claims = msgspec.json.decode(signed.payload or b"", type=dict[str, Any])
        JWTClaimsRegistry(
            leeway=SECONDS_OF_SKEW,
            iss={"essential": True, "value": self._provider.issuer},
            aud={"essential": True, "value": self._provider.audience},
            sub={"essential": True},
            exp={"essential": True},
        ).validate(claims)
        return claims

    def _caller_of(self, claims: dict[str, Any], header: _Header) -> Caller:
        institution = _institution_in(claims.get(self._provider.institution_claim))
        scopes = _scopes_in(claims.get(self._provider.scopes_claim))
        identity = claims.get("jti", "")
        return Caller(
            principal=_principal(self._provider.issuer, claims["sub"]),
            scopes=scopes if institution else scopes - OF_AN_INSTITUTION,
            institution=institution,
            key_id=identity if TOKEN_ID.fullmatch(identity) else header.kid,
            expires_at=_moment(claims["exp"]),
        )


def _header_of(token: str) -> _Header:
    # Two dots: with four it would be an encrypted token, and nobody has a key of ours to encrypt for.
    if len(token) > LARGEST or not token.isascii() or token.count(".") != 2:
        raise ValueError
    return msgspec.json.decode(urlsafe_b64decode(token.partition(".")[0].encode()), type=_Header)


def _principal(issuer: str, subject: str) -> str:
    """`#` marks a token's subject; no key's name has one."""
    name = f"{issuer}#{subject}"
    if len(name) > LONGEST_PRINCIPAL or not re.fullmatch(words.LABEL_PATTERN, name):
        raise ValueError
    return name


def _scopes_in(claim: object) -> frozenset[str]:
    """Those of ours; what else the provider grants is for others."""
    named = claim.split(" ") if isinstance(claim, str) else [] if claim is None else claim
    if not isinstance(named, list) or not all(isinstance(scope, str) for scope in named):
        raise ValueError
    return frozenset(SCOPES) & frozenset(named)


def _institution_in(claim: object) -> str | None:
    if claim is None:
        return None
    if not isinstance(claim, str) or not INSTITUTION.fullmatch(claim):
        raise ValueError
    return claim


def _moment(seconds: float) -> datetime:
    if seconds > LATEST:
        raise ValueError
    return datetime.fromtimestamp(seconds, UTC)
