"""The wheel contains every file that the service reads, and serves without the checkout."""

import os
import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.support import services
from tests.support.directories import reachable_directory

ROOT = Path(__file__).parents[1]
DOCS = tuple(str(path.relative_to(ROOT)) for name in ("", "operations") for path in (ROOT / "docs" / name).glob("*.md"))
RELEASE_FILES = ("CHANGELOG.md", "releases/openapi-changes.yaml")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel offline from a copy of its files, with the installed build tools."""
    source, output = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("built")
    for name in ("api", "schema"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("docs/operations", "releases"):
        (source / name).mkdir(parents=True)
    for name in ("pyproject.toml", "README.md", "openapi.yaml", "openapi-sdmx.yaml", *DOCS, *RELEASE_FILES):
        shutil.copy(ROOT / name, source / name)
    run(
        *(sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-index"),
        *("--no-build-isolation", "--wheel-dir", str(output), str(source)),
        cwd=output,
    )
    (path,) = output.glob("capaian-*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Iterator[Path]:
    """Return the scripts of an environment with the wheel that uses the dependencies of this environment."""
    with reachable_directory() as directory:
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
        # Python searches this path, but does not read its .pth files, one of which names the checkout.
        (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
        yield scripts


def run(*command: str, cwd: Path) -> str:
    done = subprocess.run(command, cwd=cwd, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip()


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "CAPAIAN_"))}


def test_the_wheel_contains_the_code_and_every_file_that_it_reads(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    expected = {f"api/{path.relative_to(ROOT)}": path for path in (ROOT / "schema").rglob("*") if path.is_file()}
    expected |= {f"api/{name}": ROOT / name for name in ("openapi.yaml", "openapi-sdmx.yaml", *DOCS, *RELEASE_FILES)}
    for path in (ROOT / "api").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            expected[str(path.relative_to(ROOT))] = path
    assert [name for name, path in expected.items() if inside.get(name) != path.read_bytes()] == []
    assert len([name for name in inside if re.fullmatch(r"api/schema/migrations/\d+_\w+\.sql", name)]) >= 7
    assert len([name for name in inside if re.fullmatch(r"api/schema/functions/\w+\.sql", name)]) >= 7
    own_files = {name for name in inside if ".dist-info/" not in name}
    assert own_files == expected.keys()


def test_the_installed_wheel_does_not_use_the_checkout(installed: Path, tmp_path: Path) -> None:
    print_paths = "import api, api.paths as p; print(api.__file__); print(p.SCHEMA); print(p.OPENAPI)"
    for line in run(str(installed / "python"), "-c", print_paths, cwd=tmp_path).splitlines():
        assert Path(line).resolve().is_relative_to(installed.parent.resolve())
        assert Path(line).exists()
    search = "import sys, importlib.util as u; print(u.find_spec('tests')); print(*sys.path, sep='\\n')"
    spec, *path = run(str(installed / "python"), "-c", search, cwd=tmp_path).splitlines()
    assert spec == "None"
    assert str(ROOT) not in path


def test_the_wheel_serves_on_its_own(installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "CAPAIAN", str(installed / "capaian"))
    for name in [name for name in os.environ if name.startswith("PYTHON")]:
        monkeypatch.delenv(name)
    settings = {
        "CAPAIAN_DATA_DIR": str(installed.parents[1] / "data"),
        # dbmate is one of the dependencies.
        "PATH": os.pathsep.join((str(installed), sysconfig.get_path("scripts"), os.environ["PATH"])),
    }
    with services.running(tmp_path, **settings) as service:
        service.wait_until_ready()
        responses = {
            path: httpx.get(f"{service.url}{path}", trust_env=False)
            for path in (
                "/v1/targets?count=exact",
                "/v1/regions?include_abolished=true&count=exact&limit=1",
                "/openapi.yaml",
                "/docs",
                "/docs/guide",
                "/v1/changelog",
                "/v1/programs/umkm-digital/progress.png",
            )
        }
        assert {path: response.status_code for path, response in responses.items()} == dict.fromkeys(responses, 200)
        assert responses["/v1/targets?count=exact"].json()["meta"]["count"] == 16
        assert responses["/v1/regions?include_abolished=true&count=exact&limit=1"].json()["meta"]["count"] == 579
        assert responses["/openapi.yaml"].content == (ROOT / "openapi.yaml").read_bytes()
        assert service.stop() == 0
    assert "Traceback" not in service.log
