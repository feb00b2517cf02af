"""The TypeScript client, made of openapi.yaml as it stands, does what its README says against the live service."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.clients.conftest import ROOT, blocks

CLIENT = ROOT / "clients" / "typescript"
TOOLS = ROOT / "node_modules"
STORIES = Path(__file__).parent / "typescript"
NAMES = sorted(path.stem for path in STORIES.glob("*.ts") if path.stem != "surroundings")
pytestmark = pytest.mark.skipif(
    not (TOOLS / "installed").exists(),
    reason="needs the tools of package.json, which `make node_modules/installed` brings",
)


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The stories and the README, compiled strictly against the package as it is packed."""
    directory = tmp_path_factory.mktemp("typescript-client")
    package = directory / "node_modules" / "capaian-client"
    shutil.copytree(CLIENT, package, ignore=shutil.ignore_patterns("dist", "contract.ts", "node_modules"))
    for tool in TOOLS.iterdir():  # beside the package, where npm would have put them
        (directory / "node_modules" / tool.name).symlink_to(tool)
    (package / "README.md").unlink()
    contract = ("openapi-typescript", str(ROOT / "openapi.yaml"), "--default-non-nullable=false")
    run(package, *contract, "--output", "src/contract.ts")
    run(package, "tsc")
    stories = directory / "stories"
    shutil.copytree(STORIES, stories)
    (stories / "package.json").write_text(json.dumps({"type": "module"}))
    code = blocks(CLIENT / "README.md", "typescript")
    assert len(code) == 3
    (stories / "readme.ts").write_text("\n".join(code))
    run(stories, "tsc")
    return stories / "out"


def run(directory: Path, tool: str, *arguments: str, **environment: str) -> None:
    """With the node that runs the tools, which may be the one of PyPI."""
    path = os.pathsep.join((str(TOOLS / ".bin"), str(ROOT / ".venv" / "bin"), os.environ["PATH"]))
    done = subprocess.run(
        (tool, *arguments),
        cwd=directory,
        env={**(environment or os.environ), "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "⚠" not in done.stdout + done.stderr, "the generator warns"


@pytest.mark.parametrize("name", NAMES)
def test_the_client_keeps_its_promises(name: str, compiled: Path, surroundings: dict[str, str]) -> None:
    run(compiled, "node", "--trace-uncaught", f"{name}.js", **surroundings)


def test_the_readme_runs_as_it_stands(compiled: Path, surroundings: dict[str, str]) -> None:
    readme = compiled / "readme.js"
    readme.write_text(readme.read_text().replace("http://127.0.0.1:8000", surroundings["CAPAIAN_URL"]))
    run(compiled, "node", readme.name, **surroundings)
