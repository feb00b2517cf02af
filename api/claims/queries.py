"""How claims are stored and selected."""

from api.claims.model import Claim
from api.postgres.chain import Chain
from api.postgres.conditions import among

CLAIMS = Chain(
    table="claim",
    key="id",
    model=Claim,
    load=lambda row: Claim(*row),
    conditions={
        "source": among("source"),
        "kind": among("kind"),
    },
    orders={"recorded_at": ("recorded_at", "id")},
    default_order=("source", "id"),
    sql_types={"id": "uuid", "recorded_at": "timestamptz"},
)
