"""The generated clients, made of openapi.yaml as it stands, for tests that use them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOOLS = ROOT / "node_modules"
HAS_TOOLS = (TOOLS / "installed").exists()
NEEDS_TOOLS = "needs the tools of package.json, which `make node_modules/installed` brings"


def python_client(directory: Path) -> Path:
    """A directory for PYTHONPATH."""
    client = ROOT / "clients" / "python"
    shutil.copytree(client / "capaian_client", directory / "capaian_client", ignore=shutil.ignore_patterns("v1"))
    done = subprocess.run(
        (sys.executable, client / "generate.py", directory / "capaian_client" / "v1"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return directory


def typescript_package(directory: Path) -> Path:
    """A directory in whose `node_modules` the package is, beside the tools."""
    package = directory / "node_modules" / "capaian-client"
    shutil.copytree(
        ROOT / "clients" / "typescript", package, ignore=shutil.ignore_patterns("dist", "contract.ts", "node_modules")
    )
    for tool in TOOLS.iterdir():
        (directory / "node_modules" / tool.name).symlink_to(tool)
    contract = ("openapi-typescript", str(ROOT / "openapi.yaml"), "--default-non-nullable=false")
    with_node(package, *contract, "--output", "src/contract.ts")
    with_node(package, "tsc")
    return directory


def with_node(directory: Path, *command: str, **environment: str) -> str:
    """What it printed. The node that runs the tools may be the one of PyPI."""
    path = os.pathsep.join((str(TOOLS / ".bin"), str(Path(sys.executable).parent), os.environ["PATH"]))
    done = subprocess.run(
        command,
        cwd=directory,
        env={**os.environ, **environment, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
