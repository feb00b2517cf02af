"""Build the SQL of a data query: the selected figures of one type and the text of their components."""

from datetime import datetime, timedelta

from api.database.conditions import any_of
from api.database.revision_reads import BindValue, ParameterBinder, known_at_condition
from api.exchange.sdmx.data.columns import build_component_sql
from api.exchange.sdmx.data.conditions import build_filter_sql, build_period_sql
from api.exchange.sdmx.query.data_parameters import ALL_DIMENSIONS
from api.exchange.sdmx.query.data_query import DataQuery
from api.exchange.sdmx.query.filters import build_equality_filter
from api.exchange.sdmx.structure.components import FIGURE_TYPE, TIME_PERIOD
from api.exchange.sdmx.structure.dataflows import Dataflow, FigureType
from api.resources.figures.point_in_time import PointInTime, stated_by_condition
from api.resources.realizations.preferred_condition import preferred_condition
from api.resources.targets.in_force_condition import in_force_condition, not_superseded_condition

# The order of the index used for reading.
_SERIES_COLUMNS = ("t.program", "t.indicator", "t.nature", "t.region", "t.breakdown")
_TIME_COLUMNS = ("t.period_end", "t.period_start", "t.id", "t.revision")


def build_observations_sql(query: DataQuery, figure_type: FigureType) -> tuple[str, list[object]]:
    """Build the statement and its values. The result is sorted by series, then by time; or by other groups."""
    bind = ParameterBinder()
    columns = [
        f"{build_component_sql(name, figure_type, query.known_at, bind)} AS {name.lower()}" for name in query.columns
    ]
    where = " AND ".join(_build_where(query, figure_type, bind))
    series = (*_SERIES_COLUMNS, *_list_more_series_columns(query.flow, figure_type))
    order_columns = _list_group_order(query, figure_type, bind) or (*series, *_TIME_COLUMNS)
    order = ", ".join(order_columns)
    from_where = f"FROM {build_from_sql(query.flow, figure_type)} WHERE {where}"
    if not query.has_observations:
        distinct = ", ".join(series)
        return f"SELECT DISTINCT ON ({distinct}) {', '.join(columns)} {from_where} ORDER BY {distinct}", bind.values
    if query.first is None and query.last is None:
        return f"SELECT {', '.join(columns)} {from_where} ORDER BY {order}", bind.values
    row_numbers = [
        f"row_number() OVER (PARTITION BY {', '.join(series)} ORDER BY {_order_by(direction)}) AS {name}"
        for name, direction in (("nth", ""), ("nth_last", " DESC"))
    ]
    ordering = [f"{column} AS order_{index}" for index, column in enumerate(order_columns)]
    inner = f"SELECT {', '.join([*columns, *row_numbers, *ordering])} {from_where}"
    bounds = [
        f"{name} <= {bind(bound)}::bigint"
        for name, bound in (("nth", query.first), ("nth_last", query.last))
        if bound is not None
    ]
    outer = ", ".join(name.lower() for name in query.columns)
    outer_order = ", ".join(f"order_{index}" for index in range(len(ordering)))
    sql = f"SELECT {outer} FROM ({inner}) AS numbered WHERE {' OR '.join(bounds)} ORDER BY {outer_order}"
    return sql, bind.values


def _list_group_order(query: DataQuery, figure_type: FigureType, bind: BindValue) -> tuple[str, ...]:
    """Return the columns that sort by groups of another dimension than time, so that each group is contiguous."""
    if query.observed_by in (TIME_PERIOD.id, ALL_DIMENSIONS):
        return ()
    keys = [
        build_component_sql(name, figure_type, query.known_at, bind)
        for name in query.group_dimensions
        if name not in (TIME_PERIOD.id, FIGURE_TYPE.id)
    ]
    # Each statement reads figures of one type, which PostgreSQL could not sort by.
    observed = [build_component_sql(query.observed_by, figure_type, query.known_at, bind)]
    return (*keys, *_TIME_COLUMNS[:2], *(observed if query.observed_by != FIGURE_TYPE.id else ()), *_TIME_COLUMNS[2:])


def _list_more_series_columns(flow: Dataflow, figure_type: FigureType) -> tuple[str, ...]:
    if not flow.has_one_figure_per_cell:
        return ("cited.code", "t.id")
    return ("coalesce(t.plan, '')",) if figure_type == "target" else ()


def build_from_sql(flow: Dataflow, figure_type: FigureType) -> str:
    """Build the FROM item: one row per figure, or one row per figure and cited source."""
    if flow.has_one_figure_per_cell:
        return f"{figure_type} t"
    cited = "SELECT DISTINCT citation->>'source' AS code FROM jsonb_array_elements(t.citations) AS citation"
    return f"{figure_type} t CROSS JOIN LATERAL ({cited}) AS cited"


def build_conditions(query: DataQuery, figure_type: FigureType, bind: BindValue) -> list[str]:
    """Build the conditions of the keys, filters and periods of the request."""
    keys = [
        " AND ".join(
            build_filter_sql(name, build_equality_filter(values), figure_type, bind) for name, values in key.items()
        )
        or "true"
        for key in query.keys
    ]
    return [
        *([any_of(keys)] if keys else []),
        *(build_filter_sql(name, one, figure_type, bind) for name, one in query.filters.items()),
        *build_period_sql(query.within, bind),
    ]


def _build_where(query: DataQuery, figure_type: FigureType, bind: BindValue) -> list[str]:
    parts = ["t.status = 'published'", _known_at_condition(query, bind), *build_conditions(query, figure_type, bind)]
    if query.flow.has_one_figure_per_cell:
        parts.append(_preferred_condition(figure_type, query.known_at, bind))
    if query.updated_after is not None:
        parts.append(_updated_after_condition(query.flow, figure_type, query.updated_after, bind))
    return parts


def _known_at_condition(query: DataQuery, bind: BindValue) -> str:
    """Select the revision that was current at `known_at`; with history, all revisions recorded until then."""
    if not query.has_history:
        return known_at_condition("t", query.known_at, bind)
    return "true" if query.known_at is None else f"t.recorded_at <= {bind(query.known_at)}"


def _preferred_condition(figure_type: FigureType, known_at: datetime | None, bind: BindValue) -> str:
    """Select the one figure of a cell: the preferred realization, or the target in force."""
    point = PointInTime.from_request(None, known_at)
    if figure_type == "realization":
        stated = stated_by_condition("t", point.as_of, bind)
        return f"t.day_known AND {stated} AND {preferred_condition(point, bind)}"
    return f"{not_superseded_condition('t', point, bind)} AND {in_force_condition(point, bind)}"


def _updated_after_condition(flow: Dataflow, figure_type: FigureType, since: datetime, bind: BindValue) -> str:
    """Select the observations that changed at that time or later: those that were missing or different before it."""
    if not flow.has_one_figure_per_cell:
        return f"t.recorded_at >= {bind(since)}"
    before = since - timedelta(microseconds=1)
    return f"NOT ({known_at_condition('t', before, bind)} AND {_preferred_condition(figure_type, before, bind)})"


def _order_by(direction: str) -> str:
    return ", ".join(f"{column}{direction}" for column in _TIME_COLUMNS)


def build_count_sql(query: DataQuery, figure_type: FigureType, maximum: int) -> tuple[str, list[object]]:
    """Build the statement that counts the observations up to `maximum`."""
    sql, values = build_observations_sql(query, figure_type)
    return f"SELECT count(*) FROM ({sql} LIMIT {maximum}) AS counted", values
