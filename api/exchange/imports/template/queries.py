"""The published codes that a template lists."""

from typing import NamedTuple

from api.database.pool import Connection

MAX_CODES = 5000  # of each type; a longer list is no help for people
_CURRENT = "status = 'published' AND replaced_at IS NULL"
_IN_ORDER = f"ORDER BY code LIMIT {MAX_CODES}"
LIST_INDICATORS = (
    f"SELECT code, name, unit FROM indicator WHERE {_CURRENT} AND ($1::text IS NULL OR code = $1) {_IN_ORDER}"
)
LIST_OTHERS: dict[str, str] = {
    "institutions": f"SELECT code, name, kind FROM institution WHERE {_CURRENT} {_IN_ORDER}",
    "sources": f"SELECT code, title, kind FROM source WHERE {_CURRENT} {_IN_ORDER}",
    "regions": f"SELECT code, name, level FROM region WHERE {_CURRENT} AND valid_to IS NULL {_IN_ORDER}",
}


class ListedCode(NamedTuple):
    """A code, its name, and its unit, kind or level."""

    code: str
    name: str
    detail: str


async def list_codes(connection: Connection, indicator: str | None) -> dict[str, list[ListedCode]]:
    """Return the published codes of each type, sorted: all indicators or only this one, and the regions in force."""
    rows = {"indicators": await connection.fetch(LIST_INDICATORS, indicator)}
    rows |= {name: await connection.fetch(sql) for name, sql in LIST_OTHERS.items()}
    return {name: [ListedCode(*row) for row in found] for name, found in rows.items()}
