"""Parquet exports: typed columns and exact decimals, written in row groups."""

import asyncio
import importlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from api.errors import MissingDependencyError
from api.exchange.exports.columns import ColumnType, ExportColumn
from api.exchange.exports.export import Export, ExportRequest
from api.http.reads.csv_file import format_cell
from api.http.streams.snapshot import Snapshot
from api.http.streams.stream_writer import StreamWriter
from api.types import format_timestamp

ROW_GROUP_SIZE = 20_000  # about 10 MB in memory; readers skip groups that they do not need
# Amounts are below 10^18 and have nine decimals; computed values can be larger.
DECIMAL_DIGITS, COMPUTED_DECIMAL_DIGITS, DECIMAL_SCALE = 27, 38, 9


class ByteBuffer:
    """A file in memory; `read_all` returns and removes what was written."""

    def __init__(self) -> None:
        self._chunks: list[bytes] = []
        self._position = 0
        self.closed = False

    def write(self, chunk: Any) -> int:
        self._chunks.append(bytes(chunk))
        self._position += len(self._chunks[-1])
        return len(self._chunks[-1])

    def tell(self) -> int:
        return self._position

    def flush(self) -> None:
        """Do nothing: `read_all` returns all bytes anyway."""

    def close(self) -> None:
        self.closed = True

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    def read_all(self) -> bytes:
        data, self._chunks = b"".join(self._chunks), []
        return data


async def write_parquet(export: Export, request: ExportRequest, snapshot: Snapshot, stream: StreamWriter) -> None:
    arrow, parquet = await asyncio.to_thread(_import_pyarrow)
    fields = [_build_field(arrow, export.columns[name], exact=export.table is not None) for name in request.columns]
    schema = arrow.schema(fields, metadata={"capaian.known_at": format_timestamp(snapshot.known_at)})
    buffer = ByteBuffer()
    writer = parquet.ParquetWriter(buffer, schema, compression="zstd", store_schema=True)
    waiting: list[Any] = []

    def write_group() -> None:
        writer.write_table(arrow.Table.from_batches(waiting, schema))
        waiting.clear()

    async for rows in export.iterate_rows(snapshot, request):
        waiting.append(await asyncio.to_thread(_build_batch, arrow, schema, export, rows))
        if sum(batch.num_rows for batch in waiting) >= ROW_GROUP_SIZE:
            await asyncio.to_thread(write_group)
            await stream.write(buffer.read_all())
    if waiting:
        await asyncio.to_thread(write_group)
    await asyncio.to_thread(writer.close)
    await stream.write(buffer.read_all())


def _import_pyarrow() -> tuple[Any, Any]:
    """Import pyarrow, an optional dependency. Raise MissingDependencyError."""
    try:
        return importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        raise MissingDependencyError("parquet") from error


def _build_field(arrow: Any, column: ExportColumn, *, exact: bool) -> Any:
    texts = arrow.string()
    types: Mapping[ColumnType, Any] = {
        "number": arrow.decimal128(DECIMAL_DIGITS if exact else COMPUTED_DECIMAL_DIGITS, DECIMAL_SCALE),
        "integer": arrow.int32(),
        "boolean": arrow.bool_(),
        "date": arrow.date32(),
        "timestamp": arrow.timestamp("us", tz="UTC"),
        "texts": arrow.list_(texts),
        "citations": arrow.list_(arrow.struct([(name, texts) for name in ("source", "locator", "quote", "note")])),
    }
    metadata = {"description": column.description}
    return arrow.field(column.name, types.get(column.type, texts), column.is_nullable, metadata)


# For values that Arrow does not accept.
_CONVERTERS: Mapping[ColumnType, Callable[[Any], Any]] = {"breakdown": format_cell, "citations": msgspec.to_builtins}


def _build_batch(arrow: Any, schema: Any, export: Export, rows: Sequence[Any]) -> Any:
    lines = [export.to_line(row) for row in rows]
    return arrow.record_batch(
        [arrow.array(_convert_values(export.columns[field.name], lines), field.type) for field in schema], schema=schema
    )


def _convert_values(column: ExportColumn, lines: Sequence[Any]) -> list[Any]:
    values = [getattr(line, column.name) for line in lines]
    if column.is_uuid:
        return [None if value is None else str(value) for value in values]
    convert = _CONVERTERS.get(column.type)
    return values if convert is None else [convert(value) for value in values]
