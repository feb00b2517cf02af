"""The data query of both versions of SDMX-REST: which observations, at which time, with which components."""

from dataclasses import dataclass
from datetime import datetime

from api.errors import ErrorDetail, InvalidRequestError, Text, UnsupportedFeatureError
from api.exchange.sdmx.query.data_parameters import (
    ALL_DIMENSIONS,
    FILTER_COMPONENTS,
    SdmxFilterParameters,
    SdmxObservationParameters,
    SdmxV1DataParameters,
    SdmxV2DataParameters,
)
from api.exchange.sdmx.query.filters import ANY_PERIOD, ComponentFilter, PeriodRange
from api.exchange.sdmx.query.series_keys import SeriesKey, parse_series_keys
from api.exchange.sdmx.structure import components
from api.exchange.sdmx.structure.dataflows import Dataflow


@dataclass(frozen=True, slots=True)
class DataQuery:
    """A parsed data request. `columns` are the components of each observation, in this order.

    `observed_by` is the dimension whose values distinguish the observations of one group, or ALL_DIMENSIONS.
    """

    flow: Dataflow
    columns: tuple[str, ...]
    keys: list[SeriesKey]
    filters: dict[str, ComponentFilter]
    within: PeriodRange = ANY_PERIOD
    known_at: datetime | None = None
    updated_after: datetime | None = None
    has_history: bool = False
    first: int | None = None
    last: int | None = None
    offset: int = 0
    limit: int | None = None
    observed_by: str = components.TIME_PERIOD.id

    @property
    def has_observations(self) -> bool:
        return components.TIME_PERIOD.id in self.columns

    @property
    def codelists(self) -> frozenset[str]:
        """Return the codelists of the components."""
        components_of_flow = self.flow.structure.components
        return frozenset(
            one.codelist for one in components_of_flow if one.id in self.columns and one.codelist is not None
        )

    @property
    def is_grouped(self) -> bool:
        return self.observed_by != ALL_DIMENSIONS

    @property
    def group_dimensions(self) -> tuple[str, ...]:
        """Return the dimensions of the key of a group; for observations without groups, all dimensions."""
        dimensions = (dimension.id for dimension in self.flow.structure.dimensions)
        return tuple(name for name in dimensions if name in self.columns and name != self.observed_by)


def build_v2_query(flow: Dataflow, key: str, query: SdmxV2DataParameters) -> DataQuery:
    """Build the query of SDMX-REST 2. Raise InvalidRequestError or UnsupportedFeatureError."""
    _check_history_support(flow, query)
    return DataQuery(
        flow,
        _select_components(flow, with_attributes=query.attributes != "none", with_values=query.measures != "none"),
        parse_series_keys(key, flow.structure, may_be_partial=True),
        build_filters(flow, query),
        known_at=query.as_of,
        updated_after=query.updated_after,
        has_history=query.has_history,
        first=query.first_observations,
        last=query.last_observations,
        offset=query.offset,
        limit=query.limit,
        observed_by=_find_observed_by(flow, query),
    )


def build_v1_query(flow: Dataflow, key: str, query: SdmxV1DataParameters) -> DataQuery:
    """Build the query of SDMX-REST 1.5. Raise InvalidRequestError or UnsupportedFeatureError."""
    _check_history_support(flow, query)
    columns = _select_components(flow, with_attributes=query.detail == "full", with_values=True)
    observed_by = _find_observed_by(flow, query)
    if query.detail in ("serieskeysonly", "nodata"):
        # Without observations there are only series.
        columns, observed_by = tuple(dimension.id for dimension in flow.structure.series), components.TIME_PERIOD.id
    return DataQuery(
        flow,
        columns,
        parse_series_keys(key, flow.structure),
        {},
        PeriodRange(query.start_period, query.end_period),
        updated_after=query.updated_after,
        has_history=query.has_history,
        first=query.first_observations,
        last=query.last_observations,
        observed_by=observed_by,
    )


def _find_observed_by(flow: Dataflow, query: SdmxObservationParameters) -> str:
    name = query.dimension_at_observation
    allowed = [*(dimension.id for dimension in flow.structure.dimensions), ALL_DIMENSIONS]
    if name not in allowed:
        listed = ", ".join(allowed)
        text = Text(
            f"{name} bukan dimensi dari {flow.id}; yang ada: {listed}",
            f"{name} is not a dimension of {flow.id}. Allowed: {listed}",
        )
        raise InvalidRequestError(
            "parameters", [ErrorDetail("unknown_dimension", text, parameter="dimensionAtObservation")]
        )
    return name


def build_filters(flow: Dataflow, query: SdmxFilterParameters) -> dict[str, ComponentFilter]:
    """Return the filters of a request. Raise InvalidRequestError if one is not for a component of the dataflow."""
    of_flow = [component.id for component in flow.structure.components if component in FILTER_COMPONENTS]
    filters = query.filters()
    allowed = ", ".join(f"c[{name}]" for name in of_flow)
    text = Text(
        f"bukan komponen dari {flow.id}; yang ada: {allowed}",
        f"is not a component of {flow.id}. Allowed: {allowed}",
    )
    if errors := [
        ErrorDetail("unknown_dimension", text, parameter=f"c[{name}]") for name in filters if name not in of_flow
    ]:
        raise InvalidRequestError("parameters", errors)
    return filters


def _select_components(flow: Dataflow, *, with_attributes: bool, with_values: bool) -> tuple[str, ...]:
    values = (components.OBS_VALUE,) if with_values else ()
    attributes = flow.structure.attributes if with_attributes else ()
    return tuple(component.id for component in (*flow.structure.dimensions, *values, *attributes))


def _check_history_support(flow: Dataflow, query: SdmxObservationParameters) -> None:
    if query.has_history and flow.has_one_figure_per_cell:
        raise UnsupportedFeatureError(f"includeHistory={query.include_history} ({flow.id})")
