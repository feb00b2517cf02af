"""How programs are stored and selected."""

from api.postgres.chain import Bind, Chain
from api.postgres.conditions import among, mentions
from api.programs.model import Program


def by_unit(units: tuple[str, ...], bind: Bind) -> str:
    return (
        "t.code = ANY(ARRAY(SELECT i.program FROM indicator i WHERE i.status = 'published' AND i.replaced_at IS NULL "
        f"AND i.unit = ANY({bind(units)}::text[])))"
    )


PROGRAMS = Chain(
    table="program",
    key="code",
    model=Program,
    load=lambda row: Program(*row),
    conditions={
        "program": among("code"),
        "unit": by_unit,
        "institution": among("lead_institution"),
        "q": mentions("code", "name", "name_en", "description"),
    },
    orders={"recorded_at": ("recorded_at", "code")},
    default_order=("code",),
    sql_types={"recorded_at": "timestamptz"},
)
