"""Query parameters of the lists of targets and realizations."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from api.errors import ErrorDetail, Text
from api.http.reads.includes import IncludeParameter
from api.http.reads.list_parameters import ListParameters, validate_range
from api.http.request.parameter_types import (
    CODE,
    DATE,
    FLAG,
    REGION_CODE,
    SEARCH_WORDS,
    SHORT_TEXT,
    TIMESTAMP,
    UUID_PARAMETER,
    list_of,
    one_of,
    text_matching,
)
from api.resources.figures import breakdown
from api.resources.figures.indexed_sorts import describe_sort_indexes
from api.resources.figures.period import Period
from api.resources.figures.region_chains import RenumberedRegions
from api.resources.institutions.queries import WithKodeKlpd, WithSuccessors

CodeList = tuple[str, ...] | None

IncludeSuccessorsParameter = Annotated[
    Literal["true"] | None,
    FLAG,
    "With `institution`: also the institutions that succeeded these, directly or later.",
]
PERIOD_PARAMETER = text_matching(
    "not_a_period",
    r"[0-9]{4}[0-9SQW/-]{0,17}",
    Text(
        "harus periode seperti 2022, 2022-S1, 2022-Q3, 2021-W20, 2022-05, 2022-05-31, atau 2020-05-14/2020-12-31",
        "must be a period such as 2022, 2022-S1, 2022-Q3, 2021-W20, 2022-05, 2022-05-31 or 2020-05-14/2020-12-31",
    ),
    Period.parse,
)
BREAKDOWN_PARAMETER = text_matching(
    "not_a_breakdown",
    r"[a-z0-9:;-]{1,600}",
    Text("harus none atau pasangan kode seperti catalog:local", "must be none or pairs of codes such as catalog:local"),
    breakdown.parse_breakdown,
)
SORTS = tuple(sign + name for name in ("period", "stated_on", "recorded_at", "value") for sign in ("", "-"))


class FigureListParameters(ListParameters, frozen=True, kw_only=True):
    id: Annotated[tuple[UUID, ...] | None, list_of(UUID_PARAMETER), "Only figures with these ids."] = None
    program: Annotated[CodeList, list_of(CODE), "Only figures of these programs."] = None
    indicator: Annotated[CodeList, list_of(CODE), "Only figures of these indicators."] = None
    nature: Annotated[CodeList, list_of(one_of(("stock", "flow", "rate"))), "Only figures of these natures."] = None
    region: Annotated[CodeList, list_of(REGION_CODE), "Only figures of exactly these regions."] = None
    within: Annotated[
        CodeList, list_of(REGION_CODE), "Only figures of these regions and of all regions below them."
    ] = None
    renumbered: Annotated[
        Literal["true"] | None,
        FLAG,
        "With `region` or `within`: also figures with former and later codes of renumbered regions, each with its own "
        "code.",
    ] = None
    level: Annotated[
        CodeList,
        list_of(one_of(("country", "province", "regency", "city"))),
        "Only figures of regions of these levels.",
    ] = None
    period: Annotated[
        tuple[Period, ...] | None,
        list_of(PERIOD_PARAMETER),
        "Only figures of exactly these periods; a stock by the last day of the period.",
    ] = None
    period_from: Annotated[date | None, DATE, "Only figures whose period begins on this day or later."] = None
    period_to: Annotated[date | None, DATE, "Only figures whose period ends on this day or earlier."] = None
    institution: Annotated[CodeList, list_of(CODE), "Only figures stated by these institutions."] = None
    include_successors: IncludeSuccessorsParameter = None
    kode_klpd: Annotated[
        CodeList,
        list_of(SHORT_TEXT),
        "Only figures stated by the institutions with these codes of the procurement agency (LKPP).",
    ] = None
    source: Annotated[CodeList, list_of(CODE), "Only figures that cite one of these sources."] = None
    breakdown: Annotated[
        CodeList,
        list_of(BREAKDOWN_PARAMETER),
        "Only figures of exactly these breakdowns, such as `catalog:local`; `none` for the whole.",
    ] = None
    q: Annotated[
        tuple[str, ...] | None,
        SEARCH_WORDS,
        "Only figures with all of these words in the note or the names of program, indicator, institution and sources, "
        "each at the beginning of a word.",
    ] = None
    as_of: Annotated[
        date | None,
        DATE,
        "Only figures stated by that day and not retracted by then; an undated figure counts from its latest day.",
    ] = None
    recorded_from: Annotated[
        datetime | None, TIMESTAMP, "Only figures whose revision was recorded at that time or later."
    ] = None
    include: IncludeParameter = None
    sort: Annotated[
        str | None,
        one_of(SORTS),
        "Order; `-` for descending. `value` requires exactly one `indicator`. By default sorted for reading. "
        + describe_sort_indexes(),
    ] = None

    def filters(self) -> Mapping[str, object]:
        filters = dict(super().filters())
        if filters.pop("renumbered", None):
            for name in {"region", "within"} & filters.keys():
                filters[name] = RenumberedRegions(getattr(self, name), self.known_at)
        if filters.pop("include_successors", None) and self.institution is not None:
            filters["institution"] = WithSuccessors(self.institution, self.known_at)
        if self.kode_klpd is not None:
            filters["kode_klpd"] = WithKodeKlpd(self.kode_klpd, self.known_at)
        return filters

    def validate(self) -> list[ErrorDetail]:
        found = validate_range(self, "period_from", "period_to")
        if self.sort in ("value", "-value") and len(self.indicator or ()) != 1:
            found.append(
                ErrorDetail("sort_by_value_needs_indicator", SORT_BY_VALUE_NEEDS_ONE_INDICATOR, parameter="sort")
            )
        return found


SORT_BY_VALUE_NEEDS_ONE_INDICATOR = Text(
    "menurut value memerlukan tepat satu indicator, karena nilai indikator yang berbeda tidak dapat dibandingkan",
    "by value requires exactly one indicator, because values of different indicators are not comparable",
)
