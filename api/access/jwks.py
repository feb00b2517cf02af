"""The identity provider's keys: fetched, sorted out, remembered, and fetched anew when they have changed."""

import asyncio
import re
import ssl
import time
from collections.abc import Callable
from functools import cache
from typing import Any, Final

import httpx
import msgspec
import structlog
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key
from joserfc.util import base64_to_int

from api.faults import Unavailable
from api.settings import IdentityProvider, is_guarded

FRESH: Final = 600.0  # seconds in which a set is not asked for again
STALE: Final = 86_400.0  # seconds that it goes on being used while the provider is away
PAUSE: Final = 30.0  # seconds between two fetches, however many unknown keys are named meanwhile
PAUSE_WITHOUT_KEYS: Final = 5.0  # the same while there is no set at all, as Retry-After tells callers
SECONDS_TO_FETCH: Final = 3
LARGEST: Final = 256 * 1024  # bytes of one document
FEWEST_RSA_BITS: Final = 2048

# The type of key that an algorithm asks for, its curve, and the members that are the public key.
_FORMS: Final[dict[str, tuple[str, str | None, tuple[str, ...]]]] = {
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


def names_of(algorithm: str) -> frozenset[str]:
    """What a token may call it: Ed25519 has an older name (RFC 9864)."""
    return frozenset({"EdDSA", "Ed25519"}) if algorithm in ("EdDSA", "Ed25519") else frozenset({algorithm})


def usable_keys(document: bytes, algorithm: str) -> dict[str, Key]:
    """By their ids, the keys of a set that may sign a token; raises ValueError for what is no set."""
    found: dict[str, Key] = {}
    for published in msgspec.json.decode(document, type=_KeySet).keys:
        if isinstance(published, dict) and (key := _key_of(published, algorithm)) is not None:
            found.setdefault(published["kid"], key)
    return found


def _key_of(published: dict[str, Any], algorithm: str) -> Key | None:
    """None for keys of other kinds and uses, for weak ones, and for what is no key."""
    names = names_of(algorithm)
    kind, curve, members = _FORMS["Ed25519" if "Ed25519" in names else algorithm]
    identity, operations = published.get("kid"), published.get("key_ops", ["verify"])
    if (
        published.get("kty") != kind
        or published.get("crv") != curve
        or published.get("use", "sig") != "sig"
        or published.get("alg", algorithm) not in names
        or not (isinstance(operations, list) and "verify" in operations)
        or not (isinstance(identity, str) and KEY_ID.fullmatch(identity))
    ):
        return None
    try:
        if kind == "RSA" and base64_to_int(published["n"]).bit_length() < FEWEST_RSA_BITS:
            return None
        # Of its public members alone: whoever publishes a private key has none.
        return JWKRegistry.import_key({member: published[member] for member in members})
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        return None


@cache
def _authorities() -> ssl.SSLContext:
    """Those of SSL_CERT_FILE where it is set; reading them takes longer than all else here."""
    return httpx.create_ssl_context()


class ProviderKeys:
    """Says which key has an id."""

    def __init__(self, provider: IdentityProvider, clock: Callable[[], float] = time.monotonic) -> None:
        self._provider = provider
        self._clock = clock
        self._client = httpx.AsyncClient(verify=_authorities(), timeout=SECONDS_TO_FETCH, follow_redirects=False)
        self._keys: dict[str, Key] = {}
        self._fetched: float | None = None
        self._next_fetch = clock()
        self._fetching: asyncio.Task[None] | None = None

    async def with_id(self, identity: str) -> Key | None:
        """None for a key that the provider does not publish. Raises Unavailable where there is no set to look into."""
        if self._is_due(identity):
            self._fetching = asyncio.create_task(self._fetch())
        if self._fetching is not None:
            # One fetch for all who wait, and one of them who leaves does not end it.
            await asyncio.shield(self._fetching)
        if self._age() > STALE:
            raise Unavailable("the identity provider's keys cannot be fetched")
        return self._keys.get(identity)

    async def close(self) -> None:
        if self._fetching is not None:
            self._fetching.cancel()
        await self._client.aclose()

    def _age(self) -> float:
        return float("inf") if self._fetched is None else self._clock() - self._fetched

    def _is_due(self, identity: str) -> bool:
        if self._fetching is not None or self._clock() < self._next_fetch:
            return False
        return identity not in self._keys or self._age() > FRESH

    async def _fetch(self) -> None:
        try:
            async with asyncio.timeout(SECONDS_TO_FETCH):
                address = self._provider.jwks_url or await self._discovered()
                keys = usable_keys(await self._read(address), self._provider.algorithm)
            if not keys:
                _log.warning("identity_provider.keys_unusable", algorithm=self._provider.algorithm)
            self._keys, self._fetched = keys, self._clock()
        except Exception as error:  # noqa: BLE001  # whatever it is: the set that we have goes on being used
            _log.warning("identity_provider.unavailable", cause=f"{type(error).__name__}: {error}")
        finally:
            self._next_fetch = self._clock() + (PAUSE_WITHOUT_KEYS if self._fetched is None else PAUSE)
            self._fetching = None

    async def _discovered(self) -> str:
        """Where the provider says its keys are, once it has said that it is ours."""
        issuer = self._provider.issuer
        document = await self._read(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        told = msgspec.json.decode(document, type=_Discovery)
        if told.issuer != issuer:
            raise ValueError("its configuration names another issuer")
        if not is_guarded(told.jwks_uri):
            raise ValueError("its keys lie at an address that is not guarded")
        return told.jwks_uri

    async def _read(self, address: str) -> bytes:
        body = bytearray()
        async with self._client.stream("GET", address, headers={"accept": "application/json"}) as answer:
            if answer.status_code != httpx.codes.OK:
                raise ValueError(f"it answers {answer.status_code}")
            async for piece in answer.aiter_bytes():
                body += piece
                if len(body) > LARGEST:
                    raise ValueError(f"it answers more than {LARGEST} bytes")
        return bytes(body)
