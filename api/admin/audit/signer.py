"""The key that signs the audit: read from the configured file, or created once in the data directory."""

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

from api.admin.audit.stored_heads import HeadFile
from api.admin.audit.verify_export import build_signed_message
from api.database.embedded.data_directory import locate_data_dir
from api.regular_file import describe_os_error, read_regular_file
from api.settings import Settings, SettingsError

KEY_FILE = "audit.key"
MAX_KEY_FILE_BYTES = 10_000  # bytes; such a file has 119


class AuditSigner:
    """Signs the head of the chain. `heads` is the file next to the key that stores the last one."""

    def __init__(self, key: Ed25519PrivateKey, heads: HeadFile | None = None) -> None:
        self._key = key
        self.heads = heads
        self.public_key = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def sign(self, number: int, chain_hash: bytes) -> bytes:
        return self._key.sign(build_signed_message(number, chain_hash))


def locate_key_file(settings: Settings) -> Path:
    """Return the path of the key, which may not exist yet. Raise EmbeddedServerError as `locate_data_dir` does."""
    return settings.audit_key_file or locate_data_dir(settings) / KEY_FILE


def load_signer(settings: Settings) -> AuditSigner:
    """Load the key. Raise SettingsError if the file is unreadable, open to other users, or not an Ed25519 key."""
    path = locate_key_file(settings)
    if settings.audit_key_file is not None:
        return _read_key_file(path, "CAPAIAN_AUDIT_KEY_FILE")
    try:
        if not os.path.lexists(path):
            _create_key_file(path)
    except OSError as error:
        raise SettingsError(
            f"{path} tidak dapat dibuat ({error.strerror}). Silakan sebutkan berkas kunci di CAPAIAN_AUDIT_KEY_FILE.",
            f"{path} cannot be created ({error.strerror}). Set the file of a key in CAPAIAN_AUDIT_KEY_FILE.",
        ) from error
    return _read_key_file(path, str(path), is_own=True)


def _create_key_file(path: Path) -> None:
    """Create the file atomically; if another process creates it first, its file remains."""
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


def _read_key_file(path: Path, name: str, *, is_own: bool = False) -> AuditSigner:
    """Read the key. With `is_own`, the file is the one in the data directory: neither a link nor of another user."""
    try:
        file = read_regular_file(path, MAX_KEY_FILE_BYTES, follow_link=not is_own)
    except OSError as error:
        reason = describe_os_error(error)
        raise _key_file_error(
            name,
            f"berupa berkas biasa yang dapat dibaca ({reason.id})",
            f"be a regular file that can be read ({reason.en})",
        ) from error
    # The user of the embedded server can replace files in its own directory.
    if is_own and file.status.st_uid not in (0, os.geteuid()):
        raise _key_file_error(
            name, "milik pengguna yang menjalankan layanan", "belong to the user who runs the service"
        )
    if file.status.st_mode & (stat.S_IRWXO | stat.S_IWGRP):
        raise _key_file_error(name, "tertutup bagi pengguna lain (chmod 600)", "be closed to other users (chmod 600)")
    try:
        key = load_pem_private_key(file.content, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None  # the message of the library could contain parts of the file
    if not isinstance(key, Ed25519PrivateKey):
        raise _key_file_error(
            name,
            "berisi kunci pribadi Ed25519 (PEM, PKCS 8, tanpa sandi)",
            "hold a private Ed25519 key (PEM, PKCS 8, without a password)",
        )
    return AuditSigner(key, HeadFile(path))


def _key_file_error(name: str, indonesian: str, english: str) -> SettingsError:
    return SettingsError(f"{name} harus {indonesian}.", f"{name} must {english}.")
