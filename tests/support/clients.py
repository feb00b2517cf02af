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


def is_made(target: str) -> bool:
    """Whether `make` left it, and nothing that it is made of was changed since: making it takes long."""
    asked = subprocess.run(("make", "--question", target), cwd=ROOT, capture_output=True, check=False)
    return asked.returncode == 0


def python_client(directory: Path) -> Path:
    """A directory for PYTHONPATH: where `make clients` made it, or this one."""
    client = ROOT / "clients" / "python"
    if is_made("clients/python/capaian_client/v1/__init__.py"):
        return client
    shutil.copytree(client / "capaian_client", directory / "capaian_client", ignore=shutil.ignore_patterns("v1"))
    done = subprocess.run(
        (sys.executable, "-W", "error", client / "generate.py", directory / "capaian_client" / "v1"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return directory


def typescript_package(directory: Path) -> Path:
    """A directory in whose `node_modules` the package is, as it is packed, beside the tools."""
    package = directory / "node_modules" / "capaian-client"
    made = () if is_made("clients/typescript/dist/index.js") else ("dist", "contract.ts")
    shutil.copytree(
        ROOT / "clients" / "typescript", package, ignore=shutil.ignore_patterns("node_modules", "README.md", *made)
    )
    for tool in TOOLS.iterdir():  # where npm would have put them
        (directory / "node_modules" / tool.name).symlink_to(tool)
    if made:
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
    assert "⚠" not in done.stdout + done.stderr, "the generator warns"
    return done.stdout
