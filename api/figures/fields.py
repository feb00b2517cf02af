"""The fields of a figure as they are described on the wire, once for targets and realizations."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from api import words
from api.figures.period import PATTERN


class Citation(msgspec.Struct, frozen=True):
    """Where a source states the figure: a locator, a quote, or both."""

    source: Annotated[words.Code, Meta(description="Code of the source.", examples=["tribunnews-2022-03-28"])]
    locator: (
        Annotated[
            words.Label,
            Meta(description="Paragraph, page or table; paragraphs count from the headline.", examples=["paragraph 8"]),
        ]
        | None
    )
    quote: (
        Annotated[
            words.Prose,
            Meta(
                description="The words of the source.",
                examples=["3,8 Juta Pelaku UMKM"],
            ),
        ]
        | None
    )
    note: (
        Annotated[
            words.Prose,
            Meta(
                description="What the citing person has to say about this place.", examples=["Names the end of 2022."]
            ),
        ]
        | None
    )


Program = Annotated[words.Code, Meta(description="Program of the indicator.", examples=["umkm-digital"])]
Indicator = Annotated[words.Code, Meta(description="What is counted.", examples=["umkm-onboarded"])]
Nature = Annotated[
    Literal["stock", "flow"],
    Meta(
        description="`stock`: the number standing on the period's last day; `flow`: the number added during it.",
        examples=["stock"],
    ),
]
Breakdown = Annotated[
    dict[str, str],
    Meta(description="Which part of the whole, as a map of codes; `{}` is the whole.", examples=[{}]),
]
PeriodText = Annotated[
    str,
    Meta(
        pattern=PATTERN,
        max_length=21,
        description="ISO 8601: `2022`, `2022-S1`, `2022-Q3`, `2022-05`, `2022-05-31` or an interval.",
        examples=["2022"],
    ),
]
Value = Annotated[
    words.Amount, Meta(description="The stated number in full units of the indicator.", examples=[20000000])
]
Qualifier = Annotated[
    Literal["exact", "about", "at_least", "at_most"],
    Meta(description="How the source hedges the number.", examples=["at_least"]),
]
Resolution = Annotated[
    words.Amount,
    Meta(
        description="Size of the rounding: 13.7 million has 100000, an exact count 1.",
        examples=[1],
        extra_json_schema={"exclusiveMinimum": 0},
    ),
]
StatedOn = Annotated[
    words.Day, Meta(description="The day it was stated, or null when only bounds are known.", examples=["2022-03-28"])
]
StatedNotBefore = Annotated[
    words.Day,
    Meta(description="First day it can have been stated on, where the day is unknown.", examples=["2021-01-01"]),
]
StatedNotAfter = Annotated[
    words.Day,
    Meta(description="Last day it can have been stated on; `as_of` counts this one.", examples=["2021-12-31"]),
]
RetractedOn = Annotated[words.Day, Meta(description="The day its author took it back.", examples=["2023-01-31"])]
StatedBy = Annotated[words.Code, Meta(description="Institution that stated it.", examples=["presiden"])]
OnBehalfOf = Annotated[words.Code, Meta(description="Institution it was stated for.", examples=["presiden"])]
Speaker = Annotated[words.Label, Meta(description="Person who spoke, where named.", examples=["Odo Manuhutu"])]
Note = Annotated[
    words.Prose,
    Meta(
        description="What is inferred and what is doubtful about the figure.",
        examples=["One yearly amount is stated for 2021 to 2023; entered once for each year."],
    ),
]
