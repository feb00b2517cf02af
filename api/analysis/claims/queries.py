"""Table, filters and orders of claims."""

from collections.abc import Sequence
from typing import Any

import msgspec

from api.analysis.claims.model import Claim, ClaimFigureKey
from api.database.conditions import equals_any
from api.database.revision_reads import RevisionTable, url_expression
from api.resources.figures.breakdown import breakdown_to_map, format_breakdown
from api.resources.figures.period import Period

_FIGURE_KEY = Claim.__struct_fields__.index("figure_key")


def load_claim(row: Sequence[Any]) -> Claim:
    """Build a claim from a row, in which the breakdown of `figure_key` is a text."""
    values = list(row)
    if values[_FIGURE_KEY] is not None:
        stored = msgspec.json.decode(values[_FIGURE_KEY])
        values[_FIGURE_KEY] = ClaimFigureKey(**{**stored, "breakdown": breakdown_to_map(stored["breakdown"])})
    return Claim(*values)


def to_claim_columns(content: dict[str, Any]) -> dict[str, Any]:
    """Convert the fields of an input into columns, with periods in their canonical notation."""
    columns = dict(content)
    if columns["base_period"] is not None:
        columns["base_period"] = Period.parse(columns["base_period"]).text
    if columns["figure_key"] is not None:
        given = columns["figure_key"]
        columns["figure_key"] = {
            **given,
            "period": Period.parse(given["period"]).text,
            "breakdown": format_breakdown(given["breakdown"]),
        }
    return columns


CLAIM_TABLE = RevisionTable(
    name="claim",
    key="id",
    model=Claim,
    load=load_claim,
    conditions={
        "source": equals_any("source"),
        "kind": equals_any("kind"),
    },
    orders={"recorded_at": ("recorded_at", "id")},
    default_order=("source", "id"),
    computed={"url": url_expression("claim", "id")},
    sql_types={"id": "uuid", "recorded_at": "timestamptz"},
)
