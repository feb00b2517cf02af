"""Schemas of a row of progress."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from api import types
from api.analysis.rules.progress import ProgressVerdict
from api.analysis.value_interval import ValueInterval
from api.http.reads.reference import FigureUrl
from api.resources.figures import fields
from api.resources.realizations.preference_model import AppliedPreference

ReferenceDate = Annotated[
    date,
    Meta(
        description="Day that the number is about: the last day of its period, or the first possible day.",
        examples=["2021-05-31"],
    ),
]
RealizationType = Annotated[Literal["realization"], Meta(description="Type of the record.", examples=["realization"])]
RoundedValue = Annotated[
    Decimal,
    Meta(
        description="Computed value, rounded to four decimals and 15 significant digits.",
        extra_json_schema={"type": "number", "format": "double"},
        examples=[381481.4815],
    ),
]


class ProgressTarget(msgspec.Struct, frozen=True):
    """The target in force."""

    type: Annotated[Literal["target"], Meta(description="Type of the record.", examples=["target"])]
    id: types.RecordId
    url: FigureUrl
    value: fields.FigureValue
    value_to: fields.FigureValueTo | None
    qualifier: fields.Qualifier
    resolution: fields.Resolution
    due_on: Annotated[types.CalendarDate, Meta(description="Deadline after the last day of the period.")] | None
    stated_on: fields.StatedOn | None
    institution: fields.StatingInstitution


class AlternativeRealization(msgspec.Struct, frozen=True):
    """Another realization of the same key, which was not preferred."""

    type: RealizationType
    id: types.RecordId
    url: FigureUrl
    value: fields.FigureValue
    value_to: fields.FigureValueTo | None
    qualifier: fields.Qualifier
    stated_on: fields.StatedOn | None
    institution: fields.StatingInstitution


class DerivedPart(msgspec.Struct, frozen=True):
    """One reported realization that is part of a sum."""

    type: RealizationType
    id: types.RecordId
    url: FigureUrl
    nature: fields.Nature
    period: fields.PeriodText
    value: fields.FigureValue


class DerivedValue(msgspec.Struct, frozen=True):
    """A number that no institution reported: the sum of parts that follow each other without a gap."""

    value: fields.FigureValue
    reference_date: ReferenceDate
    parts: Annotated[list[DerivedPart], Meta(description="The reports that were added up, oldest first.")]


class ProgressRealization(msgspec.Struct, frozen=True):
    """The realization of a target: one report, or the sum of `parts`; then the newest part has author and day."""

    type: RealizationType
    id: Annotated[types.RecordId, Meta(description="Id of the preferred realization; null for a sum of parts.")] | None
    url: FigureUrl | None
    value: fields.FigureValue
    value_to: fields.FigureValueTo | None
    qualifier: fields.Qualifier
    resolution: Annotated[
        types.Amount, Meta(description="Size of the rounding; for a sum of parts the sum of their roundings.")
    ]
    reference_date: ReferenceDate
    age_days: Annotated[
        int,
        Meta(
            description="Days from `reference_date` to `as_of`, or to today in Asia/Jakarta.",
            examples=[11],
            extra_json_schema={"format": "int32"},
        ),
    ]
    stated_on: fields.StatedOn | None
    institution: fields.StatingInstitution
    alternatives: Annotated[list[AlternativeRealization], Meta(description="The other realizations of its key.")]
    value_range: Annotated[
        ValueInterval | None,
        Meta(description="Smallest and largest value of the realizations of its key; null for a single one."),
    ]
    parts: Annotated[
        list[DerivedPart], Meta(description="The reports that were added up, oldest first; empty for a single report.")
    ]
    preference: Annotated[
        AppliedPreference | None, Meta(description="Author and reason of a manual preference; null if there is none.")
    ]


class ProgressBaseline(msgspec.Struct, frozen=True):
    """Start of the straight line: the stock that was known when the target was stated; for a flow zero."""

    type: RealizationType
    id: Annotated[types.RecordId, Meta(description="Id of the realization; null for the zero of a flow.")] | None
    url: FigureUrl | None
    value: fields.FigureValue
    reference_date: ReferenceDate
    stated_after: Annotated[
        bool,
        Meta(
            description="True if no number was known when the target was stated, and this one was stated later.",
            examples=[False],
        ),
    ]


class ProgressReason(msgspec.Struct, frozen=True):
    """A reason for the verdict or for another value of the row."""

    code: Annotated[str, Meta(description="Stable code of the reason.", examples=["not_reported"])]
    text: Annotated[
        str, Meta(description="The reason in Indonesian.", examples=["Tidak ada realisasi yang dapat dibandingkan."])
    ]
    text_en: Annotated[
        str, Meta(description="The reason in English.", examples=["There is no realization to compare."])
    ]


class Progress(msgspec.Struct, frozen=True):
    """A target in force compared with its realization."""

    program: fields.ProgramCode
    indicator: fields.IndicatorCode
    nature: fields.Nature
    unit: Annotated[types.Code, Meta(description="Unit of the indicator.", examples=["umkm"])]
    region: types.RegionCode
    also_regions: fields.AlsoRegions
    breakdown: fields.BreakdownMap
    period: fields.PeriodText
    plan: (
        Annotated[
            types.Code,
            Meta(
                description="Plan or regulation that the target belongs to; each plan has a row of its own.",
                examples=["perpres-72-2021"],
            ),
        ]
        | None
    )
    target: ProgressTarget
    realization: Annotated[
        ProgressRealization | None, Meta(description="The realization of the target; null if none is comparable.")
    ]
    derived_value: Annotated[
        DerivedValue | None,
        Meta(
            description="A later stock that follows from the last reported one and the flows after it; no other number "
            "of this row uses it."
        ),
    ]
    baseline: Annotated[
        ProgressBaseline | None,
        Meta(description="Start of the straight line; null for a rate, and if no stock is known."),
    ]
    ratio: (
        Annotated[
            Decimal,
            Meta(
                description="Realization divided by target, rounded half up to four decimals; null if no realization "
                "is comparable, for a range, and for a target of zero. It does not say which direction is better.",
                extra_json_schema={"type": "number", "format": "double"},
                examples=[0.4567],
            ),
        ]
        | None
    )
    achievement: (
        Annotated[
            Decimal,
            Meta(
                description="Percentage as Indonesian performance reports (LKjIP) print it, rounded half up to two "
                "decimals: realization / target, or (2 x target - realization) / target if less is better. Null for a "
                "value to maintain, for a range, and for a target of zero or below.",
                extra_json_schema={"type": "number", "format": "double"},
                examples=[45.67],
            ),
        ]
        | None
    )
    gap: (
        Annotated[types.Amount, Meta(description="Target minus realization; null for a range.", examples=[16300000])]
        | None
    )
    expected: (
        Annotated[
            RoundedValue,
            Meta(
                description="Value of the straight line from baseline to target on `realization.reference_date`; the "
                "target itself for a rate."
            ),
        ]
        | None
    )
    required_per_month: (
        Annotated[
            RoundedValue,
            Meta(
                description="`gap` per month (30.4375 days) from `reference_date` to the end of the target; null if "
                "the target is reached or its end has passed, for rates, and for flows that must not exceed a limit."
            ),
        ]
        | None
    )
    verdict: Annotated[
        ProgressVerdict,
        Meta(
            description="Result of the comparison, [explained](/docs/progress#verdicts); see `reasons`.",
            examples=["not_reported"],
        ),
    ]
    reasons: Annotated[list[ProgressReason], Meta(description="Reasons, first that of the verdict.")]
