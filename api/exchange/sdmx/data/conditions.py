"""Turn filters into SQL conditions on a figure `t`; filters for equal values use the indexed columns."""

from collections.abc import Callable, Mapping

from api.database.conditions import any_of
from api.database.revision_reads import BindValue
from api.exchange.sdmx.data.columns import NOT_APPLICABLE, TOTAL_CODE, build_component_sql
from api.exchange.sdmx.query import periods
from api.exchange.sdmx.query.filters import ComponentFilter, FilterTerm, PeriodRange
from api.exchange.sdmx.structure.dataflows import FigureType
from api.http.request.parameter_types import UUID_PARAMETER
from api.resources.figures.queries import CONDITIONS
from api.resources.realizations.queries import REALIZATION_TABLE
from api.resources.targets.queries import NO_PLAN, TARGET_TABLE, plan_condition

FALSE_SQL = "false"
_CITATION_CONDITIONS = {
    "target": TARGET_TABLE.conditions["source"],
    "realization": REALIZATION_TABLE.conditions["source"],
}


def build_filter_sql(
    component: str, component_filter: ComponentFilter, figure_type: FigureType, bind: BindValue
) -> str:
    """Build the condition of one filter."""
    if component == "TIME_PERIOD":
        return _join_alternatives(component_filter, lambda term: _build_time_sql(term, bind))
    if component == "FIGURE_TYPE":
        return _build_type_sql(component_filter, figure_type)
    values = component_filter.equal_values
    if values is not None:
        return _build_equality_sql(component, values, figure_type, bind)
    column = build_component_sql(component, figure_type, None, bind)
    return _join_alternatives(
        component_filter, lambda term: _OPERATORS[term.operator](column, f"{bind(term.value)}::text")
    )


def build_period_sql(periods_within: PeriodRange, bind: BindValue) -> list[str]:
    """Build the conditions of `startPeriod` and `endPeriod`."""
    first, last = periods_within
    return [
        *([f"t.period_start >= {bind(first.first)}::date"] if first is not None else []),
        *([f"t.period_end <= {bind(last.last)}::date"] if last is not None else []),
    ]


_OPERATORS: Mapping[str, Callable[[str, str], str]] = {
    "eq": "{} = {}".format,
    "ne": "{} <> {}".format,
    "sw": "starts_with({}, {})".format,
    "ew": "right({0}, length({1})) = {1}".format,
    "co": "position({1} IN {0}) > 0".format,
    "nc": "position({1} IN {0}) = 0".format,
}
_TIME_OPERATORS = {
    "eq": "(t.period_start = {first} AND t.period_end = {last})",
    "ne": "NOT (t.period_start = {first} AND t.period_end = {last})",
    "lt": "t.period_end < {first}",
    "le": "t.period_end <= {last}",
    "gt": "t.period_start > {last}",
    "ge": "t.period_start >= {first}",
}


def _join_alternatives(component_filter: ComponentFilter, build_sql: Callable[[FilterTerm], str]) -> str:
    return any_of(" AND ".join(build_sql(term) for term in terms) for terms in component_filter.alternatives)


def _build_time_sql(term: FilterTerm, bind: BindValue) -> str:
    period = periods.parse_sdmx_period(term.value)
    template = _TIME_OPERATORS[term.operator]
    days = {name: f"{bind(getattr(period, name))}::date" for name in ("first", "last") if f"{{{name}}}" in template}
    return template.format_map(days)


def _build_type_sql(component_filter: ComponentFilter, figure_type: FigureType) -> str:
    """Compare in Python: each statement reads figures of one type, so the condition is constant."""
    compare: Mapping[str, Callable[[str], bool]] = {
        "eq": figure_type.__eq__,
        "ne": figure_type.__ne__,
        "sw": figure_type.startswith,
        "ew": figure_type.endswith,
        "co": figure_type.__contains__,
        "nc": lambda value: value not in figure_type,
    }
    matches = any(all(compare[term.operator](term.value) for term in terms) for terms in component_filter.alternatives)
    return "true" if matches else FALSE_SQL


def _build_equality_sql(component: str, values: tuple[str, ...], figure_type: FigureType, bind: BindValue) -> str:
    match component:
        case "INDICATOR":
            return CONDITIONS["indicator"](values, bind)
        case "NATURE":
            return CONDITIONS["nature"](values, bind)
        case "REF_AREA":
            return CONDITIONS["region"](tuple(value.replace("_", ".") for value in values), bind)
        case "BREAKDOWN":
            return CONDITIONS["breakdown"](tuple(_parse_breakdown(value) for value in values), bind)
        case "PLAN" if figure_type == "realization":
            return "true" if NOT_APPLICABLE in values else FALSE_SQL
        case "PLAN":
            return plan_condition(tuple(NO_PLAN if value == NOT_APPLICABLE else value for value in values), bind)
        case "SOURCE":
            return f"{_CITATION_CONDITIONS[figure_type](values, bind)} AND cited.code = ANY({bind(values)}::text[])"
    ids = tuple(found for value in values if (found := _parse_id(value)) is not None)
    return CONDITIONS["id"](ids, bind) if ids else FALSE_SQL


def _parse_breakdown(value: str) -> str:
    return "" if value == TOTAL_CODE else value.replace("__", ",").replace("_", ":")


def _parse_id(value: str) -> object | None:
    try:
        return UUID_PARAMETER.parse(value)
    except ValueError:
        return None
