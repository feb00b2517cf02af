"""The SQL that targets and realizations share: how rows become figures, and how figures are filtered and ordered."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, TypeVar, get_type_hints

import msgspec

from api.figures import breakdown
from api.figures.fields import Citation
from api.figures.period import Period
from api.postgres.chain import Bind, Condition, Order
from api.postgres.conditions import among, any_of

Figure = TypeVar("Figure", bound=msgspec.Struct)

_BREAKDOWN, _CITATIONS = 5, 18
# What stands in the database was checked when it came in, and to check it takes ten times as long as to read it.
_Kept = msgspec.defstruct("Citation", list(get_type_hints(Citation).items()), bases=(Citation,), frozen=True)
_citations = msgspec.json.Decoder(list[_Kept])  # type: ignore[valid-type]  # made at run time


def load_as(model: type[Figure]) -> Callable[[Sequence[Any]], Figure]:
    """Makes figures of rows: the breakdown becomes a map, the citations Structs."""

    def load(row: Sequence[Any]) -> Figure:
        values = list(row)
        values[_BREAKDOWN] = breakdown.map_of(values[_BREAKDOWN])
        values[_CITATIONS] = _citations.decode(values[_CITATIONS])
        return model(*values)

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

    def one(period: Period) -> str:
        first = f"t.period_start = {bind(period.first)}::date"
        last = f"t.period_end = {bind(period.last)}::date"
        return f"{last} AND {first}" if period.is_interval else f"{last} AND ({first} OR t.nature = 'stock')"

    return any_of(one(period) for period in periods)


def within(regions: tuple[str, ...], bind: Bind) -> str:
    """The regions and all below them; the code of a part begins with the code of its whole, and nothing follows .99."""
    if "ID" in regions:
        return "true"
    return any_of(
        f"t.region BETWEEN {bind(region)}::text AND {bind(f'{region}.99')}::text"
        if len(region) == len("32")
        else f"t.region = {bind(region)}::text"
        for region in regions
    )


def by_level(levels: tuple[str, ...], bind: Bind) -> str:
    """There is but one country, and its figures are too few to be looked for in any other order."""
    return "t.region = 'ID'" if levels == ("country",) else among("level")(levels, bind)


def by_breakdown(breakdowns: tuple[str, ...], bind: Bind) -> str:
    """Saying that it is a part lets the index of the parts apply; nearly all figures are about the whole."""
    condition = among("breakdown")(breakdowns, bind)
    return condition if breakdown.WHOLE in breakdowns else f"{condition} AND t.breakdown <> ''"


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
    retracted = f"({alias}.retracted_on IS NULL OR {alias}.retracted_on > {bound}::date)"
    return f"{alias}.stated_latest <= {bound}::date AND {retracted}"


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
    "breakdown": by_breakdown,
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
    "value": ("program", "indicator", "magnitude", "id"),
}
SQL_TYPES = {
    "id": "uuid",
    "period_start": "date",
    "period_end": "date",
    "stated_latest": "date",
    "recorded_at": "timestamptz",
    "magnitude": "float8",
}
