"""How sources are stored and selected."""

from api.postgres.chain import Chain
from api.postgres.conditions import among, mentions
from api.sources.model import Source

SOURCES = Chain(
    table="source",
    key="code",
    model=Source,
    load=lambda row: Source(*row),
    conditions={
        "kind": among("kind"),
        "publisher": among("publisher"),
        "published_from": lambda day, bind: f"coalesce(t.published_on, t.published_not_before) >= {bind(day)}::date",
        "published_to": lambda day, bind: f"coalesce(t.published_on, t.published_not_after) <= {bind(day)}::date",
        "q": mentions("code", "title", "note"),
    },
    orders={"recorded_at": ("recorded_at", "code")},
    default_order=("code",),
    sql_types={"recorded_at": "timestamptz"},
)
