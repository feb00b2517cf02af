"""Query parameters of data and availability requests, in SDMX-REST 2 and 1.5."""

from datetime import datetime
from typing import Annotated, ClassVar, Literal

import msgspec

from api.errors import Text
from api.exchange.sdmx.query import periods
from api.exchange.sdmx.query.filters import CODE_FILTER, TIME_FILTER, ComponentFilter
from api.exchange.sdmx.structure import components
from api.http.request.parameter_types import TIMESTAMP, ParameterType, integer, list_of, one_of, text_matching
from api.http.request.query_string import QueryParameters
from api.resources.figures.period import Period

SDMX_PERIOD: ParameterType = text_matching(
    "not_a_period", periods.SDMX_PERIOD_PATTERN, periods.INVALID_SDMX_PERIOD, periods.parse_sdmx_period
)
# sdmx1 writes True and False.
SDMX_FLAG = text_matching(
    "not_a_flag", "[Tt]rue|[Ff]alse", Text("harus true atau false", "must be true or false"), str.lower
)
# Kinds of structures that belong to an availability; this service has no structures of the last two.
AVAILABILITY_REFERENCES = (
    *("dataflow", "datastructure", "conceptscheme", "codelist"),
    *("valuelist", "dataproviderscheme"),
)
# The value of dimensionAtObservation that groups nothing.
ALL_DIMENSIONS = "AllDimensions"
_FILTER_SYNTAX = " `,` separates alternatives, `+` conditions that must all hold."


class SdmxFilterParameters(QueryParameters, frozen=True, kw_only=True):
    """The filters of components, `c[…]`."""

    indicator: Annotated[ComponentFilter | None, CODE_FILTER, f"Only these indicators.{_FILTER_SYNTAX}"] = (
        msgspec.field(name="c[INDICATOR]", default=None)
    )
    nature: Annotated[
        ComponentFilter | None, CODE_FILTER, f"Only stocks (`stock`) or only flows (`flow`).{_FILTER_SYNTAX}"
    ] = msgspec.field(name="c[NATURE]", default=None)
    ref_area: Annotated[
        ComponentFilter | None,
        CODE_FILTER,
        f"Only these regions; `sw:32_` selects all regions of province 32.{_FILTER_SYNTAX}",
    ] = msgspec.field(name="c[REF_AREA]", default=None)
    breakdown: Annotated[
        ComponentFilter | None, CODE_FILTER, f"Only these parts of the whole; `_T` is the whole.{_FILTER_SYNTAX}"
    ] = msgspec.field(name="c[BREAKDOWN]", default=None)
    figure_type: Annotated[
        ComponentFilter | None,
        CODE_FILTER,
        f"Dataflow STATEMENT: only targets (`target`) or only realizations (`realization`).{_FILTER_SYNTAX}",
    ] = msgspec.field(name="c[FIGURE_TYPE]", default=None)
    plan: Annotated[
        ComponentFilter | None,
        CODE_FILTER,
        f"Dataflows TARGET and STATEMENT: only targets of these plans, or `_Z`.{_FILTER_SYNTAX}",
    ] = msgspec.field(name="c[PLAN]", default=None)
    source: Annotated[
        ComponentFilter | None, CODE_FILTER, f"Dataflow STATEMENT: only statements of these sources.{_FILTER_SYNTAX}"
    ] = msgspec.field(name="c[SOURCE]", default=None)
    figure: Annotated[ComponentFilter | None, CODE_FILTER, f"Only the figures with these ids.{_FILTER_SYNTAX}"] = (
        msgspec.field(name="c[FIGURE]", default=None)
    )
    time_period: Annotated[
        ComponentFilter | None,
        TIME_FILTER,
        "Only these periods; `ge:2021` starts in 2021 or later, `le:2021` ends in 2021 or earlier, `gt:2021` is "
        f"entirely after it, `lt:2021` entirely before.{_FILTER_SYNTAX}",
    ] = msgspec.field(name="c[TIME_PERIOD]", default=None)

    def filters(self) -> dict[str, ComponentFilter]:
        """Return the filters of the request by component."""
        values = ((component.id, getattr(self, component.id.lower())) for component in FILTER_COMPONENTS)
        return {component: value for component, value in values if value is not None}


