"""The names of records that a page shows with or instead of their codes."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from api.database.pool import Connection
from api.database.revision_reads import ParameterBinder, published_condition
from api.pages.language import Language, choose_name

_NAME_COLUMNS: Final = {
    **dict.fromkeys(("program", "indicator", "institution"), "t.name, t.name_en"),
    "unit": "coalesce(t.symbol, t.name) AS name, coalesce(t.symbol, t.name_en) AS name_en",
    "region": "t.name, NULL AS name_en",
    "source": "t.title AS name, NULL AS name_en",
}


async def load_names(
    connection: Connection, record_type: str, codes: Iterable[str | None], known_at: datetime | None, language: Language
) -> Mapping[str, str]:
    """Return the names of the published records with these codes. A record without one is missing."""
    wanted = sorted({code for code in codes if code is not None})
    if not wanted:
        return {}
    bind = ParameterBinder()
    rows = await connection.fetch(
        f"SELECT t.code, {_NAME_COLUMNS[record_type]} FROM {record_type} t "
        f"WHERE {published_condition('t', known_at, bind)} AND t.code = ANY({bind(wanted)}::text[])",
        *bind.values,
    )
    return {row["code"]: choose_name(row["name"], row["name_en"], language) for row in rows}
