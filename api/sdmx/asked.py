"""What is asked of the data, in either edition: which observations, as held when, and which of their parts."""

from dataclasses import dataclass
from datetime import datetime

from api.faults import Fault, Invalid, NotOffered, Text
from api.sdmx import components
from api.sdmx.filters import EVER, Filter, Within
from api.sdmx.flows import Flow
from api.sdmx.keys import Key, read_keys
from api.sdmx.query import SdmxDataQuery, SdmxFilters, SdmxObservations, SdmxOldDataQuery


@dataclass(frozen=True, slots=True)
class Asked:
    """`columns` are the components that each observation has, in their order."""

    flow: Flow
    columns: tuple[str, ...]
    keys: list[Key]
    filters: dict[str, Filter]
    within: Within = EVER
    known_at: datetime | None = None
    updated_after: datetime | None = None
    has_history: bool = False
    first: int | None = None
    last: int | None = None
    offset: int = 0
    limit: int | None = None
    in_series: bool = True

    @property
    def has_observations(self) -> bool:
        return components.TIME_PERIOD.id in self.columns


def asked_of(flow: Flow, key: str, query: SdmxDataQuery) -> Asked:
    """Raises Invalid, or NotOffered."""
    _refuse_history(flow, query)
    return Asked(
        flow,
        _columns(flow, with_attributes=query.attributes != "none", with_values=query.measures != "none"),
        read_keys(key, flow.structure),
        filters_of(flow, query),
        known_at=query.as_of,
        updated_after=query.updated_after,
        has_history=query.has_history,
        first=query.first_observations,
        last=query.last_observations,
        offset=query.offset,
        limit=query.limit,
        in_series=query.observed_by == "TIME_PERIOD",
    )


def asked_in_the_old_way(flow: Flow, key: str, query: SdmxOldDataQuery) -> Asked:
    """Raises Invalid, or NotOffered."""
    _refuse_history(flow, query)
    columns = _columns(flow, with_attributes=query.detail == "full", with_values=True)
    if query.detail in ("serieskeysonly", "nodata"):
        columns = tuple(dimension.id for dimension in flow.structure.series)
    return Asked(
        flow,
        columns,
        read_keys(key, flow.structure),
        {},
        Within(query.start_period, query.end_period),
        updated_after=query.updated_after,
        has_history=query.has_history,
        first=query.first_observations,
        last=query.last_observations,
        in_series=query.observed_by == "TIME_PERIOD",
    )


def filters_of(flow: Flow, query: SdmxFilters) -> dict[str, Filter]:
    """Raises Invalid where a flow has no such dimension."""
    known = {dimension.id for dimension in flow.structure.dimensions}
    filters = query.filters()
    told = Text(f"bukan dimensi dari {flow.id}", f"is no dimension of {flow.id}")
    if faults := [Fault("unknown-dimension", told, parameter=f"c[{name}]") for name in filters if name not in known]:
        raise Invalid("parameters", faults)
    return filters


def _columns(flow: Flow, *, with_attributes: bool, with_values: bool) -> tuple[str, ...]:
    values = (components.OBS_VALUE,) if with_values else ()
    attributes = flow.structure.attributes if with_attributes else ()
    return tuple(component.id for component in (*flow.structure.dimensions, *values, *attributes))


def _refuse_history(flow: Flow, query: SdmxObservations) -> None:
    if query.has_history and flow.is_chosen:
        raise NotOffered(f"includeHistory={query.include_history} ({flow.id})")
