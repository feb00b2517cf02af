"""SQL of the list of audit entries. A row policy shows each administrator the own part."""

from collections.abc import Mapping

import asyncpg
import msgspec

from api.admin.audit.entry import AuditPosition
from api.admin.audit.model import AuditEntry, AuditRecord, build_record_url
from api.database.pool import Connection
from api.database.revision_reads import ParameterBinder

_COLUMNS = """concat_ws('/', a.epoch, a.xid, a.ordinal) AS position, a.recorded_at, a.principal, a.key_id,
    a.client_ip, a.request_id, a.action, a.record_type, a.record_id, a.revision,
    encode(a.content_sha256, 'hex') AS content_sha256, a.detail, a.institution, a.record_institution,
    s.number AS seal_number"""
# The row policy has the same condition, in a form that uses no index.
_OWN_PART = (
    """(a.institution = {0} OR a.record_institution = {0} AND a.record_institution IS DISTINCT FROM a.institution)"""
)
ENTRY_CONDITIONS = {
    "principal": "a.principal = {}",
    "key_id": "a.key_id = {}",
    "action": "a.action = {}",
    "type": "a.record_type = {}",
    "id": "a.record_id = {}",
    "recorded_from": "a.recorded_at >= {}",
}


def build_entries_sql(
    filters: Mapping[str, object],
    after: AuditPosition | None,
    limit: int,
    *,
    newest_first: bool,
    institution: str | None = None,
) -> tuple[str, list[object]]:
    bind = ParameterBinder()
    parts = [ENTRY_CONDITIONS[name].format(bind(value)) for name, value in filters.items()]
    if institution is not None:
        parts.append(_OWN_PART.format(bind(institution)))
    if after is not None:
        bounds = f"({bind(after[0])}::integer, {bind(after[1])}::xid8, {bind(after[2])}::bigint)"
        parts.append(f"(a.epoch, a.xid, a.ordinal) {'<' if newest_first else '>'} {bounds}")
    down = " DESC" if newest_first else ""
    sql = (
        f"SELECT {_COLUMNS} FROM audit_entry a LEFT JOIN audit_seal s "
        "ON s.epoch = a.epoch AND s.xid = a.xid AND s.ordinal = a.ordinal "
        f"WHERE {' AND '.join(parts) or 'true'} "
        f"ORDER BY a.epoch{down}, a.xid{down}, a.ordinal{down} LIMIT {limit:d}"
    )
    return sql, bind.values


async def list_entries(
    connection: Connection,
    filters: Mapping[str, object],
    after: AuditPosition | None,
    limit: int,
    *,
    newest_first: bool,
    institution: str | None = None,
) -> list[AuditEntry]:
    """List entries; with `institution`, its part only."""
    sql, values = build_entries_sql(filters, after, limit, newest_first=newest_first, institution=institution)
    return [_build_entry(row) for row in await connection.fetch(sql, *values)]


def _build_entry(row: asyncpg.Record) -> AuditEntry:
    fields = dict(row)
    record_type, record_id = fields.pop("record_type"), fields.pop("record_id")
    record = (
        None if record_type is None else AuditRecord(record_type, record_id, build_record_url(record_type, record_id))
    )
    return AuditEntry(**fields | {"record": record, "detail": msgspec.json.decode(fields["detail"])})
