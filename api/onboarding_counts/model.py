"""One onboarding count on the wire, in JSON and as a line of CSV."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta

from api import words
from api.figures import fields

Unit = Annotated[words.Code, Meta(description="What the indicator counts in.", examples=["umkm"])]
Name = Annotated[words.Label, Meta(description="Official name of the region.", examples=["Jawa Barat"])]
Level = Annotated[
    Literal["country", "province", "regency", "city"], Meta(description="Level of the region.", examples=["province"])
]
Period = Annotated[
    fields.PeriodText,
    Meta(
        description="What stretch of time it is about, as the figure behind it has it. Stocks of one last day are one "
        "row, however their periods are written.",
    ),
]
Reported = Annotated[
    words.Amount,
    Meta(description="What was reported of the region as a whole: its preferred realization. Null where nothing was."),
]
Summed = Annotated[
    words.Amount,
    Meta(
        description="The sum of the region's own offices and the regions one level down, of those that reported. Never "
        "add it to `reported`: both speak of the same region. Null where no part reported or nothing may be summed."
    ),
]
RegionsReported = Annotated[
    int,
    Meta(
        ge=0,
        description="How many of the regions one level down reported.",
        examples=[0],
        extra_json_schema={"format": "int32"},
    ),
]
RegionsTotal = Annotated[
    int,
    Meta(
        ge=0,
        description="How many regions one level down there were on the last day of the period.",
        examples=[34],
        extra_json_schema={"format": "int32"},
    ),
]
AsAt = Annotated[
    words.Day, Meta(description="The newest day on which one of the figures behind the row was stated, at the latest.")
]
Agrees = Annotated[
    bool,
    Meta(
        description="Whether `reported` is what the parts add up to, rounding allowed for. False also where the parts "
        "at hand exceed it already; null where it cannot be told.",
        examples=[True],
    ),
]


class CountedRegion(msgspec.Struct, frozen=True):
    """The region that a row is about."""

    code: words.RegionCode
    name: Name


class CountedRealization(msgspec.Struct, frozen=True):
    """A realization behind a row."""

    id: words.Identifier
    region: words.RegionCode
    counts_as: Annotated[
        Literal["reported", "own", "region"],
        Meta(
            description="`reported`: it is the row's `reported`. `own`: the region's own offices, part of `summed`. "
            "`region`: a region one level down, part of `summed`.",
            examples=["reported"],
        ),
    ]
    value: fields.Value
    stated_on: fields.StatedOn | None
    address: Annotated[
        str,
        Meta(
            max_length=100,
            description="Where it stands, with its citations.",
            examples=["/v1/realizations/01a1fb67-1800-7000-8000-000000000205"],
        ),
    ]


class OnboardingCount(msgspec.Struct, frozen=True, kw_only=True):
    """What one region reported for one period, beside the sum of what its parts reported."""

    program: fields.Program
    indicator: fields.Indicator
    unit: Unit
    nature: fields.Nature
    region: CountedRegion
    level: Level
    breakdown: fields.Breakdown
    period: Period
    reported: Reported | None
    summed: Summed | None
    regions_reported: RegionsReported
    regions_total: RegionsTotal
    as_at: AsAt
    agrees: Agrees | None
    realizations: Annotated[list[CountedRealization], Meta(description="The figures behind the row.")]


class OnboardingCountLine(msgspec.Struct, frozen=True, kw_only=True):
    """The same as a line of CSV."""

    program: str
    indicator: str
    unit: str
    nature: str
    region: str
    region_name: str
    level: str
    breakdown: dict[str, str]
    period: str
    reported: Decimal | None
    summed: Decimal | None
    regions_reported: int
    regions_total: int
    as_at: date
    agrees: bool | None
    realizations: str  # their ids


LINE_COLUMNS = OnboardingCountLine.__struct_fields__


def line_of(count: OnboardingCount) -> OnboardingCountLine:
    told = {
        name: getattr(count, name) for name in LINE_COLUMNS if name not in ("region", "region_name", "realizations")
    }
    return OnboardingCountLine(
        **told,
        region=count.region.code,
        region_name=count.region.name,
        realizations=";".join(str(realization.id) for realization in count.realizations),
    )


def address_of(realization: UUID) -> str:
    return f"/v1/realizations/{realization}"
