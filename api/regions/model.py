"""The region a figure is about."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from api import words


class Region(msgspec.Struct, frozen=True):
    """The country, a province, a regency or a city."""

    code: words.RegionCode
    name: Annotated[words.Label, Meta(description="Official name of the region.", examples=["Jawa Barat"])]
    level: Annotated[
        Literal["country", "province", "regency", "city"],
        Meta(description="Level of government.", examples=["province"]),
    ]
    parent: words.RegionCode | None
    valid_from: (
        Annotated[
            words.Day,
            Meta(
                description="First day of the code; null when it is older than this register.", examples=["2022-07-25"]
            ),
        ]
        | None
    )
    valid_to: (
        Annotated[
            words.Day, Meta(description="Last day of the code; null while it is in force.", examples=["2022-07-24"])
        ]
        | None
    )
    bps_code: (
        Annotated[
            str,
            Meta(
                description="Code of the statistics office (BPS); it differs from this one in Papua.", examples=["32"]
            ),
        ]
        | None
    )
    iso_3166_2: Annotated[str, Meta(description="ISO 3166-2 code, for provinces.", examples=["ID-JB"])] | None
    revision: words.Revision
    status: words.Status
    reason: words.Reason | None
    recorded_at: words.RecordedAt
    recorded_by: words.RecordedBy
