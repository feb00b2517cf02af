"""How institutions are stored and selected."""

from api.institutions.model import Institution
from api.postgres.chain import Chain
from api.postgres.conditions import among, mentions

INSTITUTIONS = Chain(
    table="institution",
    key="code",
    model=Institution,
    load=lambda row: Institution(*row),
    conditions={
        "kind": among("kind"),
        "kode_klpd": among("kode_klpd"),
        "q": mentions("code", "name", "name_en"),
    },
    orders={"recorded_at": ("recorded_at", "code")},
    default_order=("code",),
    sql_types={"recorded_at": "timestamptz"},
)
