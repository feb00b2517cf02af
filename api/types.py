"""Scalar types of the API, each with its pattern, limits and an example; and the time zone of its days."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Final, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from msgspec import Meta

from api.service_url import MAX_URL_LENGTH

JAKARTA: Final = ZoneInfo("Asia/Jakarta")  # the time zone of every day without a time
# These patterns run in any engine (RFC 9485). api/text_rules.py checks the rest of the rules that `extra` names.
LABEL_PATTERN = r"^[^ \n\r\t=+@-]([^\n\r\t]*[^ \n\r\t])?$"
LONG_TEXT_PATTERN = r"^[ \n\r\t]*[^ \n\r\t=+@-]"

JsonObject = dict[str, Any]
Code = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{1,63}$", min_length=2, max_length=64)]
RegionCode = Annotated[
    str,
    Meta(
        pattern=r"^(ID|[0-9]{2}(\.[0-9]{2})?)$",
        description="Code of the Ministry of Home Affairs (Kemendagri): `ID`, `32` or `32.73`.",
        examples=["ID"],
    ),
]
RecordId = Annotated[
    UUID, Meta(description="Id of the record: a UUID, version 7.", examples=["01a1fb67-1800-7000-8000-000000000108"])
]
RecordUrl = Annotated[
    str,
    Meta(
        max_length=MAX_URL_LENGTH,
        description="URL of the record on this service.",
        examples=["/v1/programs/umkm-digital"],
    ),
]
Label = Annotated[str, Meta(pattern=LABEL_PATTERN, min_length=1, max_length=500, extra={"text_rule": "line"})]
LongText = Annotated[
    str, Meta(pattern=LONG_TEXT_PATTERN, min_length=1, max_length=4000, extra={"text_rule": "long_text"})
]
Duration = Annotated[str, Meta(pattern="^P([1-9][0-9]{0,2}[YMW]|[1-9][0-9]{0,3}D)$", max_length=6)]
Language = Annotated[str, Meta(pattern="^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", max_length=64)]
HttpUrl = Annotated[str, Meta(pattern="^https?://[!-~]+$", max_length=2000)]
CalendarDate = Annotated[
    date, Meta(description="Civil date in Asia/Jakarta, 1900-01-01 to 2200-12-31.", examples=["2022-03-28"])
]
Timestamp = Annotated[datetime, Meta(tz=True)]
Amount = Annotated[
    Decimal,
    Meta(
        description="Exact decimal in full units, at most 15 significant digits.",
        extra_json_schema={"type": "number", "format": "double"},
        examples=[20000000],
    ),
]

Revision = Annotated[
    int,
    Meta(
        ge=1,
        le=2147483647,
        description="Number of the revision, starting at 1.",
        examples=[1],
        extra_json_schema={"format": "int32"},
    ),
]
Status = Annotated[
    Literal["draft", "submitted", "published", "rejected", "withdrawn"],
    Meta(description="Status of this revision.", examples=["published"]),
]
StatusReason = Annotated[
    str,
    Meta(
        max_length=4000,
        description="Reason of a correction, rejection, withdrawal or restoration, else null.",
        examples=["Salah ketik: 20 juta, bukan 30 juta."],
    ),
]
RequiredReason = Annotated[
    str,
    Meta(
        pattern=LONG_TEXT_PATTERN,
        min_length=1,
        max_length=4000,
        description="The reason. It is stored with the revision permanently.",
        examples=["Salah ketik: 20 juta, bukan 30 juta."],
        extra={"text_rule": "long_text"},
    ),
]
RecordedAt = Annotated[
    datetime,
    Meta(tz=True, description="When this service stored the revision, UTC.", examples=["2026-11-21T00:00:00Z"]),
]
RecordedBy = Annotated[
    str,
    Meta(
        max_length=500,
        description="Principal that stored the revision; `system` for seed data.",
        examples=["system"],
    ),
]
EnteredBy = Annotated[
    str,
    Meta(
        max_length=500,
        description="Principal that entered the content of the revision; another one published it. Null for seed data. "
        "Only in lists of revisions.",
        examples=["kemenkop-data"],
    ),
]
AllowedActions = Annotated[
    list[str],
    Meta(
        description="Actions that the caller can take next; only with an API key, and only for single records.",
        examples=[["revise", "withdraw"]],
    ),
]


def format_timestamp(timestamp: datetime) -> str:
    """Format a time by RFC 3339, as `known_at` accepts it."""
    return timestamp.isoformat().replace("+00:00", "Z")
