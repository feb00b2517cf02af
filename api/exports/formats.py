"""The four formats of exports, and what writes each."""

from collections.abc import Awaitable, Callable
from typing import NamedTuple

from api.exports.delimited import write_csv
from api.exports.export import Asked, Export
from api.exports.lines import write_ndjson
from api.exports.parquet import write_parquet
from api.http.outlet import Outlet
from api.http.snapshot import Snapshot


class Format(NamedTuple):
    """`extension` ends the address; `is_table` where each row is a line of columns, whatever the kind."""

    extension: str
    title: str
    media_type: str
    content_type: str
    write: Callable[[Export, Asked, Snapshot, Outlet], Awaitable[None]]
    is_table: bool
    about: str
    problems: tuple[str, ...] = ()


async def write_xlsx(export: Export, asked: Asked, held: Snapshot, outlet: Outlet) -> None:
    """Loaded when it is first asked for: see the reader of spreadsheets in api/imports/files/reader.py."""
    from api.exports import spreadsheet  # noqa: PLC0415

    await spreadsheet.write_xlsx(export, asked, held, outlet)


_NDJSON = "application/x-ndjson"
_PARQUET = "application/vnd.apache.parquet"
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = (
    Format(
        "csv",
        "CSV",
        "text/csv",
        "text/csv; charset=utf-8; header=present",
        write_csv,
        is_table=True,
        about="UTF-8 with a header line (RFC 4180), written as the list's own CSV is.",
    ),
    Format(
        "ndjson",
        "NDJSON",
        _NDJSON,
        _NDJSON,
        write_ndjson,
        is_table=False,
        about="A line of JSON for each row, as the list has it.",
    ),
    Format(
        "parquet",
        "Parquet",
        _PARQUET,
        _PARQUET,
        write_parquet,
        is_table=True,
        about="Days, moments and exact decimals have their types; a breakdown is text as in CSV, citations are a list.",
        problems=("not-installed",),
    ),
    Format(
        "xlsx",
        "XLSX",
        _XLSX,
        _XLSX,
        write_xlsx,
        is_table=True,
        about="One sheet, at most 50,000 rows; more are refused before anything is sent.",
        problems=("beyond-spreadsheet",),
    ),
)
