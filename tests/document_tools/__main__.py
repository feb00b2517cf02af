"""`make document-tools`: run tools of others with the OpenAPI documents against a service with the seed data.

`python -m tests.document_tools DIRECTORY [TOOL ...]`; without names all of them. The exit code is 1 if a tool found an
error or cannot run.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx

from tests.document_tools.postman import list_postman_errors
from tests.document_tools.prism import list_prism_errors
from tests.document_tools.reads import create_records, list_reads
from tests.document_tools.run import ToolRun
from tests.document_tools.validation import list_openapi_core_errors
from tests.support import databases, services
from tests.support.callers import key_for

HERE = Path(__file__).parent
SCOPES = ("read:drafts", "write", "publish", "admin")
TOOLS: dict[str, Callable[[ToolRun], Iterator[str]]] = {
    "prism": list_prism_errors,
    "postman": list_postman_errors,
    "openapi-core": list_openapi_core_errors,
}


def main(directory: Path, names: list[str]) -> int:
    if unknown := set(names) - TOOLS.keys():
        sys.exit(f"There is no tool {', '.join(sorted(unknown))}. Allowed: {', '.join(TOOLS)}.")
    _install_npm_tools(directory)
    with (
        tempfile.TemporaryDirectory() as service_directory,
        databases.server() as server,
        databases.template(server),
        databases.copy(server) as urls,
        services.running(Path(service_directory), CAPAIAN_RATE_LIMIT="off", **urls.settings) as service,
    ):
        service.wait_until_ready()
        key = key_for(urls, "Document tools", *SCOPES)
        with httpx.Client(base_url=service.url, timeout=30, headers={"Authorization": f"Bearer {key}"}) as client:
            created = create_records(client)
        run = ToolRun(service.url, key, created, list_reads(created), directory)
        return int(sum(_report(name, run) for name in names or TOOLS) > 0)


def _install_npm_tools(directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, directory)
    command = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error")
    subprocess.run(command, cwd=directory, check=True)


def _report(name: str, run: ToolRun) -> bool:
    """Print the errors that a tool found, and return whether there are any."""
    started = time.monotonic()
    errors = list(TOOLS[name](run))
    sys.stdout.writelines(f"{name}: {error}\n" for error in errors)
    seconds = time.monotonic() - started
    sys.stdout.write(f"{name}: {len(errors)} errors, {len(run.reads)} reads ({seconds:.0f} s)\n")
    return bool(errors)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve(), sys.argv[2:]))
