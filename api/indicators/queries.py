"""How indicators are stored and selected."""

from api.postgres.chain import Chain
from api.postgres.conditions import among, mentions
from api.indicators.model import Indicator

INDICATORS = Chain(
    table="indicator",
    key="code",
    model=Indicator,
    load=lambda row: Indicator(*row),
    conditions={
        "program": among("program"),
        "unit": among("unit"),
        "q": mentions("code", "name", "name_en", "definition"),
    },
    orders={"recorded_at": ("recorded_at", "code")},
    default_order=("code",),
    sql_types={"recorded_at": "timestamptz"},
)
