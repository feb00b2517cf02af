"""The key that signs the trail: read from the file that is named, else made once in the data directory."""

import contextlib
import os
import secrets
import stat
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from api.settings import Settings, SettingsError
from api.trail.verify_export import signed_text

FILE = "seal.key"
LARGEST = 10_000  # bytes; such a file has 119


class Signer:
    """Signs heads of the chain."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.public_key = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(self, number: int, chain_hash: bytes) -> bytes:
        return self._key.sign(signed_text(number, chain_hash))


def load_signer(settings: Settings) -> Signer:
    """Raises SettingsError for a file that cannot be read, that others may read, or that holds no such key."""
    if settings.seal_key is not None:
        return _read(settings.seal_key, "CAPAIAN_SEAL_KEY")
    path = settings.data_dir / FILE
    try:
        if not path.exists():
            _make(path)
    except OSError as error:
        raise SettingsError(
            f"{path} tidak dapat dibuat ({error.strerror}). Sebutkan berkas kunci di CAPAIAN_SEAL_KEY.",
            f"{path} cannot be made ({error.strerror}). Name a key's file in CAPAIAN_SEAL_KEY.",
        ) from error
    return _read(path, str(path))


def _make(path: Path) -> None:
    """Whole or not at all, and never over another's: of two who make one at once, the later uses the earlier's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(pem)
            file.flush()
            os.fsync(descriptor)
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink()


def _read(path: Path, name: str) -> Signer:
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            raise _unusable(name, "berupa berkas biasa", "be a regular file")
        if mode & (stat.S_IRWXO | stat.S_IWGRP):
            raise _unusable(name, "tertutup bagi pengguna lain (chmod 600)", "be closed to other users (chmod 600)")
        with path.open("rb") as file:
            key = load_pem_private_key(file.read(LARGEST), password=None)
    except OSError as error:
        reason = error.strerror
        raise _unusable(
            name, f"berkas yang dapat dibaca ({reason})", f"be a file that can be read ({reason})"
        ) from error
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None  # whatever the library says of it: nothing of the file is repeated
    if not isinstance(key, Ed25519PrivateKey):
        raise _unusable(
            name,
            "berisi kunci pribadi Ed25519 (PEM, PKCS 8, tanpa sandi)",
            "hold a private Ed25519 key (PEM, PKCS 8, without a password)",
        )
    return Signer(key)


def _unusable(name: str, indonesian: str, english: str) -> SettingsError:
    return SettingsError(f"{name} harus {indonesian}.", f"{name} must {english}.")
