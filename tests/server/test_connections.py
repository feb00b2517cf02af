"""Which connections are admitted, trusted and closed; see also test_protocol.py."""

from ipaddress import ip_network
from typing import Any
from unittest.mock import Mock

import pytest

from api.server.connections import ConnectionLimits, Connections
from tests.server.conftest import read_all, run_server

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
GET_AND_CLOSE = b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"


@pytest.mark.parametrize(
    ("peer", "is_trusted"), [("10.0.0.1", True), ("::ffff:10.0.0.1", True), ("::ffff:11.0.0.1", False)]
)
def test_a_proxy_is_trusted_over_ipv4_and_ipv6(peer: str, is_trusted: bool) -> None:
    limits = ConnectionLimits(max_per_client=1, trusted_proxies=[ip_network("10.0.0.0/8")])
    connections = Connections(limits)
    first: Any = Mock()
    second: Any = Mock()
    assert connections.admit(first, peer)
    assert connections.admit(second, peer) is is_trusted


def test_idle_connections_without_credentials_give_way_to_requests_without_them() -> None:
    with run_server(max_connections=8, max_per_client=100) as server:
        idle = [server.connect() for _ in range(6)]
        for connection in idle:
            connection.sendall(GET)
            assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        assert server.send(GET_AND_CLOSE).startswith(b"HTTP/1.1 200")
        assert read_all(idle[0]) == b""
        idle[1].sendall(GET_AND_CLOSE)
        assert read_all(idle[1]).startswith(b"HTTP/1.1 200")
        for connection in idle:
            connection.close()
