"""Find the last periods of which regions have counts, with a few index lookups for each."""

from collections.abc import Sequence

from api.analysis.onboarding_counts.groups import CountGroup, build_sources, list_sources
from api.analysis.rules.facts import IndicatorFact
from api.database.pool import Connection
from api.database.revision_reads import BindValue, ParameterBinder
from api.resources.figures.period import MAX_DATE, Period
from api.resources.figures.point_in_time import PointInTime, counts_condition


async def load_last_periods(
    connection: Connection, group: CountGroup, point: PointInTime, limit: int
) -> tuple[list[Period], bool]:
    """Return at most `limit` periods with a figure that counts, the last one first, and whether there are more.

    A stock of a known day has this day only.
    """
    bind = ParameterBinder()
    sources = [source.condition for source in list_sources(group, bind)]
    before = "(t.period_end, t.key_start) < (walked.last, walked.first)"
    sql = (
        f"WITH RECURSIVE walked (last, first) AS (SELECT {bind(MAX_DATE)}::date, {bind(MAX_DATE)}::date "
        f"UNION ALL SELECT nearest.last, nearest.first FROM walked, LATERAL "
        f"({_select_last(sources, point, bind, before)}) AS nearest) "
        f"SELECT first, last FROM walked OFFSET 1 LIMIT {limit + 1:d}"
    )
    periods = [Period(**row) for row in await connection.fetch(sql, *bind.values)]
    return periods[:limit], len(periods) > limit


async def load_last_period_of_each(
    connection: Connection, indicators: Sequence[IndicatorFact], natures: Sequence[str], level: str, point: PointInTime
) -> dict[CountGroup, Period]:
    """Return the last period of the groups of these indicators at one level; a group without counts is missing."""
    bind = ParameterBinder()
    programs, codes = bind([each.program for each in indicators]), bind([each.code for each in indicators])
    selects = []
    for nature in natures:
        sources = build_sources(CountGroup("", "", nature, level), bind, "i.program", "i.code")
        last = _select_last([source.condition for source in sources], point, bind)
        selects.append(
            f"SELECT i.program, i.code, '{nature}', last.first, last.last "
            f"FROM unnest({programs}::text[], {codes}::text[]) AS i (program, code), LATERAL ({last}) AS last"
        )
    rows = await connection.fetch(" UNION ALL ".join(selects), *bind.values)
    return {
        CountGroup(program, code, nature, level): Period(first, last) for program, code, nature, first, last in rows
    }


def _select_last(sources: Sequence[str], point: PointInTime, bind: BindValue, before: str = "true") -> str:
    """Return SQL of the last period among these sources: one lookup in an index for each of them."""
    counts = counts_condition("t", point, bind)
    each = " UNION ALL ".join(
        f"(SELECT t.period_end::date AS last, t.key_start::date AS first FROM realization t WHERE {source} "
        f"AND {before} AND {counts} ORDER BY t.period_end DESC, t.key_start DESC LIMIT 1)"
        for source in sources
    )
    return f"SELECT * FROM ({each}) AS either ORDER BY last DESC, first DESC LIMIT 1"
