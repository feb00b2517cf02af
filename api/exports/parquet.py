"""Parquet: typed columns, exact decimals, a group of rows at a time."""

import asyncio
import importlib
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from api.exports.columns import Column, Kind
from api.exports.export import Asked, Export
from api.faults import NotInstalled
from api.http.outlet import Outlet
from api.http.page import cell
from api.http.snapshot import Snapshot, written

ROWS_OF_A_GROUP = 20_000  # some 10 MB in memory; readers skip groups that they do not need
# Amounts are below 10^18 with nine decimals; what is computed of several may be larger.
DIGITS, DIGITS_OF_COMPUTED, DECIMALS = 27, 38, 9


class Drain:
    """A file that holds what was written until it is taken."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._position = 0
        self.closed = False

    def write(self, piece: Any) -> int:
        self._pieces.append(bytes(piece))
        self._position += len(self._pieces[-1])
        return len(self._pieces[-1])

    def tell(self) -> int:
        return self._position

    def flush(self) -> None:
        """Nothing is kept from whoever takes it."""

    def close(self) -> None:
        self.closed = True

    def writable(self) -> bool:
        return True

    def readable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False

    def take(self) -> bytes:
        taken, self._pieces = b"".join(self._pieces), []
        return taken


async def write_parquet(export: Export, asked: Asked, held: Snapshot, outlet: Outlet) -> None:
    arrow, parquet = await asyncio.to_thread(_installed)
    fields = [_field(arrow, export.columns[name], exact=export.chain is not None) for name in asked.columns]
    schema = arrow.schema(fields, metadata={"capaian.known_at": written(held.moment)})
    drain = Drain()
    writer = parquet.ParquetWriter(drain, schema, compression="zstd", store_schema=True)
    waiting: list[Any] = []

    def write_group() -> None:
        writer.write_table(arrow.Table.from_batches(waiting, schema))
        waiting.clear()

    async for rows in export.rows(held, asked):
        waiting.append(await asyncio.to_thread(_batch, arrow, schema, export, rows))
        if sum(batch.num_rows for batch in waiting) >= ROWS_OF_A_GROUP:
            await asyncio.to_thread(write_group)
            await outlet.write(drain.take())
    if waiting:
        await asyncio.to_thread(write_group)
    await asyncio.to_thread(writer.close)
    await outlet.write(drain.take())


def _installed() -> tuple[Any, Any]:
    """It is as large as everything else together, and most who run the service do without it."""
    try:
        return importlib.import_module("pyarrow"), importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        raise NotInstalled("parquet") from error


def _field(arrow: Any, column: Column, *, exact: bool) -> Any:
    texts = arrow.string()
    types: Mapping[Kind, Any] = {
        "number": arrow.decimal128(DIGITS if exact else DIGITS_OF_COMPUTED, DECIMALS),
        "whole": arrow.int32(),
        "flag": arrow.bool_(),
        "day": arrow.date32(),
        "moment": arrow.timestamp("us", tz="UTC"),
        "texts": arrow.list_(texts),
        "citations": arrow.list_(arrow.struct([(name, texts) for name in ("source", "locator", "quote", "note")])),
    }
    described = {"description": column.description}
    return arrow.field(column.name, types.get(column.kind, texts), column.is_nullable, described)


# Of what Arrow does not take as it is.
_VALUES: Mapping[Kind, Callable[[Any], Any]] = {"breakdown": cell, "citations": msgspec.to_builtins}


def _batch(arrow: Any, schema: Any, export: Export, rows: Sequence[Any]) -> Any:
    lines = [export.line_of(row) for row in rows]
    return arrow.record_batch(
        [arrow.array(_values(export.columns[field.name], lines), field.type) for field in schema], schema=schema
    )


def _values(column: Column, lines: Sequence[Any]) -> list[Any]:
    values = [getattr(line, column.name) for line in lines]
    if column.is_uuid:
        return [None if value is None else str(value) for value in values]
    of_arrow = _VALUES.get(column.kind)
    return values if of_arrow is None else [of_arrow(value) for value in values]
