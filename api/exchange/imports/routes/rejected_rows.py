"""Download the rejected rows of an import as CSV."""

import codecs
import csv
import io
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import nullcontext
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

import asyncpg
import msgspec
from litestar.di import NamedDependency

from api.database.pool import Database
from api.exchange.imports.files.csv_dialect import DELIMITERS
from api.exchange.imports.report.nearest_codes import MAX_SEARCHED, NO_SUGGESTIONS, Suggestions, load_suggestions
from api.exchange.imports.report.queries import LIST_REJECTED_ROWS, load_column_names
from api.exchange.imports.report.row_errors import RowContent, build_row_error
from api.exchange.imports.report.row_model import RowError
from api.exchange.imports.routes.wait import IMPORT_ID, load_import, parse_import_id
from api.http.headers.content_negotiation import ResponseLanguage, choose_language
from api.http.request.api_request import ApiRequest, get_header, open_read_session
from api.http.request.operation import CSV_TYPE, get
from api.http.streams.stream_writer import StreamWriter
from api.http.streams.streaming_response import StreamingResponse
from api.text_rules import is_formula, remove_hidden_characters

DELIMITER_CHARACTERS: dict[str, str] = dict(DELIMITERS.items())
CELL_COLUMN, ERRORS_COLUMN = "cell", "errors"  # an import ignores these columns
BATCH_SIZE = 100  # rows; each can have up to a megabyte
NEGATIVE_NUMBER = re.compile(r"-[\d.,]+")  # not a formula

_errors_decoder = msgspec.json.Decoder(list[dict[str, Any]])


@get(
    "/v1/imports/{id:str}/rejected-rows.csv",
    summary="Download the rejected rows of one import",
    description="All rejected rows as in the file, in its encoding and with its delimiter, and more columns: `line`, "
    "for spreadsheets `cell`, and `errors` in the language of `Accept-Language`. Fix the rows and send this file as it "
    "is: an import ignores these columns. A cell that a spreadsheet would run as a formula starts with `'`.",
    tag="imports",
    requires="caller",
    response_model=None,
    media_type=CSV_TYPE,
    path_parameters={"id": IMPORT_ID},
    problem_types=("not-found",),
    response_headers=("Content-Disposition",),
    may_stream=True,
)
async def list_rejected_rows_csv(request: ApiRequest, database: NamedDependency[Database]) -> StreamingResponse:
    run = await load_import(request, database, parse_import_id(request))
    async with open_read_session(request, database) as connection:
        columns = await load_column_names(connection, run.id)
    language = choose_language(get_header(request, "accept-language"))

    sheet = run.file.sheet
    delimiter = DELIMITER_CHARACTERS.get(run.file.delimiter or "", ",")
    encoding = "utf-16" if (run.file.encoding or "").startswith("utf-16") else run.file.encoding or "utf-8"
    encoder = codecs.getincrementalencoder(encoding)(errors="replace")

    async def lines() -> AsyncIterator[bytes]:
        added = ["line", *([] if sheet is None else [CELL_COLUMN]), ERRORS_COLUMN]
        yield encoder.encode(_encode_csv([[*columns.values(), *added]], delimiter))
        after, more = 0, True
        suggestions = NO_SUGGESTIONS
        last_row: list[asyncpg.Record] = []  # its other figures can be in the next batch
        while more:
            async with open_read_session(request, database) as connection:
                figures = await connection.fetch(LIST_REJECTED_ROWS, run.id, after, BATCH_SIZE)
                if len(suggestions) < MAX_SEARCHED:
                    stored = chain.from_iterable(_errors_decoder.decode(figure["errors"]) for figure in figures)
                    suggestions = {**suggestions, **await load_suggestions(connection, stored)}
            more = len(figures) == BATCH_SIZE
            after = figures[-1]["number"] if figures else after
            rows = [[*group] for _, group in groupby([*last_row, *figures], key=itemgetter("line"))]
            last_row = rows.pop() if more else []
            if rows:
                cells = [
                    _build_csv_row(
                        row[0],
                        [error for figure in row for error in _build_errors(figure, columns, sheet, suggestions)],
                        len(columns),
                        language,
                        has_cells=sheet is not None,
                    )
                    for row in rows
                ]
                yield encoder.encode(_encode_csv(cells, delimiter))

    async def write(stream: StreamWriter) -> None:
        disposition = f'attachment; filename="rejected-rows-{run.id}.csv"'
        stream.headers |= {"content-disposition": disposition, "cache-control": "no-store"}
        async for part in lines():
            await stream.write(part)

    content_type = f"text/csv; header=present; charset={encoding}"
    return StreamingResponse(nullcontext(), "rejected-rows", content_type, write)


def _build_errors(
    figure: asyncpg.Record, columns: dict[str, str], sheet: str | None, suggestions: Suggestions
) -> Iterator[RowError]:
    content = RowContent(sheet, figure["line"], (), figure["value_position"])
    for error in _errors_decoder.decode(figure["errors"]):
        yield build_row_error(error, columns, content, suggestions)


def _build_csv_row(
    first: asyncpg.Record, errors: Sequence[RowError], width: int, language: ResponseLanguage, *, has_cells: bool
) -> list[str]:
    """Build the line of the rejected figures of one row of the file, with all cells of that row and all errors."""
    cells: list[str] = msgspec.json.decode(first["raw"])
    described = dict.fromkeys(
        f"{error.column or 'row'}: {error.detail if language == 'id' else error.detail_en}" for error in errors
    )
    references = ", ".join(dict.fromkeys(error.cell for error in errors if error.cell is not None))
    added = [str(first["line"]), *([references] if has_cells else []), "; ".join(described)]
    return [*(cells + [""] * (width - len(cells))), *added]


def _encode_csv(rows: list[list[str]], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([_escape_formula(cell) for cell in row] for row in rows)
    return out.getvalue()


def _escape_formula(cell: str) -> str:
    """Escape a formula, so that a spreadsheet that opens the rejected rows does not run it."""
    visible = remove_hidden_characters(cell)
    is_risky = cell.startswith(("\t", "\r")) or (is_formula(visible) and not NEGATIVE_NUMBER.fullmatch(visible))
    return f"'{cell}" if is_risky else cell
