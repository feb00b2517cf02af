"""Table, filters and orders of regions."""

from api.database.conditions import equals_any, search_condition, valid_on_condition
from api.database.revision_reads import BindValue, RevisionTable, url_expression
from api.resources.regions.model import Region


def within_condition(regions: tuple[str, ...], bind: BindValue) -> str:
    """Select the regions and all below them: their codes begin with the code of the region."""
    wanted = bind(regions)
    return (
        f"(t.code = ANY({wanted}::text[]) OR left(t.code, 2) = ANY({wanted}::text[]) OR 'ID' = ANY({wanted}::text[]))"
    )


REGION_TABLE = RevisionTable(
    name="region",
    key="code",
    model=Region,
    load=lambda row: Region(*row),
    conditions={
        "level": equals_any("level"),
        "within": within_condition,
        "replaces": equals_any("replaces"),
        "bps_code": equals_any("bps_code"),
        "valid_on": valid_on_condition,
        "q": search_condition,
    },
    orders={"recorded_at": ("recorded_at", "code")},
    default_order=("code",),
    sql_types={"recorded_at": "timestamptz"},
    computed={"url": url_expression("region", "code")},
)
