"""Query parameters of progress."""

from datetime import date
from typing import Annotated, get_args

import msgspec

from api.analysis.rules.progress import ProgressVerdict
from api.errors import ErrorDetail
from api.http.reads.includes import IncludeParameter
from api.http.reads.list_parameters import PAGING_PARAMETERS, KnownAtParameter, RevisionsParameters, validate_range
from api.http.request.parameter_types import CODE, DATE, REGION_CODE, list_of, one_of
from api.resources.figures.breakdown import WHOLE
from api.resources.figures.parameters import (
    BREAKDOWN_PARAMETER,
    PERIOD_PARAMETER,
    CodeList,
    IncludeSuccessorsParameter,
)
from api.resources.figures.period import Period

PROGRESS_VERDICTS: tuple[str, ...] = get_args(ProgressVerdict)
LEVELS = ("country", "province", "regency", "city")
# Conditions on targets in SQL; which target is in force, and its verdict, is computed afterwards.
TARGET_FILTERS = (
    *("program", "indicator", "nature", "region", "within", "level"),
    *("period", "period_from", "period_to", "institution", "plan", "as_of"),
)


class ProgressParameters(RevisionsParameters, frozen=True, kw_only=True):
    """Parameters of one program."""

    indicator: Annotated[CodeList, list_of(CODE), "Only targets of these indicators."] = None
    nature: Annotated[CodeList, list_of(one_of(("stock", "flow", "rate"))), "Only figures of these natures."] = None
    region: Annotated[CodeList, list_of(REGION_CODE), "Only targets for exactly these regions."] = None
    within: Annotated[CodeList, list_of(REGION_CODE), "Only targets for these regions or any region below them."] = None
    level: Annotated[CodeList, list_of(one_of(LEVELS)), "Only targets for regions of these levels."] = None
    period: Annotated[
        tuple[Period, ...] | None,
        list_of(PERIOD_PARAMETER),
        "Only targets of exactly these periods; a stock by the last day of the period.",
    ] = None
    period_from: Annotated[date | None, DATE, "Only targets whose period begins on this day or later."] = None
    period_to: Annotated[date | None, DATE, "Only targets whose period ends on this day or earlier."] = None
    institution: Annotated[CodeList, list_of(CODE), "Only targets in force that these institutions stated."] = None
    include_successors: IncludeSuccessorsParameter = None
    plan: Annotated[CodeList, list_of(CODE), "Only targets of these plans; `none` for targets without a plan."] = None
    breakdown: Annotated[
        CodeList,
        list_of(BREAKDOWN_PARAMETER),
        "Only targets of exactly these breakdowns, such as `catalog:local`. Default: `none`, the whole.",
    ] = None
    verdict: Annotated[CodeList, list_of(one_of(PROGRESS_VERDICTS)), "Only rows with these verdicts."] = None
    as_of: Annotated[
        date | None,
        DATE,
        "Compare as of the end of that day, with figures stated and not retracted by then. Default: today in "
        "Asia/Jakarta, with all figures that were not retracted.",
    ] = None
    known_at: KnownAtParameter = None
    include: IncludeParameter = None

    def validate(self) -> list[ErrorDetail]:
        return validate_range(self, "period_from", "period_to")

    @property
    def breakdowns(self) -> tuple[str, ...]:
        return self.breakdown or (WHOLE,)

    def conditions(self) -> dict[str, object]:
        """Return the filters of targets by the names of the conditions in api/resources/targets/queries.py."""
        filters = {name: getattr(self, name, None) for name in TARGET_FILTERS} | {"breakdown": self.breakdowns}
        return {name: value for name, value in filters.items() if value is not None}

    def cursor_scope(self) -> str:
        """Return the text that a cursor is bound to: all parameters except those of paging."""
        named = {name: getattr(self, name) for name in self.__struct_fields__ if name not in PAGING_PARAMETERS}
        return msgspec.json.encode(named, order="sorted").decode()


class ProgressListParameters(ProgressParameters, frozen=True, kw_only=True):
    program: Annotated[CodeList, list_of(CODE), "Only targets of these programs."] = None
