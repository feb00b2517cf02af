"""The layout of api/ follows the rules of docs/architecture.md."""

import ast
import re
import statistics
from collections import Counter
from pathlib import Path

import pytest

from api.app import COLLECTION_MODULES

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "api").rglob("*.py"))
TREES = {path: ast.parse(path.read_text()) for path in FILES}
COLLECTIONS = [module.__name__.removesuffix(".routes") for module in COLLECTION_MODULES]
# They end a loop early, as StopIteration does.
NOT_ERRORS = {"HeadersOnly", "StopParsing"}
VAGUE_NAMES = {"utils", "lib", "core", "common", "helpers", "base", "manager", "service", "repository", "misc"}


def list_imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(TREES[path]):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add(node.module or "")
    return found


def find_folder(collection: str) -> Path:
    return ROOT / collection.replace(".", "/")


def count_lines(path: Path) -> int:
    return len(path.read_text().splitlines())


def test_files_are_short() -> None:
    assert [(path.name, count_lines(path)) for path in FILES if count_lines(path) > 250] == []
    assert statistics.median(count_lines(path) for path in FILES) < 80


def test_a_folder_has_at_most_twenty_modules() -> None:
    count = Counter(path.parent for path in FILES if path.name != "__init__.py")
    assert [folder for folder, modules in count.items() if modules > 20] == []


def test_no_file_or_folder_has_a_vague_name() -> None:
    assert [path for path in FILES if VAGUE_NAMES & set(path.relative_to(ROOT).with_suffix("").parts)] == []


def test_each_module_begins_with_a_sentence() -> None:
    def has_sentence(path: Path) -> bool:
        docstring = ast.get_docstring(TREES[path]) or ""
        return re.match(r"[A-Z`].*[.:]", docstring.split("\n\n")[0].replace("\n", " ")) is not None

    assert [str(path.relative_to(ROOT)) for path in FILES if not has_sentence(path)] == []


def test_each_class_name_exists_once() -> None:
    names = Counter(node.name for tree in TREES.values() for node in tree.body if isinstance(node, ast.ClassDef))
    assert [name for name, count in names.items() if count > 1] == []


def test_each_exception_is_named_error() -> None:
    exceptions = {
        node.name
        for tree in TREES.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and any(isinstance(parent, ast.Name) and parent.id.endswith(("Error", "Exception")) for parent in node.bases)
    }
    assert {name for name in exceptions if not name.endswith("Error")} == NOT_ERRORS


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_a_collection_has_a_model_queries_and_routes(collection: str) -> None:
    folder = find_folder(collection)
    assert {"__init__.py", "model.py", "queries.py", "routes.py"} <= {path.name for path in folder.glob("*.py")}
    assert not {"litestar", "asyncpg"} & {name.split(".")[0] for name in list_imports(folder / "model.py")}
    assert "litestar" not in {name.split(".")[0] for name in list_imports(folder / "queries.py")}


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_no_collection_imports_the_routes_of_another(collection: str) -> None:
    others = {f"{other}.routes" for other in COLLECTIONS if other != collection}
    for path in find_folder(collection).glob("*.py"):
        assert not others & list_imports(path), path


@pytest.mark.parametrize("folder", ["http", "auth", "database"])
def test_a_shared_folder_imports_no_resource(folder: str) -> None:
    above = {"api.resources", "api.analysis", "api.exchange", "api.admin", "api.openapi"}
    for path in (ROOT / "api" / folder).rglob("*.py"):
        assert not above & {".".join(name.split(".")[:2]) for name in list_imports(path)}, path


def test_no_file_has_an_open_task() -> None:
    marks = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    assert [path for path in FILES if marks.search(path.read_text())] == []
