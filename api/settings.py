"""Every setting, read once from the environment (CAPAIAN_…) and handed on by name."""

import re
from collections.abc import Callable, Mapping
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

import msgspec

from api.faults import BilingualError
from api.terms import LICENCES, Terms


class SettingsError(BilingualError):
    """A setting that cannot be used."""


class IdentityProvider(msgspec.Struct, frozen=True, kw_only=True):
    """Who signs the tokens that are taken besides API keys, and where in a token rights are found."""

    issuer: str
    audience: str
    jwks_url: str | None = None  # None: the provider is asked for it
    algorithm: str = "RS256"
    scopes_claim: str = "scope"
    institution_claim: str = "institution"


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """`database_url` is the service's login role; without it an embedded server keeps its data in `data_dir`.

    `migration_database_url` is the owner's login, used for migrations alone. `seal_key` is the file of the key that
    signs the audit trail; without it one is made in `data_dir`. `trusted_proxies` are believed in X-Forwarded-For.
    `cache_bytes` bounds the answers that each worker keeps in memory; 0 keeps none.
    `publisher` publishes the data, under `data_license`.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    data_dir: Path = Path(".data")
    database_url: str | None = None
    migration_database_url: str | None = None
    workers: int = 1
    pool_size: int = 8
    cache_bytes: int = 64 * 1024 * 1024
    log_format: str = "auto"
    public_read: bool = True
    trusted_proxies: str | None = None
    seal_key: Path | None = None
    publisher: str = Terms().publisher
    publisher_url: str | None = None
    data_license: str = Terms().licence.name
    oidc_issuer: str | None = None
    oidc_audience: str | None = None
    oidc_jwks_url: str | None = None
    oidc_algorithm: str = "RS256"
    oidc_scopes_claim: str = "scope"
    oidc_institution_claim: str = "institution"

    @property
    def pretty_logs(self) -> bool | None:
        """None leaves it to whether a terminal reads the log."""
        return None if self.log_format == "auto" else self.log_format == "pretty"

    @property
    def terms(self) -> Terms:
        return Terms(self.publisher, self.publisher_url, LICENCES[self.data_license])

    @property
    def trusted_networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        return _networks(self.trusted_proxies) if self.trusted_proxies else ()

    @property
    def identity_provider(self) -> IdentityProvider | None:
        """None where only API keys are taken."""
        if self.oidc_issuer is None or self.oidc_audience is None:
            return None
        return IdentityProvider(
            issuer=self.oidc_issuer,
            audience=self.oidc_audience,
            jwks_url=self.oidc_jwks_url,
            algorithm=self.oidc_algorithm,
            scopes_claim=self.oidc_scopes_claim,
            institution_claim=self.oidc_institution_claim,
        )

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        """Raises SettingsError for the first setting that cannot be used."""
        given = {
            name: environment[variable]
            for name in cls.__struct_fields__
            if environment.get(variable := _variable(name), "") != ""
        }
        for name, rule in RULES.items():
            if name in given and not rule.holds(given[name]):
                raise _unusable(name, rule.indonesian, rule.english)
        for name, other in ACCOMPANIED.items():
            if name in given and other not in given:
                raise _unusable(name, f"disertai {_variable(other)}", f"accompanied by {_variable(other)}")
        return msgspec.convert(given, cls, strict=False, dec_hook=lambda type_, value: type_(value))


class Rule(NamedTuple):
    """What a value has to be, and how the sentence "… must be" ends."""

    holds: Callable[[str], bool]
    indonesian: str
    english: str


def is_guarded(address: str) -> bool:
    """Nobody on the way reads or changes what is fetched there: https, or a server on this machine."""
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:  # brackets that do not close, a port that is none
        return False
    if not (host and re.fullmatch("[!-~]+", address)) or "@" in parts.netloc or "#" in address:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:  # a name
        return False


def _is_postgresql(address: str) -> bool:
    try:
        return urlsplit(address).scheme in ("postgresql", "postgres")
    except ValueError:
        return False


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    """Raises ValueError for what is none, and for a network with bits of a host."""
    return tuple(ip_network(part.strip()) for part in text.split(","))


def _are_networks(text: str) -> bool:
    try:
        return bool(_networks(text))
    except ValueError:
        return False


def _whole_number(low: int, high: int) -> Rule:
    return Rule(
        lambda text: text.isascii() and text.isdigit() and low <= int(text) <= high,
        f"bilangan bulat {low} sampai {high}",
        f"a whole number from {low} to {high}",
    )


def _one_of(*words: str) -> Rule:
    *first, last = words
    comma = "," if len(first) > 1 else ""
    return Rule(lambda text: text in words, f"{', '.join(first)}{comma} atau {last}", f"{', '.join(first)} or {last}")


_DATABASE = Rule(_is_postgresql, "alamat postgresql://…", "an address postgresql://…")
_WORD = Rule(
    lambda text: re.fullmatch("[!-~]{1,200}", text) is not None,
    "paling banyak 200 aksara ASCII tanpa spasi",
    "at most 200 ASCII characters without a space",
)
_HTTPS = ("alamat https://…, atau http://… di mesin ini", "an address https://…, or http://… on this machine")

RULES = {
    "port": _whole_number(1, 65535),
    "workers": _whole_number(1, 64),
    "pool_size": _whole_number(1, 200),
    "cache_bytes": _whole_number(0, 2**36),
    "database_url": _DATABASE,
    "migration_database_url": _DATABASE,
    "public_read": _one_of("true", "false"),
    "log_format": _one_of("auto", "pretty", "json"),
    "trusted_proxies": Rule(
        _are_networks,
        "alamat IP atau jaringan (10.0.0.0/8), dipisahkan koma",
        "IP addresses or networks (10.0.0.0/8) with commas between them",
    ),
    "publisher": Rule(
        lambda text: text.isprintable() and text == text.strip() and len(text) <= 200,
        "paling banyak 200 aksara yang dapat dicetak",
        "at most 200 printable characters",
    ),
    "publisher_url": Rule(is_guarded, *_HTTPS),
    "data_license": _one_of(*LICENCES),
    # A principal is issuer, "#" and subject, in 500 characters.
    "oidc_issuer": Rule(
        lambda text: is_guarded(text) and "?" not in text and len(text) <= 400,
        f"{_HTTPS[0]}, tanpa ? dan #, paling banyak 400 aksara",
        f"{_HTTPS[1]}, without ? and #, at most 400 characters",
    ),
    "oidc_audience": _WORD,
    "oidc_jwks_url": Rule(is_guarded, *_HTTPS),
    # Signatures that only the provider can make; with HS256 we would hold its secret.
    "oidc_algorithm": _one_of("RS256", "PS256", "ES256", "EdDSA", "Ed25519"),
    "oidc_scopes_claim": _WORD,
    "oidc_institution_claim": _WORD,
}
# A setting that means nothing without another, and that other.
ACCOMPANIED = {
    "migration_database_url": "database_url",
    "oidc_issuer": "oidc_audience",
    "oidc_audience": "oidc_issuer",
    "oidc_jwks_url": "oidc_issuer",
    "oidc_algorithm": "oidc_issuer",
    "oidc_scopes_claim": "oidc_issuer",
    "oidc_institution_claim": "oidc_issuer",
}


def _variable(name: str) -> str:
    return f"CAPAIAN_{name.upper()}"


def _unusable(name: str, indonesian: str, english: str) -> SettingsError:
    # The value is not repeated: it may hold a password.
    return SettingsError(f"{_variable(name)} harus {indonesian}.", f"{_variable(name)} must be {english}.")
