"""Table, filters and orders of programs."""

from api.database.conditions import equals_any, search_condition
from api.database.revision_reads import BindValue, RevisionTable, url_expression
from api.resources.programs.model import Program


def unit_condition(units: tuple[str, ...], bind: BindValue) -> str:
    return (
        "t.code = ANY(ARRAY(SELECT i.program FROM indicator i WHERE i.status = 'published' AND i.replaced_at IS NULL "
        f"AND i.unit = ANY({bind(units)}::text[])))"
    )


PROGRAM_TABLE = RevisionTable(
    name="program",
    key="code",
    model=Program,
    load=lambda row: Program(*row),
    conditions={
        "code": equals_any("code"),
        "unit": unit_condition,
        "lead_institution": equals_any("lead_institution"),
        "q": search_condition,
    },
    orders={"recorded_at": ("recorded_at", "code")},
    default_order=("code",),
    sql_types={"recorded_at": "timestamptz"},
    computed={"url": url_expression("program", "code")},
)
