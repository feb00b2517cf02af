"""The SQL of what is asked: which figures of a noun, and what is written of each."""

from datetime import datetime

from api.postgres.chain import Bind, Binder, held_at
from api.postgres.conditions import any_of
from api.realizations.preferred import Preferred
from api.realizations.queries import preferred
from api.sdmx.asked import Asked
from api.sdmx.columns import written
from api.sdmx.conditions import condition, within
from api.sdmx.filters import equal
from api.sdmx.flows import Flow, Noun
from api.sdmx.in_force import in_force, not_superseded

# Along the index of the reading order, as far as it goes.
_OF_SERIES = ("t.program", "t.indicator", "t.nature", "t.region", "t.breakdown")
_OF_TIME = ("t.period_end", "t.period_start", "t.id", "t.revision")


def observations_sql(asked: Asked, noun: Noun) -> tuple[str, list[object]]:
    """Series after series, each in the order of time."""
    bind = Binder()
    columns = [f"{written(name, noun, asked.known_at, bind)} AS {name.lower()}" for name in asked.columns]
    where = " AND ".join(_where(asked, noun, bind))
    series = (*_OF_SERIES, "cited.code", "t.id") if not asked.flow.is_chosen else _OF_SERIES
    order = ", ".join((*series, *_OF_TIME))
    found = f"FROM {from_sql(asked.flow, noun)} WHERE {where}"
    if not asked.has_observations:
        once = ", ".join(series)
        return f"SELECT DISTINCT ON ({once}) {', '.join(columns)} {found} ORDER BY {once}", bind.values
    if asked.first is None and asked.last is None:
        return f"SELECT {', '.join(columns)} {found} ORDER BY {order}", bind.values
    places = [
        f"row_number() OVER (PARTITION BY {', '.join(series)} ORDER BY {_ordered(direction)}) AS {name}"
        for name, direction in (("nth", ""), ("nth_last", " DESC"))
    ]
    ordering = [f"{column} AS order_{place}" for place, column in enumerate((*series, *_OF_TIME))]
    inner = f"SELECT {', '.join([*columns, *places, *ordering])} {found}"
    bounds = [
        f"{name} <= {bind(bound)}::bigint"
        for name, bound in (("nth", asked.first), ("nth_last", asked.last))
        if bound is not None
    ]
    outer = ", ".join(name.lower() for name in asked.columns)
    outer_order = ", ".join(f"order_{place}" for place in range(len(ordering)))
    sql = f"SELECT {outer} FROM ({inner}) AS placed WHERE {' OR '.join(bounds)} ORDER BY {outer_order}"
    return sql, bind.values


def from_sql(flow: Flow, noun: Noun) -> str:
    if flow.is_chosen:
        return f"{noun} t"
    cited = "SELECT DISTINCT citation->>'source' AS code FROM jsonb_array_elements(t.citations) AS citation"
    return f"{noun} t CROSS JOIN LATERAL ({cited}) AS cited"


def asked_sql(asked: Asked, noun: Noun, bind: Bind) -> list[str]:
    """The conditions that the request names."""
    of_keys = [
        " AND ".join(condition(name, equal(values), noun, bind) for name, values in key.items()) or "true"
        for key in asked.keys
    ]
    return [
        *([any_of(of_keys)] if of_keys else []),
        *(condition(name, one, noun, bind) for name, one in asked.filters.items()),
        *within(asked.within, bind),
    ]


def _where(asked: Asked, noun: Noun, bind: Bind) -> list[str]:
    parts = ["t.status = 'published'", _known(asked, bind), *asked_sql(asked, noun, bind)]
    if asked.flow.is_chosen:
        parts.append(_chosen(noun, asked.known_at, bind))
    if asked.updated_after is not None:
        parts.append(_updated(asked.flow, noun, asked.updated_after, bind))
    return parts


def _known(asked: Asked, bind: Bind) -> str:
    """In place then; or with its history, recorded by then."""
    if not asked.has_history:
        return held_at("t", asked.known_at, bind)
    return "true" if asked.known_at is None else f"t.recorded_at <= {bind(asked.known_at)}"


def _chosen(noun: Noun, known_at: datetime | None, bind: Bind) -> str:
    if noun == "realization":
        return f"t.retracted_on IS NULL AND {preferred(Preferred(None, known_at), bind)}"
    return f"{not_superseded('t', known_at, bind)} AND {in_force(known_at, bind)}"


def _updated(flow: Flow, noun: Noun, since: datetime, bind: Bind) -> str:
    """What was not there, as it is, at that moment."""
    if not flow.is_chosen:
        return f"t.recorded_at > {bind(since)}"
    return f"NOT ({held_at('t', since, bind)} AND {_chosen(noun, since, bind)})"


def _ordered(direction: str) -> str:
    return ", ".join(f"{column}{direction}" for column in _OF_TIME)
