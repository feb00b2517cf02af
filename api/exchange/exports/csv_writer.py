"""CSV exports. PostgreSQL writes stored collections itself, with the same bytes as the `.csv` variant of the list."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from api.database.revision_reads import RevisionTable
from api.exchange.exports.columns import ColumnType, ExportColumn
from api.exchange.exports.export import Export, ExportRequest
from api.exchange.exports.stored import build_select_sql
from api.http.reads.csv_file import to_csv
from api.http.streams.snapshot import Snapshot
from api.http.streams.stream_writer import StreamWriter
from api.resources.figures.names import add_names

_TIMESTAMP_FORMAT = 'YYYY-MM-DD"T"HH24:MI:SS'


def _citation_sql(citation: str) -> str:
    """Build the JSON text of a citation like the encoder of the lists: fields in order, without spaces."""
    fields = ", ".join(
        f"'{sign}\"{name}\":', {citation}->'{name}'"
        for sign, name in (("{", "source"), (",", "locator"), (",", "quote"), (",", "note"))
    )
    return f"concat({fields}, '}}')"


def _citations_sql(column: str) -> str:
    """Build the JSON text of all citations.

    Most figures have one citation. Unnesting a list of one would take as long as the rest of the row.
    """
    each = f"jsonb_array_elements({column}) WITH ORDINALITY AS cited (citation, position)"
    several = f"(SELECT string_agg({_citation_sql('citation')}, ',' ORDER BY position) FROM {each})"
    return (
        f"CASE jsonb_array_length({column}) WHEN 1 THEN '[' || {_citation_sql(f'({column}->0)')} || ']' "
        f"ELSE concat('[', {several}, ']') END"
    )


# The formats of api/http/reads/page.py. Texts contain no CR (schema/migrations/0102_domains.sql), so a CR can represent
# a line break in a text until use_crlf() has converted the ends of the lines.
_CELL_SQL: Mapping[ColumnType, Callable[[str], str]] = {
    "long_text": r"translate({}, E'\n', E'\r')".format,
    "timestamp": (
        f"to_char({{0}}, CASE date_trunc('second', {{0}}) WHEN {{0}} THEN '{_TIMESTAMP_FORMAT}' ELSE "
        f"'{_TIMESTAMP_FORMAT}.US' END) || 'Z'"
    ).format,
    "breakdown": "CASE {0} WHEN '' THEN 'none' ELSE replace({0}, ',', ';') END".format,
    "boolean": "({})::text".format,  # COPY writes t and f
    "texts": "array_to_json({})".format,
    "citations": _citations_sql,
}


def build_cell_sql(table: RevisionTable[Any], column: ExportColumn, *, is_alone: bool) -> str:
    cell = _CELL_SQL.get(column.type, str)(table.field_expression(column.name))
    # A line with one empty cell must be quoted, because it would be an empty line. COPY quotes an empty text.
    return f"coalesce(({cell})::text, '')" if is_alone else cell


async def write_csv(export: Export, request: ExportRequest, snapshot: Snapshot, stream: StreamWriter) -> None:
    if export.table is None or request.selection is None or request.names or request.dialect is not None:
        await _write_pages(export, request, snapshot, stream)
        return
    is_alone = len(request.columns) == 1
    cells = {name: build_cell_sql(export.table, export.columns[name], is_alone=is_alone) for name in request.columns}
    sql, values = build_select_sql(export.table, request.selection, cells)
    await snapshot.connection.prepare(sql)  # locks the tables: after the first line, the response cannot become a 503
    await stream.write(to_csv([], request.columns))

    async def write_lines(lines: bytes) -> None:
        await stream.write(use_crlf(lines))

    await snapshot.connection.copy_from_query(sql, *values, output=write_lines, format="csv")


async def _write_pages(export: Export, request: ExportRequest, snapshot: Snapshot, stream: StreamWriter) -> None:
    """Write the pages. The header comes with the first page, because until then the request can still be rejected."""
    is_first = True
    async for rows in export.iterate_rows(snapshot, request):
        lines = await build_lines(export, request, snapshot, rows)
        # In a thread: a thousand rows would delay other requests.
        page = await asyncio.to_thread(to_csv, lines, request.columns, request.dialect)
        await stream.write(page if is_first else page.partition(b"\r\n")[2])
        is_first = False
    if is_first:
        await stream.write(to_csv([], request.columns, request.dialect))


async def build_lines(export: Export, request: ExportRequest, snapshot: Snapshot, rows: Sequence[Any]) -> list[Any]:
    """Convert rows to objects with one attribute per column, with the names if the request has `names`."""
    lines = [export.to_line(row) for row in rows]
    if not request.names:
        return lines
    return await add_names(snapshot.connection, lines, request.columns, request.query.known_at)


def use_crlf(lines: bytes) -> bytes:
    """Convert the output of COPY to RFC 4180: lines end in CRLF; a CR in a text becomes LF."""
    if b"\r" not in lines:
        return lines.replace(b"\n", b"\r\n")
    return lines.replace(b"\r", b"\x1f").replace(b"\n", b"\r\n").replace(b"\x1f", b"\n")
