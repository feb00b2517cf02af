"""Find indicators that count the same thing in another unit, and whether they were reported."""

from collections.abc import Iterable
from datetime import datetime

from api.analysis.rules.facts import IndicatorFact
from api.database.pool import Connection
from api.database.revision_reads import BindValue, ParameterBinder, published_condition
from api.resources.figures.point_in_time import PointInTime, counts_condition


def variants_sql(codes: str, known_at: datetime | None, bind: BindValue) -> str:
    """Return SQL for pairs (indicator, variant): each indicator of the query `codes` with all its variants and itself.

    It follows `variant_of` in both directions, as api/analysis/rules/variants.py does.
    """
    return (
        "WITH RECURSIVE related (indicator, variant) AS ("
        f"SELECT own.code::code, own.code::code FROM ({codes}) AS own (code) UNION "
        "SELECT related.indicator, either.code FROM related CROSS JOIN LATERAL ("
        "SELECT i.variant_of FROM indicator i WHERE i.code = related.variant AND i.variant_of IS NOT NULL "
        f"AND {published_condition('i', known_at, bind)} "
        "UNION ALL SELECT i.code FROM indicator i WHERE i.variant_of = related.variant "
        f"AND {published_condition('i', known_at, bind)}) AS either (code)) "
        "SELECT indicator, variant FROM related"
    )


async def find_reported(
    connection: Connection, indicators: Iterable[IndicatorFact], point: PointInTime
) -> frozenset[str]:
    """Return the codes of those indicators that have a realization at that point in time."""
    wanted = [(each.program, each.code) for each in indicators]
    if not wanted:
        return frozenset()
    bind = ParameterBinder()
    programs, codes = (f"{bind(list(column))}::text[]" for column in zip(*wanted, strict=True))
    sql = (
        f"SELECT wanted.code FROM unnest({programs}, {codes}) AS wanted (program, code) WHERE EXISTS ("
        "SELECT FROM realization r WHERE r.program = wanted.program AND r.indicator = wanted.code "
        f"AND {counts_condition('r', point, bind)} OFFSET 0)"
    )
    return frozenset(row["code"] for row in await connection.fetch(sql, *bind.values))
