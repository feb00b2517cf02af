"""The samples of the guide, run in order against a service, print the output that the guide shows."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.docs.samples import MARK, Sample, list_differences, list_samples
from tests.support import clients, databases, services
from tests.support.databases import DatabaseUrls

SAMPLES = list_samples()
DOCUMENTED_URL = "http://127.0.0.1:8000"


class Environment(NamedTuple):
    """A service, and a working directory and environment as those of a reader who ran `make run`."""

    url: str
    variables: dict[str, str]
    directory: Path

    def run(self, *command: str, **variables: str) -> str:
        process = subprocess.run(
            command,
            cwd=self.directory,
            env={**self.variables, **variables},
            capture_output=True,
            text=True,
            check=False,
        )
        assert process.returncode == 0, process.stdout + process.stderr
        return process.stdout

    def shell(self, selected: list[Sample], separator: str) -> str:
        """Run samples in bash. The command `separator` separates their outputs."""
        code = "".join(f"{sample.code}\n{separator}\n" for sample in selected)
        return self.run(
            "bash", "-euc", code.replace(DOCUMENTED_URL, self.url).replace(".venv/bin/capaian", services.CAPAIAN)
        )

    def run_shared_samples(self) -> dict[str, str]:
        """Run the samples that all languages share. Return the variables that they export."""
        selected = [sample for sample in SAMPLES if sample.is_shared]
        exported = self.shell([*selected, Sample("sh", True, "env -0", [])], "")
        pairs = (line.partition("=") for line in exported.split("\0"))
        return {name: value for name, _, value in pairs if name in ("WRITES", "PUBLISHES")}


@pytest.fixture
def environment(postgres: DatabaseUrls, tmp_path: Path) -> Iterator[Environment]:
    with (
        databases.copy(postgres) as urls,
        services.running(
            tmp_path, CAPAIAN_DATABASE_URL=urls.service, CAPAIAN_MIGRATION_DATABASE_URL=urls.owner
        ) as service,
    ):
        service.wait_until_ready()
        variables = {"PATH": os.environ["PATH"], **urls.settings}
        yield Environment(service.url, variables, tmp_path)


def build_script(selected: list[Sample], mark: str, url: str) -> str:
    return "".join(f"{sample.code}\n{mark}\n" for sample in selected).replace(DOCUMENTED_URL, url)


def test_the_curl_samples_print_the_output_in_the_guide(environment: Environment) -> None:
    selected = [sample for sample in SAMPLES if sample.language == "sh"]
    assert list_differences(selected, environment.shell(selected, f"echo; echo '{MARK}'")) == []


def test_the_python_samples_print_the_output_in_the_guide(
    environment: Environment, tmp_path_factory: pytest.TempPathFactory
) -> None:
    selected = [sample for sample in SAMPLES if sample.language == "python"]
    keys = environment.run_shared_samples()
    (environment.directory / "guide.py").write_text(build_script(selected, f"print({MARK!r})", environment.url))
    client = clients.python_client(tmp_path_factory.mktemp("python-client"))
    printed = environment.run(sys.executable, "-W", "error", "guide.py", PYTHONPATH=str(client), **keys)
    assert list_differences(selected, printed) == []


@pytest.mark.skipif(not clients.HAS_TOOLS, reason=clients.NEEDS_TOOLS)
def test_the_typescript_samples_print_the_output_in_the_guide(environment: Environment) -> None:
    selected = [sample for sample in SAMPLES if sample.language == "typescript"]
    keys = environment.run_shared_samples()
    clients.typescript_package(environment.directory)
    (environment.directory / "package.json").write_text('{"type": "module"}')
    (environment.directory / "guide.ts").write_text(build_script(selected, f"console.log({MARK!r});", environment.url))
    options = ("--strict", "--target", "ES2022", "--module", "NodeNext", "--types", "node", "--skipLibCheck")
    clients.with_node(environment.directory, "tsc", *options, "guide.ts")
    assert list_differences(selected, clients.with_node(environment.directory, "node", "guide.js", **keys)) == []
