"""The migrations of the last release. Databases have applied them, so these files never change."""

import hashlib
from pathlib import Path

from api.paths import SCHEMA

MIGRATIONS = SCHEMA / "migrations"
RECORDED_MIGRATIONS = "migrations.sha256"


def format_digests(migrations: Path = MIGRATIONS) -> str:
    """Return a line with digest and name for each file, as `sha256sum` writes it."""
    return "".join(f"{_hash(file)}  {file.name}\n" for file in sorted(migrations.glob("*.sql")))


def list_changed_migrations(recorded: str, migrations: Path = MIGRATIONS) -> list[str]:
    """Return the recorded files that are missing or have another content."""
    present = set(format_digests(migrations).splitlines())
    return [line.partition("  ")[2] for line in recorded.splitlines() if line not in present]


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()
