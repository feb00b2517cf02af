"""Every setting, read once from the environment (CAPAIAN_…) and handed on by name."""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from api.faults import BilingualError


class SettingsError(BilingualError):
    """A setting that cannot be used."""


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """`database_url` is the service's login role; without it an embedded server keeps its data in `data_dir`.

    `migration_database_url` is the owner's login, used for migrations alone.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    data_dir: Path = Path(".data")
    database_url: str | None = None
    migration_database_url: str | None = None
    workers: int = 1
    pool_size: int = 8
    log_format: str = "auto"
    public_read: bool = True

    @property
    def pretty_logs(self) -> bool | None:
        """None leaves it to whether a terminal reads the log."""
        return None if self.log_format == "auto" else self.log_format == "pretty"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> "Settings":
        given = {
            name: environment[variable]
            for name in cls.__struct_fields__
            if environment.get(variable := f"CAPAIAN_{name.upper()}", "") != ""
        }
        for name, low, high in (("port", 1, 65535), ("workers", 1, 64), ("pool_size", 1, 200)):
            if name in given:
                _require(
                    name,
                    given[name].isascii() and given[name].isdigit() and low <= int(given[name]) <= high,
                    f"bilangan bulat {low} sampai {high}",
                    f"a whole number from {low} to {high}",
                )
        for name in ("database_url", "migration_database_url"):
            if name in given:
                _require(
                    name,
                    _scheme(given[name]) in ("postgresql", "postgres"),
                    "alamat postgresql://…",
                    "an address postgresql://…",
                )
        if "public_read" in given:
            _require("public_read", given["public_read"] in ("true", "false"), "true atau false", "true or false")
        if "log_format" in given:
            _require(
                "log_format",
                given["log_format"] in ("auto", "pretty", "json"),
                "auto, pretty, atau json",
                "auto, pretty or json",
            )
        if "migration_database_url" in given:
            _require(
                "migration_database_url",
                "database_url" in given,
                "disertai CAPAIAN_DATABASE_URL",
                "accompanied by CAPAIAN_DATABASE_URL",
            )
        return msgspec.convert(given, cls, strict=False, dec_hook=lambda type_, value: type_(value))


def _scheme(url: str) -> str:
    try:
        return urlsplit(url).scheme
    except ValueError:  # brackets that do not close
        return ""


def _require(name: str, holds: bool, indonesian: str, english: str) -> None:
    if not holds:
        # The value is not repeated: it may hold a password.
        variable = f"CAPAIAN_{name.upper()}"
        raise SettingsError(f"{variable} harus {indonesian}.", f"{variable} must be {english}.")
