"""What is installed is what is in the checkout: a wheel, in an environment of its own, serves all by itself."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support import services

ROOT = Path(__file__).parents[1]
GUIDES = ("docs/guide.md", "docs/guide.id.md")
TOLD = ("CHANGELOG.md", "releases/contract.yaml")  # of releases


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built offline from a copy of what belongs to it, with the build tools that are installed here."""
    source, built = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("built")
    for name in ("api", "schema"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("docs", "releases"):
        (source / name).mkdir()
    for name in ("pyproject.toml", "README.md", "openapi.yaml", *GUIDES, *TOLD):
        shutil.copy(ROOT / name, source / name)
    run(
        *(sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-index"),
        *("--no-build-isolation", "--wheel-dir", str(built), str(source)),
        cwd=built,
    )
    (made,) = built.glob("capaian-*.whl")
    return made


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Iterator[Path]:
    """The scripts of an environment that holds the wheel, and borrows its dependencies from this one."""
    directory = Path(tempfile.mkdtemp(prefix="capaian-wheel-"))
    directory.chmod(0o755)  # the embedded server's user has to reach its data
    try:
        venv.create(directory / "venv", symlinks=True)
        scripts = directory / "venv" / "bin"
        run(
            *(sys.executable, "-m", "pip", "--python", str(scripts / "python"), "install", "--quiet", "--no-deps"),
            *("--disable-pip-version-check", "--no-index", str(wheel)),
            cwd=directory,
        )
        packages = Path(
            run(str(scripts / "python"), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=directory)
        )
        # A path named here is searched, but its own .pth files, one of which leads to the checkout, are not read.
        (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib") + "\n")
        yield scripts
    finally:
        shutil.rmtree(directory)


def run(*command: str, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "CAPAIAN_"))}


def test_the_wheel_holds_the_code_and_every_file_it_reads(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    expected = {f"api/{path.relative_to(ROOT)}": path for path in (ROOT / "schema").rglob("*") if path.is_file()}
    expected |= {f"api/{name}": ROOT / name for name in ("openapi.yaml", *GUIDES, *TOLD)}
    for path in (ROOT / "api").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            expected[str(path.relative_to(ROOT))] = path
    assert [name for name, path in expected.items() if inside.get(name) != path.read_bytes()] == []
    assert len([name for name in inside if re.fullmatch(r"api/schema/migrations/\d+_\w+\.sql", name)]) >= 7
    ours = {name for name in inside if ".dist-info/" not in name}
    assert ours == expected.keys()


def test_the_checkout_is_not_to_be_seen_from_where_the_wheel_is_installed(installed: Path, tmp_path: Path) -> None:
    where = "import api, api.resources as r; print(api.__file__); print(r.SCHEMA); print(r.OPENAPI)"
    for line in run(str(installed / "python"), "-c", where, cwd=tmp_path).splitlines():
        assert Path(line).resolve().is_relative_to(installed.parent.resolve())
        assert Path(line).exists()
    search = "import sys, importlib.util as u; print(u.find_spec('tests')); print(*sys.path, sep='\\n')"
    spec, *path = run(str(installed / "python"), "-c", search, cwd=tmp_path).splitlines()
    assert spec == "None"
    assert str(ROOT) not in path


def test_the_wheel_serves_all_by_itself(installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "CAPAIAN", str(installed / "capaian"))
    for name in [name for name in os.environ if name.startswith("PYTHON")]:
        monkeypatch.delenv(name)
    settings = {
        "CAPAIAN_DATA_DIR": str(installed.parents[1] / "data"),
        # dbmate is among what is borrowed.
        "PATH": os.pathsep.join((str(installed), sysconfig.get_path("scripts"), os.environ["PATH"])),
    }
    with services.running(tmp_path, **settings) as service:
        service.wait_until_ready()
        answers = {
            path: httpx.get(f"{service.url}{path}", trust_env=False)
            for path in (
                "/v1/targets?count=exact",
                "/v1/regions?count=exact&limit=1",
                "/openapi.yaml",
                "/docs",
                "/docs/guide",
                "/v1/changelog",
                "/metrics",
            )
        }
        assert {path: answer.status_code for path, answer in answers.items()} == dict.fromkeys(answers, 200)
        assert answers["/v1/targets?count=exact"].json()["meta"]["count"] == 16
        assert answers["/v1/regions?count=exact&limit=1"].json()["meta"]["count"] == 579
        assert answers["/openapi.yaml"].content == (ROOT / "openapi.yaml").read_bytes()
        assert service.stop() == 0
    assert "Traceback" not in service.log
