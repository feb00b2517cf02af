"""The samples of the guide, run in order against a live service, print what the guide says."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.docs.samples import MARK, Sample, differences, samples
from tests.support import clients, databases, services
from tests.support.databases import Addresses

SAMPLES = samples()
ADDRESS = "http://127.0.0.1:8000"


class Surroundings(NamedTuple):
    """A service of one's own, as the reader has it: the directory that `make run` was started in."""

    url: str
    environment: dict[str, str]
    directory: Path

    def run(self, *command: str, **environment: str) -> str:
        done = subprocess.run(
            command,
            cwd=self.directory,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def shell(self, told: list[Sample], then: str) -> str:
        """A line of its own ends the sample, whatever the sample printed."""
        script = "".join(f"{sample.code}\n{then}\n" for sample in told)
        return self.run(
            "bash", "-euc", script.replace(ADDRESS, self.url).replace(".venv/bin/capaian", services.CAPAIAN)
        )

    def made_for_everybody(self) -> dict[str, str]:
        """Does what all languages share, and returns the variables that it exports."""
        told = [sample for sample in SAMPLES if sample.for_everybody]
        exported = self.shell([*told, Sample("sh", True, "env -0", [])], "")
        pairs = (line.partition("=") for line in exported.split("\0"))
        return {name: value for name, _, value in pairs if name in ("WRITES", "PUBLISHES")}


@pytest.fixture
def surroundings(postgres: Addresses, tmp_path: Path) -> Iterator[Surroundings]:
    with (
        databases.copy(postgres) as addresses,
        services.running(
            tmp_path, CAPAIAN_DATABASE_URL=addresses.service, CAPAIAN_MIGRATION_DATABASE_URL=addresses.owner
        ) as service,
    ):
        service.wait_until_ready()
        environment = {
            "PATH": os.environ["PATH"],
            **addresses.settings,
        }
        yield Surroundings(service.url, environment, tmp_path)


def script(told: list[Sample], mark: str, url: str) -> str:
    return "".join(f"{sample.code}\n{mark}\n" for sample in told).replace(ADDRESS, url)


def test_what_is_told_for_curl_is_so(surroundings: Surroundings) -> None:
    told = [sample for sample in SAMPLES if sample.language == "sh"]
    assert differences(told, surroundings.shell(told, f"echo; echo '{MARK}'")) == []


def test_what_is_told_for_python_is_so(surroundings: Surroundings, tmp_path_factory: pytest.TempPathFactory) -> None:
    told = [sample for sample in SAMPLES if sample.language == "python"]
    keys = surroundings.made_for_everybody()
    (surroundings.directory / "guide.py").write_text(script(told, f"print({MARK!r})", surroundings.url))
    client = clients.python_client(tmp_path_factory.mktemp("python-client"))
    printed = surroundings.run(sys.executable, "-W", "error", "guide.py", PYTHONPATH=str(client), **keys)
    assert differences(told, printed) == []


@pytest.mark.skipif(not clients.HAS_TOOLS, reason=clients.NEEDS_TOOLS)
def test_what_is_told_for_typescript_is_so(surroundings: Surroundings) -> None:
    told = [sample for sample in SAMPLES if sample.language == "typescript"]
    keys = surroundings.made_for_everybody()
    clients.typescript_package(surroundings.directory)
    (surroundings.directory / "package.json").write_text('{"type": "module"}')
    (surroundings.directory / "guide.ts").write_text(script(told, f"console.log({MARK!r});", surroundings.url))
    strictly = ("--strict", "--target", "ES2022", "--module", "NodeNext", "--types", "node", "--skipLibCheck")
    clients.with_node(surroundings.directory, "tsc", *strictly, "guide.ts")
    assert differences(told, clients.with_node(surroundings.directory, "node", "guide.js", **keys)) == []