FILTER_COMPONENTS = (
    components.INDICATOR,
    components.NATURE,
    components.REF_AREA,
    components.BREAKDOWN,
    components.PLAN,
    components.FIGURE_TYPE,
    components.SOURCE,
    components.FIGURE,
    components.TIME_PERIOD,
)


class SdmxObservationParameters(SdmxFilterParameters, frozen=True, kw_only=True):
    """Parameters of data requests in both versions."""

    updated_after: Annotated[
        datetime | None,
        TIMESTAMP,
        "Only observations that are new or changed since this time. Withdrawals are only in `/v1/changes`.",
    ] = msgspec.field(name="updatedAfter", default=None)
    first_observations: Annotated[
        int | None, integer(1, 1_000_000), "The maximum number of observations per series, from the earliest."
    ] = msgspec.field(name="firstNObservations", default=None)
    last_observations: Annotated[
        int | None, integer(1, 1_000_000), "The maximum number of observations per series, from the latest."
    ] = msgspec.field(name="lastNObservations", default=None)
    dimension_at_observation: Annotated[
        str,
        one_of((*(component.id for component in FILTER_COMPONENTS), ALL_DIMENSIONS)),
        "In XML and JSON: the dimension of the observations of a group, which has all other dimensions; "
        "`AllDimensions` groups nothing. CSV always has all dimensions.",
    ] = msgspec.field(name="dimensionAtObservation", default=components.TIME_PERIOD.id)
    include_history: Annotated[
        str,
        SDMX_FLAG,
        "Dataflow STATEMENT: also revisions that were replaced, with `KNOWN_FROM` and `KNOWN_TO`. 501 for the other "
        "dataflows; use `asOf` for their state at a time.",
    ] = msgspec.field(name="includeHistory", default="false")

    @property
    def has_history(self) -> bool:
        return self.include_history == "true"


class SdmxV2DataParameters(SdmxObservationParameters, frozen=True, kw_only=True):
    """Parameters of data requests in SDMX-REST 2."""

    attributes: Annotated[
        Literal["dsd", "all", "none"], one_of(("dsd", "all", "none")), "`none` omits the attributes."
    ] = "dsd"
    measures: Annotated[Literal["all", "none"], one_of(("all", "none")), "`none` omits the values."] = "all"
    as_of: Annotated[
        datetime | None,
        TIMESTAMP,
        "Data as recorded at this time: `known_at` of the other operations.",
    ] = msgspec.field(name="asOf", default=None)
    offset: Annotated[int, integer(0, 1_000_000_000), "The number of observations to skip."] = 0
    limit: Annotated[int | None, integer(1, 1_000_000_000), "The maximum number of observations. Default: all."] = None


class SdmxV1DataParameters(SdmxObservationParameters, frozen=True, kw_only=True):
    """Parameters of data requests in SDMX-REST 1.5, which filters by key and period only."""

    omitted_fields: ClassVar[frozenset[str]] = frozenset(component.id.lower() for component in FILTER_COMPONENTS)

    start_period: Annotated[Period | None, SDMX_PERIOD, "Only periods that start with this one or later."] = (
        msgspec.field(name="startPeriod", default=None)
    )
    end_period: Annotated[Period | None, SDMX_PERIOD, "Only periods that end with this one or earlier."] = (
        msgspec.field(name="endPeriod", default=None)
    )
    detail: Annotated[
        Literal["full", "dataonly", "serieskeysonly", "nodata"],
        one_of(("full", "dataonly", "serieskeysonly", "nodata")),
        "`dataonly` omits the attributes, `serieskeysonly` and `nodata` also the observations.",
    ] = "full"


class SdmxAvailabilityParameters(SdmxFilterParameters, frozen=True, kw_only=True):
    """Parameters of availability requests."""

    references: Annotated[
        tuple[str, ...],
        list_of(one_of(("none", "all", *AVAILABILITY_REFERENCES))),
        "The structures to add: `all` that the dataflow uses and the dataflow itself, or those of some kinds.",
    ] = ("none",)
    mode: Annotated[
        Literal["exact"], one_of(("exact",)), "`exact`: the availability of the selection. No other mode is supported."
    ] = "exact"
