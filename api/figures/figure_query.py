"""The parameters that lists of figures share."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from api.faults import Fault, Text
from api.figures import breakdown
from api.figures.period import Period
from api.figures.quick import told_of_sort
from api.http.kinds import CODE, DAY, IDENTIFIER, MOMENT, REGION, matching, one_of, several
from api.http.list_query import ListQuery, reversed_range

Codes = tuple[str, ...] | None

PERIOD = matching(
    "not-a-period",
    r"[0-9]{4}[0-9SQ/-]{0,17}",
    Text(
        "harus periode seperti 2022, 2022-S1, 2022-Q3, 2022-05, 2022-05-31, atau 2020-05-14/2020-12-31",
        "must be a period such as 2022, 2022-S1, 2022-Q3, 2022-05, 2022-05-31 or 2020-05-14/2020-12-31",
    ),
    Period.parse,
)
BREAKDOWN = matching(
    "not-a-breakdown",
    r"[a-z0-9:;-]{1,600}",
    Text("harus none atau pasangan kode seperti catalog:local", "must be none or pairs of codes such as catalog:local"),
    breakdown.parse,
)
SORTS = tuple(sign + name for name in ("period", "stated_on", "recorded_at", "value") for sign in ("", "-"))


class FigureQuery(ListQuery, frozen=True, kw_only=True):
    id: Annotated[tuple[UUID, ...] | None, several(IDENTIFIER), "Only figures with these ids."] = None
    program: Annotated[Codes, several(CODE), "Only figures of these programs."] = None
    indicator: Annotated[Codes, several(CODE), "Only figures of these indicators."] = None
    nature: Annotated[Codes, several(one_of(("stock", "flow"))), "Only stocks, or only flows."] = None
    region: Annotated[Codes, several(REGION), "Only figures about exactly these regions."] = None
    within: Annotated[Codes, several(REGION), "Only figures about these regions or any region below them."] = None
    level: Annotated[
        Codes,
        several(one_of(("country", "province", "regency", "city"))),
        "Only figures about regions of these levels.",
    ] = None
    period: Annotated[
        tuple[Period, ...] | None,
        several(PERIOD),
        "Only figures of exactly these periods; a stock counts by the period's last day.",
    ] = None
    period_from: Annotated[date | None, DAY, "Only figures whose period begins on or after this day."] = None
    period_to: Annotated[date | None, DAY, "Only figures whose period ends on or before this day."] = None
    institution: Annotated[Codes, several(CODE), "Only figures stated by these institutions."] = None
    source: Annotated[Codes, several(CODE), "Only figures that cite one of these sources."] = None
    breakdown: Annotated[
        Codes,
        several(BREAKDOWN),
        "Only figures of exactly these breakdowns, such as `catalog:local`; `none` for the whole.",
    ] = None
    as_of: Annotated[
        date | None,
        DAY,
        "Only figures stated by that day and not retracted by then; an undated one counts on its latest day.",
    ] = None
    recorded_since: Annotated[
        datetime | None, MOMENT, "Only figures whose revision was recorded at or after that moment."
    ] = None
    sort: Annotated[
        str | None,
        one_of(SORTS),
        "Order; `-` for descending; `value` needs one `indicator`. Left out, an order fit for reading. "
        + told_of_sort(),
    ] = None

    def faults(self) -> list[Fault]:
        found = reversed_range(self, "period_from", "period_to")
        if self.sort in ("value", "-value") and len(self.indicator or ()) != 1:
            found.append(Fault("sort-needs-indicator", SORT_NEEDS_INDICATOR, parameter="sort"))
        return found


SORT_NEEDS_INDICATOR = Text(
    "value hanya dapat dibandingkan dalam satu indicator; sebutkan tepat satu",
    "values compare within one indicator only; name exactly one",
)
