"""A row of progress as it goes over the wire."""

from datetime import date
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta

from api import words
from api.figures import fields
from api.http.bilingual import Bilingual
from api.realizations.preference import Preferring
from api.rules.progress import Verdict

ReferenceDate = Annotated[
    date, Meta(description="The day that the number is about: the last of its period.", examples=["2021-05-31"])
]
FigureAddress = Annotated[
    str, Meta(description="Where the figure is, with its sources.", examples=["/v1/targets/01a1fb67-…"])
]
Rounded = Annotated[
    Decimal,
    Meta(
        description="Computed; rounded to four decimals and to 15 significant digits.",
        extra_json_schema={"type": "number", "format": "double"},
        examples=[381481.4815],
    ),
]


class ProgressTarget(msgspec.Struct, frozen=True):
    """The target in force."""

    id: words.Identifier
    value: fields.Value
    qualifier: fields.Qualifier
    resolution: fields.Resolution
    stated_on: fields.StatedOn | None
    institution: fields.StatedBy
    address: FigureAddress


class Alternative(msgspec.Struct, frozen=True):
    """Another realization of the same key, which was not preferred."""

    id: words.Identifier
    value: fields.Value
    stated_on: fields.StatedOn | None
    institution: fields.StatedBy
    address: FigureAddress


class Spread(msgspec.Struct, frozen=True):
    """The smallest and the largest value among a realization and its alternatives."""

    lowest: fields.Value
    highest: fields.Value


class Part(msgspec.Struct, frozen=True):
    """One reported figure that a derived number is the sum of."""

    id: words.Identifier
    nature: fields.Nature
    period: fields.PeriodText
    value: fields.Value
    address: FigureAddress


class Derived(msgspec.Struct, frozen=True):
    """A number that nobody reported: the sum of its parts, which follow each other without a gap."""

    value: fields.Value
    reference_date: ReferenceDate
    parts: Annotated[list[Part], Meta(description="What was added up, oldest first.")]


class ProgressRealization(msgspec.Struct, frozen=True):
    """What was reported as reached; where it is `derived`, the newest of its parts says who stated it and when."""

    id: Annotated[words.Identifier, Meta(description="The preferred realization; null where it is derived.")] | None
    value: fields.Value
    resolution: Annotated[
        words.Amount, Meta(description="Size of the rounding; of a derived number, that of its parts together.")
    ]
    reference_date: ReferenceDate
    age_days: Annotated[
        int,
        Meta(
            description="Days from `reference_date` to the day that is judged from: `as_of`, or today in Asia/Jakarta.",
            examples=[11],
            extra_json_schema={"format": "int32"},
        ),
    ]
    stated_on: fields.StatedOn | None
    institution: fields.StatedBy
    address: FigureAddress | None
    alternatives: Annotated[list[Alternative], Meta(description="The other realizations of its key.")]
    spread: Annotated[Spread | None, Meta(description="How far they lie apart; null where there is but one.")]
    derived: Annotated[Derived | None, Meta(description="Of what it was added up; null where it was reported.")]
    preference: Annotated[Preferring | None, Meta(description="Who overruled the rule, and why; else null.")]


class ProgressBaseline(msgspec.Struct, frozen=True):
    """From where the straight line sets out: the stock that was known when the target was stated; of a flow, zero."""

    value: fields.Value
    reference_date: ReferenceDate
    stated_after: Annotated[
        bool, Meta(description="Nothing was known by then; this was stated afterwards.", examples=[False])
    ]
    id: Annotated[words.Identifier, Meta(description="The realization; null for the zero of a flow.")] | None
    address: FigureAddress | None


class ProgressReason(msgspec.Struct, frozen=True):
    """Why the row says what it says."""

    code: Annotated[str, Meta(description="Stable name of the reason.", examples=["not_reported"])]
    text: Annotated[Bilingual, Meta(description="The reason as a sentence.")]


class Progress(msgspec.Struct, frozen=True):
    """A target in force, what was reported for it, and how the two compare."""

    program: fields.Program
    indicator: fields.Indicator
    nature: fields.Nature
    unit: Annotated[words.Code, Meta(description="Unit that the indicator counts in.", examples=["umkm"])]
    region: words.RegionCode
    breakdown: fields.Breakdown
    period: fields.PeriodText
    target: ProgressTarget
    realization: Annotated[
        ProgressRealization | None, Meta(description="What was reported as reached; null where nothing compares.")
    ]
    derived: Annotated[
        Derived | None,
        Meta(
            description="A later stock that follows from the last reported one and the flows after it: an offer beside "
            "the realization, in no number of this row."
        ),
    ]
    baseline: Annotated[
        ProgressBaseline | None,
        Meta(description="From where the straight line sets out; null where no stock is known."),
    ]
    ratio: (
        Annotated[
            Decimal,
            Meta(
                description="Realization over target, to four decimals (halves up); null where there is nothing to "
                "compare, and for a target of zero.",
                extra_json_schema={"type": "number", "format": "double"},
                examples=[0.4567],
            ),
        ]
        | None
    )
    gap: Annotated[words.Amount, Meta(description="Target minus realization.", examples=[16300000])] | None
    expected: (
        Annotated[
            Rounded,
            Meta(description="The straight line from baseline to target, read at the realization's `reference_date`."),
        ]
        | None
    )
    required_per_month: (
        Annotated[
            Rounded,
            Meta(
                description="`gap` for each month of 30.4375 days from `reference_date` to the target's last day; null "
                "when the target is reached or its period over."
            ),
        ]
        | None
    )
    verdict: Annotated[
        Verdict,
        Meta(description="What the two say together; `reasons` tells why.", examples=["not_reported"]),
    ]
    reasons: Annotated[list[ProgressReason], Meta(description="First the reason for the verdict.")]
