"""Audit entries in the form that is hashed: every field of the row, independent of the server and its time zone.

`verify_export.py` defines the canonical form, because it must work without Capaian. An entry is flat: `detail` is the
text that PostgreSQL returns, because parsing JSON could change a number.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from api.admin.audit.verify_export import (
    FIRST_PREVIOUS_HASH,
    AuditEntryMap,
    AuditPosition,
    compute_chain_hash,
    encode_canonical,
)

__all__ = [
    "ENTRY_COLUMNS",
    "FIRST_PREVIOUS_HASH",
    "AuditEntryMap",
    "AuditPosition",
    "build_entry",
    "compute_chain_hash",
    "encode_canonical",
]

ENTRY_FIELDS = (
    "epoch", "xid", "ordinal", "recorded_at", "principal", "key_id", "client_ip", "request_id", "action", "record_type",
    "record_id", "revision", "content_sha256", "detail",
    "institution", "record_institution",
)  # fmt: skip
ENTRY_COLUMNS = ", ".join(f"a.{field}" for field in ENTRY_FIELDS)


def build_entry(row: Sequence[Any]) -> AuditEntryMap:
    """Build an audit entry from a row selected with ENTRY_COLUMNS."""
    return {name: _to_json_value(value) for name, value in zip(ENTRY_FIELDS, row, strict=True)}


def _to_json_value(value: object) -> str | int | None:
    match value:
        case datetime():
            return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        case bytes():
            return value.hex()
        case str() | int() | None:
            return value
        case _:
            raise TypeError(type(value).__name__)
