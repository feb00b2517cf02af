"""Network namespaces as machines: each one has an IP address, and its link or single destinations can be cut."""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

PREFIX = "capaian-"
SUBNET = "10.77.0"
LOCK = Path("/run/capaian-chaos.lock")
_NAMESPACES = Path("/run/netns")


class NetworkError(Exception):
    """This machine does not permit namespaces, or lacks a program."""


class Machine:
    """One namespace. Processes that run in it are killed with it."""

    def __init__(self, name: str, ip: str) -> None:
        self.name = name
        self.ip = ip
        self._started: list[subprocess.Popen[bytes]] = []

    def run(self, *command: str) -> None:
        subprocess.run(self._build_command(*command), check=True, capture_output=True)

    def start(self, *command: str, log: Path, environment: Mapping[str, str]) -> None:
        """Start a program that runs until `kill`."""
        with log.open("ab") as sink:
            process = subprocess.Popen(
                self._build_command(*command), env=environment, stdout=sink, stderr=sink, cwd="/",
                start_new_session=True,
            )  # fmt: skip
        self._started.append(process)

    def _build_command(self, *command: str) -> list[str]:
        return ["ip", "netns", "exec", self.name, *command]

    def kill(self) -> None:
        """Kill all processes, and wait until none is left."""
        deadline = time.monotonic() + 10
        while pids := self.find_processes():
            if time.monotonic() > deadline:
                raise NetworkError(f"processes of {self.name} do not end: {pids}")
            for pid in pids:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            time.sleep(0.02)
        while self._started:
            self._started.pop().wait(10)

    def find_processes(self) -> list[int]:
        """Return the ids of the processes in this namespace that have not ended."""
        listed = subprocess.run(["ip", "netns", "pids", self.name], check=False, capture_output=True, text=True).stdout
        return [int(pid) for pid in listed.split() if not _is_zombie(int(pid))]

    def cut(self, *ips: str) -> None:
        """Discard all packets from and to these IP addresses."""
        for ip in ips:
            self.run("iptables", "-w", "-A", "INPUT", "-s", ip, "-j", "DROP")
            self.run("iptables", "-w", "-A", "OUTPUT", "-d", ip, "-j", "DROP")

    def heal(self) -> None:
        self.run("iptables", "-w", "-F")


class Network:
    """A bridge in a namespace of its own; machines and this process are connected to it."""

    def __init__(self, *names: str) -> None:
        self.hub = Machine(f"{PREFIX}hub", f"{SUBNET}.1")
        self.machines = [Machine(f"{PREFIX}{name}", f"{SUBNET}.{10 + number}") for number, name in enumerate(names)]
        self._client = f"{SUBNET}.254"

    def create(self) -> None:
        _add_namespace(self.hub)
        self.hub.run("ip", "link", "add", "bridge", "type", "bridge")
        self.hub.run("ip", "addr", "add", f"{self.hub.ip}/24", "dev", "bridge")
        self.hub.run("ip", "link", "set", "bridge", "up")
        for number, machine in enumerate(self.machines):
            _add_namespace(machine)
            peer = ("peer", f"port{number}", "netns", self.hub.name)
            _run("ip", "link", "add", "eth0", "netns", machine.name, "type", "veth", *peer)
            machine.run("ip", "addr", "add", f"{machine.ip}/24", "dev", "eth0")
            machine.run("ip", "link", "set", "eth0", "up")
            self._connect_port(f"port{number}")
        interface = f"{PREFIX}test"
        _run("ip", "link", "add", interface, "type", "veth", "peer", "client", "netns", self.hub.name)
        _run("ip", "addr", "add", f"{self._client}/24", "dev", interface)
        _run("ip", "link", "set", interface, "up")
        self._connect_port("client")

    def _connect_port(self, port: str) -> None:
        self.hub.run("ip", "link", "set", port, "master", "bridge")
        self.hub.run("ip", "link", "set", port, "up")

    def unplug(self, machine: Machine) -> None:
        """Cut the cable of a machine."""
        self.hub.run("ip", "link", "set", f"port{self.machines.index(machine)}", "down")

    def plug(self, machine: Machine) -> None:
        self.hub.run("ip", "link", "set", f"port{self.machines.index(machine)}", "up")

    def delete(self) -> None:
        """Kill all processes in the namespaces and delete them; the links end with them."""
        for machine in (*self.machines, self.hub):
            if (_NAMESPACES / machine.name).exists():
                machine.kill()
                _run("ip", "netns", "delete", machine.name)


def _add_namespace(machine: Machine) -> None:
    _run("ip", "netns", "add", machine.name)
    machine.run("ip", "link", "set", "lo", "up")


@contextlib.contextmanager
def network(*names: str) -> Iterator[Network]:
    """Create a network, and delete it at the end, also after a failure. Delete what a killed run left.

    Raise NetworkError if another run on this machine has its network.
    """
    created = Network(*names)
    with LOCK.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise NetworkError("Another run of these tests has its network on this machine.") from error
        created.delete()
        try:
            created.create()
            yield created
        finally:
            created.delete()


def find_obstacle(*programs: str) -> str | None:
    """Return why this machine cannot run the tests, or None."""
    if os.geteuid() != 0:
        return "Network namespaces require root."
    if missing := [program for program in ("ip", "iptables", *programs) if shutil.which(program) is None]:
        return f"Not installed: {', '.join(missing)}."
    probe = f"{PREFIX}probe"
    if subprocess.run(["ip", "netns", "add", probe], check=False, capture_output=True).returncode != 0:
        return "This machine does not permit network namespaces."
    _run("ip", "netns", "delete", probe)
    return None


def _is_zombie(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
