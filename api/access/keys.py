"""API keys: `cap_<id>_<secret>_<checksum>`, shown once and kept only as a hash."""

import hashlib
import hmac
import secrets
import string
import zlib
from typing import NamedTuple

ALPHABET = string.digits + string.ascii_letters
ID_LENGTH, SECRET_LENGTH, CHECKSUM_LENGTH = 10, 40, 6  # 40 letters of 62 are 238 random bits


class Key(NamedTuple):
    """A key's two parts; the secret is random, so a plain SHA-256 of it is safe to keep."""

    id: str
    secret: str

    @property
    def text(self) -> str:
        body = f"cap_{self.id}_{self.secret}"
        return f"{body}{_checksum(body)}"

    @property
    def hash(self) -> bytes:
        return hashlib.sha256(self.secret.encode()).digest()


def new_key() -> Key:
    return Key(_random(ID_LENGTH), _random(SECRET_LENGTH))


def read_key(text: str) -> Key | None:
    """None for what cannot be a key of ours: a slip is told from a wrong key without asking the database."""
    prefix, _, rest = text.partition("_")
    identity, _, tail = rest.partition("_")
    if prefix != "cap" or len(identity) != ID_LENGTH or len(tail) != SECRET_LENGTH + CHECKSUM_LENGTH:
        return None
    if not all(letter in ALPHABET for letter in identity + tail):
        return None
    key = Key(identity, tail[:SECRET_LENGTH])
    return key if hmac.compare_digest(key.text, text) else None


def is_same(key: Key, stored_hash: bytes) -> bool:
    """Takes as long for a wrong key as for the right one."""
    return hmac.compare_digest(key.hash, stored_hash)


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def _checksum(body: str) -> str:
    """CRC-32 in base 62, as secret scanners expect it."""
    number, letters = zlib.crc32(body.encode()), ""
    while number:
        number, digit = divmod(number, len(ALPHABET))
        letters = ALPHABET[digit] + letters
    return letters.rjust(CHECKSUM_LENGTH, "0")
