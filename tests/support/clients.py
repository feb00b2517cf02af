"""The clients, generated from the current openapi.yaml, for tests that use them."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[2]
TOOLS = ROOT / "node_modules"
HAS_TOOLS = (TOOLS / "installed").exists()
CACHE = ROOT / ".clients_cache"
EXCLUDED_FOLDERS = {"node_modules", "dist", "v1", "__pycache__"}
NEEDS_TOOLS = "needs the tools of package.json; `make node_modules/installed` installs them"


def is_up_to_date(target: str) -> bool:
    """Return whether `make` has nothing to do for a target; generating it again takes long."""
    done = subprocess.run(("make", "--question", target), cwd=ROOT, capture_output=True, check=False)
    return done.returncode == 0


def generated_once(client: Path, generate: Callable[[Path], None]) -> Path:
    """Return a directory with the generated client; processes and test runs with the same sources share it."""
    sources = [ROOT / "openapi.yaml", ROOT / "package-lock.json", *(ROOT / "requirements").iterdir()]
    sources += [path for path in client.rglob("*") if not EXCLUDED_FOLDERS.intersection(path.parts)]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(sources) if path.is_file())).hexdigest()
    directory = CACHE / f"{client.name}-{digest[:16]}"
    CACHE.mkdir(exist_ok=True)
    with (CACHE / f"{client.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (directory / "complete").exists():
            for outdated in CACHE.glob(f"{client.name}-*"):
                shutil.rmtree(outdated)
            generate(directory)
            (directory / "complete").touch()
    return directory


def python_client(directory: Path) -> Path:
    """Return a directory for PYTHONPATH: that of `make clients` if up to date, otherwise a generated one."""
    client = ROOT / "clients" / "python"
    if is_up_to_date("clients/python/capaian_client/v1/__init__.py"):
        return client
    return generated_once(client, _generate_python_client)


def _generate_python_client(directory: Path) -> None:
    client = ROOT / "clients" / "python"
    shutil.copytree(client / "capaian_client", directory / "capaian_client", ignore=shutil.ignore_patterns("v1"))
    done = subprocess.run(
        (sys.executable, "-W", "error", client / "generate.py", directory / "capaian_client" / "v1"),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def typescript_package(directory: Path) -> Path:
    """Install the package as it is packed, and the tools, in `node_modules` of a directory; return the directory."""
    client = ROOT / "clients" / "typescript"
    if not is_up_to_date("clients/typescript/dist/index.js"):
        client = generated_once(client, _generate_typescript_package) / "node_modules" / "capaian-client"
    _copy_package(client, directory)
    return directory


def typescript_folder(directory: Path) -> Path:
    """Return the folder that a user installs: that of `make clients` if up to date, otherwise one built like it."""
    if is_up_to_date("clients/typescript/dist/index.js"):
        return ROOT / "clients" / "typescript"
    folder = typescript_package(directory) / "node_modules" / "capaian-client"
    for dependency in ("openapi-fetch", "openapi-typescript-helpers"):
        shutil.copytree(TOOLS / dependency, folder / "node_modules" / dependency)
    return folder


def _generate_typescript_package(directory: Path) -> None:
    package = _copy_package(ROOT / "clients" / "typescript", directory, "dist", "openapi.ts")
    generate = ("openapi-typescript", str(ROOT / "openapi.yaml"), "--default-non-nullable=false")
    with_node(package, *generate, "--output", "src/openapi.ts")
    with_node(package, "tsc")


def _copy_package(client: Path, directory: Path, *outdated: str) -> Path:
    package = directory / "node_modules" / "capaian-client"
    shutil.copytree(client, package, ignore=shutil.ignore_patterns("node_modules", "README.md", *outdated))
    for tool in TOOLS.iterdir():
        (directory / "node_modules" / tool.name).symlink_to(tool)
    return package


def with_node(directory: Path, *command: str, **environment: str) -> str:
    """Run a command with the tools in PATH and return its output; node may come from PyPI. A warning is an error."""
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
