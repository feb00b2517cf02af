"""The names of records in one language, which a page shows with or instead of their codes."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from api.database import record_names
from api.database.pool import Connection
from api.pages.language import Language, choose_name

# A page has the symbol of a unit, such as Rp, if there is one.
_UNIT_COLUMNS: Final = "coalesce(t.symbol, t.name) AS name, coalesce(t.symbol, t.name_en) AS name_en"


async def load_names(
    connection: Connection, record_type: str, codes: Iterable[str | None], known_at: datetime | None, language: Language
) -> Mapping[str, str]:
    """Return the names of the published records with these codes. A record without one is missing."""
    wanted = sorted({code for code in codes if code is not None})
    columns = _UNIT_COLUMNS if record_type == "unit" else None
    found = await record_names.load_names(connection, record_type, wanted, known_at, columns)
    return {code: choose_name(*names, language) for code, names in found.items()}
