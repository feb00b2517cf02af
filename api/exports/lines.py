"""NDJSON: a line for each row, as the lists have it in JSON."""

import asyncio
from typing import Any

from api.exports.export import Asked, Export
from api.http.entity import ENCODER
from api.http.outlet import Outlet
from api.http.snapshot import Snapshot


async def write_ndjson(export: Export, asked: Asked, held: Snapshot, outlet: Outlet) -> None:
    async for rows in export.rows(held, asked):
        # A thousand rows take longer than other requests should wait for.
        await outlet.write(await asyncio.to_thread(_lines, export, asked.columns, rows))


def _lines(export: Export, columns: tuple[str, ...], rows: list[Any]) -> bytes:
    if export.chain is None:
        return ENCODER.encode_lines(rows)
    return ENCODER.encode_lines([{column: getattr(row, column) for column in columns} for row in rows])
