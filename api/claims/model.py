"""The claim a source makes."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from api import words

Source = Annotated[words.Code, Meta(description="Source that makes the claim.", examples=["borneo24-2021-06-11"])]
Locator = Annotated[words.Label, Meta(description="Where in the source.", examples=["paragraph 2"])]
Kind = Annotated[
    Literal["ratio", "excess", "growth", "sum", "weekday"],
    Meta(
        description="What is claimed: a part of a base, an excess over it, growth, a sum, or a weekday.",
        examples=["ratio"],
    ),
]
Subjects = Annotated[
    list[UUID],
    Meta(
        description="Figures the claim is about; for `sum` the addends.",
        examples=[["01a1fb67-1800-7000-8000-000000000205"]],
    ),
]
Base = Annotated[
    Literal["target", "population", "previous", "total"],
    Meta(description="What the claim compares with.", examples=["target"]),
]
BaseFigure = Annotated[
    words.Identifier,
    Meta(
        description="Figure the claim compares with, where it is known.",
        examples=["01a1fb67-1800-7000-8000-000000000107"],
    ),
]
StatedValue = Annotated[
    words.Amount, Meta(description="Stated number; percent for ratio, excess and growth.", examples=[21])
]
StatedResolution = Annotated[
    words.Amount, Meta(description="Size of its rounding.", examples=[1], extra_json_schema={"exclusiveMinimum": 0})
]
StatedDate = Annotated[words.Day, Meta(description="Date as printed, for `weekday`.", examples=["2021-06-11"])]
StatedWeekday = Annotated[
    Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
    Meta(description="Weekday as printed, for `weekday`.", examples=["thursday"]),
]
Note = Annotated[
    words.Prose,
    Meta(
        description="What the entering person has to say about the claim.",
        examples=["The part is said to be of the target; which whole was meant is not said."],
    ),
]


class Claim(msgspec.Struct, frozen=True):
    """What a source says about the relation of numbers."""

    id: Annotated[
        words.Identifier,
        Meta(description="Id of the claim: a UUID, version 7.", examples=["01a1fb67-1800-7000-8000-000000000301"]),
    ]
    source: Source
    locator: Locator
    kind: Kind
    subjects: Subjects
    base: Base | None
    base_figure: BaseFigure | None
    stated_value: StatedValue | None
    stated_resolution: StatedResolution | None
    stated_date: StatedDate | None
    stated_weekday: StatedWeekday | None
    note: Note | None
    revision: words.Revision
    status: words.Status
    reason: words.Reason | None
    recorded_at: words.RecordedAt
    recorded_by: words.RecordedBy
    allowed_actions: words.AllowedActions | msgspec.UnsetType = msgspec.UNSET
