"""The connections of one worker: how many there may be, and how long each may wait."""

from collections import Counter, OrderedDict
from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING, NamedTuple

from api.http.headers.client_ip import IpNetwork, identify_client

if TYPE_CHECKING:
    from api.server.protocol import HttpProtocol


class ConnectionLimits(NamedTuple):
    """The limits of one worker. Times are in seconds.

    `header_seconds`: from the first possible byte of a request to the end of its headers.
    `body_seconds`: between two parts of a request body.
    `idle_seconds`: between two requests.
    `stall_seconds`: in which a client must read at least `stall_bytes` of what waits for it.
    `max_unsent_bytes`: of all responses that clients have not read.
    """

    max_connections: int = 2000
    max_per_client: int = 250
    trusted_proxies: Sequence[IpNetwork] = ()
    header_seconds: float = 10.0
    body_seconds: float = 30.0
    idle_seconds: int = 75
    stall_seconds: float = 30.0
    stall_bytes: int = 16 * 1024
    max_unsent_bytes: int = 64 * 1024 * 1024

    @property
    def max_without_key(self) -> int:
        """A quarter of the connections is only for requests with credentials."""
        return self.max_connections - self.max_connections // 4


class Connections:
    """Count the connections, and close those that exceed a limit.

    `check` runs once per second, so that no request needs a timer of its own.
    """

    def __init__(self, limits: ConnectionLimits) -> None:
        self.limits = limits
        self._open: set[HttpProtocol] = set()
        self._per_client: Counter[str] = Counter()
        self._without_key: set[HttpProtocol] = set()  # connections that have sent a request without credentials
        # Connections without credentials that wait for a request, the longest wait first.
        self._idle: OrderedDict[HttpProtocol, None] = OrderedDict()

    def admit(self, connection: "HttpProtocol", peer: str) -> bool:
        """Register a new connection. Return whether it may send requests.

        If there are too many connections, the one that has been idle for the longest time is closed.
        """
        client = identify_client(peer)
        connection.client_network = client
        self._open.add(connection)
        self._per_client[client] += 1
        if self._per_client[client] > self.limits.max_per_client and not self._is_trusted(peer):
            return False
        if len(self._open) > self.limits.max_connections:
            if not self._idle:
                return False
            oldest, _ = self._idle.popitem(last=False)
            oldest.shutdown()
        self._idle[connection] = None
        return True

    def remove(self, connection: "HttpProtocol") -> None:
        """Remove a closed connection."""
        self._open.discard(connection)
        self._without_key.discard(connection)
        self._idle.pop(connection, None)
        self._per_client[connection.client_network] -= 1
        if not self._per_client[connection.client_network]:
            del self._per_client[connection.client_network]

    def admit_request(self, connection: "HttpProtocol", *, has_credentials: bool) -> bool:
        """Note that a request begins. Return False if too many connections have no credentials."""
        self._idle.pop(connection, None)
        if has_credentials:
            self._without_key.discard(connection)
        elif connection not in self._without_key:
            if len(self._without_key) >= self.limits.max_without_key and not self._close_idle_without_key():
                return False
            self._without_key.add(connection)
        return True

    def _close_idle_without_key(self) -> bool:
        """Close the connection without credentials that has been idle for the longest time, if there is one."""
        oldest = next((connection for connection in self._idle if connection in self._without_key), None)
        if oldest is None:
            return False
        del self._idle[oldest]
        self._without_key.discard(oldest)
        oldest.shutdown()
        return True

    def admit_next_request(self, connection: "HttpProtocol") -> bool:
        """Note that a request without credentials begins and ends. Return False unless the last one had none either."""
        if connection not in self._idle:
            return False
        self._idle.move_to_end(connection)
        return True

    def note_idle(self, connection: "HttpProtocol") -> None:
        """Note that the connection waits for its next request."""
        if connection in self._without_key:
            self._idle[connection] = None

    def check(self, now: float) -> None:
        """Close connections that are past a deadline, or whose client has stopped reading."""
        unsent = 0
        stalled: list[tuple[int, HttpProtocol]] = []
        for connection in list(self._open):
            connection.close_if_overdue(now)
            size = connection.transport.get_write_buffer_size()
            if size:
                unsent += size
                stalled.append((size, connection))
        if unsent > self.limits.max_unsent_bytes:
            stalled.sort(key=lambda entry: entry[0])
            while unsent > self.limits.max_unsent_bytes:
                size, connection = stalled.pop()
                connection.transport.abort()
                unsent -= size

    def _is_trusted(self, peer: str) -> bool:
        try:
            ip = ip_address(peer)
        except ValueError:  # a Unix socket
            return True
        # A socket for IPv6 reports IPv4 addresses in this form.
        ip = (ip.ipv4_mapped if isinstance(ip, IPv6Address) else None) or ip
        return any(ip in network for network in self.limits.trusted_proxies)
