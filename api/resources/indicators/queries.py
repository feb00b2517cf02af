"""Table, filters and orders of indicators."""

from api.database.conditions import build_code_resolver, equals_any, search_condition
from api.database.revision_reads import RevisionTable, url_expression
from api.resources.indicators.model import Indicator

INDICATOR_TABLE = RevisionTable(
    name="indicator",
    key="code",
    model=Indicator,
    load=lambda row: Indicator(*row),
    conditions={
        "lead_institution": equals_any("program"),
        "program": equals_any("program"),
        "unit": equals_any("unit"),
        "q": search_condition,
    },
    orders={"recorded_at": ("recorded_at", "code")},
    default_order=("code",),
    sql_types={"recorded_at": "timestamptz"},
    computed={"url": url_expression("indicator", "code")},
    resolvers={"lead_institution": build_code_resolver("program", "code", by="lead_institution")},
)
