"""The beginning of a CSV file: `sep=`, blank lines, titles and the header."""

import csv
import re
from collections.abc import Sequence
from io import StringIO
from typing import NamedTuple

from api.exchange.imports.files.csv_dialect import (
    DELIMITERS,
    MAX_RECORD_LENGTH,
    Delimiter,
    carriage_return_lines_error,
    detect_delimiter,
    explain_csv_error,
    has_carriage_return_lines,
    parse_sep_line,
    record_too_long_error,
)
from api.exchange.imports.files.header_search import (
    MAX_SEARCHED_ROWS,
    HeaderRow,
    HeaderSearch,
    IsKnownColumn,
    choose_header_row,
    join_title,
    names_columns,
)
from api.exchange.imports.files.record import parse_header

# Possessive quantifiers, so that matching takes linear time for any text.
_BLANK_LINES = re.compile(r"(?:[,;\t \r]*+\n)*+")
_LINE = re.compile(r'[^"\n]*+(?:"[^"]*+"[^"\n]*+)*+\n')


class Preamble(NamedTuple):
    """The parsed beginning of a CSV file.

    `width` includes the empty cells at the end of the header. `length` is the number of characters and `lines` the
    number of lines up to the end of the header. `titles` are the texts of the rows above it.
    """

    delimiter: Delimiter
    header: list[str]
    width: int
    length: int
    lines: int
    titles: list[str]


class _Line(NamedTuple):
    """A line of a file, which ends at `end`; a quoted cell can contain line breaks."""

    number: int
    text: str
    end: int

    @property
    def is_blank(self) -> bool:
        return not self.text.strip(",;\t \r\n")

    def split(self, delimiter: Delimiter) -> list[str]:
        """Return the cells. A line that is not CSV, as a title may be, is one cell."""
        lines = StringIO(self.text, newline="\n").readlines()
        try:
            return next(csv.reader(lines, delimiter=DELIMITERS[delimiter], strict=True), [])
        except csv.Error:
            return [self.text]


def parse_preamble(
    text: str,
    declared: Delimiter | None,
    is_known: IsKnownColumn,
    header_rows: Sequence[int] = (),
    *,
    is_last: bool = False,
) -> Preamble | None:
    """Parse the beginning of a CSV file. Return None if more lines are necessary to find the header.

    `declared` has priority over the `sep=` line and the header. `is_last`: no text follows. Raises FileRejectedError.
    """
    stated, start = parse_sep_line(text)
    blank = _BLANK_LINES.match(text, start)
    start = blank.end() if blank else start
    number = 1 + text.count("\n", 0, start)
    match = _LINE.match(text, start)
    end = match.end() if match else len(text)
    if end > MAX_RECORD_LENGTH:
        raise record_too_long_error(text[start:], number)
    if has_carriage_return_lines(text[start:end]):
        raise carriage_return_lines_error(number)
    if match is None:
        return None
    delimiter = declared or stated
    lines = list_lines(text, start, number, max(header_rows, default=0))
    is_complete = is_last or len(text) - start > MAX_RECORD_LENGTH // 2
    if header_rows:
        return (
            _join_rows(lines, delimiter, is_known, header_rows) if is_complete or _reaches(lines, header_rows) else None
        )
    candidates: list[Delimiter] = [delimiter] if delimiter else [*DELIMITERS]
    naming = [
        line.number for line in lines if any(names_columns(line.split(possible), is_known) for possible in candidates)
    ]
    if naming[:1] != [number] and len(lines) < MAX_SEARCHED_ROWS and not is_complete:
        return None
    chosen = choose_header_row(number, naming)
    line = next(line for line in lines if line.number == chosen)
    delimiter = delimiter or detect_delimiter(line.text, is_known, line.number)
    titles = [join_title(above.split(delimiter)) for above in lines if above.number < line.number]
    return _build_preamble(line, delimiter, _parse_cells(line, delimiter), titles)


def list_lines(text: str, start: int, number: int, last_number: int) -> list[_Line]:
    """Return the complete lines that are not blank: up to `last_number`, or as many as a search examines."""
    lines: list[_Line] = []
    while match := _LINE.match(text, start):
        line = _Line(number, match[0], match.end())
        if not line.is_blank:
            lines.append(line)
        start, number = line.end, number + match[0].count("\n")
        if (number > last_number) if last_number else len(lines) == MAX_SEARCHED_ROWS:
            break
    return lines


def _reaches(lines: list[_Line], header_rows: Sequence[int]) -> bool:
    return bool(lines) and lines[-1].number >= header_rows[-1]


def _join_rows(
    lines: list[_Line], delimiter: Delimiter | None, is_known: IsKnownColumn, header_rows: Sequence[int]
) -> Preamble:
    """Join the header rows that the mapping states. Raises FileRejectedError if one is missing."""
    last = lines[-1]
    chosen = delimiter or detect_delimiter(last.text, is_known, last.number)
    search = HeaderSearch(is_known, header_rows)
    found = None
    for line in lines:
        found = search.add(HeaderRow(line.number, _parse_cells(line, chosen) if line is last else line.split(chosen)))
    found = found or search.finish()
    return _build_preamble(last, chosen, found.names if found else [], found.titles if found else [])


def _parse_cells(line: _Line, delimiter: Delimiter) -> list[str]:
    reader = csv.reader(StringIO(line.text, newline="\n").readlines(), delimiter=DELIMITERS[delimiter], strict=True)
    try:
        return next(reader)
    except csv.Error as error:
        raise explain_csv_error(line.text, line.number) from error


def _build_preamble(line: _Line, delimiter: Delimiter, cells: list[str], titles: list[str]) -> Preamble:
    lines = line.number - 1 + line.text.count("\n")
    return Preamble(delimiter, parse_header(cells, line.number), len(cells), line.end, lines, titles)
