"""One entry of the audit trail as administrators read it."""

from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta


def _text(description: str, example: str) -> Meta:
    return Meta(description=description, examples=[example])


class AuditEntry(msgspec.Struct, frozen=True):
    """Who did what, when, and as which number it was sealed."""

    position: Annotated[str, _text("Its place in the trail: epoch/transaction/ordinal.", "1/1204/57")]
    recorded_at: Annotated[
        datetime, Meta(tz=True, description="When its transaction began, UTC.", examples=["2026-11-21T00:00:00Z"])
    ]
    principal: Annotated[str, _text("Who did it.", "kemenkop-ukm data")]
    key_id: Annotated[str, _text("Of the key or token that was shown.", "CTaAVstJsO")] | None
    address: Annotated[str, _text("From where, as the service saw it.", "203.0.113.7")] | None
    request_id: Annotated[str, _text("Of the request, as in the log.", "4d6f0a0f3c1b4a0c9c0e5d0f7a1b2c3d")] | None
    action: Annotated[str, _text("What was done, or was refused.", "record")]
    noun: Annotated[str, _text("What it was done to.", "target")] | None
    key: Annotated[str, _text("Id or code of what it was done to.", "01a1fb67-1800-7000-8000-000000000108")] | None
    revision: Annotated[int, Meta(description="The revision that came to be.", examples=[2])] | None
    content_sha256: Annotated[str, _text("Of that revision, in hexadecimal digits.", "9f86d081" * 8)] | None
    detail: Annotated[dict[str, Any], Meta(description="What else there is to say.", examples=[{}])]
    sealed: (
        Annotated[
            int, Meta(description="The number of its seal; null for the moment before there is one.", examples=[57])
        ]
        | None
    )
