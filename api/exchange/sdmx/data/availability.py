"""The availability of a dataflow: the number of series and observations, and the codes of its dimensions."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from api.database.pool import Connection
from api.database.revision_reads import ParameterBinder, published_condition
from api.errors import NoDataError, NotFoundError, Text, UnsupportedFeatureError
from api.exchange.sdmx.data.columns import build_component_sql
from api.exchange.sdmx.data.queries import build_conditions, build_from_sql
from api.exchange.sdmx.query.data_query import DataQuery
from api.exchange.sdmx.structure.components import (
    BREAKDOWN,
    FIGURE,
    FIGURE_TYPE,
    INDICATOR,
    NATURE,
    PLAN,
    REF_AREA,
    TIME_PERIOD,
)
from api.exchange.sdmx.structure.dataflows import Dataflow, FigureType
from api.exchange.sdmx.structure.identifiers import WILDCARDS, build_urn
from api.exchange.sdmx.structure.json_writer import build_maintainable
from api.resources.figures.point_in_time import PointInTime, stated_by_condition
from api.resources.targets.in_force_condition import not_superseded_condition

# The dimensions with few values. SOURCE has many and is listed only if it is requested.
_DIMENSIONS = (FIGURE_TYPE, INDICATOR, NATURE, REF_AREA, BREAKDOWN, PLAN)
_NAME = Text("Data yang tersedia", "Available data")


class Availability(NamedTuple):
    """Counts, `values` by dimension, and the first and last day of the periods if `has_time`."""

    series: int
    observations: int
    values: Mapping[str, list[str]]
    first: str
    last: str
    has_time: bool = True


def parse_components(flow: Dataflow, text: str) -> tuple[str, ...]:
    """Return the dimensions in a part of the path: ids separated by commas, or a wildcard for those with few values.

    Raise NotFoundError, or UnsupportedFeatureError for FIGURE, which has as many values as there are observations.
    """
    names = [dimension.id for dimension in flow.structure.dimensions]
    few = tuple(one.id for one in flow.structure.dimensions if one in (*_DIMENSIONS, TIME_PERIOD))
    requested = text.split(",")
    if unknown := [name for name in requested if name not in (*names, *WILDCARDS)]:
        raise NotFoundError(f"{flow.id}: {unknown[0]}")
    if FIGURE.id in requested:
        raise UnsupportedFeatureError(f"availability: {FIGURE.id}")
    return tuple(name for name in names if name in requested or (name in few and set(WILDCARDS) & set(requested)))


async def load_availability(connection: Connection, query: DataQuery) -> Availability:
    """Load the availability of the selected observations. Raise NoDataError if there are none."""
    by_type = [await _load_type_availability(connection, query, figure_type) for figure_type in query.flow.types]
    found = [part for part in by_type if part.observations]
    if not found:
        raise NoDataError
    return Availability(
        sum(part.series for part in found),
        sum(part.observations for part in found),
        {
            name: sorted({value for part in found for value in part.values[name]})
            for name in found[0].values
            if name in query.columns
        },
        min(part.first for part in found),
        max(part.last for part in found),
        has_time=TIME_PERIOD.id in query.columns,
    )


async def _load_type_availability(connection: Connection, query: DataQuery, figure_type: FigureType) -> Availability:
    sql, values = build_availability_sql(query, figure_type)
    (row,) = await connection.fetch(sql, *values)
    values_by_name = {name: row[name.lower()] for name in _list_dimension_names(query)}
    return Availability(row["series"], row["observations"], values_by_name, row["first"], row["last"])


def build_availability_sql(query: DataQuery, figure_type: FigureType) -> tuple[str, list[object]]:
    """Build the statement that counts. The cells do not depend on the rule that selects a figure, so it is omitted."""
    bind = ParameterBinder()
    flow = query.flow
    point = PointInTime.from_request(None, None)
    parts = [published_condition("t", None, bind), *build_conditions(query, figure_type, bind)]
    if flow.has_one_figure_per_cell and figure_type == "target":
        parts.append(not_superseded_condition("t", point, bind))
    elif flow.has_one_figure_per_cell:
        parts += ["t.day_known", stated_by_condition("t", point.as_of, bind)]
    names = _list_dimension_names(query)
    columns = ", ".join(f"{build_component_sql(name, figure_type, None, bind)} AS {name.lower()}" for name in names)
    # A stock belongs to the last day of its period: 2020 and 2020-12-31 are one cell. Each statement is its own series.
    cell = "t.period_end, t.key_start"
    counted, series = (
        (f"count(DISTINCT ({cell}))", "count(*)") if flow.has_one_figure_per_cell else ("count(*)", "sum(observations)")
    )
    grouped = (
        f"SELECT {columns}, {counted} AS observations, min(t.period_start) AS first, max(t.period_end) AS last "
        f"FROM {build_from_sql(flow, figure_type)} WHERE {' AND '.join(parts)} GROUP BY "
        f"{', '.join(name.lower() for name in names)}"
    )
    summed = (
        f"coalesce({series}, 0)::bigint AS series, coalesce(sum(observations), 0)::bigint AS observations, "
        "min(first)::text AS first, max(last)::text AS last"
    )
    lists = "".join(f", array_agg(DISTINCT {name.lower()}) AS {name.lower()}" for name in names)
    return f"SELECT {summed}{lists} FROM ({grouped}) AS grouped", bind.values


def _list_dimension_names(query: DataQuery) -> list[str]:
    """Return the dimensions by which the observations are grouped: the number of groups is the number of series."""
    series = query.flow.structure.series
    return [one.id for one in series if one in _DIMENSIONS or one.id in query.columns]


def build_content_constraint(agency: str, flow: Dataflow, availability: Availability) -> dict[str, Any]:
    """Build the actual content constraint of SDMX-JSON 2.0."""
    ends = {"startPeriod": availability.first, "endPeriod": availability.last}
    time_range = {name: {"period": day, "isInclusive": True} for name, day in ends.items()}
    time_values = [{"id": TIME_PERIOD.id, "include": True, "timeRange": time_range}] if availability.has_time else []
    counts = {"obs_count": availability.observations, "series_count": availability.series}
    return {
        **build_maintainable(agency, flow.id, _NAME),
        "role": "Actual",
        "constraintAttachment": {"dataflows": [build_urn(agency, "Dataflow", flow.id)]},
        "cubeRegions": [
            {
                "include": True,
                "keyValues": [
                    *(
                        {"id": name, "include": True, "values": [{"value": value} for value in values]}
                        for name, values in availability.values.items()
                    ),
                    *time_values,
                ],
            }
        ],
        "annotations": [{"id": name, "type": "sdmx_metrics", "title": str(count)} for name, count in counts.items()],
    }
