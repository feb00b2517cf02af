"""From where somebody asks, for the audit alone: behind a gateway the connection comes from the gateway."""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

Network = IPv4Network | IPv6Network


def client_address(peer: str, forwarded_for: str, trusted: Sequence[Network]) -> str:
    """The last address on the way that is no proxy of ours, or the farthest that is told of.

    What stands before that one in X-Forwarded-For anybody may have written, and so it is not looked at.
    """
    found = peer
    for told in (peer, *reversed(forwarded_for.split(","))):
        address = _address(told.strip())
        if address is None:
            break
        found = str(address)
        if not any(address in network for network in trusted):
            break
    return found


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """Without the port that some proxies add; None for what is no address."""
    bare = text[1:].partition("]")[0] if text.startswith("[") else text
    bare = bare.partition(":")[0] if bare.count(":") == 1 else bare
    try:
        address = ip_address(bare)
    except ValueError:
        return None
    if isinstance(address, IPv4Address):
        return address
    return address.ipv4_mapped or (None if address.scope_id else address)
