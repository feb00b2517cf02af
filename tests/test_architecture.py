"""The house is laid out as docs/architecture.md says."""

import ast
import re
import statistics
from pathlib import Path

import pytest

from api.app import NOUNS

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "api").rglob("*.py"))
STORED = [noun.__name__.split(".")[1] for noun in NOUNS]
NAMELESS = {"utils", "lib", "core", "common", "helpers", "base", "manager", "service", "repository", "misc"}


def imports_of(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def lines_of(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_files_are_short() -> None:
    assert [(path.name, lines_of(path)) for path in FILES if lines_of(path) > 250] == []
    assert statistics.median(lines_of(path) for path in FILES) < 80


def test_no_file_or_folder_is_named_after_nothing() -> None:
    assert [path for path in FILES if NAMELESS & set(path.relative_to(ROOT).with_suffix("").parts)] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_sentence_opens_each_module(path: Path) -> None:
    opening = ast.get_docstring(ast.parse(path.read_text()))
    assert opening is not None
    assert re.match(r"[A-Z`].*[.:]", opening.split("\n\n")[0].replace("\n", " "))


@pytest.mark.parametrize("noun", STORED)
def test_a_stored_noun_has_the_three_stages_of_a_request(noun: str) -> None:
    folder = ROOT / "api" / noun
    assert {"__init__.py", "model.py", "queries.py", "routes.py"} <= {path.name for path in folder.glob("*.py")}
    assert not {"litestar", "asyncpg"} & {name.split(".")[0] for name in imports_of(folder / "model.py")}
    assert "litestar" not in {name.split(".")[0] for name in imports_of(folder / "queries.py")}


@pytest.mark.parametrize("noun", STORED)
def test_no_noun_imports_another_nouns_routes(noun: str) -> None:
    others = {f"api.{other}.routes" for other in STORED if other != noun}
    for path in (ROOT / "api" / noun).glob("*.py"):
        assert not others & imports_of(path), path


@pytest.mark.parametrize("folder", ["http", "postgres", "embedded"])
def test_what_all_nouns_share_knows_no_noun(folder: str) -> None:
    nouns = {*STORED, "figures", "shipped", "contract", "health"}
    for path in (ROOT / "api" / folder).glob("*.py"):
        assert not {f"api.{noun}" for noun in nouns} & {".".join(name.split(".")[:2]) for name in imports_of(path)}, (
            path
        )


def test_nothing_is_left_to_be_done() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    assert [path for path in FILES if marks.search(path.read_text())] == []
