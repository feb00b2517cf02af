"""FileRecord: one row of a table or one JSON line, not yet interpreted; and the header of a table."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from api.errors import ErrorDetail
from api.exchange.imports.cells.cell import CellValue
from api.exchange.imports.files.errors import build_file_error

MAX_COLUMNS = 500  # a file of figures has about twenty


class FileRecord(NamedTuple):
    """One record of a file.

    `number` counts the rows of data from 1. `line` is the line of the file, or the row of the sheet, where the record
    begins, from 1. `fields` are the fields of a JSON object, None for all other records. `merged` are the
    positions, from 0, of cells that a sheet has merged over several rows.
    """

    number: int
    line: int
    cells: list[CellValue]
    fields: dict[str, Any] | None
    errors: list[ErrorDetail]
    merged: frozenset[int] = frozenset()


def parse_header(cells: Sequence[str], line: int) -> list[str]:
    """Return the column names without the empty cells that spreadsheets write at the end.

    Raises FileRejectedError if a name is empty or repeated, or if there are too many columns.
    """
    width = len(cells)
    while width and not cells[width - 1].strip():
        width -= 1
    if width > MAX_COLUMNS:
        raise build_file_error(
            "too_many_columns",
            f"tajuk memuat {width} kolom, sedangkan batasnya {MAX_COLUMNS}. Hapus kolom yang tidak diperlukan",
            f"the header has {width} columns, the maximum is {MAX_COLUMNS}; remove columns that are not needed",
            line,
        )
    seen: dict[str, int] = {}
    for number, name in enumerate((cell.strip() for cell in cells[:width]), 1):
        if not name:
            raise build_file_error(
                "unnamed_column",
                f"kolom ke-{number} tidak bernama. Isi namanya, atau hapus kolomnya",
                f"column {number} has no name; name or remove it",
                line,
            )
        if name in seen:
            raise build_file_error(
                "duplicate_column",
                f"kolom ke-{seen[name]} dan ke-{number} bernama sama. Ganti nama salah satunya",
                f"columns {seen[name]} and {number} have the same name; rename one of them",
                line,
            )
        seen[name] = number
    return list(cells[:width])
