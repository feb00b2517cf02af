"""Query parameters of onboarding counts."""

from datetime import date
from typing import Annotated, Final, Literal

import msgspec

from api.analysis.onboarding_counts.groups import LEVELS
from api.analysis.onboarding_counts.selection import Sort
from api.errors import ErrorDetail, Text
from api.http.reads.list_parameters import (
    PAGING_PARAMETERS,
    CountParameter,
    CursorParameter,
    KnownAtParameter,
    LimitParameter,
    validate_range,
)
from api.http.request.parameter_types import CODE, DATE, REGION_CODE, list_of, one_of, text_matching
from api.http.request.query_string import QueryParameters
from api.resources.figures.parameters import BREAKDOWN_PARAMETER
from api.resources.figures.period import Period

Codes = tuple[str, ...] | None
NATURES = ("flow", "stock")
LATEST: Final = "latest"
REALIZATIONS = "realizations"


def _parse_period(text: str) -> Period | Literal["latest"]:
    return LATEST if text == LATEST else Period.parse(text)


PERIOD_OR_LATEST = text_matching(
    "not_a_period",
    r"latest|[0-9]{4}[0-9SQW/-]{0,17}",
    Text(
        "harus latest atau periode seperti 2022, 2022-S1, 2022-Q3, 2021-W20, 2022-05, 2022-05-31, atau "
        "2020-05-14/2020-12-31",
        "must be latest or a period such as 2022, 2022-S1, 2022-Q3, 2021-W20, 2022-05, 2022-05-31 or "
        "2020-05-14/2020-12-31",
    ),
    _parse_period,
)


class OnboardingCountParameters(QueryParameters, frozen=True, kw_only=True):
    """The selection of counts, and the times."""

    program: Annotated[Codes, list_of(CODE), "Only counts of these programs."] = None
    indicator: Annotated[Codes, list_of(CODE), "Only counts of these indicators."] = None
    nature: Annotated[Codes, list_of(one_of(NATURES)), "Only stocks, or only flows."] = None
    level: Annotated[Codes, list_of(one_of(LEVELS)), "Only regions of these levels."] = None
    region: Annotated[Codes, list_of(REGION_CODE), "Only exactly these regions."] = None
    within: Annotated[Codes, list_of(REGION_CODE), "Only these regions and all below them."] = None
    period: Annotated[
        tuple[Period | Literal["latest"], ...] | None,
        list_of(PERIOD_OR_LATEST),
        "Only exactly these periods; a stock by the last day of the period. `latest`: of each indicator, nature and "
        "region only the row whose period ends last, as of `as_of`, among the rows that the other filters select.",
    ] = None
    period_from: Annotated[
        date | None, DATE, "Only periods that begin on this day or later; a stock by the last day of the period."
    ] = None
    period_to: Annotated[date | None, DATE, "Only periods that end on this day or earlier."] = None
    breakdown: Annotated[
        str | None,
        BREAKDOWN_PARAMETER,
        "Counts of exactly this breakdown, such as `catalog:local`. Default: `none`, the whole.",
    ] = None
    as_of: Annotated[
        date | None,
        DATE,
        "Count only figures stated by that day and not retracted by then; an undated one counts from its latest day.",
    ] = None
    known_at: KnownAtParameter = None
    include: Annotated[
        Codes, list_of(one_of((REALIZATIONS,))), "Add to each row: `realizations`, the figures behind it."
    ] = None
    sort: Annotated[
        Sort | None,
        one_of(("period", "-period")),
        "Order by the last and then the first day of the period; `-` for descending. Default: by program, indicator, "
        "nature, level, period and region.",
    ] = None
    count: CountParameter = None
    limit: LimitParameter = 100
    cursor: CursorParameter = None

    def validate(self) -> list[ErrorDetail]:
        found = validate_range(self, "period_from", "period_to")
        if self.is_latest and self.period != (LATEST,):
            found.append(ErrorDetail("latest_with_other_periods", LATEST_WITH_OTHER_PERIODS, parameter="period"))
        return found

    @property
    def is_latest(self) -> bool:
        return self.period is not None and LATEST in self.period

    @property
    def periods(self) -> tuple[Period, ...] | None:
        """The selected periods; None for all of them, also with `latest`."""
        if self.period is None or self.is_latest:
            return None
        return tuple(each for each in self.period if isinstance(each, Period))

    @property
    def has_realizations(self) -> bool:
        return REALIZATIONS in (*(self.include or ()), *(getattr(self, "columns", None) or ()))

    def cursor_scope(self) -> str:
        """Return the text that a cursor is bound to: all parameters except those of paging."""
        values = {name: getattr(self, name) for name in self.__struct_fields__ if name not in PAGING_PARAMETERS}
        return msgspec.json.encode(values, order="sorted").decode()


LATEST_WITH_OTHER_PERIODS = Text(
    "memuat latest bersama periode lain. Gunakan latest saja, atau batasi dengan period_from dan period_to.",
    "has latest together with other periods. Use latest alone, or limit it with period_from and period_to.",
)
