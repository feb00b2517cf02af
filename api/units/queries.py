"""How units are stored and selected."""

from api.postgres.chain import Chain
from api.postgres.conditions import mentions
from api.units.model import Unit

UNITS = Chain(
    table="unit",
    key="code",
    model=Unit,
    load=lambda row: Unit(*row),
    conditions={
        "q": mentions("code", "name", "name_en", "symbol"),
    },
    orders={"recorded_at": ("recorded_at", "code")},
    default_order=("code",),
    sql_types={"recorded_at": "timestamptz"},
)
