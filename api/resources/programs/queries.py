"""Table, filters and orders of programs."""

from api.database.conditions import build_code_resolver, equals_any, search_condition
from api.database.revision_reads import RevisionTable, url_expression
from api.resources.programs.model import Program

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
    resolvers={"unit": build_code_resolver("indicator", "program", by="unit")},
)
