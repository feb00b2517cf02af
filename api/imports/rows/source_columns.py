"""The columns of sources."""

import re
from collections.abc import Iterator

from api.imports.cells.dates import read_moment
from api.imports.cells.texts import of_fault, read_authors
from api.imports.importable import Importable
from api.imports.rows.column import Column, Members, chosen, day
from api.postgres.rules import breaking

DAYS = ("published_on", "published_not_before", "published_not_after")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
SHA256 = re.compile(r"[0-9a-f]{64}")


def source_columns(importable: Importable) -> Iterator[Column]:
    own = Members(importable)
    yield own.column("code")
    yield own.column("kind", chosen("kind"))
    yield from (own.column(name) for name in ("title", "publisher"))
    yield own.column("authors", lambda text, _: read_authors(text))
    yield from (own.column(name) for name in ("url", "archived_url"))
    yield from (own.column(name, day, "day") for name in DAYS)
    yield own.column("date_basis", chosen("date_basis"))
    yield own.column("language", lambda text, _: require_language(text))
    yield own.column("retrieved_at", lambda text, _: read_moment(text).isoformat())
    yield own.column("content_sha256", lambda text, _: require_sha256(text.lower()))
    yield own.column("note")


def require_language(text: str) -> str:
    if not LANGUAGE.fullmatch(text):
        raise of_fault(breaking("source_language_is_bcp_47").faults[0])
    return text


def require_sha256(text: str) -> str:
    if not SHA256.fullmatch(text):
        raise of_fault(breaking("source_sha256_is_64_hex_digits").faults[0])
    return text
