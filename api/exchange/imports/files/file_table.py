"""FileTable: the columns of a file and some of its cells, to describe its mapping before it is imported."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Any, NamedTuple

from api.exchange.imports.cells.cell import CellValue, format_cell
from api.exchange.imports.files.first_rows import list_csv_rows, list_sheet_rows
from api.exchange.imports.files.header_search import HeaderRow
from api.exchange.imports.files.open_file import CSV, open_reader
from api.exchange.imports.files.text_decoder import TextDecoder

MAX_SEARCHED_CHARACTERS = 256 * 1024  # of a CSV file, for its first rows
MAX_SAMPLED_ROWS = 10_000
MAX_SAMPLES = 3


class FileTable(NamedTuple):
    """The columns of a file. `samples` are up to MAX_SAMPLES different cells of each column.

    `first_cells` are the different first cells with content of these rows.
    """

    header: list[str]
    titles: list[str]
    sheet: str | None
    samples: list[list[str]]
    first_cells: list[str]


def read_first_rows(media_type: str, chunks: Iterable[bytes], mapping: Mapping[str, Any]) -> list[HeaderRow]:
    """Return the first rows with content of a CSV file or spreadsheet. Raise FileRejectedError.

    `chunks` are its decompressed bytes; `mapping` can state the sheet, delimiter and encoding.
    """
    if media_type != CSV:
        return list_sheet_rows(b"".join(chunks), mapping.get("sheet"))
    decoder, text = TextDecoder(mapping.get("encoding")), ""
    for chunk in chunks:
        text += decoder.feed(chunk)
        if decoder.error is not None:
            raise decoder.error
        if len(text) >= MAX_SEARCHED_CHARACTERS:
            break
    else:
        text += decoder.feed(b"", is_last=True)
    return list_csv_rows(text, mapping.get("delimiter"))


def read_table(
    media_type: str,
    chunks: Iterable[bytes],
    mapping: Mapping[str, Any],
    header_rows: tuple[int, ...],
    max_rows: int = MAX_SAMPLED_ROWS,
) -> FileTable:
    """Read the columns in these rows, from 1, and the cells of `max_rows` rows below. Raise FileRejectedError."""
    reader = open_reader(
        media_type,
        is_known=lambda _: False,
        delimiter=mapping.get("delimiter"),
        encoding=mapping.get("encoding"),
        sheet=mapping.get("sheet"),
        header_rows=header_rows,
    )

    def read_records() -> Iterator[list[CellValue]]:
        for chunk in chunks:
            for record in reader.feed(chunk):
                yield record.cells
        for record in reader.finish():
            yield record.cells

    rows = [[format_cell(cell).strip() for cell in cells] for cells in islice(read_records(), max_rows)]
    header = getattr(reader, "header", None) or []
    titles = getattr(reader, "titles", None) or []
    return FileTable(
        [name.strip() for name in header],
        titles,
        getattr(reader, "sheet", None),
        [_list_samples(rows, position) for position in range(len(header))],
        list(dict.fromkeys(next(filter(None, row), "") for row in rows)),
    )


def _list_samples(rows: list[list[str]], position: int) -> list[str]:
    cells = (row[position] for row in rows if position < len(row) and row[position])
    distinct: dict[str, None] = {}
    for cell in cells:
        distinct[cell] = None
        if len(distinct) == MAX_SAMPLES:
            break
    return list(distinct)
