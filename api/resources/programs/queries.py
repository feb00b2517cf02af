"""Table, filters and orders of programs."""

from datetime import datetime

from api.database.conditions import equals_any, search_condition
from api.database.pool import Connection
from api.database.revision_reads import ParameterBinder, RevisionTable, published_condition, url_expression
from api.resources.programs.model import Program


async def _find_programs_by_unit(
    connection: Connection, units: tuple[str, ...], known_at: datetime | None
) -> tuple[str, ...]:
    """Return the programs with an indicator of one of the units, as of `known_at`."""
    bind = ParameterBinder()
    rows = await connection.fetch(
        f"SELECT DISTINCT i.program FROM indicator i WHERE i.unit = ANY({bind(units)}::text[]) "
        f"AND {published_condition('i', known_at, bind)}",
        *bind.values,
    )
    return tuple(row["program"] for row in rows)


PROGRAM_TABLE = RevisionTable(
    name="program",
    key="code",
    model=Program,
    load=lambda row: Program(*row),
    conditions={
        "code": equals_any("code"),
        "unit": equals_any("code"),
        "lead_institution": equals_any("lead_institution"),
        "q": search_condition,
    },
    orders={"recorded_at": ("recorded_at", "code")},
    default_order=("code",),
    sql_types={"recorded_at": "timestamptz"},
    computed={"url": url_expression("program", "code")},
    resolvers={"unit": _find_programs_by_unit},
)
