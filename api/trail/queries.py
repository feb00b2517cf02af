"""How entries are selected for reading; the row policy shows them to administrators of all alone."""

from collections.abc import Mapping
from typing import Any

import msgspec

from api.postgres.chain import Binder
from api.postgres.pool import Connection
from api.trail.entries import Place
from api.trail.model import AuditEntry

_COLUMNS = """concat_ws('/', a.epoch, a.xid, a.ordinal), a.recorded_at, a.principal, a.key_id, a.address, a.request_id,
    a.action, a.noun, a.key, a.revision, encode(a.content_sha256, 'hex'), a.detail, s.number"""
CONDITIONS = {
    **{name: f"a.{name} = {{}}" for name in ("principal", "key_id", "action", "noun", "key")},
    "recorded_since": "a.recorded_at >= {}",
}


def entries_sql(
    filters: Mapping[str, object], after: Place | None, limit: int, *, newest_first: bool
) -> tuple[str, list[object]]:
    bind = Binder()
    parts = [CONDITIONS[name].format(bind(value)) for name, value in filters.items()]
    if after is not None:
        bounds = f"({bind(after[0])}::integer, {bind(after[1])}::xid8, {bind(after[2])}::bigint)"
        parts.append(f"(a.epoch, a.xid, a.ordinal) {'<' if newest_first else '>'} {bounds}")
    down = " DESC" if newest_first else ""
    sql = (
        f"SELECT {_COLUMNS} FROM audit a LEFT JOIN seal s "
        "ON s.epoch = a.epoch AND s.xid = a.xid AND s.ordinal = a.ordinal "
        f"WHERE {' AND '.join(parts) or 'true'} "
        f"ORDER BY a.epoch{down}, a.xid{down}, a.ordinal{down} LIMIT {limit:d}"
    )
    return sql, bind.values


async def list_entries(
    connection: Connection, filters: Mapping[str, object], after: Place | None, limit: int, *, newest_first: bool
) -> list[AuditEntry]:
    sql, values = entries_sql(filters, after, limit, newest_first=newest_first)
    return [_entry(*row) for row in await connection.fetch(sql, *values)]


def _entry(*columns: Any) -> AuditEntry:
    values = list(columns)
    values[-2] = msgspec.json.decode(values[-2])
    return AuditEntry(*values)
