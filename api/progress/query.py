"""The parameters of progress."""

from datetime import date
from typing import Annotated, get_args

import msgspec

from api.faults import Fault
from api.figures.breakdown import WHOLE
from api.figures.figure_query import BREAKDOWN, PERIOD, Codes
from api.figures.period import Period
from api.http.kinds import CODE, DAY, REGION, one_of, several
from api.http.list_query import PAGING, KnownAt, RevisionsQuery, reversed_range
from api.rules.progress import Verdict

VERDICTS: tuple[str, ...] = get_args(Verdict)
LEVELS = ("country", "province", "regency", "city")
# Conditions on targets; which of them is in force, and what comes of it, is known only afterwards.
OF_TARGETS = (
    *("program", "indicator", "nature", "region", "within", "level"),
    *("period", "period_from", "period_to", "institution", "as_of"),
)


class ProgressQuery(RevisionsQuery, frozen=True, kw_only=True):
    """Of one program."""

    indicator: Annotated[Codes, several(CODE), "Only targets of these indicators."] = None
    nature: Annotated[Codes, several(one_of(("stock", "flow"))), "Only stocks, or only flows."] = None
    region: Annotated[Codes, several(REGION), "Only targets for exactly these regions."] = None
    within: Annotated[Codes, several(REGION), "Only targets for these regions or any region below them."] = None
    level: Annotated[Codes, several(one_of(LEVELS)), "Only targets for regions of these levels."] = None
    period: Annotated[
        tuple[Period, ...] | None,
        several(PERIOD),
        "Only targets of exactly these periods; a stock counts by the period's last day.",
    ] = None
    period_from: Annotated[date | None, DAY, "Only targets whose period begins on or after this day."] = None
    period_to: Annotated[date | None, DAY, "Only targets whose period ends on or before this day."] = None
    institution: Annotated[Codes, several(CODE), "Only where these institutions stated the target in force."] = None
    breakdown: Annotated[
        Codes,
        several(BREAKDOWN),
        "Only targets of exactly these breakdowns, such as `catalog:local`. Left out, the whole (`none`).",
    ] = None
    verdict: Annotated[Codes, several(one_of(VERDICTS)), "Only rows with these verdicts."] = None
    as_of: Annotated[
        date | None,
        DAY,
        "Judge as of the end of that day, by what had been stated and not retracted by then. Left out, as of today in "
        "Asia/Jakarta by all that is held and was not retracted.",
    ] = None
    known_at: KnownAt = None

    def faults(self) -> list[Fault]:
        return reversed_range(self, "period_from", "period_to")

    @property
    def breakdowns(self) -> tuple[str, ...]:
        return self.breakdown or (WHOLE,)

    def conditions(self) -> dict[str, object]:
        """What was asked of targets, by the names of the conditions in api/figures/queries.py."""
        asked = {name: getattr(self, name, None) for name in OF_TARGETS} | {"breakdown": self.breakdowns}
        return {name: value for name, value in asked.items() if value is not None}

    def identity(self) -> str:
        """What a cursor is bound to: everything but how the page is cut."""
        named = {name: getattr(self, name) for name in self.__struct_fields__ if name not in PAGING}
        return msgspec.json.encode(named, order="sorted").decode()


class AllProgressQuery(ProgressQuery, frozen=True, kw_only=True):
    program: Annotated[Codes, several(CODE), "Only targets of these programs."] = None
