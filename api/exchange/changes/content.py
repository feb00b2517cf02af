"""The current content of the records that the feed names."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from api.analysis.claims.queries import CLAIM_TABLE
from api.database.pool import Connection
from api.database.revision_reads import ParameterBinder, RevisionTable, published_condition
from api.exchange.changes.model import Change
from api.resources.indicators.queries import INDICATOR_TABLE
from api.resources.institutions.queries import INSTITUTION_TABLE
from api.resources.programs.queries import PROGRAM_TABLE
from api.resources.realizations.queries import REALIZATION_TABLE
from api.resources.regions.queries import REGION_TABLE
from api.resources.sources.queries import SOURCE_TABLE
from api.resources.targets.queries import TARGET_TABLE
from api.resources.units.queries import UNIT_TABLE

_TABLES: dict[str, RevisionTable[Any]] = {
    table.name: table
    for table in (
        PROGRAM_TABLE,
        INDICATOR_TABLE,
        TARGET_TABLE,
        REALIZATION_TABLE,
        SOURCE_TABLE,
        CLAIM_TABLE,
        INSTITUTION_TABLE,
        REGION_TABLE,
        UNIT_TABLE,
    )
}


def build_content_sql(table: RevisionTable[Any], bind: ParameterBinder, keys: Sequence[str]) -> str:
    """Build the query of the published records with these keys."""
    sql_type = table.sql_types.get(table.key, "text")
    return (
        f"SELECT {table.select_list} FROM {table.name} t WHERE t.{table.key} = ANY({bind(keys)}::{sql_type}[]) "
        f"AND {published_condition('t', None, bind)}"
    )


async def add_content(connection: Connection, changes: Sequence[Change]) -> list[Change]:
    """Return the changes with the records as the public can read them now; null for a withdrawn record."""
    keys: dict[str, set[str]] = defaultdict(set)
    for change in changes:
        keys[change.record.type].add(change.record.id)
    content: dict[tuple[str, str], dict[str, Any]] = {}
    for record_type, wanted in keys.items():
        table, bind = _TABLES[record_type], ParameterBinder()
        for row in await connection.fetch(build_content_sql(table, bind, sorted(wanted)), *bind.values):
            record = table.load(tuple(row))
            content[record_type, str(getattr(record, table.key))] = msgspec.to_builtins(
                record,
                builtin_types=(date, datetime, Decimal, UUID),  # JSON_ENCODER writes these
            )
    return [
        msgspec.structs.replace(change, content=content.get((change.record.type, change.record.id)))
        for change in changes
    ]
