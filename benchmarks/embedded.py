"""`capaian serve` with an embedded PostgreSQL in a new data directory, of this version or of an earlier commit."""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.servers import ROOT, Server, start_server

READY = "/health/ready"


class Installation(NamedTuple):
    """A version of Capaian: its command, and the directory with the data of its embedded PostgreSQL."""

    command: str
    data: Path

    def serve(self, **settings: str) -> contextlib.AbstractContextManager[Server]:
        environment = {"CAPAIAN_DATA_DIR": str(self.data), **settings}
        return start_server(self.data.parent, self.data.name, [self.command, "serve"], READY, environment)

    def create_key(self, name: str, *scopes: str) -> str:
        """Return a new API key; the service must be running."""
        options = [part for scope in scopes for part in ("--scope", scope)]
        done = subprocess.run(
            [self.command, "keys", "create", "--name", name, *options], check=True, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "CAPAIAN_DATA_DIR": str(self.data)},
        )  # fmt: skip
        return done.stdout.strip()


@contextlib.contextmanager
def create_installation(directory: Path, name: str, command: str) -> Iterator[Installation]:
    """Provide an installation without data. The directory is deleted at the end."""
    data = directory / name
    shutil.rmtree(data, ignore_errors=True)
    try:
        yield Installation(command, data)
    finally:
        shutil.rmtree(data, ignore_errors=True)


def install_commit(commit: str, directory: Path) -> str:
    """Install Capaian of this commit of the repository with its locked dependencies. Return the path of its command.

    An earlier complete installation is used again. Raise RuntimeError if the repository or the registry lacks a part.
    """
    target = directory / f"capaian-{commit}"
    command = target / "venv" / "bin" / "capaian"
    complete = target / "complete"
    if not complete.exists():
        shutil.rmtree(target, ignore_errors=True)
        source = target / "source"
        source.mkdir(parents=True)
        archive = target / "source.tar"
        pip = [str(target / "venv" / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check"]
        locked = [f"--requirement={source / 'requirements' / name}" for name in ("build.txt", "run.txt")]
        _run("git", "-C", str(ROOT), "archive", f"--output={archive}", commit)
        _run("tar", "--extract", f"--file={archive}", f"--directory={source}")
        _run(sys.executable, "-m", "venv", str(target / "venv"))
        _run(*pip, "--require-hashes", *locked)
        _run(*pip, "--no-deps", "--no-build-isolation", "--editable", str(source))
        complete.touch()
    return str(command)


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stderr}")
