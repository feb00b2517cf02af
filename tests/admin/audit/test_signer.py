"""The signing key of the audit: created once, readable by its owner only, and rejected if it is invalid."""

import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    KeySerializationEncryption,
    NoEncryption,
    PrivateFormat,
)

from api.admin.audit.signer import load_signer
from api.admin.audit.verify_export import build_signed_message
from api.settings import Settings, SettingsError
from tests.support.clusters import only_others, only_root
from tests.support.services import CAPAIAN, free_port


def encode_pem(key: object = None, encryption: KeySerializationEncryption | None = None) -> bytes:
    key = key or Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption())  # type: ignore[attr-defined]


def write_key_file(path: Path, content: bytes, mode: int = 0o600) -> Settings:
    path.write_bytes(content)
    path.chmod(mode)
    return Settings(audit_key_file=path)


def test_a_key_is_created_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "new" / "data")
    signer = load_signer(settings)
    (file,) = settings.data_dir.iterdir()
    assert (file.name, stat.S_IMODE(file.stat().st_mode)) == ("audit.key", 0o600)
    assert load_signer(settings).public_key == signer.public_key
    Ed25519PublicKey.from_public_bytes(signer.public_key).verify(
        signer.sign(7, bytes(32)), build_signed_message(7, bytes(32))
    )


def test_concurrent_processes_create_one_key(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from api.settings import Settings; from api.admin.audit.signer import "
        "load_signer; input(); print(load_signer(Settings(data_dir=Path(sys.argv[1]))).public_key.hex())"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", script, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    with ThreadPoolExecutor(4) as pool:
        keys = list(pool.map(lambda process: process.communicate("\n")[0], started))
    assert len(set(keys)) == 1
    assert len(keys[0]) == 65
    assert [file.name for file in tmp_path.iterdir()] == ["audit.key"]


def test_a_configured_key_is_used_and_no_key_is_created(tmp_path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    configured = write_key_file(tmp_path / "audit.pem", encode_pem(key), 0o440)
    settings = Settings(data_dir=tmp_path / "data", audit_key_file=configured.audit_key_file)
    assert load_signer(settings).public_key == key.public_key().public_bytes_raw()
    assert not settings.data_dir.exists()


@pytest.mark.parametrize(
    ("content", "mode"),
    [
        (encode_pem(), 0o644),
        (encode_pem(), 0o602),
        (encode_pem(), 0o660),
        (b"", 0o600),
        (b"not a key", 0o600),
        (encode_pem()[:60], 0o600),
        (encode_pem(generate_private_key(SECP256R1())), 0o600),
        (encode_pem(encryption=BestAvailableEncryption(b"x")), 0o600),
        (b"x" * 100_000, 0o600),
    ],
    ids=[
        "readable by all",
        "writable by all",
        "writable by its group",
        "empty",
        "no key",
        "cut",
        "EC",
        "encrypted",
        "big",
    ],
)
def test_a_file_without_a_key_or_with_access_for_others_is_rejected(tmp_path: Path, content: bytes, mode: int) -> None:
    with pytest.raises(SettingsError, match="CAPAIAN_AUDIT_KEY_FILE must") as error:
        load_signer(write_key_file(tmp_path / "key", content, mode))
    assert str(tmp_path) not in str(error.value)


def test_a_directory_a_missing_file_and_an_unwritable_data_directory_are_rejected(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing"):
        with pytest.raises(SettingsError, match="CAPAIAN_AUDIT_KEY_FILE must"):
            load_signer(Settings(audit_key_file=path))
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="Set the file of a key in CAPAIAN_AUDIT_KEY_FILE"):
        load_signer(Settings(data_dir=tmp_path / "file"))


def test_a_link_in_the_data_directory_is_rejected_and_a_pipe_does_not_block(tmp_path: Path) -> None:
    """A link could name a key of another user. Before the check, opening the pipe waited without limit."""
    key = write_key_file(tmp_path / "elsewhere", encode_pem()).audit_key_file
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "audit.key").symlink_to(str(key))
    with pytest.raises(SettingsError, match="it is a link"):
        load_signer(Settings(data_dir=tmp_path / "data"))
    (tmp_path / "linked").symlink_to(str(key))
    load_signer(Settings(audit_key_file=tmp_path / "linked"))  # as mounted secrets are
    os.mkfifo(tmp_path / "pipe", 0o600)
    with pytest.raises(SettingsError, match="it is not a regular file"):
        load_signer(Settings(audit_key_file=tmp_path / "pipe"))


@only_others
def test_an_unreadable_file_is_rejected(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="be a regular file that can be read"):
        load_signer(write_key_file(tmp_path / "key", encode_pem(), 0o200))


@only_root
def test_a_key_of_another_user_in_the_data_directory_is_rejected(tmp_path: Path) -> None:
    load_signer(Settings(data_dir=tmp_path))
    os.chown(tmp_path / "audit.key", 65534, 65534)
    with pytest.raises(SettingsError, match="belong to the user who runs the service"):
        load_signer(Settings(data_dir=tmp_path))


def test_a_service_with_an_invalid_key_does_not_start_and_prints_the_reason(tmp_path: Path) -> None:
    configured = write_key_file(tmp_path / "key", b"garbage")
    done = subprocess.run(
        [CAPAIAN, "serve"],
        env={"CAPAIAN_DATABASE_URL": "postgresql://capaian@127.0.0.1:1/capaian",
             "CAPAIAN_AUDIT_KEY_FILE": str(configured.audit_key_file), "CAPAIAN_PORT": str(free_port())},
        capture_output=True, text=True, check=False, timeout=30,
    )  # fmt: skip
    assert done.returncode == 1
    assert "CAPAIAN_AUDIT_KEY_FILE" in done.stderr
    assert "Traceback" not in done.stderr
