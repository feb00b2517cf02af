"""The names of records in both languages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from api.database.pool import Connection
from api.database.revision_reads import ParameterBinder, published_condition

# Sources and regions have one name, that of a document or a place.
_COLUMNS = {"source": "{0}.title AS name, NULL AS name_en", "region": "{0}.name, NULL AS name_en"}
_COLUMNS_OF_OTHERS = "{0}.name, {0}.name_en"


class RecordName(NamedTuple):
    """A name in Indonesian, and in English if there is one."""

    name: str
    name_en: str | None


def select_name(record_type: str, alias: str) -> str:
    """Return the SQL of the columns `name` and `name_en` of a record."""
    return _COLUMNS.get(record_type, _COLUMNS_OF_OTHERS).format(alias)


async def load_names(
    connection: Connection,
    record_type: str,
    codes: Sequence[str],
    known_at: datetime | None,
    columns: str | None = None,
) -> Mapping[str, RecordName]:
    """Return the names of the published records with these codes; `columns` over `t` replace those of `select_name`."""
    if not codes:
        return {}
    bind = ParameterBinder()
    rows = await connection.fetch(
        f"SELECT t.code, {columns or select_name(record_type, 't')} FROM {record_type} t "
        f"WHERE t.code = ANY({bind(codes)}::text[]) AND {published_condition('t', known_at, bind)}",
        *bind.values,
    )
    return {code: RecordName(name, name_en) for code, name, name_en in rows}
