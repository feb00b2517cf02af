"""How indicators are stored and selected."""

from api.indicators.model import Indicator
from api.postgres.chain import Chain
from api.postgres.conditions import among, mentions

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
