"""From where a request came, when gateways of ours stand in between and anybody may claim anything."""

import pytest

from api.http.client_address import client_address
from api.settings import Settings, SettingsError

OURS = Settings.from_environment({"CAPAIAN_TRUSTED_PROXIES": "10.0.0.0/8, 192.0.2.7,fd00::/8"}).trusted_networks


@pytest.mark.parametrize(
    ("peer", "forwarded_for", "address"),
    [
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.5", "203.0.113.5"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.5", "203.0.113.5"),  # what comes before is hearsay
        ("10.0.0.1", "198.51.100.1,203.0.113.5,192.0.2.7, fd00::2", "203.0.113.5"),
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # no proxy of ours
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
def test_the_last_address_that_is_no_proxy_of_ours_counts(peer: str, forwarded_for: str, address: str) -> None:
    assert client_address(peer, forwarded_for, OURS) == address


def test_without_the_setting_nobody_is_believed() -> None:
    assert Settings.from_environment({}).trusted_networks == ()
    assert client_address("10.0.0.1", "203.0.113.5", ()) == "10.0.0.1"


@pytest.mark.parametrize(
    "value", ["canary", "10.0.0.0/8,", ",", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/8 10.1.0.0/16", "*"]
)
def test_what_is_no_list_of_networks_is_refused_by_its_name(value: str) -> None:
    with pytest.raises(SettingsError) as error:
        Settings.from_environment({"CAPAIAN_TRUSTED_PROXIES": value})
    for told in (error.value.indonesian, error.value.english):
        assert "CAPAIAN_TRUSTED_PROXIES" in told
        assert "canary" not in told
