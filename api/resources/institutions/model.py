"""The record of an institution."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from api import types


class Institution(msgspec.Struct, frozen=True):
    """An institution that leads programs, states figures or publishes sources."""

    code: Annotated[types.Code, Meta(description="Code of the institution.", examples=["kemenkop-ukm"])]
    url: types.RecordUrl
    name: Annotated[
        types.Label,
        Meta(description="Name in Indonesian.", examples=["Kementerian Koperasi dan Usaha Kecil dan Menengah"]),
    ]
    name_en: (
        Annotated[
            types.Label,
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
        Meta(description="Class of the institution.", examples=["ministry"]),
    ]
    rank: Annotated[
        int,
        Meta(
            ge=1,
            le=99,
            description="Authority when reports contradict each other; 1 is the highest.",
            examples=[3],
            extra_json_schema={"format": "int32"},
        ),
    ]
    kode_klpd: (
        Annotated[
            types.Label,
            Meta(description="Code in the register of the procurement agency (LKPP), if it has one.", examples=["L99"]),
        ]
        | None
    )
    valid_from: (
        Annotated[
            types.CalendarDate,
            Meta(description="First day of the institution; null if it is not recorded.", examples=["2024-10-21"]),
        ]
        | None
    )
    valid_to: (
        Annotated[
            types.CalendarDate,
            Meta(description="Last day of the institution; null if it still exists.", examples=["2024-10-20"]),
        ]
        | None
    )
    succeeded_by: Annotated[
        list[types.Code],
        Meta(
            max_length=20,
            description="Institutions that continue its work after `valid_to`. The figures of each remain its own.",
            examples=[["kemenkop", "kemenumkm"]],
        ),
    ]
    revision: types.Revision
    status: types.Status
    reason: types.StatusReason | None
    recorded_at: types.RecordedAt
    recorded_by: types.RecordedBy
    entered_by: types.EnteredBy | msgspec.UnsetType | None = msgspec.UNSET
    allowed_actions: types.AllowedActions | msgspec.UnsetType = msgspec.UNSET
