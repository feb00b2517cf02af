"""The four formats of exports and their writers."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from api.exchange.exports.csv_writer import write_csv
from api.exchange.exports.export import Export, ExportRequest
from api.exchange.exports.ndjson_writer import write_ndjson
from api.exchange.exports.parquet_writer import write_parquet
from api.http.request.operation import CSV_CONTENT_TYPE, CSV_TYPE
from api.http.streams.snapshot import Snapshot
from api.http.streams.stream_writer import StreamWriter


class ExportFormat(NamedTuple):
    """A format. `extension`: end of the URL; `is_table`: each row has one value per column."""

    extension: str
    title: str
    media_type: str
    content_type: str
    write: Callable[[Export, ExportRequest, Snapshot, StreamWriter], Awaitable[None]]
    is_table: bool
    description: str
    problems: tuple[str, ...] = ()


async def write_xlsx_lazily(export: Export, request: ExportRequest, snapshot: Snapshot, stream: StreamWriter) -> None:
    """Import the XLSX writer at its first use; openpyxl needs time and memory."""
    from api.exchange.exports import xlsx_writer  # noqa: PLC0415

    await xlsx_writer.write_xlsx(export, request, snapshot, stream)


_NDJSON = "application/x-ndjson"
_PARQUET = "application/vnd.apache.parquet"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV_FORMAT = ExportFormat(
    "csv",
    "CSV",
    CSV_TYPE,
    CSV_CONTENT_TYPE,
    write_csv,
    is_table=True,
    description="UTF-8 with a header line (RFC 4180), identical with the `.csv` variant of the list.",
)
FORMATS = (
    CSV_FORMAT,
    ExportFormat(
        "ndjson",
        "NDJSON",
        _NDJSON,
        _NDJSON,
        write_ndjson,
        is_table=False,
        description="One line of JSON per row, as in the list.",
    ),
    ExportFormat(
        "parquet",
        "Parquet",
        _PARQUET,
        _PARQUET,
        write_parquet,
        is_table=True,
        description="Dates, timestamps and exact decimals have their types; a breakdown is text as in CSV, citations "
        "are a list.",
        problems=("not-installed",),
    ),
    ExportFormat(
        "xlsx",
        "XLSX",
        _XLSX,
        _XLSX,
        write_xlsx_lazily,
        is_table=True,
        description="One sheet, at most 50,000 rows. Larger exports are rejected before the first byte.",
        problems=("spreadsheet-too-large",),
    ),
)
