"""The series of which a region has figures, without their parts."""

from collections.abc import Sequence
from typing import Final

from api.analysis.rules.facts import Series
from api.database.pool import Connection
from api.database.revision_reads import ParameterBinder
from api.resources.figures.breakdown import WHOLE
from api.resources.figures.point_in_time import PointInTime, counts_condition

_COLUMNS: Final = ("program", "indicator", "nature")


async def load_region_series(
    connection: Connection, codes: Sequence[str], point: PointInTime, limit: int
) -> tuple[list[Series], bool]:
    """Return at most `limit` series with a figure that counts, by program and indicator, and whether there are more.

    `codes` are all codes of the region, the first one first. Each step looks up the next series in an index.
    """
    bind = ParameterBinder()
    counts = counts_condition("t", point, bind)
    position = ", ".join(f"t.{column}" for column in _COLUMNS)
    found = ", ".join(f't.{column}::text COLLATE "C" AS {column}' for column in _COLUMNS)
    walked = ", ".join(f"walked.{column}" for column in _COLUMNS)
    each = " UNION ALL ".join(
        f"(SELECT {found} FROM {table} t WHERE t.region = {bind(code)}::text AND t.breakdown = '{WHOLE}' "
        f"AND ({position}) > ({walked}) AND {counts} ORDER BY {position} LIMIT 1)"
        for table in ("target", "realization")
        for code in codes
    )
    start = ", ".join(f"''::text COLLATE \"C\" AS {column}" for column in _COLUMNS)
    rows = await connection.fetch(
        f"WITH RECURSIVE walked AS (SELECT {start} UNION ALL SELECT next.* FROM walked, LATERAL "
        f"(SELECT * FROM ({each}) AS either ORDER BY {', '.join(_COLUMNS)} LIMIT 1) AS next) "
        f"SELECT * FROM walked OFFSET 1 LIMIT {limit + 1:d}",
        *bind.values,
    )
    series = [Series(row["program"], row["indicator"], row["nature"], codes[0], WHOLE) for row in rows]
    return series[:limit], len(series) > limit
