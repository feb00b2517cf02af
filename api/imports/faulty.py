"""The faulty rows of an import as CSV, with their reasons: to be mended and sent again."""

import codecs
import csv
import io
import re
from collections.abc import AsyncIterator

import asyncpg
import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.response import Stream

from api.http.acting_as import reading
from api.http.negotiation import Language, language_of
from api.http.operation import CSV, CapaianRequest, Operation, field_of
from api.imports.awaiting import ID, found, import_of
from api.imports.findings import told_fault
from api.imports.queries import RAW_ROWS, columns_of
from api.postgres.pool import Database

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}
REASONS = "reasons"  # the column that is added; an import takes and ignores it
AT_ONCE = 100  # rows, of up to a megabyte
RUNS = re.compile(r"[=+@\t\r]|-(?![\d.,]+$)")  # a number below zero does not


@get(
    "/v1/imports/{id:str}/faulty-rows.csv",
    operation_id="list_faulty_rows_csv",
    opt={
        "operation": Operation(
            summary="Download the rejected rows of one import",
            description="All of them as the file had them, in its encoding and with its delimiter, their line and "
            "reasons in two more columns. Mended, it "
            "can be sent again as it is: the two columns are ignored. What would run as a formula has a `'` before it.",
            tag="imports",
            asks="caller",
            answers=None,
            media_type=CSV,
            path_parameters={"id": ID},
            problems=("not-found",),
            headers=("Content-Disposition",),
            may_stream=True,
        )
    },
)
async def list_faulty_rows_csv(request: CapaianRequest, database: NamedDependency[Database]) -> Stream:
    one = await found(request, database, import_of(request))
    async with reading(request, database) as connection:
        columns = await columns_of(connection, one.id)
    language = language_of(field_of(request, "accept-language"))

    dialect = DELIMITERS.get(one.file.delimiter or "", ",")
    encoding = "utf-16" if (one.file.encoding or "").startswith("utf-16") else one.file.encoding or "utf-8"
    encoder = codecs.getincrementalencoder(encoding)(errors="replace")

    async def lines() -> AsyncIterator[bytes]:
        yield encoder.encode(_csv([[*columns.values(), "line", REASONS]], dialect))
        after, more = 0, True
        while more:
            async with reading(request, database) as connection:
                rows = await connection.fetch(RAW_ROWS, one.id, after, AT_ONCE)
            more = len(rows) == AT_ONCE
            if rows:
                after = rows[-1]["number"]
                yield encoder.encode(_csv([_mendable(row, columns, language) for row in rows], dialect))

    headers = {"content-disposition": f'attachment; filename="faulty-rows-{one.id}.csv"', "cache-control": "no-store"}
    # Litestar says utf-8 of every text, unless it is said already.
    return Stream(lines(), media_type=f"text/csv; header=present; charset={encoding}", headers=headers)


def _mendable(row: asyncpg.Record, columns: dict[str, str], language: Language) -> list[str]:
    cells: list[str] = msgspec.json.decode(row["raw"])
    told = [told_fault(fault, columns) for fault in msgspec.json.decode(row["faults"])]
    reasons = "; ".join(f"{fault.column or 'row'}: {getattr(fault.detail, language)}" for fault in told)
    return [*(cells + [""] * (len(columns) - len(cells))), str(row["line"]), reasons]


def _csv(rows: list[list[str]], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([_inert(cell) for cell in row] for row in rows)
    return out.getvalue()


def _inert(cell: str) -> str:
    """What would run as a formula is a fault of the row, and is not to run where the faults are looked at."""
    return f"'{cell}" if RUNS.match(cell) else cell
