"""Types and descriptions of the fields that targets and realizations share."""

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from api import types
from api.resources.figures.period import PERIOD_PATTERN


class Citation(msgspec.Struct, frozen=True):
    """Where a source states the figure: a locator, a quote, or both."""

    source: Annotated[types.Code, Meta(description="Code of the source.", examples=["tribunnews-2022-03-28"])]
    locator: (
        Annotated[
            types.Label,
            Meta(
                description="Paragraph, page or table; paragraphs are counted from the headline.",
                examples=["paragraph 8"],
            ),
        ]
        | None
    )
    quote: (
        Annotated[
            types.LongText,
            Meta(
                description="The text of the source.",
                examples=["3,8 Juta Pelaku UMKM"],
            ),
        ]
        | None
    )
    note: (
        Annotated[
            types.LongText,
            Meta(description="Remark of the person who entered the citation.", examples=["Names the end of 2022."]),
        ]
        | None
    )


ProgramCode = Annotated[types.Code, Meta(description="Program of the indicator.", examples=["umkm-digital"])]
IndicatorCode = Annotated[
    types.Code, Meta(description="Indicator that the figure counts.", examples=["umkm-onboarded"])
]
Nature = Annotated[
    Literal["stock", "flow", "rate"],
    Meta(
        description="`stock`: the total on the last day of the period; `flow`: the number added during the period; "
        "`rate`: a number that holds for the whole period and does not add up, such as an index.",
        examples=["stock"],
    ),
]
AlsoRegions = Annotated[
    list[types.RegionCode],
    Meta(
        description="The other codes of a renumbered region, oldest first; figures under them count for the row too.",
        examples=[[]],
    ),
]
BreakdownMap = Annotated[
    dict[str, str],
    Meta(description="Part of the whole, as a map of codes; `{}` is the whole.", examples=[{}]),
]
PeriodText = Annotated[
    str,
    Meta(
        pattern=PERIOD_PATTERN,
        max_length=21,
        description="ISO 8601: `2022`, `2022-S1`, `2022-Q3`, `2021-W20`, `2022-05`, `2022-05-31` or an interval.",
        examples=["2022"],
    ),
]
PeriodStart = Annotated[date, Meta(description="First day of the period, Asia/Jakarta.", examples=["2022-01-01"])]
PeriodEnd = Annotated[date, Meta(description="Last day of the period, Asia/Jakarta.", examples=["2022-12-31"])]
FigureUnit = Annotated[types.Code, Meta(description="Unit of the value: that of the indicator.", examples=["umkm"])]
FigureValue = Annotated[
    types.Amount, Meta(description="The stated number in full units of the indicator.", examples=[20000000])
]
FigureValueTo = Annotated[
    types.Amount,
    Meta(description="Upper end of a stated range, such as 19 of 17 to 19; null for one number.", examples=[19]),
]
Qualifier = Annotated[
    Literal["exact", "about", "at_least", "at_most", "nearly"],
    Meta(
        description="Qualifier of the source: exact, about, at least, at most, or nearly: just short of the value.",
        examples=["at_least"],
    ),
]
Resolution = Annotated[
    types.Amount,
    Meta(
        description="Size of the rounding: 13.7 million has 100000, an exact count 1.",
        examples=[1],
        extra_json_schema={"exclusiveMinimum": 0},
    ),
]
StatedOn = Annotated[
    types.CalendarDate,
    Meta(description="Day on which it was stated; null if only bounds are known.", examples=["2022-03-28"]),
]
StatedNotBefore = Annotated[
    types.CalendarDate,
    Meta(description="Earliest possible day, if the day is unknown.", examples=["2021-01-01"]),
]
StatedNotAfter = Annotated[
    types.CalendarDate,
    Meta(description="Latest possible day, if the day is unknown; `as_of` uses this day.", examples=["2021-12-31"]),
]
RetractedOn = Annotated[
    types.CalendarDate, Meta(description="Day on which its author retracted it.", examples=["2023-01-31"])
]
StatingInstitution = Annotated[types.Code, Meta(description="Institution that stated it.", examples=["presiden"])]
OnBehalfOf = Annotated[types.Code, Meta(description="Institution it was stated for.", examples=["presiden"])]
Speaker = Annotated[types.Label, Meta(description="Person who stated it, if named.", examples=["Odo Manuhutu"])]
DayKnown = Annotated[
    bool, Meta(description='False for a stock of some day of its period, such as a number "in 2020".', examples=[True])
]
DistinctFrom = Annotated[
    list[types.RecordId],
    Meta(
        description="Ids of all figures of the same key, institution and stated day, if this is another statement.",
        max_length=100,
        examples=[[]],
    ),
]
FigureNote = Annotated[
    types.LongText,
    Meta(
        description="Remark: inferred or doubtful parts of the figure.",
        examples=["One yearly amount is stated for 2021 to 2023; entered once for each year."],
    ),
]
