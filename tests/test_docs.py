"""What the documents say is there, and what is there stands in the documents."""

import re
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.cli import main
from api.settings import Settings

ROOT = Path(__file__).parents[1]
TRACKED = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
PAGES = [ROOT / name for name in TRACKED.split("\0") if name.endswith(".md") and (ROOT / name).is_file()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_and_every_named_file_of_a_page_exists(page: Path) -> None:
    text = page.read_text()
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    files = re.findall(r"`((?:api|schema|tests|docs|requirements)/[\w./*-]+)`", text)
    assert [link for link in links if not (page.parent / link).exists()] == []
    assert [file for file in files if not list(ROOT.glob(file.rstrip("/")))] == []


def test_the_two_commands_stand_at_the_top_of_the_readme() -> None:
    assert [line.split("#")[0].strip() for line in (ROOT / "README.md").read_text().splitlines()[2:4]] == [
        "make run",
        "make test",
    ]


def test_the_readme_fits_on_one_screen() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) <= 60


@pytest.mark.parametrize("setting", Settings.__struct_fields__)
def test_every_setting_is_explained_to_those_who_run_the_service(setting: str) -> None:
    assert f"`CAPAIAN_{setting.upper()}`" in (ROOT / "docs" / "operations.md").read_text()


def test_every_make_target_that_a_page_names_exists() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for page in PAGES:
        assert set(re.findall(r"`make ([a-z-]+)", page.read_text())) <= targets, page


def test_every_command_that_a_page_names_exists() -> None:
    for page in PAGES:
        for command in re.findall(r"`capaian ([a-z]+)", page.read_text()):
            assert CliRunner().invoke(main, [command, "--help"]).exit_code == 0, (page, command)


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "docs" / "decisions").glob("0*.md"))]
    assert numbers == list(range(1, len(numbers) + 1))


def test_locks_hold_hashes_and_no_address() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        text = lock.read_text()
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://|--(?:extra-)?index-url|--find-links", text)
