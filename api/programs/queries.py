"""How programs are stored and selected."""

from api.postgres.chain import Chain
from api.postgres.conditions import among, mentions
from api.programs.model import Program

PROGRAMS = Chain(
    table="program",
    key="code",
    model=Program,
    load=lambda row: Program(*row),
    conditions={
        "institution": among("lead_institution"),
        "q": mentions("code", "name", "name_en", "description"),
    },
    orders={"recorded_at": ("recorded_at", "code")},
    default_order=("code",),
    sql_types={"recorded_at": "timestamptz"},
)
