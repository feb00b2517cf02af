"""Table, filters and orders of sources."""

from api.database.conditions import equals_any, search_condition
from api.database.revision_reads import RevisionTable, url_expression
from api.resources.sources.model import Source

SOURCE_TABLE = RevisionTable(
    name="source",
    key="code",
    model=Source,
    load=lambda row: Source(*row),
    conditions={
        "kind": equals_any("kind"),
        "publisher": equals_any("publisher"),
        "published_from": lambda day, bind: f"coalesce(t.published_on, t.published_not_before) >= {bind(day)}::date",
        "published_to": lambda day, bind: f"coalesce(t.published_on, t.published_not_after) <= {bind(day)}::date",
        "q": search_condition,
    },
    orders={"recorded_at": ("recorded_at", "code")},
    default_order=("code",),
    sql_types={"recorded_at": "timestamptz"},
    computed={"url": url_expression("source", "code")},
)
