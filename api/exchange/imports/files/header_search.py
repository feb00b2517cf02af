"""HeaderSearch: find the header below the titles of a table, or join the header rows that the mapping states."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from api.exchange.imports.files.errors import build_file_error

MAX_SEARCHED_ROWS = 20
MIN_KNOWN_NAMES = 2
MAX_HEADER_ROW = 100
MAX_TITLE_LENGTH = 500

IsKnownColumn = Callable[[str], bool]


class HeaderRow(NamedTuple):
    """One of the first rows. `number` is the row of the sheet, or the line of the file, from 1."""

    number: int
    cells: list[str]


class FoundHeader(NamedTuple):
    """The names of the columns, the rows that contain them, and the texts of the rows above."""

    names: list[str]
    rows: range
    titles: list[str]


class HeaderSearch:
    """Receives the first rows until it has found the header. Rows without content are omitted."""

    def __init__(self, is_known: IsKnownColumn, wanted: Sequence[int] = ()) -> None:
        self._is_known = is_known
        self._wanted = wanted
        self._rows: list[HeaderRow] = []

    def add(self, row: HeaderRow) -> FoundHeader | None:
        """Return the header if this row decides it. Raises FileRejectedError."""
        self._rows.append(row)
        if self._wanted:
            return self.finish() if row.number >= self._wanted[-1] else None
        is_first = len(self._rows) == 1
        if (is_first and names_columns(row.cells, self._is_known)) or len(self._rows) == MAX_SEARCHED_ROWS:
            return self.finish()
        return None

    def finish(self) -> FoundHeader | None:
        """Return the header among the rows so far, None without rows. Raises FileRejectedError."""
        if not self._rows:
            return None
        names, rows = self._join_wanted() if self._wanted else self._find_single()
        titles = [join_title(row.cells) for row in self._rows if row.number < rows.start]
        return FoundHeader(names, rows, titles)

    def _find_single(self) -> tuple[list[str], range]:
        naming = [row.number for row in self._rows if names_columns(row.cells, self._is_known)]
        number = choose_header_row(self._rows[0].number, naming)
        cells = next(row.cells for row in self._rows if row.number == number)
        return cells, range(number, number + 1)

    def _join_wanted(self) -> tuple[list[str], range]:
        by_number = {row.number: row.cells for row in self._rows}
        missing = [number for number in self._wanted if number not in by_number]
        if missing:
            raise build_file_error(
                "missing_header_row",
                f"header_rows menyebut baris {missing[0]}, yang kosong atau tidak ada. Sebutkan baris yang memuat nama "
                "kolom",
                f"header_rows names row {missing[0]}, which is empty or missing; name the rows with the column names",
                missing[0],
            )
        joined = join_names([by_number[number] for number in self._wanted])
        return joined, range(self._wanted[0], self._wanted[-1] + 1)


def names_columns(cells: Sequence[str], is_known: IsKnownColumn) -> bool:
    """Return whether two cells or more are names of columns, as in a header."""
    return len({cell.strip().lower() for cell in cells if cell.strip() and is_known(cell)}) >= MIN_KNOWN_NAMES


def choose_header_row(first: int, naming: Sequence[int]) -> int:
    """Return the first row if it names columns, else the only one that does, else the first. Raise FileRejectedError.

    `naming` are the numbers of the first rows that name columns.
    """
    if len(naming) < 2 or naming[0] == first:
        return naming[0] if naming else first
    raise build_file_error(
        "ambiguous_header",
        f"baris {naming[0]} dan {naming[1]} sama-sama memuat nama kolom. Tentukan header_rows dalam pemetaan",
        f"rows {naming[0]} and {naming[1]} both name columns; state header_rows in the mapping",
        naming[1],
    )


def join_names(rows: Sequence[Sequence[str]]) -> list[str]:
    """Join the header cells of each column with a space. A repeated name of a merged cell counts once."""
    if len(rows) == 1:
        return [*rows[0]]
    width = max(map(len, rows))
    padded = [[*row, *[""] * (width - len(row))] for row in rows]
    return [" ".join(_list_distinct(column)) for column in zip(*padded, strict=True)]


def _list_distinct(parts: Sequence[str]) -> Iterator[str]:
    previous = ""
    for part in (part.strip() for part in parts):
        if part and part != previous:
            yield part
            previous = part


def join_title(cells: Sequence[str]) -> str:
    """Return the text of a row above the header. A repeated text of a merged cell counts once."""
    return " ".join(_list_distinct(cells))[:MAX_TITLE_LENGTH]
