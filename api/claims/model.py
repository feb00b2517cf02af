"""The claim a source makes."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from api import words


class Claim(msgspec.Struct, frozen=True):
    """What a source says about the relation of numbers."""

    id: words.Identifier
    source: Annotated[words.Code, Meta(description="Source that makes the claim.", examples=["borneo24-2021-06-11"])]
    locator: Annotated[words.Label, Meta(description="Where in the source.", examples=["paragraph 2"])]
    kind: Annotated[
        Literal["ratio", "excess", "growth", "sum", "weekday"],
        Meta(
            description="What is claimed: a part of a base, an excess over it, growth, a sum, or a weekday.",
            examples=["ratio"],
        ),
    ]
    subjects: Annotated[list[UUID], Meta(description="Figures the claim is about; for `sum` the addends.")]
    base: (
        Annotated[
            Literal["target", "population", "previous", "total"],
            Meta(description="What the claim compares with.", examples=["target"]),
        ]
        | None
    )
    base_figure: (
        Annotated[words.Identifier, Meta(description="Figure the claim compares with, where it is known.")] | None
    )
    stated_value: (
        Annotated[words.Amount, Meta(description="Stated number; percent for ratio, excess and growth.", examples=[21])]
        | None
    )
    stated_resolution: Annotated[words.Amount, Meta(description="Size of its rounding.", examples=[1])] | None
    stated_date: (
        Annotated[words.Day, Meta(description="Date as printed, for `weekday`.", examples=["2021-06-11"])] | None
    )
    stated_weekday: (
        Annotated[
            Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
            Meta(description="Weekday as printed, for `weekday`.", examples=["thursday"]),
        ]
        | None
    )
    note: Annotated[words.Prose, Meta(description="What the entering person has to say about the claim.")] | None
    revision: words.Revision
    status: words.Status
    reason: words.Reason | None
    recorded_at: words.RecordedAt
    recorded_by: words.RecordedBy
    allowed_actions: words.AllowedActions | msgspec.UnsetType = msgspec.UNSET
