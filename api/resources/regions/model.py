"""The record of a region."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from api import types


class Region(msgspec.Struct, frozen=True):
    """The country, a province, a regency or a city."""

    code: types.RegionCode
    url: types.RecordUrl
    name: Annotated[types.Label, Meta(description="Official name of the region.", examples=["Jawa Barat"])]
    level: Annotated[
        Literal["country", "province", "regency", "city"],
        Meta(description="Level of government.", examples=["province"]),
    ]
    parent: types.RegionCode | None
    valid_from: (
        Annotated[
            types.CalendarDate,
            Meta(
                description="First day on which the code is valid; null if it is older than this register.",
                examples=["2022-07-25"],
            ),
        ]
        | None
    )
    valid_to: (
        Annotated[
            types.CalendarDate,
            Meta(
                description="Last day on which the code is valid; null if it is still valid.", examples=["2022-07-24"]
            ),
        ]
        | None
    )
    replaces: (
        Annotated[
            types.RegionCode,
            Meta(
                description="Code that this region had until the day before `valid_from`, if it only received a new "
                "code; null for any other region. Figures under both codes are one series.",
                examples=["91.01"],
            ),
        ]
        | None
    )
    bps_code: (
        Annotated[
            str,
            Meta(description="Code of the statistics office (BPS); it differs from `code` in Papua.", examples=["32"]),
        ]
        | None
    )
    iso_3166_2: Annotated[str, Meta(description="ISO 3166-2 code, for provinces.", examples=["ID-JB"])] | None
    other_names: Annotated[
        list[types.Label],
        Meta(
            description="Abbreviations, former and English names, and other spellings; imports and `q` find them too.",
            examples=[["Jabar", "West Java"]],
        ),
    ]
    revision: types.Revision
    status: types.Status
    reason: types.StatusReason | None
    recorded_at: types.RecordedAt
    recorded_by: types.RecordedBy
