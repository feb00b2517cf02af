"""The Python client, made of openapi.yaml as it stands, does what its README says against the live service."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.clients.conftest import ROOT, blocks
from tests.support import clients

STORIES = sorted(path for path in (Path(__file__).parent / "python").glob("*.py") if path.stem != "surroundings")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is written by hand beside what is made: a warning of the generator fails it."""
    return clients.python_client(tmp_path_factory.mktemp("python-client"))


def run(directory: Path, script: Path, **environment: str) -> None:
    done = subprocess.run(
        (sys.executable, "-W", "error", script),
        cwd=directory,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.stem)
def test_the_client_keeps_its_promises(story: Path, made: Path, surroundings: dict[str, str], tmp_path: Path) -> None:
    run(tmp_path, story, **surroundings, PYTHONPATH=str(made))


def test_the_readme_runs_as_it_stands(made: Path, surroundings: dict[str, str], tmp_path: Path) -> None:
    code = blocks(ROOT / "clients" / "python" / "README.md", "python")
    assert len(code) == 3
    script = tmp_path / "readme.py"
    script.write_text("\n".join(code).replace("http://127.0.0.1:8000", surroundings["CAPAIAN_URL"]))
    run(tmp_path, script, **surroundings, PYTHONPATH=str(made))
