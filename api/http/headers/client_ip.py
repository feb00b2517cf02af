"""The IP address of the client, for the audit and the limits. A gateway reports it in X-Forwarded-For."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

MAX_PROXIES = 50  # 64 KB of addresses would take 20 ms
IpNetwork = IPv4Network | IPv6Network


def find_client_ip(peer: str, forwarded_for: str, trusted: Sequence[IpNetwork]) -> str:
    """Return the nearest IP address that is not a trusted proxy, or else the farthest valid one.

    Any client can write the entries of X-Forwarded-For in front of that address, so they are ignored, as are all before
    the last MAX_PROXIES.
    """
    client_ip = peer
    entries = forwarded_for.rsplit(",", MAX_PROXIES)
    for entry in (peer, *reversed(entries[-MAX_PROXIES:])):
        ip = _parse_ip(entry.strip())
        if ip is None:
            break
        client_ip = str(ip)
        if not any(ip in network for network in trusted):
            break
    return client_ip


def is_trusted(peer: str, trusted: Sequence[IpNetwork]) -> bool:
    """Return whether the peer of a connection is a trusted proxy."""
    ip = _parse_ip(peer)
    return ip is not None and any(ip in network for network in trusted)


def identify_client(peer: str) -> str:
    """Return the IP address, or the network of 64 bits of an IPv6 address: one client can use all of it."""
    if ":" not in peer:
        return peer
    try:
        ip = IPv6Address(peer.partition("%")[0])
    except ValueError:
        return peer
    return str(ip.ipv4_mapped) if ip.ipv4_mapped else ip.exploded[:19]


def _parse_ip(text: str) -> IPv4Address | IPv6Address | None:
    """Parse an IP address without the port that some proxies add. Return None if it is invalid."""
    bare = text[1:].partition("]")[0] if text.startswith("[") else text
    bare = bare.partition(":")[0] if bare.count(":") == 1 else bare
    try:
        ip = ip_address(bare)
    except ValueError:
        return None
    if isinstance(ip, IPv4Address):
        return ip
    return ip.ipv4_mapped or (None if ip.scope_id else ip)
