"""Generate, build and run clients: `python -m clients.nightly DIRECTORY [CLIENT ...]`; without names all of them.

The report names what could not be run, and why. A named client that cannot run is an error.
"""

import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from clients.nightly.generated_clients import GENERATED_CLIENTS, GeneratedClient
from clients.nightly.generators import FailedStepError, run_step, write_documents
from clients.nightly.services import LiveService, live_service

HERE = Path(__file__).parent
TOOLS = Path(sys.prefix) / "nightly"  # .venv/nightly: the generators and their runtimes
PAGE = 4  # the programs read pages of this size


def main(directory: Path, names: list[str]) -> int:
    """Return the exit code: 1 if a client failed, or if a named one cannot run."""
    if unknown := set(names) - {client.name for client in GENERATED_CLIENTS}:
        allowed = ", ".join(client.name for client in GENERATED_CLIENTS)
        sys.exit(f"There is no client {', '.join(sorted(unknown))}. Allowed: {allowed}.")
    chosen = [client for client in GENERATED_CLIENTS if client.name in names or not names]
    shutil.rmtree(directory, ignore_errors=True)
    directory.mkdir(parents=True)
    write_documents(directory)
    path = os.pathsep.join((str(TOOLS / "bin"), str(directory / "node_modules" / ".bin"), os.environ["PATH"]))
    offline = {"GOPROXY": "off", "GOFLAGS": "-mod=mod", "GOTOOLCHAIN": "local"}
    environment = {**os.environ, **offline, "PATH": path, "NIGHTLY": str(TOOLS)}
    if any(client.uses_npm for client in chosen):
        _install_npm_tools(directory, environment)
    with live_service() as service:
        results = [_report(client, directory, environment, service, number) for number, client in enumerate(chosen)]
    lines = [f"{client.name}: {result}" for client, result in zip(chosen, results, strict=True)]
    (directory / "report.txt").write_text("\n".join(lines) + "\n")
    failures = ("FAILED", "NOT RUN") if names else ("FAILED",)
    return int(any(result.startswith(failures) for result in results))


def _install_npm_tools(directory: Path, environment: dict[str, str]) -> None:
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, directory)
    run_step(("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"), directory, environment)


def _report(
    client: GeneratedClient, directory: Path, environment: dict[str, str], service: LiveService, number: int
) -> str:
    """Print and return the result of a client: what it passed, why it failed, or why it did not run."""
    started = time.monotonic()
    try:
        result = _try(client, directory / client.name, environment, service, number)
    except FailedStepError as error:
        result = f"FAILED: {error}"
    result = f"{result} ({time.monotonic() - started:.0f} s)"
    sys.stdout.write(f"{client.name}: {result}\n")
    sys.stdout.flush()
    return result


def _try(
    client: GeneratedClient, directory: Path, environment: dict[str, str], service: LiveService, number: int
) -> str:
    if missing := list(_list_missing(client, environment["PATH"])):
        return f"NOT RUN: missing {'; '.join(missing)}"
    shutil.copytree(HERE / client.name, directory)
    client.generate(directory, environment)
    if client.only_generated:
        return f"generated, NOT COMPILED: {client.only_generated}"
    for command in client.build:
        run_step(command, directory, environment)
    for later, url in enumerate((service.url, service.later_url)):
        period = str(2040 + 2 * number + later)
        variables = {"CAPAIAN_URL": url, "CAPAIAN_KEY": service.key, "CAPAIAN_PERIOD": period}
        output = run_step(client.run, directory, environment | variables)
        _compare(output, service, "against a later version" if later else "against this version")
    return "passed against this version and against a later one"


def _list_missing(client: GeneratedClient, path: str) -> Iterator[str]:
    for need in client.needs:
        found = any(Path(file).exists() for file in need.files) if need.files else shutil.which(need.name, path=path)
        if not found:
            yield f"{need.name} (apt-get install {' '.join(need.packages)})"


def _compare(output: str, service: LiveService, which: str) -> None:
    """Raise FailedStepError if the program printed other facts than the service has."""
    lines = dict(line.split(": ", 1) for line in output.splitlines() if ": " in line)
    expected = {
        "first page": str(PAGE),
        "all pages": f"{service.targets} in {-(-service.targets // PAGE)}",
        "repeated": f"{lines.get('created')} true",
        "problem": "422 /problems/invalid-body /period",
        "changes": "5",
        "csv": "id",
    }
    if different := {name: lines.get(name) for name, fact in expected.items() if lines.get(name) != fact}:
        raise FailedStepError(f"{which}: printed {different}, expected {expected}\n{output[-2000:]}")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve(), sys.argv[2:]))
