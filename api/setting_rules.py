"""The rules that values of settings follow."""

import re
from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import NamedTuple
from urllib.parse import urlsplit


class SettingRule(NamedTuple):
    """A check of a value, and the description of valid values in both languages, after "must be".

    `is_shown`: the message repeats the value, unless it may contain a password.
    """

    is_valid: Callable[[str], bool]
    indonesian: str
    english: str
    is_shown: bool = False


def is_https_or_loopback(url: str) -> bool:
    """Accept only URLs whose responses cannot be changed in transit: https, or a server on this machine."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:  # unbalanced brackets, an invalid port
        return False
    if not (host and re.fullmatch("[!-~]+", url)) or "@" in parts.netloc or "#" in url:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:  # a host name
        return False


def is_postgresql_url(url: str) -> bool:
    try:
        return urlsplit(url).scheme in ("postgresql", "postgres")
    except ValueError:
        return False


def parse_networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Parse networks. Raise ValueError for invalid ones and for networks with host bits."""
    return tuple(ip_network(part.strip()) for part in text.split(","))


def is_network_list(text: str) -> bool:
    try:
        return bool(parse_networks(text))
    except ValueError:
        return False


def integer_between(low: int, high: int) -> SettingRule:
    return SettingRule(
        lambda text: text.isascii() and text.isdigit() and low <= int(text) <= high,
        f"bilangan bulat {low} sampai {high}",
        f"a whole number from {low} to {high}",
    )


def choice(*values: str) -> SettingRule:
    *first, last = values
    comma = "," if len(first) > 1 else ""
    return SettingRule(
        lambda text: text in values, f"{', '.join(first)}{comma} atau {last}", f"{', '.join(first)} or {last}"
    )
