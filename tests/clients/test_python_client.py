"""The Python client, made of openapi.yaml as it stands, does what its README says against the live service."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.clients.conftest import ROOT, blocks

CLIENT = ROOT / "clients" / "python"
STORIES = sorted(path for path in (Path(__file__).parent / "python").glob("*.py") if path.stem != "surroundings")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What is written by hand beside what is made: a warning of the generator fails it."""
    directory = tmp_path_factory.mktemp("python-client")
    shutil.copytree(CLIENT / "capaian_client", directory / "capaian_client", ignore=shutil.ignore_patterns("v1"))
    run(directory, str(CLIENT / "generate.py"), str(directory / "capaian_client" / "v1"))
    return directory


def run(directory: Path, *arguments: str, **environment: str) -> None:
    done = subprocess.run(
        (sys.executable, "-W", "error", *arguments),
        cwd=directory,
        env=environment or None,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.stem)
def test_the_client_keeps_its_promises(story: Path, made: Path, surroundings: dict[str, str]) -> None:
    run(made, str(story), **surroundings, PYTHONPATH=str(made))


def test_the_readme_runs_as_it_stands(made: Path, surroundings: dict[str, str], tmp_path: Path) -> None:
    code = blocks(CLIENT / "README.md", "python")
    assert len(code) == 3
    script = tmp_path / "readme.py"
    script.write_text("\n".join(code).replace("http://127.0.0.1:8000", surroundings["CAPAIAN_URL"]))
    run(tmp_path, str(script), **surroundings, PYTHONPATH=str(made))
