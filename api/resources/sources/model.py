"""The record of a source."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from api import types


class Source(msgspec.Struct, frozen=True):
    """A document that states figures."""

    code: Annotated[types.Code, Meta(description="Code of the source.", examples=["antara-2021-01-11"])]
    url: types.RecordUrl
    kind: Annotated[
        Literal[
            "regulation",
            "plan",
            "report",
            "press_release",
            "news",
            "website",
            "video",
            "social_post",
            "speech",
            "dataset",
        ],
        Meta(description="Class of the document.", examples=["news"]),
    ]
    title: Annotated[
        types.Label,
        Meta(
            description="Title as printed.",
            examples=["Jokowi Ingin Produk Dalam Negeri Banjiri Marketplace"],
        ),
    ]
    publisher: Annotated[types.Code, Meta(description="Institution that published it.", examples=["antara"])] | None
    authors: Annotated[
        list[types.Label], Meta(max_length=50, description="People named as authors.", examples=[["Ade irma Junida"]])
    ]
    original_url: (
        Annotated[
            types.HttpUrl,
            Meta(
                description="URL of the document where it was published.", examples=["https://example.org/laporan-2021"]
            ),
        ]
        | None
    )
    archived_url: (
        Annotated[
            types.HttpUrl,
            Meta(description="URL of an archived copy.", examples=["https://example.org/arsip/laporan-2021"]),
        ]
        | None
    )
    published_on: Annotated[types.CalendarDate, Meta(description="Day of publication.", examples=["2021-01-11"])] | None
    published_not_before: (
        Annotated[
            types.CalendarDate,
            Meta(description="Earliest possible day of publication, if the day is unknown.", examples=["2021-01-01"]),
        ]
        | None
    )
    published_not_after: (
        Annotated[
            types.CalendarDate,
            Meta(description="Latest possible day of publication, if the day is unknown.", examples=["2021-12-31"]),
        ]
        | None
    )
    date_basis: Annotated[
        Literal["stated", "inferred", "unknown"],
        Meta(
            description="Whether the document states its date, the date was inferred, or it is unknown.",
            examples=["stated"],
        ),
    ]
    language: Annotated[types.Language, Meta(description="Language (BCP 47).", examples=["id"])] | None
    retrieved_at: (
        Annotated[
            types.Timestamp, Meta(description="Time when the copy was downloaded.", examples=["2026-11-20T09:30:00Z"])
        ]
        | None
    )
    content_sha256: (
        Annotated[
            types.Sha256,
            Meta(
                description="SHA-256 of the copy, hexadecimal.",
                examples=["1f779876293b9e4e15865faacb3c2ffd8886f5a97db2adad91e1dfc9206ee6b4"],
            ),
        ]
        | None
    )
    note: (
        Annotated[
            types.LongText,
            Meta(
                description="Remark about the document.",
                examples=["Printed with its hour, 14:07 in Jakarta."],
            ),
        ]
        | None
    )
    revision: types.Revision
    status: types.Status
    reason: types.StatusReason | None
    recorded_at: types.RecordedAt
    recorded_by: types.RecordedBy
    entered_by: types.EnteredBy | msgspec.UnsetType | None = msgspec.UNSET
    allowed_actions: types.AllowedActions | msgspec.UnsetType = msgspec.UNSET
