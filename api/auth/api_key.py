"""API keys: `cap_<id>_<secret>_<checksum>`, shown once and stored only as a hash."""

import hashlib
import hmac
import secrets
import string
import zlib
from typing import NamedTuple

ALPHABET = string.digits + string.ascii_letters
_CHARACTERS = frozenset(ALPHABET)
ID_LENGTH, SECRET_LENGTH, CHECKSUM_LENGTH = 10, 40, 6  # 40 letters of 62 are 238 random bits


class ApiKeyCredentials(NamedTuple):
    """The id and the secret of a key. The secret is random, so a plain SHA-256 of it is safe to store."""

    id: str
    secret: str

    @property
    def token(self) -> str:
        body = f"cap_{self.id}_{self.secret}"
        return f"{body}{_checksum(body)}"

    @property
    def secret_sha256(self) -> bytes:
        return hashlib.sha256(self.secret.encode()).digest()


def generate_credentials() -> ApiKeyCredentials:
    return ApiKeyCredentials(_random_text(ID_LENGTH), _random_text(SECRET_LENGTH))


def parse_credentials(text: str) -> ApiKeyCredentials | None:
    """Parse an API key. Return None if its format or checksum is wrong, without a database query."""
    prefix, _, rest = text.partition("_")
    key_id, _, secret_and_checksum = rest.partition("_")
    if prefix != "cap" or len(key_id) != ID_LENGTH or len(secret_and_checksum) != SECRET_LENGTH + CHECKSUM_LENGTH:
        return None
    if not _CHARACTERS.issuperset(key_id + secret_and_checksum):
        return None
    key = ApiKeyCredentials(key_id, secret_and_checksum[:SECRET_LENGTH])
    return key if hmac.compare_digest(key.token, text) else None


def matches_hash(key: ApiKeyCredentials, stored_hash: bytes) -> bool:
    """Return whether the secret has this hash, in constant time."""
    return hmac.compare_digest(key.secret_sha256, stored_hash)


def _random_text(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def _checksum(body: str) -> str:
    """Return the CRC-32 in base 62, so that secret scanners can verify a key."""
    number, digits = zlib.crc32(body.encode()), ""
    while number:
        number, digit = divmod(number, len(ALPHABET))
        digits = ALPHABET[digit] + digits
    return digits.rjust(CHECKSUM_LENGTH, "0")
