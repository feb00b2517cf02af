"""The key that signs: made once, kept to itself, and refused when it is not what it should be."""

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

from api.settings import Settings, SettingsError
from api.trail.signer import load_signer
from api.trail.verify_export import signed_text
from tests.support.clusters import only_others
from tests.support.services import CAPAIAN, free_port


def pem(key: object = None, encryption: KeySerializationEncryption | None = None) -> bytes:
    key = key or Ed25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption or NoEncryption())  # type: ignore[attr-defined]


def given(path: Path, content: bytes, mode: int = 0o600) -> Settings:
    path.write_bytes(content)
    path.chmod(mode)
    return Settings(seal_key=path)


def test_a_key_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "new" / "data")
    signer = load_signer(settings)
    (file,) = settings.data_dir.iterdir()
    assert (file.name, stat.S_IMODE(file.stat().st_mode)) == ("seal.key", 0o600)
    assert load_signer(settings).public_key == signer.public_key
    Ed25519PublicKey.from_public_bytes(signer.public_key).verify(signer.sign(7, bytes(32)), signed_text(7, bytes(32)))


def test_those_who_make_one_at_once_end_with_one(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from api.settings import Settings; from api.trail.signer import "
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
    assert [file.name for file in tmp_path.iterdir()] == ["seal.key"]


def test_a_key_that_is_named_is_used_and_none_is_made(tmp_path: Path) -> None:
    key = Ed25519PrivateKey.generate()
    named = given(tmp_path / "named.pem", pem(key), 0o440)
    settings = Settings(data_dir=tmp_path / "data", seal_key=named.seal_key)
    assert load_signer(settings).public_key == key.public_key().public_bytes_raw()
    assert not settings.data_dir.exists()


@pytest.mark.parametrize(
    ("content", "mode"),
    [
        (pem(), 0o644),
        (pem(), 0o602),
        (pem(), 0o660),
        (b"", 0o600),
        (b"not a key", 0o600),
        (pem()[:60], 0o600),
        (pem(generate_private_key(SECP256R1())), 0o600),
        (pem(encryption=BestAvailableEncryption(b"x")), 0o600),
        (b"x" * 100_000, 0o600),
    ],
    ids=["all read it", "all write it", "its group writes it", "empty", "no key", "cut", "other kind", "locked", "big"],
)
def test_a_file_that_is_open_to_others_or_holds_no_key_is_refused(tmp_path: Path, content: bytes, mode: int) -> None:
    with pytest.raises(SettingsError, match="CAPAIAN_SEAL_KEY must") as refused:
        load_signer(given(tmp_path / "key", content, mode))
    assert str(tmp_path) not in str(refused.value)


def test_a_directory_a_missing_file_and_a_place_that_cannot_be_written_to_are_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing"):
        with pytest.raises(SettingsError, match="CAPAIAN_SEAL_KEY must"):
            load_signer(Settings(seal_key=path))
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="Name a key's file in CAPAIAN_SEAL_KEY"):
        load_signer(Settings(data_dir=tmp_path / "file"))


@only_others
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="be a file that can be read"):
        load_signer(given(tmp_path / "key", pem(), 0o200))


def test_a_service_with_a_bad_key_does_not_start_and_says_why(database: object, tmp_path: Path) -> None:
    named = given(tmp_path / "key", b"garbage")
    done = subprocess.run(
        [CAPAIAN, "serve"],
        env={**database.settings,  # type: ignore[attr-defined]
             "CAPAIAN_SEAL_KEY": str(named.seal_key), "CAPAIAN_PORT": str(free_port())},
        capture_output=True, text=True, check=False, timeout=30,
    )  # fmt: skip
    assert done.returncode == 1
    assert "CAPAIAN_SEAL_KEY" in done.stderr
    assert "Traceback" not in done.stderr
