"""The audit entry in responses."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from api.service_url import build_url


def _text_field(description: str, example: str) -> Meta:
    return Meta(description=description, examples=[example])


class AuditRecord(msgspec.Struct, frozen=True):
    """The record that an action changed."""

    type: Annotated[str, _text_field("Type of the record, such as `target`, `preference` or `key`.", "target")]
    id: Annotated[str, _text_field("Id or code of the record.", "01a1fb67-1800-7000-8000-000000000108")]
    url: Annotated[str, _text_field("URL of the record.", "/v1/targets/01a1fb67-1800-7000-8000-000000000108")]


class AuditEntry(msgspec.Struct, frozen=True):
    """An action, its author and time, and the number of its seal."""

    position: Annotated[str, _text_field("Position in the audit: epoch/transaction/ordinal.", "1/1204/57")]
    recorded_at: Annotated[
        datetime, Meta(tz=True, description="Start of the transaction, in UTC.", examples=["2026-11-21T00:00:00Z"])
    ]
    principal: Annotated[str, _text_field("Principal that acted.", "kemenkop-ukm data")]
    key_id: Annotated[str, _text_field("Id of the key or token of the request.", "CTaAVstJsO")] | None
    client_ip: Annotated[str, _text_field("IP address of the client.", "203.0.113.7")] | None
    request_id: (
        Annotated[str, _text_field("Id of the request, as in the log.", "4d6f0a0f3c1b4a0c9c0e5d0f7a1b2c3d")] | None
    )
    action: Annotated[str, _text_field("Action; `refuse` for a rejected request.", "record")]
    record: AuditRecord | None
    revision: Annotated[int, Meta(description="Revision that the action added.", examples=[2])] | None
    content_sha256: Annotated[str, _text_field("SHA-256 of that revision, in hexadecimal.", "9f86d081" * 8)] | None
    detail: Annotated[
        dict[str, Any],
        Meta(
            description="Details of the action. For `refuse`: `method`, `path`, `route`, `status` and `problem` of the "
            "requests; `count`, their number; `first_at`, the time of the first one. A summary of requests with "
            "different paths has the `path` null.",
            examples=[{}],
        ),
    ]
    institution: (
        Annotated[
            str, _text_field("Institution that the key or token was restricted to; null if none.", "kemenkop-ukm")
        ]
        | None
    )
    record_institution: (
        Annotated[
            str, _text_field("Institution that owned the revision or key; null if none owns such records.", "presiden")
        ]
        | None
    )
    seal_number: Annotated[int, Meta(description="Number of the seal; null until it is sealed.", examples=[57])] | None


def build_record_url(record_type: str, record_id: str) -> str:
    """Return the URL of a record that the audit names; the preference belongs to its realization."""
    if record_type == "preference":
        return build_url(f"/v1/realizations/{record_id}/preference")
    return build_url(f"/v1/{record_type}s/{record_id}")
