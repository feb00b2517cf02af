"""The record of an indicator."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from api import types

BreakdownKey = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9-]{0,63}$", max_length=64)]


class Indicator(msgspec.Struct, frozen=True):
    """What a program counts, in one unit."""

    code: Annotated[types.Code, Meta(description="Code of the indicator.", examples=["umkm-onboarded"])]
    url: types.RecordUrl
    program: Annotated[types.Code, Meta(description="Program it belongs to.", examples=["umkm-digital"])]
    name: Annotated[
        types.Label, Meta(description="Name in Indonesian.", examples=["UMKM yang masuk ekosistem digital"])
    ]
    name_en: (
        Annotated[
            types.Label,
            Meta(description="Name in English.", examples=["Small businesses onboarded to digital platforms"]),
        ]
        | None
    )
    definition: (
        Annotated[
            types.LongText,
            Meta(
                description="Definition in Indonesian: included and excluded cases.",
                examples=["Semua usaha mikro, kecil, dan menengah di wilayah tersebut, digital maupun tidak."],
            ),
        ]
        | None
    )
    definition_en: (
        Annotated[
            types.LongText,
            Meta(
                description="Definition in English: included and excluded cases.",
                examples=["All micro, small and medium enterprises in the region, digital or not."],
            ),
        ]
        | None
    )
    unit: Annotated[
        types.Code,
        Meta(description="Unit of all its figures; it cannot change while figures exist.", examples=["umkm"]),
    ]
    direction: Annotated[
        Literal["increase", "decrease", "maintain"],
        Meta(description="Whether the number should increase, decrease or stay.", examples=["increase"]),
    ]
    additive: Annotated[bool, Meta(description="Whether values of regions may be added up.", examples=[True])]
    population_indicator: (
        Annotated[
            types.Code,
            Meta(
                description="Indicator that counts the population of which this is a part.",
                examples=["umkm-population"],
            ),
        ]
        | None
    )
    expected_every: (
        Annotated[
            types.Duration,
            Meta(description="Expected time between two reports, an ISO 8601 duration.", examples=["P3M"]),
        ]
        | None
    )
    variant_of: (
        Annotated[
            types.Code,
            Meta(
                description="Indicator that counts the same thing in another unit, such as products and their sellers.",
                examples=["umkm-e-katalog"],
            ),
        ]
        | None
    )
    partitions: Annotated[
        list[BreakdownKey],
        Meta(
            max_length=8,
            description="Keys of breakdowns whose parts together are the whole; only with `additive`.",
            examples=[["catalog"], []],
            extra_json_schema={"uniqueItems": True},
        ),
    ]
    revision: types.Revision
    status: types.Status
    reason: types.StatusReason | None
    recorded_at: types.RecordedAt
    recorded_by: types.RecordedBy
    entered_by: types.EnteredBy | msgspec.UnsetType | None = msgspec.UNSET
    allowed_actions: types.AllowedActions | msgspec.UnsetType = msgspec.UNSET
