"""From filters to conditions over a figure `t`: by the columns that have an index where it only names values."""

from collections.abc import Callable, Mapping

from api.figures.queries import CONDITIONS
from api.http.kinds import IDENTIFIER
from api.postgres.chain import Bind
from api.postgres.conditions import any_of
from api.realizations.queries import REALIZATIONS
from api.sdmx import periods
from api.sdmx.columns import WHOLE, written
from api.sdmx.filters import Filter, Term, Within
from api.sdmx.flows import Noun
from api.targets.queries import TARGETS

NOTHING = "false"
_CITES = {"target": TARGETS.conditions["source"], "realization": REALIZATIONS.conditions["source"]}


def condition(component: str, asked: Filter, noun: Noun, bind: Bind) -> str:
    if component == "TIME_PERIOD":
        return _any(asked, lambda term: _of_time(term, bind))
    if component == "KIND":
        return _of_kind(asked, noun)
    named = asked.equal_to
    if named is not None:
        return _naming(component, named, noun, bind)
    column = written(component, noun, None, bind)
    return _any(asked, lambda term: _COMPARED[term.operator](column, f"{bind(term.value)}::text"))


def within(asked: Within, bind: Bind) -> list[str]:
    first = [f"t.period_start >= {bind(asked.first.first)}::date"] if asked.first is not None else []
    last = [f"t.period_end <= {bind(asked.last.last)}::date"] if asked.last is not None else []
    return first + last


_COMPARED: Mapping[str, Callable[[str, str], str]] = {
    "eq": "{} = {}".format,
    "ne": "{} <> {}".format,
    "sw": "starts_with({}, {})".format,
    "ew": "right({0}, length({1})) = {1}".format,
    "co": "position({1} IN {0}) > 0".format,
    "nc": "position({1} IN {0}) = 0".format,
}
_TIMES = {
    "eq": "(t.period_start = {first} AND t.period_end = {last})",
    "ne": "NOT (t.period_start = {first} AND t.period_end = {last})",
    "lt": "t.period_end < {first}",
    "le": "t.period_end <= {last}",
    "gt": "t.period_start > {last}",
    "ge": "t.period_start >= {first}",
}


def _any(asked: Filter, sql: Callable[[Term], str]) -> str:
    return any_of(" AND ".join(sql(term) for term in terms) for terms in asked.alternatives)


def _of_time(term: Term, bind: Bind) -> str:
    period = periods.parse(term.value)
    template = _TIMES[term.operator]
    days = {name: f"{bind(getattr(period, name))}::date" for name in ("first", "last") if f"{{{name}}}" in template}
    return template.format_map(days)


def _of_kind(asked: Filter, noun: Noun) -> str:
    """Known before anything is asked of the database."""
    compare: Mapping[str, Callable[[str], bool]] = {
        "eq": noun.__eq__,
        "ne": noun.__ne__,
        "sw": noun.startswith,
        "ew": noun.endswith,
        "co": noun.__contains__,
        "nc": lambda value: value not in noun,
    }
    holds = any(all(compare[term.operator](term.value) for term in terms) for terms in asked.alternatives)
    return "true" if holds else NOTHING


def _naming(component: str, values: tuple[str, ...], noun: Noun, bind: Bind) -> str:
    match component:
        case "INDICATOR":
            return CONDITIONS["indicator"](values, bind)
        case "NATURE":
            return CONDITIONS["nature"](values, bind)
        case "REF_AREA":
            return CONDITIONS["region"](tuple(value.replace("_", ".") for value in values), bind)
        case "BREAKDOWN":
            return CONDITIONS["breakdown"](tuple(_breakdown(value) for value in values), bind)
        case "SOURCE":
            return f"{_CITES[noun](values, bind)} AND cited.code = ANY({bind(values)}::text[])"
    ids = tuple(found for value in values if (found := _id(value)) is not None)
    return CONDITIONS["id"](ids, bind) if ids else NOTHING


def _breakdown(value: str) -> str:
    return "" if value == WHOLE else value.replace("__", ",").replace("_", ":")


def _id(value: str) -> object | None:
    try:
        return IDENTIFIER.read(value)
    except ValueError:
        return None
