"""Failures of the leader of a cluster. Each function causes one, and returns the function that repairs it."""

from collections.abc import Callable

from tests.chaos.patroni_cluster import PatroniCluster

Repair = Callable[[], None]
Failure = Callable[[PatroniCluster], Repair]


def crash(cluster: PatroniCluster) -> Repair:
    """The machine of the leader fails: all its processes end, and it sends nothing more."""
    leader = cluster.find_leader()
    cluster.network.unplug(leader.machine)
    leader.machine.kill()

    def repair() -> None:
        cluster.network.plug(leader.machine)
        leader.start()

    return repair


def switch_over(cluster: PatroniCluster) -> Repair:
    cluster.switch_over()
    return lambda: None


def partition(cluster: PatroniCluster) -> Repair:
    """The leader reaches neither etcd nor the standbys. HAProxy, and so the clients, still reach it."""
    leader = cluster.find_leader()
    machines = [machine for machine in cluster.network.machines if machine != leader.machine]
    leader.machine.cut(*(machine.ip for machine in machines))
    return leader.machine.heal


def kill_processes(cluster: PatroniCluster) -> Repair:
    """All processes of the leader are killed (kill -9). Its machine rejects connections."""
    leader = cluster.find_leader()
    leader.machine.kill()
    return leader.start


def black_hole(cluster: PatroniCluster) -> Repair:
    """All packets from and to the leader are discarded. Its processes continue, and its connections remain open."""
    leader = cluster.find_leader()
    cluster.network.unplug(leader.machine)
    return lambda: cluster.network.plug(leader.machine)
