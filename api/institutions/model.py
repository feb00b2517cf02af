"""The institution behind a statement."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from api import words


class Institution(msgspec.Struct, frozen=True):
    """Who leads, promises, reports or publishes."""

    code: Annotated[words.Code, Meta(description="Code of the institution.", examples=["kemenkop-ukm"])]
    name: Annotated[
        words.Label,
        Meta(description="Name in Indonesian.", examples=["Kementerian Koperasi dan Usaha Kecil dan Menengah"]),
    ]
    name_en: (
        Annotated[
            words.Label,
            Meta(
                description="Name in English.", examples=["Ministry of Cooperatives and Small and Medium Enterprises"]
            ),
        ]
        | None
    )
    kind: Annotated[
        Literal[
            "presidency",
            "coordinating_ministry",
            "ministry",
            "agency",
            "central_bank",
            "regional_government",
            "association",
            "media",
            "other",
        ],
        Meta(description="What sort of institution it is.", examples=["ministry"]),
    ]
    rank: Annotated[
        int,
        Meta(
            ge=1,
            le=99,
            description="Authority of its statements; 1 is the highest.",
            examples=[3],
            extra_json_schema={"format": "int32"},
        ),
    ]
    kode_klpd: (
        Annotated[
            words.Label,
            Meta(description="Code of the procurement agency (LKPP) for it, where there is one.", examples=["L99"]),
        ]
        | None
    )
    revision: words.Revision
    status: words.Status
    reason: words.Reason | None
    recorded_at: words.RecordedAt
    recorded_by: words.RecordedBy
    allowed_actions: words.AllowedActions | msgspec.UnsetType = msgspec.UNSET
