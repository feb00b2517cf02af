"""Tokens (JWT) of an identity provider: verification, and the caller that a token identifies."""

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

from api.auth.caller import SCOPES, Caller
from api.auth.jwks import KEY_ID, ProviderKeyCache, list_algorithm_names
from api.auth.principal_names import mixes_scripts
from api.setting_parts.identity_provider import IdentityProvider
from api.text_rules import is_label

MAX_TOKEN_BYTES: Final = 8 * 1024
CLOCK_SKEW_SECONDS: Final = 60  # between the clocks of the provider and this service
ACCEPTED_TOKEN_TYPES: Final = {"jwt", "at+jwt"}
MAX_PRINCIPAL_LENGTH: Final = 500
# These scopes apply to one institution. They are removed from a token without an institution, so that a missing claim
# never extends the rights. A key without an institution was created so on purpose.
INSTITUTION_SCOPES: Final = frozenset({"write", "publish", "admin"})
MAX_TIMESTAMP: Final = datetime(9999, 1, 1, tzinfo=UTC).timestamp()
INSTITUTION_CODE: Final = re.compile("[a-z0-9][a-z0-9-]{1,63}")
TOKEN_ID: Final = re.compile("[!-~]{1,100}")


class _TokenHeader(msgspec.Struct):
    """The used fields of a token header. A key or a key URL in the header is ignored."""

    alg: str
    kid: str
    typ: str = "JWT"
    crit: Raw | UnsetType = UNSET
    b64: Raw | UnsetType = UNSET


class _PinnedAlgorithmRegistry(JWSRegistry):
    """Accept only the configured algorithm, under each of its names."""

    max_header_length = MAX_TOKEN_BYTES

    def __init__(self, algorithm: str) -> None:
        super().__init__(algorithms=list_algorithm_names(algorithm), strict_check_header=False)

    def get_alg(self, name: str) -> Any:
        return super().get_alg("Ed25519" if name == "EdDSA" else name)


class TokenVerifier:
    """Authenticate tokens of one identity provider."""

    def __init__(self, provider: IdentityProvider, clock: Callable[[], float] = time.monotonic) -> None:
        self._provider = provider
        self._algorithm_names = list_algorithm_names(provider.algorithm)
        self._signatures = _PinnedAlgorithmRegistry(provider.algorithm)
        self._keys = ProviderKeyCache(provider, clock)

    async def authenticate(self, token: str) -> Caller | None:
        """Return the caller of a token, or None if it is invalid.

        Raise UnavailableError if the provider's keys are unavailable.
        """
        try:
            header = _parse_header(token)
            if not self._is_acceptable(header) or (key := await self._keys.find_key(header.kid)) is None:
                return None
            return self._build_caller(self._verify_claims(token, key), header)
        except (JoseError, ValueError, RecursionError):
            return None

    async def close(self) -> None:
        await self._keys.close()

    def _is_acceptable(self, header: _TokenHeader) -> bool:
        """Check the header before the key lookup, so that a forged token causes no request to the provider."""
        return (
            header.alg in self._algorithm_names
            and KEY_ID.fullmatch(header.kid) is not None
            and header.typ.lower().removeprefix("application/") in ACCEPTED_TOKEN_TYPES
            and header.crit is UNSET
            and header.b64 is UNSET
        )

    def _verify_claims(self, token: str, key: Key) -> dict[str, Any]:
        signed = deserialize_compact(token, key, registry=self._signatures)
        claims = msgspec.json.decode(signed.payload or b"", type=dict[str, Any])
        JWTClaimsRegistry(
            leeway=CLOCK_SKEW_SECONDS,
            iss={"essential": True, "value": self._provider.issuer},
            aud={"essential": True, "value": self._provider.audience},
            sub={"essential": True},
            exp={"essential": True},
        ).validate(claims)
        return claims

    def _build_caller(self, claims: dict[str, Any], header: _TokenHeader) -> Caller:
        institution = _parse_institution(claims.get(self._provider.institution_claim))
        scopes = _parse_scopes(claims.get(self._provider.scopes_claim))
        token_id = claims.get("jti", "")
        return Caller(
            principal=_format_principal(self._provider.issuer, claims["sub"]),
            scopes=scopes if institution else scopes - INSTITUTION_SCOPES,
            institution=institution,
            key_id=token_id if TOKEN_ID.fullmatch(token_id) else header.kid,
            expires_at=_parse_timestamp(claims["exp"]),
        )


def _parse_header(token: str) -> _TokenHeader:
    # Two dots: a token with four would be encrypted, which is not supported.
    if len(token) > MAX_TOKEN_BYTES or not token.isascii() or token.count(".") != 2:
        raise ValueError
    return msgspec.json.decode(urlsafe_b64decode(token.partition(".")[0].encode()), type=_TokenHeader)


def _format_principal(issuer: str, subject: str) -> str:
    """Return the principal `issuer#subject`. The name of an API key never contains `#`."""
    name = f"{issuer}#{subject}"
    if len(name) > MAX_PRINCIPAL_LENGTH or not is_label(name) or mixes_scripts(subject):
        raise ValueError
    return name


def _parse_scopes(claim: object) -> frozenset[str]:
    """Return the scopes of this service in a claim; the others belong to other services."""
    claimed = claim.split(" ") if isinstance(claim, str) else [] if claim is None else claim
    if not isinstance(claimed, list) or not all(isinstance(scope, str) for scope in claimed):
        raise ValueError
    return frozenset(SCOPES) & frozenset(claimed)


def _parse_institution(claim: object) -> str | None:
    if claim is None:
        return None
    if not isinstance(claim, str) or not INSTITUTION_CODE.fullmatch(claim):
        raise ValueError
    return claim


def _parse_timestamp(seconds: float) -> datetime:
    if seconds > MAX_TIMESTAMP:
        raise ValueError
    return datetime.fromtimestamp(seconds, UTC)
