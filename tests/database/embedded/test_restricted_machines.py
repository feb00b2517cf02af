"""`capaian serve` on machines with restrictions. Each test has its own mounts and its own network."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from api import __version__
from tests.support.clusters import only_root
from tests.support.directories import reachable_directory
from tests.support.services import CAPAIAN

# Start the service in a directory, wait until it is ready, and stop it.
SERVE = f"""
import os, signal, subprocess, sys, time, urllib.request
os.chdir(sys.argv[1])
serving = subprocess.Popen([{CAPAIAN!r}, "serve"])
ready = False
for _ in range(300):
    try:
        ready = urllib.request.urlopen("http://127.0.0.1:8000/health/ready", timeout=5).status == 200
    except OSError:
        time.sleep(0.1)
    if ready or serving.poll() is not None:
        break
ready = ready and subprocess.run([{CAPAIAN!r}, "health"], capture_output=True).returncode == 0
serving.send_signal(signal.SIGTERM)
sys.exit(0 if serving.wait(40) == 0 and ready else 1)
"""
LOOPBACK = "ip link set lo up"


def _may_unshare() -> bool:
    return (
        os.geteuid() == 0
        and not subprocess.run(
            ["unshare", "--mount", "--net", "sh", "-c", f"{LOOPBACK} && mount -t tmpfs tmpfs /mnt"],
            capture_output=True,
            check=False,
        ).returncode
    )


pytestmark = [only_root, pytest.mark.skipif(not _may_unshare(), reason="namespaces cannot be created here")]


def serve(directory: Path, *changes: str, **settings: str) -> str:
    """Run the service in a directory and return its standard error. `changes` are shell commands that run before."""
    machine = " && ".join((LOOPBACK, "mount -t tmpfs tmpfs /var/lib", *changes, 'exec "$@"'))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CAPAIAN_")}
    done = subprocess.run(
        ["unshare", "--mount", "--net", "sh", "-c", machine, "sh", sys.executable, "-c", SERVE, str(directory)],
        env={**environment, **settings},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stderr


def test_it_starts_with_few_resources_in_a_directory_with_a_long_non_ascii_name() -> None:
    """Without IPv6, with little shared memory, and with a directory for temporary files that executes no programs."""
    with reachable_directory() as parent:
        directory = parent / f"data UMKM é ü 数 {'d' * 150}"
        directory.mkdir()
        directory.chmod(0o755)  # independent of the umask of the tests
        printed = serve(
            directory,
            "echo 1 > /proc/sys/net/ipv6/conf/all/disable_ipv6",
            "mount -t tmpfs -o size=64m tmpfs /dev/shm",
            "mount -t tmpfs -o noexec tmpfs /mnt",
            TMPDIR="/mnt",
        )
        assert f"Capaian {__version__} starts; its data is in {directory}/.data" in printed


def test_root_starts_it_in_an_inaccessible_directory_with_a_strict_umask(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    assert "its data is in /var/lib/capaian/" in serve(tmp_path, "umask 077")
    assert list(tmp_path.iterdir()) == []


def test_root_starts_it_without_the_default_unprivileged_user(tmp_path: Path) -> None:
    users = tmp_path / "passwd"
    listed = Path("/etc/passwd").read_text().splitlines(keepends=True)
    users.write_text("".join(line for line in listed if line.partition(":")[0] != "nobody"))
    nsswitch = tmp_path / "nsswitch.conf"
    nsswitch.write_text("passwd: files\ngroup: files\nhosts: files\n")
    for file in (users, nsswitch):
        file.chmod(0o644)  # under any umask
    with reachable_directory() as directory:
        serve(
            directory,
            f"mount --bind {users} /etc/passwd",
            f"{{ test ! -e /etc/nsswitch.conf || mount --bind {nsswitch} /etc/nsswitch.conf; }}",
        )
        assert (directory / ".data/postgres").stat().st_uid not in (0, 65534)


def test_it_starts_in_a_read_only_directory_with_its_data_elsewhere() -> None:
    with reachable_directory() as directory, reachable_directory() as data:
        read_only = (f"mount --bind {directory} {directory}", f"mount -o remount,bind,ro {directory}")
        serve(directory, *read_only, CAPAIAN_DATA_DIR=str(data / "capaian"))
        assert (data / "capaian/postgres").exists()
