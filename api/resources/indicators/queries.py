"""Table, filters and orders of indicators."""

from api.database.conditions import equals_any, search_condition
from api.database.revision_reads import BindValue, RevisionTable, url_expression
from api.resources.indicators.model import Indicator


def lead_institution_condition(institutions: tuple[str, ...], bind: BindValue) -> str:
    return (
        "t.program = ANY(ARRAY(SELECT p.code FROM program p WHERE p.status = 'published' AND p.replaced_at IS NULL "
        f"AND p.lead_institution = ANY({bind(institutions)}::text[])))"
    )


INDICATOR_TABLE = RevisionTable(
    name="indicator",
    key="code",
    model=Indicator,
    load=lambda row: Indicator(*row),
    conditions={
        "lead_institution": lead_institution_condition,
        "program": equals_any("program"),
        "unit": equals_any("unit"),
        "q": search_condition,
    },
    orders={"recorded_at": ("recorded_at", "code")},
    default_order=("code",),
    sql_types={"recorded_at": "timestamptz"},
    computed={"url": url_expression("indicator", "code")},
)
