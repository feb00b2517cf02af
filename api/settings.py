"""All settings, read once from environment variables (CAPAIAN_…)."""

from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path

import msgspec

from api.errors import BilingualError
from api.license import DATA_LICENSES, ContactPoint, PublisherInfo
from api.service_url import MAX_LENGTH, is_public_url
from api.setting_parts.database_url import describe_unusable_parameter, remove_parameters_without_effect
from api.setting_parts.identity_provider import IdentityProvider
from api.setting_rules import (
    DATABASE_URL,
    NAME,
    REQUIRED_TOGETHER,
    SDMX_AGENCY,
    TOKEN,
    SettingRule,
    choice,
    integer_between,
    is_email,
    is_https_or_loopback,
    is_network_list,
    is_web_url,
    parse_networks,
)


class SettingsError(BilingualError):
    """A setting is invalid."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The settings; docs/operations/settings.md describes each.

    `database_url`: login of the service. Without it, an embedded server stores its data in `data_dir`
    (api/database/embedded/data_directory.py chooses a default).
    `migration_database_url`: login of the owner, only for migrations.
    `read_database_url`: login of the service on a standby, for public reads that lag at most `max_replica_lag` seconds.
    `read_only`: the database is a standby, or is used like one.
    `pooler_reader_database_url` and `pooler_service_database_url`: the two logins of the pools at a transaction pooler.
    `pooler_prepared_statements`: whether that pooler supports prepared statements.
    `audit_key_file`: key that signs the audit; without it, the service creates one in `data_dir`.
    `cache_bytes`: size of the response cache of each worker; 0 disables it.
    `import_max_rejected_rows`: an import with more rejected rows fails, and the service stops reading its file.
    `trusted_proxies`: their X-Forwarded-For sets the IP address of the client in the audit and for the rate limits.
    `metrics_port`: port of GET /metrics, on `metrics_host`; None disables the metrics.
    `public_url`: start of every URL in a response; api/service_url.py reads it.
    `public_rate` and `public_burst`: requests per second, and at the same time, of a client without a key.
    `key_rate` and `key_burst`: the same for each principal.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    metrics_host: str = "127.0.0.1"
    metrics_port: int | None = None
    data_dir: Path | None = None
    database_url: str | None = None
    migration_database_url: str | None = None
    read_database_url: str | None = None
    max_replica_lag: int = 5
    read_only: bool = False
    pooler_reader_database_url: str | None = None
    pooler_service_database_url: str | None = None
    pooler_prepared_statements: bool = True
    workers: int = 1
    pool_size: int = 8
    cache_bytes: int = 64 * 1024 * 1024
    log_format: str = "auto"
    public_read: bool = True
    trusted_proxies: str | None = None
    rate_limit: str = "on"
    public_rate: int = 50
    public_burst: int = 500
    key_rate: int = 200
    key_burst: int = 2000
    audit_key_file: Path | None = None
    import_max_rejected_rows: int = 10_000
    publisher: str = PublisherInfo().name
    publisher_url: str | None = None
    data_license: str | None = None
    contact_name: str | None = None
    contact_url: str | None = None
    contact_email: str | None = None
    sdmx_agency: str = PublisherInfo().sdmx_agency
    public_url: str | None = None
    oidc_issuer: str | None = None
    oidc_audience: str | None = None
    oidc_jwks_url: str | None = None
    oidc_algorithm: str = "RS256"
    oidc_scopes_claim: str = "scope"
    oidc_institution_claim: str = "institution"

    @property
    def pretty_logs(self) -> bool | None:
        """None: pretty if standard error is a terminal."""
        return None if self.log_format == "auto" else self.log_format == "pretty"

    @property
    def publisher_info(self) -> PublisherInfo:
        data_license = DATA_LICENSES[self.data_license] if self.data_license is not None else None
        return PublisherInfo(self.publisher, self.publisher_url, data_license, self._contact_point, self.sdmx_agency)

    @property
    def _contact_point(self) -> ContactPoint | None:
        if self.contact_url is None and self.contact_email is None:
            return None
        return ContactPoint(self.contact_name or self.publisher, self.contact_url, self.contact_email)

    @property
    def trusted_proxy_networks(self) -> tuple[IPv4Network | IPv6Network, ...]:
        return parse_networks(self.trusted_proxies) if self.trusted_proxies else ()

    @property
    def identity_provider(self) -> IdentityProvider | None:
        """None: the service accepts only API keys."""
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
        """Read the settings. Raise SettingsError for the first invalid one."""
        given = {
            name: environment[variable]
            for name in cls.__struct_fields__
            if environment.get(variable := build_variable_name(name), "") != ""
        }
        for name, rule in RULES.items():
            if name in given and not rule.is_valid(given[name]):
                raise _invalid_setting(name, given[name], rule)
        for name in filter(given.__contains__, DATABASE_URLS):
            if (texts := describe_unusable_parameter(build_variable_name(name), given[name])) is not None:
                raise SettingsError(*texts)
            given[name] = remove_parameters_without_effect(given[name])
        for name, others in REQUIRED_TOGETHER.items():
            if name in given and not given.keys() & set(others):
                variable, required = build_variable_name(name), [build_variable_name(other) for other in others]
                raise SettingsError(
                    f"{variable} harus disertai {' atau '.join(required)}. Silakan isi keduanya, atau kosongkan "
                    f"{variable}.",
                    f"{variable} must be set together with {' or '.join(required)}. Set both, or unset {variable}.",
                )
        if given.get("read_only") == "true" and "read_database_url" in given:
            raise SettingsError(
                "CAPAIAN_READ_ONLY=true membaca dari CAPAIAN_DATABASE_URL saja. Silakan kosongkan "
                "CAPAIAN_READ_DATABASE_URL, atau CAPAIAN_READ_ONLY.",
                "CAPAIAN_READ_ONLY=true reads only from CAPAIAN_DATABASE_URL. Unset CAPAIAN_READ_DATABASE_URL or "
                "CAPAIAN_READ_ONLY.",
            )
        return msgspec.convert(given, cls, strict=False, dec_hook=lambda type_, value: type_(value))


DATABASE_URLS = tuple(
    f"{name}database_url" for name in ("", "migration_", "read_", "pooler_reader_", "pooler_service_")
)
_HTTPS_URL = ("URL https://…, atau http://… di mesin ini", "a URL https://…, or http://… on this machine")
_PUBLIC_URL_EXAMPLE = "https://data.example.go.id/capaian"

RULES = {
    "port": integer_between(1, 65535),
    "metrics_port": integer_between(1, 65535),
    "workers": integer_between(1, 64),
    "pool_size": integer_between(1, 200),
    "cache_bytes": integer_between(0, 2**36),
    "rate_limit": choice("on", "off"),
    **{name: integer_between(1, 1_000_000) for name in ("public_rate", "public_burst", "key_rate", "key_burst")},
    **dict.fromkeys(DATABASE_URLS, DATABASE_URL),
    "pooler_prepared_statements": choice("true", "false"),
    "max_replica_lag": integer_between(1, 3600),
    "read_only": choice("true", "false"),
    "import_max_rejected_rows": integer_between(1, 2_000_000),
    "public_read": choice("true", "false"),
    "log_format": choice("auto", "pretty", "json"),
    "trusted_proxies": SettingRule(
        is_network_list,
        "alamat IP atau jaringan (10.0.0.0/8), dipisahkan koma",
        "IP addresses or networks (10.0.0.0/8), separated by commas",
    ),
    "publisher": NAME,
    "publisher_url": SettingRule(is_https_or_loopback, *_HTTPS_URL),
    "data_license": choice(*DATA_LICENSES),
    "sdmx_agency": SDMX_AGENCY,
    "contact_name": NAME,
    "contact_url": SettingRule(
        is_web_url,
        "URL http atau https halaman kontak, misalnya https://data.example.go.id/kontak, tanpa kata sandi; alamat "
        "surel ditulis di CAPAIAN_CONTACT_EMAIL",
        "an http or https URL of a contact page, such as https://data.example.go.id/contact, without credentials; "
        "write an email address in CAPAIAN_CONTACT_EMAIL",
        is_shown=True,
    ),
    "contact_email": SettingRule(
        is_email,
        "satu alamat surel tanpa mailto:, misalnya data@example.go.id",
        "one email address without mailto:, such as data@example.go.id",
        is_shown=True,
    ),
    "public_url": SettingRule(
        is_public_url,
        f"URL http atau https dengan host, dan bila perlu port dan path, misalnya {_PUBLIC_URL_EXAMPLE}; tanpa kata "
        f"sandi, ? dan #, paling banyak {MAX_LENGTH} aksara, dan path hanya dari huruf, angka dan . _ ~ -",
        f"an http or https URL with a host, and optionally a port and a path, such as {_PUBLIC_URL_EXAMPLE}; without "
        f"credentials, ? and #, at most {MAX_LENGTH} characters, and a path only of letters, digits and . _ ~ -",
        is_shown=True,
    ),
    # A principal is `issuer#subject`, at most 500 characters.
    "oidc_issuer": SettingRule(
        lambda text: is_https_or_loopback(text) and "?" not in text and len(text) <= 400,
        f"{_HTTPS_URL[0]}, tanpa ? dan #, paling banyak 400 aksara",
        f"{_HTTPS_URL[1]}, without ? and #, at most 400 characters",
    ),
    "oidc_audience": TOKEN,
    "oidc_jwks_url": SettingRule(is_https_or_loopback, *_HTTPS_URL),
    # Asymmetric algorithms only: with HS256 this service would have the secret of the provider.
    "oidc_algorithm": choice("RS256", "PS256", "ES256", "EdDSA", "Ed25519"),
    "oidc_scopes_claim": TOKEN,
    "oidc_institution_claim": TOKEN,
}


def build_variable_name(name: str) -> str:
    """Return the variable of a setting, such as CAPAIAN_PORT for `port`."""
    return f"CAPAIAN_{name.upper()}"


def _invalid_setting(name: str, value: str, rule: SettingRule) -> SettingsError:
    variable = build_variable_name(name)
    if not rule.is_shown or "@" in value:  # a password
        return SettingsError(f"{variable} harus {rule.indonesian}.", f"{variable} must be {rule.english}.")
    return SettingsError(
        f"{variable} berisi {value!r}, tetapi harus {rule.indonesian}.",
        f"{variable} is {value!r}, but must be {rule.english}.",
    )
