"""The document behind a figure."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from api import words


class Source(msgspec.Struct, frozen=True):
    """A document that states figures."""

    code: Annotated[words.Code, Meta(description="Code of the source.", examples=["antara-2021-01-11"])]
    kind: Annotated[
        Literal["regulation", "report", "press_release", "news", "speech", "dataset"],
        Meta(description="What sort of document it is.", examples=["news"]),
    ]
    title: Annotated[
        words.Label,
        Meta(
            description="Title as printed.",
            examples=["Jokowi Ingin Produk Dalam Negeri Banjiri Marketplace"],
        ),
    ]
    publisher: Annotated[words.Code, Meta(description="Institution that published it.", examples=["antara"])] | None
    authors: Annotated[
        list[words.Label], Meta(max_length=50, description="People named as authors.", examples=[["Ade irma Junida"]])
    ]
    url: (
        Annotated[
            words.Address, Meta(description="Where it was published.", examples=["https://example.org/laporan-2021"])
        ]
        | None
    )
    archived_url: (
        Annotated[
            words.Address,
            Meta(description="Where a copy is archived.", examples=["https://example.org/arsip/laporan-2021"]),
        ]
        | None
    )
    published_on: Annotated[words.Day, Meta(description="Day of publication.", examples=["2021-01-11"])] | None
    published_not_before: (
        Annotated[
            words.Day,
            Meta(description="Earliest day of publication, where the day is unknown.", examples=["2021-01-01"]),
        ]
        | None
    )
    published_not_after: (
        Annotated[
            words.Day, Meta(description="Latest day of publication, where the day is unknown.", examples=["2021-12-31"])
        ]
        | None
    )
    date_basis: Annotated[
        Literal["stated", "inferred", "unknown"],
        Meta(
            description="Whether the document states its date, or it was inferred, or it is unknown.",
            examples=["stated"],
        ),
    ]
    language: Annotated[words.Language, Meta(description="Language (BCP 47).", examples=["id"])] | None
    retrieved_at: (
        Annotated[
            words.Moment, Meta(description="When the copy at hand was fetched.", examples=["2026-11-20T09:30:00Z"])
        ]
        | None
    )
    content_sha256: (
        Annotated[
            words.Sha256,
            Meta(
                description="SHA-256 of the copy at hand, in hex.",
                examples=["1f779876293b9e4e15865faacb3c2ffd8886f5a97db2adad91e1dfc9206ee6b4"],
            ),
        ]
        | None
    )
    note: (
        Annotated[
            words.Prose,
            Meta(
                description="What a reader should know about the document.",
                examples=["Printed with its hour, 14:07 in Jakarta."],
            ),
        ]
        | None
    )
    revision: words.Revision
    status: words.Status
    reason: words.Reason | None
    recorded_at: words.RecordedAt
    recorded_by: words.RecordedBy
    allowed_actions: words.AllowedActions | msgspec.UnsetType = msgspec.UNSET
