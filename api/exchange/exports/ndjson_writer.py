"""NDJSON exports: one line per row with the JSON of the list."""

import asyncio
from typing import Any

from api.exchange.exports.export import Export, ExportRequest
from api.http.reads.record import JSON_ENCODER
from api.http.streams.snapshot import Snapshot
from api.http.streams.stream_writer import StreamWriter


async def write_ndjson(export: Export, request: ExportRequest, snapshot: Snapshot, stream: StreamWriter) -> None:
    async for rows in export.iterate_rows(snapshot, request):
        # In a thread: encoding a thousand rows would delay other requests.
        await stream.write(await asyncio.to_thread(_encode_lines, export, request.columns, rows))


def _encode_lines(export: Export, columns: tuple[str, ...], rows: list[Any]) -> bytes:
    if export.table is None:
        return JSON_ENCODER.encode_lines(rows)
    return JSON_ENCODER.encode_lines([{column: getattr(row, column) for column in columns} for row in rows])
