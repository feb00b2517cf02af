"""What there is of a flow: how many series and observations, and which values its dimensions have."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from api.faults import NoData, Text
from api.postgres.chain import Binder, held_at
from api.postgres.pool import Connection
from api.sdmx.addresses import urn
from api.sdmx.asked import Asked
from api.sdmx.columns import written
from api.sdmx.components import BREAKDOWN, INDICATOR, KIND, NATURE, REF_AREA, TIME_PERIOD
from api.sdmx.flows import Flow, Noun
from api.sdmx.in_force import not_superseded
from api.sdmx.selecting import asked_sql, from_sql
from api.sdmx.structure_json import maintained

# Those with few values; of the others there may be as many as there are observations.
_TOLD = (KIND, INDICATOR, NATURE, REF_AREA, BREAKDOWN)
_NAME = Text("Yang tersedia", "What is available")


class Available(NamedTuple):
    """`values` by dimension; `first` and `last` are days."""

    series: int
    observations: int
    values: Mapping[str, list[str]]
    first: str
    last: str


async def available(connection: Connection, asked: Asked) -> Available:
    """Raises NoData."""
    found = [one for noun in asked.flow.nouns if (one := await _of(connection, asked, noun)).observations]
    if not found:
        raise NoData
    return Available(
        sum(one.series for one in found),
        sum(one.observations for one in found),
        {name: sorted({value for one in found for value in one.values[name]}) for name in found[0].values},
        min(one.first for one in found),
        max(one.last for one in found),
    )


async def _of(connection: Connection, asked: Asked, noun: Noun) -> Available:
    sql, values = available_sql(asked, noun)
    row = await connection.fetchrow(sql, *values)
    series, observations, first, last, *lists = row  # type: ignore[misc]  # an aggregate has one row
    told = [one.id for one in asked.flow.structure.series if one in _TOLD]
    return Available(series, observations, dict(zip(told, lists, strict=True)), first, last)


def available_sql(asked: Asked, noun: Noun) -> tuple[str, list[object]]:
    """Which cells there are does not depend on which figure stands in each, so nobody is preferred here."""
    bind = Binder()
    flow = asked.flow
    parts = ["t.status = 'published'", held_at("t", None, bind), *asked_sql(asked, noun, bind)]
    if flow.is_chosen:
        parts.append(not_superseded("t", None, bind) if noun == "target" else "t.retracted_on IS NULL")
    told = [one.id for one in flow.structure.series if one in _TOLD]
    columns = ", ".join(f"{written(name, noun, None, bind)} AS {name.lower()}" for name in told)
    # A stock stands on its last day, however its period is written; a statement is a series of its own.
    cell = "t.period_end, CASE t.nature WHEN 'flow' THEN t.period_start END"
    counted, series = (f"count(DISTINCT ({cell}))", "count(*)") if flow.is_chosen else ("count(*)", "sum(observations)")
    grouped = (
        f"SELECT {columns}, {counted} AS observations, min(t.period_start) AS first, max(t.period_end) AS last "
        f"FROM {from_sql(flow, noun)} WHERE {' AND '.join(parts)} GROUP BY {', '.join(name.lower() for name in told)}"
    )
    summed = f"coalesce({series}, 0)::bigint, coalesce(sum(observations), 0)::bigint, min(first)::text, max(last)::text"
    lists = "".join(f", array_agg(DISTINCT {name.lower()})" for name in told)
    return f"SELECT {summed}{lists} FROM ({grouped}) AS grouped", bind.values


def constraint_of(flow: Flow, found: Available) -> dict[str, Any]:
    """As SDMX-JSON 2.0 writes what is actually there."""
    ends = {"startPeriod": found.first, "endPeriod": found.last}
    counted = {"obs_count": found.observations, "series_count": found.series}
    return {
        **maintained(flow.id, _NAME),
        "role": "Actual",
        "constraintAttachment": {"dataflows": [urn("Dataflow", flow.id)]},
        "cubeRegions": [
            {
                "include": True,
                "keyValues": [
                    *(
                        {"id": name, "include": True, "values": [{"value": value} for value in values]}
                        for name, values in found.values.items()
                    ),
                    {
                        "id": TIME_PERIOD.id,
                        "include": True,
                        "timeRange": {name: {"period": day, "isInclusive": True} for name, day in ends.items()},
                    },
                ],
            }
        ],
        "annotations": [{"id": name, "type": "sdmx_metrics", "title": str(count)} for name, count in counted.items()],
    }
