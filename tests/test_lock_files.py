"""The files of requirements/ lock what pyproject.toml requires, with hashes and without the URL of a registry."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
LOCKS = {path.stem: path.read_text() for path in (ROOT / "requirements").glob("*.txt")}
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
SERVICE = PYPROJECT["project"]["dependencies"]
REQUIRED = {
    "run": SERVICE,
    **{extra: [*SERVICE, *own] for extra, own in PYPROJECT["project"]["optional-dependencies"].items()},
    **PYPROJECT["dependency-groups"],
}


def test_lock_files_contain_hashes_and_no_url() -> None:
    for text in LOCKS.values():
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://|--(?:extra-)?index-url|--find-links", text)


def test_every_extra_and_group_has_a_lock_file() -> None:
    assert LOCKS.keys() == REQUIRED.keys()


@pytest.mark.parametrize("name", REQUIRED)
def test_a_lock_file_has_a_permitted_version_of_every_dependency(name: str) -> None:
    found = re.findall(r"^([\w.-]+)(?:\[.*\])?==([^\s;]+)", LOCKS[name], re.MULTILINE)
    locked = {canonicalize_name(package): version for package, version in found}
    for text in REQUIRED[name]:
        required = Requirement(text)
        assert required.specifier.contains(locked.get(canonicalize_name(required.name), "0")), text
