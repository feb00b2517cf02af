"""The indicator that figures count."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from api import words


class Indicator(msgspec.Struct, frozen=True):
    """What a program counts, in one unit."""

    code: Annotated[words.Code, Meta(description="Code of the indicator.", examples=["umkm-onboarded"])]
    program: Annotated[words.Code, Meta(description="Program it belongs to.", examples=["umkm-digital"])]
    name: Annotated[
        words.Label, Meta(description="Name in Indonesian.", examples=["UMKM yang masuk ekosistem digital"])
    ]
    name_en: (
        Annotated[
            words.Label,
            Meta(description="Name in English.", examples=["Small businesses onboarded to digital platforms"]),
        ]
        | None
    )
    definition: (
        Annotated[
            words.Prose,
            Meta(
                description="What is counted and what is not.",
                examples=["All micro, small and medium enterprises in the region, digital or not."],
            ),
        ]
        | None
    )
    unit: Annotated[
        words.Code, Meta(description="Unit of every value; it never changes once there are figures.", examples=["umkm"])
    ]
    direction: Annotated[
        Literal["increase", "decrease", "maintain"], Meta(description="Where success lies.", examples=["increase"])
    ]
    additive: Annotated[bool, Meta(description="Whether values may be summed over regions.", examples=[True])]
    population_indicator: (
        Annotated[
            words.Code,
            Meta(description="Indicator that counts the whole this is a part of.", examples=["umkm-population"]),
        ]
        | None
    )
    expected_every: (
        Annotated[words.Duration, Meta(description="ISO 8601 duration between two reports.", examples=["P3M"])] | None
    )
    revision: words.Revision
    status: words.Status
    reason: words.Reason | None
    recorded_at: words.RecordedAt
    recorded_by: words.RecordedBy
    allowed_actions: words.AllowedActions | msgspec.UnsetType = msgspec.UNSET
