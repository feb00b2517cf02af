"""Read what the rows of an import state: the records as the import leaves them, and as they were before."""

from collections.abc import Sequence
from typing import cast

import msgspec

from api.database.pool import Connection
from api.exchange.imports.report.model import ImportRun
from api.exchange.imports.report.queries import list_rows
from api.exchange.imports.report.read_record import ReadRecord
from api.exchange.imports.report.row_model import ImportRow
from api.exchange.imports.rows.importable import IMPORTABLE_COLLECTIONS

READ_ROWS = "SELECT number, read::text, before::text FROM read_{}_rows($1, $2, $3::jsonb)"

_decoder = msgspec.json.Decoder(ReadRecord | None)


async def list_read_rows(
    connection: Connection, run: ImportRun, after: int, limit: int, actions: Sequence[str] | None
) -> list[ImportRow]:
    """List the rows with a number above `after`, in file order, with what the service read."""
    rows = await list_rows(connection, run, after, limit, actions)
    importable = IMPORTABLE_COLLECTIONS[run.collection]
    numbers = [row.number for row in rows]
    # nosemgrep: sql-built-in-a-call  # a name of this repository
    found = await connection.fetch(READ_ROWS.format(importable.table), run.id, numbers, importable.encode_defaults())
    readings = {number: (_decode(read), _decode(before)) for number, read, before in found}
    return [
        ImportRow(row.number, row.line, row.action, row.record, row.errors, *readings.get(row.number, (None, None)))
        for row in rows
    ]


def _decode(read: str | None) -> ReadRecord | None:
    return None if read is None else cast("ReadRecord | None", _decoder.decode(read))
