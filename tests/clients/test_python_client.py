"""The Python client, generated from the current openapi.yaml, against a running service."""

import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.clients.conftest import ROOT, code_blocks
from tests.support import clients

PROGRAMS = sorted(path for path in (Path(__file__).parent / "python").glob("*.py") if path.stem != "environment")


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The directory of the package with its generated part; a warning of the generator is an error."""
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


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.stem)
def test_each_program_succeeds(
    program: Path, package: Path, client_environment: dict[str, str], tmp_path: Path
) -> None:
    run(tmp_path, program, **client_environment, PYTHONPATH=str(package))


def test_the_code_of_the_readme_runs(package: Path, client_environment: dict[str, str], tmp_path: Path) -> None:
    code = code_blocks(ROOT / "clients" / "python" / "README.md", "python")
    assert len(code) == 4
    script = tmp_path / "readme.py"
    script.write_text("\n".join(code).replace("http://127.0.0.1:8000", client_environment["CAPAIAN_URL"]))
    run(tmp_path, script, **client_environment, PYTHONPATH=str(package))


def test_the_wheel_contains_the_generated_operations(package: Path, tmp_path: Path) -> None:
    client = ROOT / "clients" / "python"
    source = tmp_path / "python"
    shutil.copytree(package / "capaian_client", source / "capaian_client")
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(client / name, source)
    build = ("-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--wheel-dir", tmp_path, source)
    subprocess.run((sys.executable, *build), check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    script = tmp_path / "program.py"
    script.write_text("import capaian_client\ncapaian_client.Capaian('http://127.0.0.1').targets.list\n")
    run(tmp_path, script, PYTHONPATH=str(wheel))
    metadata = zipfile.ZipFile(wheel).read(f"{wheel.name.split('-py3')[0]}.dist-info/METADATA").decode()
    assert "Classifier: Private :: Do Not Upload" in metadata, "registries reject the package"
    assert "Requires-Dist: pandas>=2.3; extra == 'pandas'" in metadata
