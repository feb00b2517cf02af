"""CSV: what is stored is written by the database itself, byte for byte as the lists write it."""

from collections.abc import Callable, Mapping

from api.exports.columns import Column, Kind
from api.exports.export import Asked, Export
from api.exports.stored import select_sql
from api.http.outlet import Outlet
from api.http.page import to_csv
from api.http.snapshot import Snapshot

_SECONDS = 'YYYY-MM-DD"T"HH24:MI:SS'


def _citation(held: str) -> str:
    """As the encoder of the lists has it: its members in their order, and no space between them."""
    members = ", ".join(
        f"'{sign}\"{name}\":', {held}->'{name}'"
        for sign, name in (("{", "source"), (",", "locator"), (",", "quote"), (",", "note"))
    )
    return f"concat({members}, '}}')"


def _citations(column: str) -> str:
    """Nearly all figures have one, and to unfold a list of one takes as long as all else of the row."""
    each = f"jsonb_array_elements({column}) WITH ORDINALITY AS cited (citation, place)"
    several = f"(SELECT string_agg({_citation('citation')}, ',' ORDER BY place) FROM {each})"
    return (
        f"CASE jsonb_array_length({column}) WHEN 1 THEN '[' || {_citation(f'({column}->0)')} || ']' "
        f"ELSE concat('[', {several}, ']') END"
    )


# As api/http/page.py writes each. No text holds a CR (schema/migrations/0002_words.sql), so that one may stand for the
# line break within a text, apart from those that end a line.
_CELLS: Mapping[Kind, Callable[[str], str]] = {
    "prose": r"translate({}, E'\n', E'\r')".format,
    "moment": (
        f"to_char({{0}}, CASE date_trunc('second', {{0}}) WHEN {{0}} THEN '{_SECONDS}' ELSE '{_SECONDS}.US' END) || 'Z'"
    ).format,
    "breakdown": "CASE {0} WHEN '' THEN 'none' ELSE replace({0}, ',', ';') END".format,
    "texts": "array_to_json({})".format,
    "citations": _citations,
}


def cell_sql(column: Column, *, is_alone: bool) -> str:
    cell = _CELLS.get(column.kind, str)(f"t.{column.name}")
    # A line of one empty cell is quoted, or it would be an empty line; COPY quotes a text that is empty.
    return f"coalesce(({cell})::text, '')" if is_alone else cell


async def write_csv(export: Export, asked: Asked, held: Snapshot, outlet: Outlet) -> None:
    if export.chain is None or asked.selection is None:
        await _write_pages(export, asked, held, outlet)
        return
    await outlet.write(to_csv([], asked.columns))
    is_alone = len(asked.columns) == 1
    cells = {name: cell_sql(export.columns[name], is_alone=is_alone) for name in asked.columns}
    sql, values = select_sql(export.chain, asked.selection, cells)

    async def take(lines: bytes) -> None:
        await outlet.write(ended(lines))

    await held.connection.copy_from_query(sql, *values, output=take, format="csv")


async def _write_pages(export: Export, asked: Asked, held: Snapshot, outlet: Outlet) -> None:
    """The header comes with the first page: until then the request may still be refused."""
    is_first = True
    async for rows in export.rows(held, asked):
        page = to_csv([export.line_of(row) for row in rows], asked.columns)
        await outlet.write(page if is_first else page.partition(b"\r\n")[2])
        is_first = False


def ended(lines: bytes) -> bytes:
    """COPY ends lines with LF, RFC 4180 with CRLF; within a text a CR stands for LF."""
    if b"\r" not in lines:
        return lines.replace(b"\n", b"\r\n")
    return lines.replace(b"\r", b"\x1f").replace(b"\n", b"\r\n").replace(b"\x1f", b"\n")
