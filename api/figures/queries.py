"""The SQL that targets and realizations share: how rows become figures, and how figures are filtered and ordered."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar

import msgspec

from api.figures import breakdown
from api.figures.fields import Citation
from api.figures.period import Period
from api.postgres.chain import Bind, Condition, Order
from api.postgres.conditions import among

Figure = TypeVar("Figure", bound=msgspec.Struct)

_BREAKDOWN, _CITATIONS = 5, 18
_citations = msgspec.json.Decoder(list[Citation])


def load_as(model: type[Figure]) -> Callable[[Sequence[Any]], Figure]:
    """Makes figures of rows: the breakdown becomes a map, the citations Structs."""

    def load(row: Sequence[Any]) -> Figure:
        return model(
            *row[:_BREAKDOWN],
            breakdown.map_of(row[_BREAKDOWN]),
            *row[_BREAKDOWN + 1 : _CITATIONS],
            _citations.decode(row[_CITATIONS]),
            *row[_CITATIONS + 1 :],
        )

    return load


def by_indicator(codes: tuple[str, ...], bind: Bind) -> str:
    """An indicator never changes its program; naming it too lets the index on both give the order."""
    if len(codes) == 1:
        code = bind(codes[0])
        program = f"(SELECT i.program FROM indicator i WHERE i.code = {code}::text LIMIT 1)"
        return f"t.indicator = {code}::text AND t.program = {program}"
    return among("indicator")(codes, bind)


def by_period(periods: tuple[Period, ...], bind: Bind) -> str:
    """A flow has both days of the period. A stock stands on its last day, so a calendar period finds every
    stock of that day, however its period is written; an interval finds what was stated for that interval.
    """
    firsts = bind([period.first for period in periods])
    lasts = bind([period.last for period in periods])
    intervals = bind([period.is_interval for period in periods])
    return (
        f"t.period_end = ANY({lasts}::date[]) AND EXISTS (SELECT FROM unnest({firsts}::date[], {lasts}::date[], "
        f"{intervals}::boolean[]) AS asked (first, last, is_interval) WHERE asked.last = t.period_end "
        "AND (asked.first = t.period_start OR t.nature = 'stock' AND NOT asked.is_interval))"
    )


def within(regions: tuple[str, ...], bind: Bind) -> str:
    """The regions and all below them; the code of a part begins with the code of its whole."""
    wanted = bind(regions)
    return (
        f"t.region = ANY(ARRAY(SELECT r.code FROM region r WHERE r.replaced_at IS NULL AND "
        f"(r.code = ANY({wanted}::text[]) OR left(r.code, 2) = ANY({wanted}::text[]) OR 'ID' = ANY({wanted}::text[]))))"
    )


def by_level(levels: tuple[str, ...], bind: Bind) -> str:
    return (
        "t.region = ANY(ARRAY(SELECT r.code FROM region r WHERE r.replaced_at IS NULL "
        f"AND r.level = ANY({bind(levels)}::text[])))"
    )


def cites(noun: str) -> Condition:
    def condition(sources: tuple[str, ...], bind: Bind) -> str:
        wanted = bind(sources)
        return (
            f"t.id = ANY(ARRAY(SELECT {noun}s_citing({wanted}::text[]))) AND EXISTS (SELECT FROM "
            f"jsonb_array_elements(t.citations) AS citation WHERE citation->>'source' = ANY({wanted}::text[]))"
        )

    return condition


def stated_by(alias: str, day: date, bind: Bind) -> str:
    """Stated, on its latest possible day, and not yet retracted."""
    bound = bind(day)
    return f"{alias}.stated_latest <= {bound}::date AND ({alias}.retracted_on IS NULL OR {alias}.retracted_on > {bound}::date)"


CONDITIONS: dict[str, Condition] = {
    "id": among("id", "uuid"),
    "program": among("program"),
    "indicator": by_indicator,
    "nature": among("nature"),
    "region": among("region"),
    "within": within,
    "level": by_level,
    "period": by_period,
    "period_from": lambda day, bind: f"t.period_start >= {bind(day)}::date",
    "period_to": lambda day, bind: f"t.period_end <= {bind(day)}::date",
    "institution": among("institution"),
    "breakdown": among("breakdown"),
    "as_of": lambda day, bind: stated_by("t", day, bind),
    "recorded_since": lambda moment, bind: f"t.recorded_at >= {bind(moment)}",
}
READING_ORDER: Order = (
    "program",
    "indicator",
    "nature",
    "region",
    "period_end",
    "period_start",
    "stated_latest",
    "id",
)
ORDERS: dict[str, Order] = {
    "period": ("period_end", "period_start", "id"),
    "stated_on": ("stated_latest", "id"),
    "recorded_at": ("recorded_at", "id"),
    "value": ("indicator", "magnitude", "id"),
}
SQL_TYPES = {
    "id": "uuid",
    "period_start": "date",
    "period_end": "date",
    "stated_latest": "date",
    "recorded_at": "timestamptz",
    "magnitude": "float8",
}
