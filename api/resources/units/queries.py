"""Table, filters and orders of units."""

from api.database.conditions import contains_text, equals_any
from api.database.revision_reads import RevisionTable, url_expression
from api.resources.units.model import MeasureUnit

UNIT_TABLE = RevisionTable(
    name="unit",
    key="code",
    model=MeasureUnit,
    load=lambda row: MeasureUnit(*row),
    conditions={
        "kind": equals_any("kind"),
        "q": contains_text("code", "name", "name_en", "symbol"),
    },
    orders={"recorded_at": ("recorded_at", "code")},
    default_order=("code",),
    sql_types={"recorded_at": "timestamptz"},
    computed={"url": url_expression("unit", "code")},
)
