"""How indicators are stored and selected."""

from api.indicators.model import Indicator
from api.postgres.chain import Bind, Chain
from api.postgres.conditions import among, mentions


def by_leader(institutions: tuple[str, ...], bind: Bind) -> str:
    return (
        "t.program = ANY(ARRAY(SELECT p.code FROM program p WHERE p.status = 'published' AND p.replaced_at IS NULL "
        f"AND p.lead_institution = ANY({bind(institutions)}::text[])))"
    )


INDICATORS = Chain(
    table="indicator",
    key="code",
    model=Indicator,
    load=lambda row: Indicator(*row),
    conditions={
        "institution": by_leader,
        "program": among("program"),
        "unit": among("unit"),
        "q": mentions("code", "name", "name_en", "definition"),
    },
    orders={"recorded_at": ("recorded_at", "code")},
    default_order=("code",),
    sql_types={"recorded_at": "timestamptz"},
)
