"""The units of deploy/systemd/ are valid, have few rights, and call commands of the service."""

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from api.server.supervisor import STOP_TIMEOUT_SECONDS
from tests.support.commands import COMMANDS

FOLDER = Path(__file__).parents[2] / "deploy" / "systemd"
UNITS = sorted(FOLDER.glob("*.service"))
PROGRAM = "/opt/capaian/.venv/bin/capaian"
MAX_EXPOSURE = 1.5  # of 10; systemd calls less than 2 "OK"

needs_systemd = pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the units whose program exists."""
    copy = tmp_path_factory.mktemp("systemd") / "system"
    shutil.copytree(FOLDER, copy)
    for unit in copy.glob("*.service"):
        unit.write_text(unit.read_text().replace(PROGRAM, "/bin/true"))
    return copy


def analyze(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["systemd-analyze", *arguments], cwd=folder, capture_output=True, text=True, check=False, timeout=60
    )


@needs_systemd
def test_systemd_accepts_every_unit(folder: Path) -> None:
    units = [f"./{unit.name}" for unit in folder.iterdir() if unit.is_file()]
    assert len(units) == len(UNITS) + 1
    done = analyze("verify", "--man=no", *units, folder=folder)
    assert (done.returncode, done.stderr) == (0, "")


@needs_systemd
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_a_unit_has_few_rights(unit: Path, folder: Path) -> None:
    done = analyze("security", "--offline=true", f"./{unit.name}", folder=folder)
    exposure = re.search(r"Overall exposure level for .*: ([\d.]+)", done.stdout)
    assert exposure is not None, done.stderr
    assert float(exposure[1]) <= MAX_EXPOSURE


def test_every_called_command_exists() -> None:
    commands = [command for unit in UNITS for command in re.findall(rf"{PROGRAM} (\w+)", unit.read_text())]
    assert sorted(commands) == ["audit", "doctor", "migrate", "serve"]
    assert {(command,) for command in commands} <= COMMANDS.keys()


def test_only_the_migrations_receive_the_password_of_the_owner() -> None:
    assert [unit.name for unit in UNITS if "migrate.env" in unit.read_text()] == ["capaian-migrate.service"]


def test_the_service_has_more_time_to_stop_than_its_requests_to_finish() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.read(FOLDER / "capaian-serve.service")
    assert unit.getint("Service", "TimeoutStopSec") > STOP_TIMEOUT_SECONDS
