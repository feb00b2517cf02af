"""The signing keys of the identity provider: fetched, filtered, cached, and fetched again after a change."""

import asyncio
import re
import time
from collections.abc import Callable
from typing import Any, Final

import httpx
import msgspec
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key
from joserfc.util import base64_to_int

from api.ca_certificates import load_ca_certificates
from api.errors import UnavailableError
from api.setting_parts.identity_provider import IdentityProvider
from api.setting_rules import is_https_or_loopback

FRESH_SECONDS: Final = 600.0  # for this long, a key set is not fetched again
MAX_STALE_SECONDS: Final = 86_400.0  # for this long, a key set is used while the provider is unavailable
RETRY_SECONDS: Final = 30.0  # minimum time between two fetches, even if tokens have unknown key ids
RETRY_SECONDS_WITHOUT_KEYS: Final = 5.0  # the same without a key set; Retry-After has this value
FETCH_TIMEOUT_SECONDS: Final = 3
MAX_DOCUMENT_BYTES: Final = 256 * 1024
MIN_RSA_BITS: Final = 2048

# The key type of each algorithm, its curve, and the fields of the public key.
_KEY_FORMATS: Final[dict[str, tuple[str, str | None, tuple[str, ...]]]] = {
    "RS256": ("RSA", None, ("kty", "n", "e")),
    "PS256": ("RSA", None, ("kty", "n", "e")),
    "ES256": ("EC", "P-256", ("kty", "crv", "x", "y")),
    "Ed25519": ("OKP", "Ed25519", ("kty", "crv", "x")),
}
KEY_ID: Final = re.compile("[!-~]{1,200}")

_log = structlog.get_logger()


class _Discovery(msgspec.Struct):
    issuer: str
    jwks_uri: str


class _KeySet(msgspec.Struct):
    keys: list[Any]


def list_algorithm_names(algorithm: str) -> frozenset[str]:
    """Return the names that a token may use for an algorithm: Ed25519 has an older name (RFC 9864)."""
    return frozenset({"EdDSA", "Ed25519"}) if algorithm in ("EdDSA", "Ed25519") else frozenset({algorithm})


def parse_signing_keys(document: bytes, algorithm: str) -> dict[str, Key]:
    """Return the usable signing keys of a key set by id. Raise ValueError if the document is not a key set."""
    keys: dict[str, Key] = {}
    for jwk in msgspec.json.decode(document, type=_KeySet).keys:
        if isinstance(jwk, dict) and (key := _parse_key(jwk, algorithm)) is not None:
            keys.setdefault(jwk["kid"], key)
    return keys


def _parse_key(jwk: dict[str, Any], algorithm: str) -> Key | None:
    """Return the public key, or None if it is invalid, too weak, or for another algorithm or use."""
    names = list_algorithm_names(algorithm)
    key_type, curve, field_names = _KEY_FORMATS["Ed25519" if "Ed25519" in names else algorithm]
    key_id, operations = jwk.get("kid"), jwk.get("key_ops", ["verify"])
    if (
        jwk.get("kty") != key_type
        or jwk.get("crv") != curve
        or jwk.get("use", "sig") != "sig"
        or jwk.get("alg", algorithm) not in names
        or not (isinstance(operations, list) and "verify" in operations)
        or not (isinstance(key_id, str) and KEY_ID.fullmatch(key_id))
    ):
        return None
    try:
        if key_type == "RSA" and base64_to_int(jwk["n"]).bit_length() < MIN_RSA_BITS:
            return None
        # Import only the public fields, because a provider may publish a private key by mistake.
        return JWKRegistry.import_key({name: jwk[name] for name in field_names})
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        return None


class ProviderKeyCache:
    """Find the keys of an identity provider by id."""

    def __init__(self, provider: IdentityProvider, clock: Callable[[], float] = time.monotonic) -> None:
        self._provider = provider
        self._clock = clock
        self._client = httpx.AsyncClient(
            verify=load_ca_certificates(), timeout=FETCH_TIMEOUT_SECONDS, follow_redirects=False
        )
        self._keys: dict[str, Key] = {}
        self._fetched_at: float | None = None
        self._next_fetch = clock()
        self._fetching: asyncio.Task[None] | None = None

    async def find_key(self, key_id: str) -> Key | None:
        """Return the key with this id, or None if the provider does not publish it.

        Raise UnavailableError if there is no usable key set.
        """
        if self._needs_refresh(key_id):
            self._fetching = asyncio.create_task(self._fetch())
        if self._fetching is not None:
            # All waiting requests share one fetch; the cancellation of one request does not cancel it.
            await asyncio.shield(self._fetching)
        if self._age() > MAX_STALE_SECONDS:
            raise UnavailableError("the identity provider's keys cannot be fetched")
        return self._keys.get(key_id)

    async def close(self) -> None:
        if self._fetching is not None:
            self._fetching.cancel()
        await self._client.aclose()

    def _age(self) -> float:
        return float("inf") if self._fetched_at is None else self._clock() - self._fetched_at

    def _needs_refresh(self, key_id: str) -> bool:
        if self._fetching is not None or self._clock() < self._next_fetch:
            return False
        return key_id not in self._keys or self._age() > FRESH_SECONDS

    async def _fetch(self) -> None:
        try:
            async with asyncio.timeout(FETCH_TIMEOUT_SECONDS):
                jwks_url = self._provider.jwks_url or await self._discover_jwks_url()
                keys = parse_signing_keys(await self._download(jwks_url), self._provider.algorithm)
            if not keys:
                _log.warning("identity_provider.keys_unusable", algorithm=self._provider.algorithm)
            self._keys, self._fetched_at = keys, self._clock()
        except Exception as error:  # noqa: BLE001  # after any error the existing key set stays in use
            _log.warning("identity_provider.unavailable", cause=f"{type(error).__name__}: {error}")
        finally:
            self._next_fetch = self._clock() + (
                RETRY_SECONDS_WITHOUT_KEYS if self._fetched_at is None else RETRY_SECONDS
            )
            self._fetching = None

    async def _discover_jwks_url(self) -> str:
        """Return the `jwks_uri` of the provider's configuration, after checking its issuer."""
        issuer = self._provider.issuer
        document = await self._download(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        configuration = msgspec.json.decode(document, type=_Discovery)
        if configuration.issuer != issuer:
            raise ValueError("its configuration names another issuer")
        if not is_https_or_loopback(configuration.jwks_uri):
            raise ValueError("its jwks_uri is not an https URL")
        return configuration.jwks_uri

    async def _download(self, url: str) -> bytes:
        body = bytearray()
        async with self._client.stream("GET", url, headers={"accept": "application/json"}) as response:
            if response.status_code != httpx.codes.OK:
                raise ValueError(f"it responds with status {response.status_code}")
            async for chunk in response.aiter_bytes():
                body += chunk
                if len(body) > MAX_DOCUMENT_BYTES:
                    raise ValueError(f"its response is larger than {MAX_DOCUMENT_BYTES} bytes")
        return bytes(body)
