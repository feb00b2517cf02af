"""How regions are stored and selected."""

from datetime import date

from api.postgres.chain import Bind, Chain
from api.postgres.conditions import among, mentions
from api.regions.model import Region


def within(regions: tuple[str, ...], bind: Bind) -> str:
    """The regions and all below them; the code of a part begins with the code of its whole."""
    wanted = bind(regions)
    return (
        f"(t.code = ANY({wanted}::text[]) OR left(t.code, 2) = ANY({wanted}::text[]) OR 'ID' = ANY({wanted}::text[]))"
    )


def valid_on(day: date, bind: Bind) -> str:
    bound = bind(day)
    begun = f"(t.valid_from IS NULL OR t.valid_from <= {bound}::date)"
    return f"{begun} AND (t.valid_to IS NULL OR t.valid_to >= {bound}::date)"


REGIONS = Chain(
    table="region",
    key="code",
    model=Region,
    load=lambda row: Region(*row),
    conditions={
        "level": among("level"),
        "within": within,
        "bps_code": among("bps_code"),
        "valid_on": valid_on,
        "q": mentions("code", "name"),
    },
    orders={"recorded_at": ("recorded_at", "code")},
    default_order=("code",),
    sql_types={"recorded_at": "timestamptz"},
)
