"""Which program cites a source most: what a source says of no figure is shown where it is relied on."""

from collections.abc import Sequence
from datetime import datetime

from api.postgres.chain import Binder, held_at
from api.postgres.pool import Connection


async def programs_citing(connection: Connection, sources: Sequence[str], known_at: datetime | None) -> dict[str, str]:
    """By source, the program with the most published figures that cite it; of several the first by its code."""
    if not sources:
        return {}
    bind = Binder()
    asked = bind(list(sources))
    figures = " UNION ALL ".join(
        f"SELECT f.id, f.program FROM {noun}s_citing(ARRAY[asked.source]) AS cited (id) "
        f"JOIN {noun} f ON f.id = cited.id AND f.status = 'published' AND {held_at('f', known_at, bind)}"
        for noun in ("target", "realization")
    )
    rows = await connection.fetch(
        "SELECT DISTINCT ON (asked.source) asked.source, citing.program "
        f"FROM unnest({asked}::text[]) AS asked (source) "
        "CROSS JOIN LATERAL (SELECT figure.program, count(DISTINCT figure.id) AS figures "
        f"FROM ({figures}) AS figure GROUP BY 1) AS citing "
        "ORDER BY asked.source, citing.figures DESC, citing.program",
        *bind.values,
    )
    return {row["source"]: row["program"] for row in rows}
