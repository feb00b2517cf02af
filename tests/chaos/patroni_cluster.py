"""Three PostgreSQL servers under Patroni with etcd, behind HAProxy and PgBouncer, with the files of deploy/patroni/."""

import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx

from tests.chaos.network import Machine, Network, network
from tests.support import pooler
from tests.support.clusters import eventually
from tests.support.databases import DatabaseUrls
from tests.support.directories import reachable_directory

PROGRAMS: Final = ("etcd", "patroni", "haproxy", "pgbouncer", "psql", "setpriv")
OS_USER: Final = "postgres"
AS_OS_USER: Final = ("setpriv", f"--reuid={OS_USER}", f"--regid={OS_USER}", "--init-groups")
NODES: Final = ("node1", "node2", "node3")
PASSWORD: Final = "only-in-this-network"
DEPLOY: Final = Path(__file__).parents[2] / "deploy" / "patroni"
MAX_SECONDS: Final = 90  # for each change of the cluster


def find_postgresql() -> Path | None:
    """Return the directory with the programs of the newest PostgreSQL of Debian that its Patroni can run."""
    found = sorted(Path("/usr/lib/postgresql").glob("1[5-7]/bin"))
    return found[-1] if found else None


class Node:
    """One machine with Patroni and PostgreSQL."""

    def __init__(self, machine: Machine, directory: Path, etcd: str, binaries: Path) -> None:
        self.machine = machine
        self.name = machine.name
        self._log = directory / f"{machine.name}.log"
        home = directory / machine.name
        home.mkdir()
        shutil.chown(home, OS_USER)
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("PG", "PATRONI_"))}
        self._environment = inherited | {
            "PATRONI_NAME": machine.name,
            "PATRONI_ETCD3_HOSTS": etcd,
            "PATRONI_RESTAPI_CONNECT_ADDRESS": f"{machine.ip}:8008",
            "PATRONI_POSTGRESQL_CONNECT_ADDRESS": f"{machine.ip}:5432",
            "PATRONI_POSTGRESQL_DATA_DIR": str(home / "data"),
            "PATRONI_POSTGRESQL_BIN_DIR": str(binaries),
            "PATRONI_POSTGRESQL_PGPASS": str(home / "pgpass"),
            "PATRONI_SUPERUSER_PASSWORD": PASSWORD,
            "PATRONI_REPLICATION_PASSWORD": PASSWORD,
            "PATRONI_REWIND_PASSWORD": PASSWORD,
        }

    def start(self) -> None:
        command = (*AS_OS_USER, "patroni", str(DEPLOY / "patroni.yml"))
        self.machine.start(*command, log=self._log, environment=self._environment)

    def request(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """Send a request to the REST API of Patroni."""
        url = f"http://{self.machine.ip}:8008{path}"
        return httpx.request(method, url, json=body, timeout=2 if method == "GET" else 60, trust_env=False)

    def has_role(self, role: str) -> bool:
        """Return whether Patroni reports this role, such as `leader`, `replica` or `synchronous`."""
        try:
            return self.request("GET", f"/{role}").status_code == 200
        except httpx.TransportError:
            return False


class PatroniCluster:
    """Servers, etcd, HAProxy and PgBouncer. `urls` are those of the leader through HAProxy, for any database."""

    def __init__(self, connected: Network, directory: Path, binaries: Path) -> None:
        self.network = connected
        self._directory = directory
        self._is_synchronous = True
        self._etcd, *machines = connected.machines
        self.nodes = [Node(machine, directory, f"{self._etcd.ip}:2379", binaries) for machine in machines]

    def start(self) -> None:
        """Start the first node and create the roles while it has no standby; then start the others."""
        self._start_etcd()
        self.nodes[0].start()
        self.wait_until(lambda: self.nodes[0].has_role("leader"))
        self._create_roles()
        self._start_haproxy()
        self._start_pgbouncer()
        for node in self.nodes[1:]:
            node.start()

    def urls(self, database: str) -> DatabaseUrls:
        """Return URLs through HAProxy."""
        entry = f"{PASSWORD}@{self.network.hub.ip}:5000/{database}"
        return DatabaseUrls(f"postgresql://capaian:{entry}", f"postgresql://capaian_owner:{entry}")

    def build_pooler_settings(self, urls: DatabaseUrls) -> dict[str, str]:
        """Return the settings of a service whose pools connect through PgBouncer."""
        running = pooler.PgBouncer(6432, pooler.supports_prepared_statements(), self.network.hub.ip)
        return pooler.build_settings(running.build_pooler(urls.service))

    def execute(self, *arguments: str) -> None:
        """Run psql as superuser on the leader. A commit does not wait for a standby."""
        leader = self.find_leader().machine.ip
        environment = {**os.environ, "PGPASSWORD": PASSWORD, "PGOPTIONS": "-c synchronous_commit=local"}
        options = (f"--host={leader}", "--username=postgres", "--no-psqlrc", "--set=ON_ERROR_STOP=1")
        subprocess.run(["psql", *options, *arguments], env=environment, check=True, capture_output=True, timeout=60)

    def create_database(self, name: str) -> DatabaseUrls:
        """Create an empty database for one test, in addition to the one of roles.sql."""
        self.execute(f"--command=CREATE DATABASE {name} OWNER capaian_owner ENCODING 'UTF8' TEMPLATE template0")
        return self.urls(name)

    def find_leader(self) -> Node:
        found: list[Node] = []

        def is_found() -> bool:
            found[:] = [node for node in self.nodes if node.has_role("leader")]
            return bool(found)

        self.wait_until(is_found)
        return found[0]

    def wait_for_another_leader(self, old: Node) -> None:
        self.wait_until(lambda: any(node.has_role("leader") for node in self.nodes if node != old))

    def set_synchronous(self, synchronous: bool) -> None:
        """Change the replication for all nodes and wait until the leader uses it."""
        body = {"synchronous_mode": synchronous, "synchronous_mode_strict": synchronous}
        assert self.find_leader().request("PATCH", "/config", body).status_code == 200
        self._is_synchronous = synchronous
        self.wait_until_complete()

    def wait_until_complete(self) -> None:
        """Wait until all nodes run: one leader and two standbys that receive its changes."""

        def is_complete() -> bool:
            members = self.find_leader().request("GET", "/cluster").json()["members"]
            running = [one for one in members if one["state"] in ("running", "streaming") and one.get("lag", 0) == 0]
            roles = [one["role"] for one in members]
            return (
                len(running) == len(NODES)
                and roles.count("leader") == 1
                and any(node.has_role("synchronous") for node in self.nodes) == self._is_synchronous
            )

        self.wait_until(is_complete)

    def switch_over(self) -> None:
        leader = self.find_leader()
        response = leader.request("POST", "/switchover", {"leader": leader.name})
        assert response.status_code == 200, response.text

    def wait_until(self, condition: Callable[[], bool]) -> None:
        assert eventually(condition, MAX_SECONDS), self.read_logs()

    def read_logs(self) -> str:
        """Return the last lines of every log."""
        logs = sorted(self._directory.glob("*.log"))
        return "\n".join(f"== {log.name}\n{log.read_text(errors='replace')[-3000:]}" for log in logs)

    def _create_roles(self) -> None:
        variables = [f"--set={name}={PASSWORD}" for name in ("owner_password", "service_password")]
        self.execute("--file", str(DEPLOY / "roles.sql"), *variables, "--set=database=capaian")
        self.execute(*(f"--command={statement}" for statement in pooler.read_documented_statements()))

    def _start_etcd(self) -> None:
        ip, data = self._etcd.ip, self._directory / "etcd"
        self._start(
            self._etcd, "etcd", "--name=etcd1", f"--data-dir={data}", f"--listen-client-urls=http://{ip}:2379",
            f"--advertise-client-urls=http://{ip}:2379", f"--listen-peer-urls=http://{ip}:2380",
            f"--initial-advertise-peer-urls=http://{ip}:2380", f"--initial-cluster=etcd1=http://{ip}:2380",
        )  # fmt: skip

    def _start_haproxy(self) -> None:
        hub = self.network.hub
        ips = {f"NODE_{number}": node.machine.ip for number, node in enumerate(self.nodes, 1)}
        self._start(hub, "haproxy", "-db", "-f", str(DEPLOY / "haproxy.cfg"), HAPROXY_ADDRESS=hub.ip, **ips)

    def _start_pgbouncer(self) -> None:
        hub, directory = self.network.hub, self._directory
        text = (DEPLOY / "pgbouncer.ini").read_text(encoding="utf-8")
        text = text.replace("HAPROXY_ADDRESS", hub.ip).replace("/etc/pgbouncer", str(directory))
        if pooler.supports_prepared_statements():
            text = text.replace(";max_prepared", "max_prepared")
        (directory / "pgbouncer.ini").write_text(text)
        pooler.write_users(directory)
        for name in ("pgbouncer.ini", "userlist.txt"):
            shutil.chown(directory / name, OS_USER)
        self._start(hub, *AS_OS_USER, "pgbouncer", str(directory / "pgbouncer.ini"), log="pgbouncer")

    def _start(self, machine: Machine, *command: str, log: str = "", **environment: str) -> None:
        file = self._directory / f"{log or command[0]}.log"
        machine.start(*command, log=file, environment=os.environ | environment)


@contextmanager
def running_cluster(binaries: Path) -> Iterator[PatroniCluster]:
    """Run the cluster; at the end kill its processes and delete its network and files, also after a failure."""
    with reachable_directory() as directory, network("etcd1", *NODES) as connected:
        cluster = PatroniCluster(connected, directory, binaries)
        started_at = time.monotonic()
        cluster.start()
        cluster.wait_until_complete()
        print(f"3 nodes run after {time.monotonic() - started_at:.1f} s")  # noqa: T201  # a measured figure
        yield cluster
