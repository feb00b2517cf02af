"""The scalar words of the wire: each written one way everywhere, with its pattern, bounds and an example."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

# What would run as a formula when an export is opened in a spreadsheet is refused at entry, as are
# control, bidirectional and zero-width characters that make one name look like another.
_PLAIN = r"\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff"
LABEL_PATTERN = rf"^[^\-=+@\s{_PLAIN}]([^{_PLAIN}]*[^\s{_PLAIN}])?$"
PROSE_PATTERN = r"^[^\-=+@\t\r\u0000-\u0008\u000b-\u001f\u007f-\u009f][^\u0000-\u0008\u000b-\u001f\u007f-\u009f]*$"

Code = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{1,63}$", min_length=2, max_length=64)]
RegionCode = Annotated[
    str,
    Meta(
        pattern=r"^(ID|[0-9]{2}(\.[0-9]{2})?)$",
        description="Code of the Ministry of Home Affairs (Kemendagri): `ID`, `32` or `32.73`.",
        examples=["ID"],
    ),
]
Identifier = Annotated[
    UUID, Meta(description="Id of the entity: a UUID, version 7.", examples=["01a1fb67-1800-7000-8000-000000000108"])
]
Label = Annotated[str, Meta(pattern=LABEL_PATTERN, min_length=1, max_length=500)]
Prose = Annotated[str, Meta(pattern=PROSE_PATTERN, min_length=1, max_length=4000)]
Duration = Annotated[str, Meta(pattern="^P([1-9][0-9]{0,2}[YMW]|[1-9][0-9]{0,3}D)$", max_length=6)]
Language = Annotated[str, Meta(pattern="^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", max_length=64)]
Address = Annotated[str, Meta(pattern="^https?://[!-~]+$", max_length=2000)]
Day = Annotated[
    date, Meta(description="Civil date in Asia/Jakarta, 1900-01-01 to 2200-12-31.", examples=["2022-03-28"])
]
Moment = Annotated[datetime, Meta(tz=True)]
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
        description="Counts this entity's revisions from 1.",
        examples=[1],
        extra_json_schema={"format": "int32"},
    ),
]
Status = Annotated[
    Literal["draft", "submitted", "published", "rejected", "withdrawn"],
    Meta(description="Where this revision stands between draft and publication.", examples=["published"]),
]
Reason = Annotated[
    str,
    Meta(
        max_length=4000,
        description="Why this revision was rejected or withdrawn; null for every other.",
        examples=["Salah ketik: 20 juta, bukan 30 juta."],
    ),
]
GivenReason = Annotated[
    str,
    Meta(
        pattern=PROSE_PATTERN,
        min_length=1,
        max_length=4000,
        description="Why; it stands with the revision for good.",
        examples=["Salah ketik: 20 juta, bukan 30 juta."],
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
        description="The principal who stored the revision; `system` for what ships with Capaian.",
        examples=["system"],
    ),
]
AllowedActions = Annotated[
    list[str],
    Meta(
        description="What the caller may do with it next; answered to callers with a key, of single entities.",
        examples=[["revise", "withdraw"]],
    ),
]
