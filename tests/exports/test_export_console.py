"""`capaian export` writes a file that is whole or not there, and its exit code tells."""

import os
import subprocess
from pathlib import Path

import httpx
import pytest

from api.exports.console import ENDINGS, KINDS
from api.exports.formats import FORMATS
from api.exports.routes import EXPORTS
from tests.exports import impatient
from tests.exports.listed import export
from tests.support import services
from tests.support.callers import key_for
from tests.support.databases import Addresses


def capaian(directory: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
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


def test_it_knows_every_kind_and_every_format() -> None:
    assert [one.name for one in EXPORTS] == list(KINDS)
    assert [f".{form.extension}" for form in FORMATS] == list(ENDINGS)


@pytest.mark.parametrize("ending", ENDINGS)
def test_the_file_is_the_export(exporting: httpx.Client, tmp_path: Path, ending: str) -> None:
    url = httpx.URL(exporting.base_url)
    done = capaian(tmp_path, "targets", f"t{ending}", "--filter", "program=umkm-digital", CAPAIAN_PORT=str(url.port))
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert "MB/s" in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == [f"t{ending}"]
    expected = export(exporting, "targets", ending[1:], program="umkm-digital").content
    if ending != ".xlsx":  # which notes when it was made
        assert (tmp_path / f"t{ending}").read_bytes()[:8] == expected[:8]
    if ending in (".csv", ".ndjson"):
        assert (tmp_path / f"t{ending}").read_bytes() == expected


def test_a_key_lets_it_see_drafts(various: Addresses, exporting: httpx.Client, tmp_path: Path) -> None:
    server = ("--server", str(exporting.base_url))
    asked = ("targets", "t.csv", "--filter", "status=draft", *server)
    assert capaian(tmp_path, *asked).returncode == 0
    assert len((tmp_path / "t.csv").read_text().splitlines()) == 1
    assert capaian(tmp_path, *asked, CAPAIAN_KEY=key_for(various, "pembaca konsol", "read:drafts")).returncode == 0
    assert len((tmp_path / "t.csv").read_text().splitlines()) == 3


def test_a_refusal_is_told_in_the_words_of_the_service(exporting: httpx.Client, tmp_path: Path) -> None:
    server = ("--server", str(exporting.base_url))
    refused = capaian(tmp_path, "progress", "p.csv", "--filter", "nature=neither", *server)
    assert refused.returncode == 1
    assert "nature harus salah satu dari: stock, flow" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_service_that_is_not_there_is_a_failure(tmp_path: Path) -> None:
    failed = capaian(tmp_path, "targets", "t.csv", "--server", f"http://127.0.0.1:{services.free_port()}")
    assert failed.returncode == 1
    assert "Traceback" not in failed.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_wrong_option_is_told_apart(tmp_path: Path) -> None:
    assert capaian(tmp_path, "targets", "t.doc").returncode == 2
    assert capaian(tmp_path, "nothing", "t.csv").returncode == 2
    assert capaian(tmp_path, "targets", "t.csv", "--filter", "program").returncode == 2


def test_what_breaks_off_leaves_no_file_and_spares_the_one_that_was_there(filled: Addresses, tmp_path: Path) -> None:
    (tmp_path / "t.ndjson").write_text("yesterday's")
    log = tmp_path / "log"
    log.mkdir()
    with impatient.running(impatient.FAILING, filled, log) as service:
        failed = capaian(tmp_path, "targets", "t.ndjson", "--server", service.url)
    assert failed.returncode == 1
    assert "Traceback" not in failed.stderr
    assert (tmp_path / "t.ndjson").read_text() == "yesterday's"
    assert not (tmp_path / "t.ndjson.part").exists()
