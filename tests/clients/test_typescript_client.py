"""The TypeScript client, made of openapi.yaml as it stands, does what its README says against the live service."""

import json
import shutil
from pathlib import Path

import pytest

from tests.clients.conftest import ROOT, blocks
from tests.support import clients

STORIES = Path(__file__).parent / "typescript"
NAMES = sorted(path.stem for path in STORIES.glob("*.ts") if path.stem != "surroundings")
pytestmark = pytest.mark.skipif(not clients.HAS_TOOLS, reason=clients.NEEDS_TOOLS)


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stories and the README, compiled strictly against the package as it is packed."""
    directory = clients.typescript_package(tmp_path_factory.mktemp("typescript-client"))
    stories = directory / "stories"
    shutil.copytree(STORIES, stories)
    (stories / "package.json").write_text(json.dumps({"type": "module"}))
    code = blocks(ROOT / "clients" / "typescript" / "README.md", "typescript")
    assert len(code) == 3
    (stories / "readme.ts").write_text("\n".join(code))
    clients.with_node(stories, "tsc")
    return stories / "out"


@pytest.mark.parametrize("name", NAMES)
def test_the_client_keeps_its_promises(name: str, compiled: Path, surroundings: dict[str, str]) -> None:
    clients.with_node(compiled, "node", "--trace-uncaught", f"{name}.js", **surroundings)


def test_the_readme_runs_as_it_stands(compiled: Path, surroundings: dict[str, str]) -> None:
    readme = compiled / "readme.js"
    readme.write_text(readme.read_text().replace("http://127.0.0.1:8000", surroundings["CAPAIAN_URL"]))
    clients.with_node(compiled, "node", readme.name, **surroundings)
