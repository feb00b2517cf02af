"""`capaian export` writes a complete file or none, and its exit code shows which."""

import os
import subprocess
from pathlib import Path

import httpx
import pytest

from api.exchange.exports.commands import EXPORT_NAMES, FILE_EXTENSIONS
from api.exchange.exports.formats import FORMATS
from api.exchange.exports.routes import EXPORTS
from tests.exchange.exports.read_lists import export
from tests.support import services
from tests.support.callers import key_for
from tests.support.databases import DatabaseUrls


def run_export(directory: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("CAPAIAN_")}
    return subprocess.run(
        [services.CAPAIAN, "export", *arguments],
        cwd=directory,
        env=inherited | environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_the_command_has_every_export_and_every_format() -> None:
    assert [one.name for one in EXPORTS] == list(EXPORT_NAMES)
    assert [f".{form.extension}" for form in FORMATS] == list(FILE_EXTENSIONS)


@pytest.mark.parametrize("extension", FILE_EXTENSIONS)
def test_the_file_equals_the_export(export_client: httpx.Client, tmp_path: Path, extension: str) -> None:
    url = httpx.URL(export_client.base_url)
    finished = run_export(
        tmp_path, "targets", f"t{extension}", "--filter", "program=umkm-digital", CAPAIAN_PORT=str(url.port)
    )
    assert finished.returncode == 0, finished.stderr
    assert finished.stdout == ""
    assert "MB/s" in finished.stderr
    assert [file.name for file in tmp_path.iterdir()] == [f"t{extension}"]
    expected = export(export_client, "targets", extension[1:], program="umkm-digital").content
    if extension != ".xlsx":  # an XLSX file contains the time of its creation
        assert (tmp_path / f"t{extension}").read_bytes()[:8] == expected[:8]
    if extension in (".csv", ".ndjson"):
        assert (tmp_path / f"t{extension}").read_bytes() == expected


def test_with_a_key_the_file_has_drafts(stored: DatabaseUrls, export_client: httpx.Client, tmp_path: Path) -> None:
    server = ("--url", str(export_client.base_url))
    arguments = ("targets", "t.csv", "--filter", "status=draft", *server)
    assert run_export(tmp_path, *arguments).returncode == 0
    assert len((tmp_path / "t.csv").read_text().splitlines()) == 1
    key = key_for(stored, "pembaca konsol", "read:drafts")
    assert run_export(tmp_path, *arguments, CAPAIAN_API_KEY=key).returncode == 0
    assert len((tmp_path / "t.csv").read_text().splitlines()) == 3


def test_an_error_of_the_service_is_printed(export_client: httpx.Client, tmp_path: Path) -> None:
    server = ("--url", str(export_client.base_url))
    rejected = run_export(tmp_path, "progress", "p.csv", "--filter", "nature=neither", *server)
    assert rejected.returncode == 1
    assert "nature harus salah satu dari: stock, flow" in rejected.stderr
    assert "Traceback" not in rejected.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_unreachable_service_is_an_error_without_traceback(tmp_path: Path) -> None:
    failed = run_export(tmp_path, "targets", "t.csv", "--url", f"http://127.0.0.1:{services.free_port()}")
    assert failed.returncode == 1
    assert "Traceback" not in failed.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_invalid_option_has_its_own_exit_code(tmp_path: Path) -> None:
    assert run_export(tmp_path, "targets", "t.doc").returncode == 2
    assert run_export(tmp_path, "nothing", "t.csv").returncode == 2
    assert run_export(tmp_path, "targets", "t.csv", "--filter", "program").returncode == 2


def test_an_aborted_export_does_not_change_an_existing_file(failing_service: services.Service, tmp_path: Path) -> None:
    (tmp_path / "t.ndjson").write_text("yesterday's")
    failed = run_export(tmp_path, "targets", "t.ndjson", "--url", failing_service.url)
    assert failed.returncode == 1
    assert "Traceback" not in failed.stderr
    assert (tmp_path / "t.ndjson").read_text() == "yesterday's"
    assert sorted(file.name for file in tmp_path.iterdir()) == ["t.ndjson"]


def test_links_next_to_the_file_are_not_followed(export_client: httpx.Client, tmp_path: Path) -> None:
    """The part had the fixed name FILE.part: a link of that name let another user choose the file to overwrite."""
    other = tmp_path / "other"
    other.write_text("of another user")
    (tmp_path / "t.csv.part").symlink_to(other)
    (tmp_path / "u.csv").symlink_to(other)
    server = ("--url", str(export_client.base_url))
    assert run_export(tmp_path, "targets", "t.csv", *server).returncode == 0
    rejected = run_export(tmp_path, "targets", "u.csv", *server)
    assert (rejected.returncode, "it is a link" in rejected.stderr) == (1, True)
    assert other.read_text() == "of another user"
    assert (tmp_path / "t.csv.part").is_symlink()
    assert (tmp_path / "u.csv").is_symlink()
