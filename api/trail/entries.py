"""Audit entries as they are chained: every field of the row, written one way whatever the server and the zone.

The canonical form itself is in `verify_export.py`, which has to stand alone. An entry is flat: `detail` is the text
that PostgreSQL has for it, for a number of JSON need not survive being read.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from api.trail.verify_export import BEFORE_THE_FIRST, Entry, Place, canonical, chained

__all__ = ["BEFORE_THE_FIRST", "COLUMNS", "Entry", "Place", "canonical", "chained", "entry_of"]

FIELDS = (
    "epoch", "xid", "ordinal", "recorded_at", "principal", "key_id", "address", "request_id", "action", "noun", "key",
    "revision", "content_sha256", "detail",
)  # fmt: skip
COLUMNS = ", ".join(f"a.{field}" for field in FIELDS)


def entry_of(row: Sequence[Any]) -> Entry:
    """Of a row that holds COLUMNS."""
    return {name: _plain(value) for name, value in zip(FIELDS, row, strict=True)}


def _plain(value: object) -> str | int | None:
    match value:
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        case bytes():
            return value.hex()
        case str() | int() | None:
            return value
        case _:
            raise TypeError(type(value).__name__)
