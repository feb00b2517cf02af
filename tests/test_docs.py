"""The documents name only files, commands and targets that exist."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from api.cli import main
from tests.support.words import list_files

ROOT = Path(__file__).parents[1]
# Folders of a checkout that git ignores. They are listed here because a source archive has no git.
IGNORED = {".venv", ".data", ".bench", "dist", "node_modules", ".pytest_cache"}
PAGES = [page for page in sorted(ROOT.rglob("*.md")) if not IGNORED & set(page.relative_to(ROOT).parts)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_linked_and_every_named_file_of_a_page_exists(page: Path) -> None:
    text = page.read_text()
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    files = re.findall(r"`((?:api|deploy|schema|tests|docs|requirements)/[\w./*-]+)`", text)
    assert [link for link in links if not (page.parent / link).exists()] == []
    assert [file for file in files if not list(ROOT.glob(file.rstrip("/")))] == []


FOLDERS = "api|benchmarks|clients|deploy|docs|releases|requirements|schema|tests"
PATH = re.compile(rf"(?<![\w./-])((?:{FOLDERS})/[\w./*-]*\w)")
BUILT = (
    "clients/python/capaian_client/v1",
    "clients/typescript/dist",
    "clients/typescript/node_modules",
    "clients/typescript/src/openapi.ts",
)
# Paths inside the wheel, in a page's own folder, and of examples.
PATHS_ELSEWHERE = {
    "api/schema/migrations",
    "api/schema/functions",
    "benchmarks/results.json",
    "docs/more.md",
    "docs/was.md",
}


def test_each_path_that_a_file_names_exists() -> None:
    def is_missing(name: str) -> bool:
        return not (name.startswith(BUILT) or name in PATHS_ELSEWHERE or any(ROOT.glob(name)))

    files = [*list_files(), ROOT / "Dockerfile"]
    named = {(str(file.relative_to(ROOT)), name) for file in files for name in PATH.findall(file.read_text())}
    assert sorted((file, name) for file, name in named if is_missing(name)) == []


# No registry has a package of this project, so any person may register these names.
INSTALL_OF_OWN_NAME = re.compile(
    r"\b(?:pip3?|pipx|uvx?|poetry|conda|npm|npx|pnpm|yarn|bun)\b[^\n`|]*?[\s'\"](?:capaian(?:[-_]client)?)(?=[\s'\"`@\[=<>~!]|$)",
    re.MULTILINE,
)


def test_no_file_installs_a_package_of_this_project_from_a_registry() -> None:
    for command in (
        "pip install capaian-client",
        "uv add 'capaian[parquet]'",
        "npm install --save capaian-client@0.2.0",
    ):
        assert INSTALL_OF_OWN_NAME.search(f"Run `{command}`.")
    for command in ("pip install dist/capaian_client-*.whl", "npm install ../capaian/dist/capaian-client-0.2.0.tgz"):
        assert not INSTALL_OF_OWN_NAME.search(f"Run `{command}`.")
    files = [file for file in list_files() if file != Path(__file__)]
    assert [str(file.relative_to(ROOT)) for file in files if INSTALL_OF_OWN_NAME.search(file.read_text())] == []


def test_the_readme_begins_with_the_two_commands() -> None:
    assert [line.split("#")[0].strip() for line in (ROOT / "README.md").read_text().splitlines()[2:4]] == [
        "make run",
        "make test",
    ]


def test_the_readme_fits_on_one_screen() -> None:
    assert len((ROOT / "README.md").read_text().splitlines()) <= 60


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
