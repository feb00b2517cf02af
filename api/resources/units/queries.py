"""Table, filters and orders of units."""

from api.database.conditions import equals_any, search_condition
from api.database.revision_reads import RevisionTable, url_expression
from api.resources.units.model import MeasureUnit

UNIT_TABLE = RevisionTable(
    name="unit",
    key="code",
    model=MeasureUnit,
    load=lambda row: MeasureUnit(*row),
    conditions={
        "kind": equals_any("kind"),
        "q": search_condition,
    },
    orders={"recorded_at": ("recorded_at", "code")},
    default_order=("code",),
    sql_types={"recorded_at": "timestamptz"},
    computed={"url": url_expression("unit", "code")},
)
