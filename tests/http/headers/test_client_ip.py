"""The client IP address behind trusted proxies and with forged headers."""

import pytest

from api.http.headers.client_ip import find_client_ip
from api.settings import Settings, SettingsError

TRUSTED = Settings.from_environment(
    {"CAPAIAN_TRUSTED_PROXIES": "10.0.0.0/8, 192.0.2.7,fd00::/8"}
).trusted_proxy_networks


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "ip"),
    [
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.5", "203.0.113.5"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.5", "203.0.113.5"),  # earlier entries are not trusted
        ("10.0.0.1", "198.51.100.1,203.0.113.5,192.0.2.7, fd00::2", "203.0.113.5"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # not a trusted proxy
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "203.0.113.5, rubbish, 10.0.0.2", "10.0.0.2"),
        ("10.0.0.1", "203.0.113.5,,", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.5:4711", "203.0.113.5"),
        ("10.0.0.1", "[2001:db8::1]:4711", "2001:db8::1"),
        ("10.0.0.1", "2001:DB8::1", "2001:db8::1"),
        ("10.0.0.1", "fe80::1%anything at all", "10.0.0.1"),
        ("::ffff:10.0.0.1", "203.0.113.5", "203.0.113.5"),
        ("", "203.0.113.5", ""),
    ],
)
def test_the_nearest_ip_that_is_not_a_trusted_proxy_is_used(peer: str, forwarded_for: str, ip: str) -> None:
    assert find_client_ip(peer, forwarded_for, TRUSTED) == ip


def test_without_trusted_proxies_the_header_is_ignored() -> None:
    assert Settings.from_environment({}).trusted_proxy_networks == ()
    assert find_client_ip("10.0.0.1", "203.0.113.5", ()) == "10.0.0.1"


@pytest.mark.parametrize(
    "value", ["canary", "10.0.0.0/8,", ",", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/8 10.1.0.0/16", "*"]
)
def test_an_invalid_list_of_networks_is_an_error_that_names_the_setting(value: str) -> None:
    with pytest.raises(SettingsError) as error:
        Settings.from_environment({"CAPAIAN_TRUSTED_PROXIES": value})
    for message in (error.value.indonesian, error.value.english):
        assert "CAPAIAN_TRUSTED_PROXIES" in message
        assert "canary" not in message
