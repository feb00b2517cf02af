"""One onboarding count: schemas of JSON and CSV."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from api import types
from api.http.reads.reference import FigureUrl
from api.resources.figures import fields

CountUnit = Annotated[types.Code, Meta(description="Unit of the indicator.", examples=["umkm"])]
RegionName = Annotated[types.Label, Meta(description="Official name of the region.", examples=["Jawa Barat"])]
CountLevel = Annotated[
    Literal["country", "province", "regency", "city"], Meta(description="Level of the region.", examples=["province"])
]
CountPeriod = Annotated[
    fields.PeriodText,
    Meta(
        description="Period as its figure states it. Stocks with the same last day are one row.",
    ),
]
ReportedValue = Annotated[
    types.Amount,
    Meta(description="Value of the preferred realization of the region as a whole; null if none was reported."),
]
SummedValue = Annotated[
    types.Amount,
    Meta(
        description="Sum of the region's own offices and the regions one level down that reported. Do not add it to "
        "`reported`: both are results for one region. Null if no part reported or the indicator is not additive."
    ),
]
RegionsReported = Annotated[
    int,
    Meta(
        ge=0,
        description="Number of regions one level down that reported; null if there are none below this region.",
        examples=[0],
        extra_json_schema={"format": "int32"},
    ),
]
RegionsTotal = Annotated[
    int,
    Meta(
        ge=0,
        description="Number of regions one level down that existed on the last day of the period; null if there were "
        "none.",
        examples=[34],
        extra_json_schema={"format": "int32"},
    ),
]
LatestStatedOn = Annotated[
    types.CalendarDate,
    Meta(description="Newest day on which a figure of the row was stated (the latest possible day of an undated one)."),
]
SumAgrees = Annotated[
    bool,
    Meta(
        description="Whether `reported` and `summed` agree within rounding. False also if an incomplete sum already "
        "exceeds `reported`; null if it cannot be decided.",
        examples=[True],
    ),
]


class CountedRealization(msgspec.Struct, frozen=True):
    """A reference to a realization of a row."""

    type: Annotated[Literal["realization"], Meta(description="Type of the record.", examples=["realization"])]
    id: types.RecordId
    url: FigureUrl
    region: types.RegionCode
    counts_as: Annotated[
        Literal["reported", "own", "region"],
        Meta(
            description="`reported`: the value `reported`. `own`: the region's own offices, part of `summed`. "
            "`region`: a region one level down, part of `summed`.",
            examples=["reported"],
        ),
    ]
    value: fields.FigureValue
    stated_on: fields.StatedOn | None


class OnboardingCount(msgspec.Struct, frozen=True, kw_only=True):
    """The reported number of one region and period, and the sum of its parts."""

    program: fields.ProgramCode
    indicator: fields.IndicatorCode
    unit: CountUnit
    nature: fields.Nature
    region: types.RegionCode
    also_regions: fields.AlsoRegions
    region_name: RegionName
    level: CountLevel
    breakdown: fields.BreakdownMap
    period: CountPeriod
    day_known: fields.DayKnown
    reported: ReportedValue | None
    summed: SummedValue | None
    regions_reported: RegionsReported | None
    regions_total: RegionsTotal | None
    latest_stated_on: LatestStatedOn
    agrees: SumAgrees | None
    realizations: (
        Annotated[
            list[CountedRealization],
            Meta(description="References to the figures of the row; only with `include=realizations`."),
        ]
        | msgspec.UnsetType
    ) = msgspec.UNSET


class OnboardingCountCsvRow(msgspec.Struct, frozen=True, kw_only=True):
    """One row of CSV."""

    program: str
    indicator: str
    unit: str
    nature: str
    region: str
    also_regions: list[str]
    region_name: str
    level: str
    breakdown: dict[str, str]
    period: str
    day_known: bool
    reported: Decimal | None
    summed: Decimal | None
    regions_reported: int | None
    regions_total: int | None
    latest_stated_on: date
    agrees: bool | None
    realizations: str  # their ids


COUNT_COLUMNS = OnboardingCountCsvRow.__struct_fields__
DEFAULT_COUNT_COLUMNS = COUNT_COLUMNS[: COUNT_COLUMNS.index("realizations")]


def to_csv_row(count: OnboardingCount) -> OnboardingCountCsvRow:
    values = {name: getattr(count, name) for name in COUNT_COLUMNS if name != "realizations"}
    return OnboardingCountCsvRow(**values, realizations=";".join(str(each.id) for each in count.realizations or ()))
