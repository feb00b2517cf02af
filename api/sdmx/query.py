"""What may be asked of the data: the parameters of both editions of the standard."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

import msgspec

from api.faults import Text
from api.figures.period import Period
from api.http.kinds import MOMENT, Kind, matching, one_of, whole_number
from api.http.query import Query
from api.sdmx import components, periods
from api.sdmx.filters import CODES, TIMES, Filter

PERIOD: Kind = matching("not-a-period", periods.PATTERN, periods.REFUSAL, periods.parse)
# Some clients write it as Python does.
FLAG = matching("not-a-flag", "[Tt]rue|[Ff]alse", Text("harus true atau false", "must be true or false"), str.lower)
_FILTER = " Alternatives are separated by `,`, terms that must hold together by `+`."


class SdmxFilters(Query, frozen=True, kw_only=True):
    """The filters of components, `c[…]`."""

    indicator: Annotated[Filter | None, CODES, f"Only of these indicators.{_FILTER}"] = msgspec.field(
        name="c[INDICATOR]", default=None
    )
    nature: Annotated[Filter | None, CODES, f"Only stocks (`stock`), or only flows (`flow`).{_FILTER}"] = msgspec.field(
        name="c[NATURE]", default=None
    )
    ref_area: Annotated[
        Filter | None, CODES, f"Only of these regions; `sw:32_` are all below the province 32.{_FILTER}"
    ] = msgspec.field(name="c[REF_AREA]", default=None)
    breakdown: Annotated[Filter | None, CODES, f"Only of these parts of the whole; `_T` is the whole.{_FILTER}"] = (
        msgspec.field(name="c[BREAKDOWN]", default=None)
    )
    kind: Annotated[
        Filter | None, CODES, f"Of the flow CLAIM: only targets (`target`), or only realizations.{_FILTER}"
    ] = msgspec.field(name="c[KIND]", default=None)
    source: Annotated[Filter | None, CODES, f"Of the flow CLAIM: only as these sources state it.{_FILTER}"] = (
        msgspec.field(name="c[SOURCE]", default=None)
    )
    figure: Annotated[Filter | None, CODES, f"Of the flow CLAIM: only these figures, by id.{_FILTER}"] = msgspec.field(
        name="c[FIGURE]", default=None
    )
    time_period: Annotated[
        Filter | None,
        TIMES,
        "Only of these periods; `ge:2021` begin in 2021 or later, `le:2021` end by then, `gt:` and `lt:` lie wholly "
        f"after or before.{_FILTER}",
    ] = msgspec.field(name="c[TIME_PERIOD]", default=None)

    def filters(self) -> dict[str, Filter]:
        """By component."""
        named = ((component.id, getattr(self, component.id.lower())) for component in FILTERED)
        return {component: asked for component, asked in named if asked is not None}


FILTERED = (
    components.INDICATOR,
    components.NATURE,
    components.REF_AREA,
    components.BREAKDOWN,
    components.KIND,
    components.SOURCE,
    components.FIGURE,
    components.TIME_PERIOD,
)


class SdmxObservations(SdmxFilters, frozen=True, kw_only=True):
    """What both editions have."""

    updated_after: Annotated[
        datetime | None,
        MOMENT,
        "Only observations that are new or different since that moment; what is no longer there is not told.",
    ] = msgspec.field(name="updatedAfter", default=None)
    first_observations: Annotated[
        int | None, whole_number(1, 1_000_000), "At most so many observations of each series, the earliest."
    ] = msgspec.field(name="firstNObservations", default=None)
    last_observations: Annotated[
        int | None, whole_number(1, 1_000_000), "At most so many observations of each series, the latest."
    ] = msgspec.field(name="lastNObservations", default=None)
    observed_by: Annotated[
        Literal["TIME_PERIOD", "AllDimensions"],
        one_of(("TIME_PERIOD", "AllDimensions")),
        "In XML, whether observations stand in their series or by themselves; a line of CSV has all dimensions anyway.",
    ] = msgspec.field(name="dimensionAtObservation", default="TIME_PERIOD")
    include_history: Annotated[
        str,
        FLAG,
        "Of the flow CLAIM: also what was replaced since, with `KNOWN_FROM` and `KNOWN_TO`. Not offered of the others "
        "(501): `asOf` tells what they held.",
    ] = msgspec.field(name="includeHistory", default="false")

    @property
    def has_history(self) -> bool:
        return self.include_history == "true"


class SdmxDataQuery(SdmxObservations, frozen=True, kw_only=True):
    """SDMX-REST 2."""

    attributes: Annotated[
        Literal["dsd", "all", "none"], one_of(("dsd", "all", "none")), "Whether to tell the attributes."
    ] = "dsd"
    measures: Annotated[Literal["all", "none"], one_of(("all", "none")), "Whether to tell the values."] = "all"
    as_of: Annotated[
        datetime | None,
        MOMENT,
        "As this service would have answered at that moment: `known_at` of the other operations.",
    ] = msgspec.field(name="asOf", default=None)
    offset: Annotated[int, whole_number(0, 1_000_000_000), "Leave out so many observations first."] = 0
    limit: Annotated[int | None, whole_number(1, 1_000_000_000), "At most so many observations; else all."] = None


class SdmxOldDataQuery(SdmxObservations, frozen=True, kw_only=True):
    """SDMX-REST 1.5, which filters by key and period alone."""

    left_out: ClassVar[frozenset[str]] = frozenset(component.id.lower() for component in FILTERED)

    start_period: Annotated[Period | None, PERIOD, "Only periods that begin with this one or later."] = msgspec.field(
        name="startPeriod", default=None
    )
    end_period: Annotated[Period | None, PERIOD, "Only periods that end with this one or earlier."] = msgspec.field(
        name="endPeriod", default=None
    )
    detail: Annotated[
        Literal["full", "dataonly", "serieskeysonly", "nodata"],
        one_of(("full", "dataonly", "serieskeysonly", "nodata")),
        "`dataonly` leaves the attributes out, `serieskeysonly` and `nodata` also the observations.",
    ] = "full"


class SdmxAvailabilityQuery(SdmxFilters, frozen=True, kw_only=True):
    references: Annotated[
        Literal["none", "all"], one_of(("none", "all")), "`all`: with the flow, its structure and all that this names."
    ] = "none"
    mode: Annotated[
        Literal["exact"], one_of(("exact",)), "`exact`: what there is of the selection; nothing else is offered."
    ] = "exact"
