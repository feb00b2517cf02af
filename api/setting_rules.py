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


# RFC 3986. Others, such as < and ", would end the URL in Turtle or a header.
_URL_CHARACTERS = r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+"
_URL_PART = r"(?:[A-Za-z0-9._~!$&'()*+;=-]|%[0-9A-Fa-f]{2})"
_DATABASE_HOST = rf"(?:\[[0-9A-Fa-f:.]+\]|{_URL_PART}*)(?::[0-9]+)?"
_QUERY_PART = r"[A-Za-z_][A-Za-z0-9_.]*=[^@#&?\s]*"
_POSTGRESQL_URL = (
    rf"postgres(?:ql)?://(?:{_URL_PART}*(?::(?:{_URL_PART}|[,:])*)?@)?(?P<hosts>{_DATABASE_HOST}(?:,{_DATABASE_HOST})*)"
    rf"(?:/{_URL_PART}*)?(?:\?{_QUERY_PART}(?:&{_QUERY_PART})*)?"
)
_EMAIL = r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+"


def is_web_url(url: str) -> bool:
    """Return whether a text is an http or https URL without credentials."""
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:  # unbalanced brackets, an invalid port
        return False
    is_plain = re.fullmatch(_URL_CHARACTERS, url) is not None and "@" not in parts.netloc
    return bool(host) and is_plain and parts.scheme in ("http", "https")


def is_https_or_loopback(url: str) -> bool:
    """Accept only URLs whose responses cannot be changed in transit: https, or a server on this machine."""
    if not is_web_url(url) or "#" in url:
        return False
    parts = urlsplit(url)
    return parts.scheme == "https" or _is_loopback(parts.hostname or "")


def is_email(text: str) -> bool:
    return len(text) <= 254 and re.fullmatch(_EMAIL, text, re.ASCII) is not None


def is_display_name(text: str) -> bool:
    """Return whether a text is a name that fits on one line."""
    return text.isprintable() and text == text.strip() and len(text) <= 200


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:  # a host name
        return False


def is_postgresql_url(url: str) -> bool:
    """Return whether a text is a URL postgresql://… in which reserved characters of each part are percent-encoded.

    A password with such a character would otherwise be read as a host, port or database, and appear in messages.
    """
    found = re.fullmatch(_POSTGRESQL_URL, url, re.ASCII)
    ports = re.findall(r":([0-9]+)(?=[,/?]|$)", found["hosts"]) if found else []
    return found is not None and all(0 < int(port) < 2**16 for port in ports)


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


NAME = SettingRule(is_display_name, "paling banyak 200 aksara yang dapat dicetak", "at most 200 printable characters")
DATABASE_URL = SettingRule(
    is_postgresql_url,
    "URL postgresql://login:sandi@host:port/basisdata, dengan kode persen untuk setiap aksara login dan sandi selain "
    "huruf dan angka: %40 untuk @, %23 untuk #, %25 untuk %, %2F untuk /, %20 untuk spasi",
    "a URL postgresql://login:password@host:port/database, with percent-encoding of each character of login and "
    "password that is not a letter or digit: %40 for @, %23 for #, %25 for %, %2F for /, %20 for a space",
)
TOKEN = SettingRule(
    lambda text: re.fullmatch("[!-~]{1,200}", text) is not None,
    "paling banyak 200 aksara ASCII tanpa spasi",
    "at most 200 ASCII characters without a space",
)
_AGENCY_PART = "[A-Za-z][A-Za-z0-9_-]*"
SDMX_AGENCY = SettingRule(
    lambda text: re.fullmatch(rf"{_AGENCY_PART}(\.{_AGENCY_PART})*", text) is not None and len(text) <= 100,
    "id agensi SDMX seperti CAPAIAN atau ID.BPS: huruf, angka, _ dan -, setiap bagian diawali huruf",
    "an SDMX agency id such as CAPAIAN or ID.BPS: letters, digits, _ and -, each part begins with a letter",
    is_shown=True,
)

# A setting, and those of which it requires one.
REQUIRED_TOGETHER = {
    "migration_database_url": ("database_url",),
    "read_database_url": ("database_url",),
    "max_replica_lag": ("read_database_url",),
    "read_only": ("database_url",),
    "pooler_reader_database_url": ("pooler_service_database_url",),
    "pooler_service_database_url": ("pooler_reader_database_url",),
    "contact_name": ("contact_url", "contact_email"),
    "oidc_issuer": ("oidc_audience",),
    "oidc_audience": ("oidc_issuer",),
    "oidc_jwks_url": ("oidc_issuer",),
    "oidc_algorithm": ("oidc_issuer",),
    "oidc_scopes_claim": ("oidc_issuer",),
    "oidc_institution_claim": ("oidc_issuer",),
}
