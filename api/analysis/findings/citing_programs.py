"""Find the program that cites a source most, for findings of a source that have no figure."""

from collections.abc import Sequence
from datetime import datetime

from api.database.pool import Connection
from api.database.revision_reads import ParameterBinder, published_condition


async def find_main_citing_programs(
    connection: Connection, sources: Sequence[str], known_at: datetime | None
) -> dict[str, str]:
    """Return by source the program with the most published figures that cite it; of several the first by code."""
    if not sources:
        return {}
    bind = ParameterBinder()
    codes = bind(list(sources))
    figures = " UNION ALL ".join(
        f"SELECT f.id, f.program FROM {record_type}s_citing(ARRAY[requested.source]) AS cited (id) "
        f"JOIN {record_type} f ON f.id = cited.id AND {published_condition('f', known_at, bind)}"
        for record_type in ("target", "realization")
    )
    rows = await connection.fetch(
        "SELECT DISTINCT ON (requested.source) requested.source, citing.program "
        f"FROM unnest({codes}::text[]) AS requested (source) "
        "CROSS JOIN LATERAL (SELECT figure.program, count(DISTINCT figure.id) AS figures "
        f"FROM ({figures}) AS figure GROUP BY 1) AS citing "
        "ORDER BY requested.source, citing.figures DESC, citing.program",
        *bind.values,
    )
    return {row["source"]: row["program"] for row in rows}
