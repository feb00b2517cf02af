"""The record of a claim."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from api import types
from api.resources.figures import fields
from api.resources.figures.period import PERIOD_PATTERN

ClaimSource = Annotated[types.Code, Meta(description="Source that makes the claim.", examples=["borneo24-2021-06-11"])]
ClaimLocator = Annotated[types.Label, Meta(description="Location in the source.", examples=["paragraph 2"])]
ClaimKind = Annotated[
    Literal["ratio", "excess", "growth", "difference", "sum", "weekday"],
    Meta(
        description="Claimed relation: a part of a base, an excess over it, growth, a difference in the unit of the "
        "figures, a sum, or a weekday.",
        examples=["ratio"],
    ),
]
ClaimFigures = Annotated[
    list[UUID],
    Meta(
        description="Ids of the figures of the claim; for `sum` the addends. Empty with `figure_key`.",
        examples=[["01a1fb67-1800-7000-8000-000000000205"]],
    ),
]
ClaimBase = Annotated[
    Literal["target", "population", "previous", "year_before", "baseline", "total"],
    Meta(
        description="Kind of the base that the claim compares with; `year_before` has the same days one year earlier, "
        "`baseline` is the first number of the target.",
        examples=["target"],
    ),
]
BasePeriod = Annotated[
    str,
    Meta(
        pattern=PERIOD_PATTERN,
        max_length=21,
        description="Period of the target that is meant, if several targets fit; for `target` and `baseline`.",
        examples=["2024"],
    ),
]
BaseFigureId = Annotated[
    types.RecordId,
    Meta(
        description="Id of the figure that the claim compares with, if known.",
        examples=["01a1fb67-1800-7000-8000-000000000107"],
    ),
]
StatedValue = Annotated[
    types.Amount,
    Meta(
        description="Stated number: a percentage for ratio, excess and growth, otherwise in the unit of the figures. A "
        "decrease is negative.",
        examples=[21],
    ),
]
StatedValueTo = Annotated[
    types.Amount,
    Meta(description="Upper end of a stated range, such as 2 of 1.7 to 2 percent; null for one number.", examples=[2]),
]
ClaimQualifier = Annotated[
    Literal["exact", "about", "at_least", "at_most", "nearly"],
    Meta(
        description="Qualifier of the stated number: exact, about, at least, at most, or nearly: just short of it.",
        examples=["exact"],
    ),
]
StatedResolution = Annotated[
    types.Amount, Meta(description="Size of its rounding.", examples=[1], extra_json_schema={"exclusiveMinimum": 0})
]
StatedDate = Annotated[types.CalendarDate, Meta(description="Date as printed, for `weekday`.", examples=["2021-06-11"])]
StatedWeekday = Annotated[
    Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
    Meta(description="Weekday as printed, for `weekday`.", examples=["thursday"]),
]
ClaimNote = Annotated[
    types.LongText,
    Meta(
        description="Remark of the person who entered the claim.",
        examples=["The part is said to be of the target; which whole was meant is not said."],
    ),
]


KeyDayKnown = Annotated[
    bool,
    Meta(
        description="Whether the figure is about the last day of the period; false for a stock of some day within it.",
        examples=[True],
    ),
]


FIGURE_KEY_DESCRIPTION = (
    "In place of `figures`: the realization that the claim is about, if no source states its number. The claim is "
    "judged as soon as that figure is published."
)


class ClaimFigureKey(msgspec.Struct, frozen=True, kw_only=True):
    """The realization that a claim is about, although no source states its number."""

    indicator: fields.IndicatorCode
    nature: fields.Nature
    region: types.RegionCode
    breakdown: fields.BreakdownMap
    period: fields.PeriodText
    day_known: KeyDayKnown


class Claim(msgspec.Struct, frozen=True):
    """A statement of a source about the relation of numbers."""

    id: Annotated[
        types.RecordId,
        Meta(description="Id of the claim: a UUID, version 7.", examples=["01a1fb67-1800-7000-8000-000000000301"]),
    ]
    url: types.RecordUrl
    source: ClaimSource
    locator: ClaimLocator
    kind: ClaimKind
    figures: ClaimFigures
    figure_key: Annotated[ClaimFigureKey | None, Meta(description=FIGURE_KEY_DESCRIPTION)]
    base: ClaimBase | None
    base_period: BasePeriod | None
    base_figure: BaseFigureId | None
    stated_value: StatedValue | None
    stated_value_to: StatedValueTo | None
    stated_resolution: StatedResolution | None
    qualifier: ClaimQualifier
    stated_date: StatedDate | None
    stated_weekday: StatedWeekday | None
    note: ClaimNote | None
    revision: types.Revision
    status: types.Status
    reason: types.StatusReason | None
    recorded_at: types.RecordedAt
    recorded_by: types.RecordedBy
    entered_by: types.EnteredBy | msgspec.UnsetType | None = msgspec.UNSET
    allowed_actions: types.AllowedActions | msgspec.UnsetType = msgspec.UNSET
