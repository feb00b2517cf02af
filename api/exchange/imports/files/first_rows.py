"""The first rows of a file as they are, before its header is known."""

from itertools import islice

from api.exchange.imports.files.csv_dialect import DELIMITERS, QUOTED_TEXT, Delimiter, parse_sep_line
from api.exchange.imports.files.csv_preamble import list_lines
from api.exchange.imports.files.header_search import MAX_SEARCHED_ROWS, HeaderRow


def list_csv_rows(text: str, delimiter: Delimiter | None) -> list[HeaderRow]:
    """Return the first rows of a CSV file that are not blank. Raises FileRejectedError for another `sep=` line."""
    stated, start = parse_sep_line(text)
    lines = list_lines(text if text.endswith("\n") else f"{text}\n", start, 1 + text.count("\n", 0, start), 0)
    chosen = delimiter or stated or guess_delimiter([line.text for line in lines])
    return [HeaderRow(line.number, line.split(chosen)) for line in lines]


def guess_delimiter(lines: list[str]) -> Delimiter:
    """Return the delimiter that most lines contain, and of several the most frequent one."""

    def count(name: Delimiter) -> tuple[int, int]:
        found = [line.count(DELIMITERS[name]) for line in unquoted]
        return sum(map(bool, found)), sum(found)

    unquoted = [QUOTED_TEXT.sub("", line) for line in lines]
    return max(DELIMITERS, key=count)


def list_sheet_rows(data: bytes, sheet: str | None) -> list[HeaderRow]:
    """Return the first rows with content of a spreadsheet. Raises FileRejectedError."""
    # Imported on first use: the library of the reader needs a third of the memory of the service.
    from api.exchange.imports.files.sheet_reader import read_sheet  # noqa: PLC0415

    return list(islice(read_sheet(data, sheet), MAX_SEARCHED_ROWS))
