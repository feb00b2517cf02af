"""The oldest version of Capaian that may use the schema of a database.

A migration that an earlier version cannot work with raises it. See docs/decisions/0039-rolling-upgrades.md.
"""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import lru_cache
from typing import Any

import asyncpg

from api import __version__
from api.errors import ErrorDetail, Text, UnavailableError

HAS_OLDEST_VERSION = "select to_regclass('public.schema_compatibility') is not null"
OLDEST_VERSION = "select oldest_version from public.schema_compatibility"


async def find_required_version(connection: Any) -> str | None:
    """Return the oldest version that may use this database if this version is older, otherwise None.

    A database without the schema of Capaian requires no version.
    """
    if not await connection.fetchval(HAS_OLDEST_VERSION):
        return None
    oldest: str | None = await connection.fetchval(OLDEST_VERSION)
    return None if oldest is None or is_permitted(oldest) else oldest


def require_permitted_version(oldest: str | None) -> None:
    """Raise UnavailableError if the oldest version that may use the database is newer than this one."""
    if oldest is not None and not is_permitted(oldest):
        detail = VERSION_TOO_OLD.fill(oldest, __version__)
        raise UnavailableError(f"version too old: {detail.en}", [ErrorDetail("version_too_old", detail)])


@asynccontextmanager
async def check_version_on_schema_error(connection: Any) -> AsyncIterator[None]:
    """Raise UnavailableError for a statement that fails because the schema requires a newer version."""
    try:
        yield
    except asyncpg.SyntaxOrAccessError:
        require_permitted_version(await find_required_version(connection))
        raise


@lru_cache(maxsize=8)
def is_permitted(oldest: str) -> bool:
    """Return whether this version is not older than the given one."""
    return parse_version(oldest) <= parse_version(__version__)


def parse_version(text: str) -> list[int]:
    """Return the numbers of a version, to compare versions."""
    return [int(number) for number in re.findall(r"\d+", text)]


VERSION_TOO_OLD = Text(
    "Basis data ini memerlukan Capaian {0} atau lebih baru; instans ini memakai {1}.",
    "This database requires Capaian {0} or newer; this instance has {1}.",
)
