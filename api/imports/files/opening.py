"""How a table as text opens: blank lines, perhaps Excel's `sep=;`, and the header, which shows the delimiter."""

import csv
import re
from io import StringIO
from typing import NamedTuple

from api.imports.files.delimiter import DELIMITERS, Delimiter, Knows, delimiter_of, said_first
from api.imports.files.header import names_of
from api.imports.files.misread import LONGEST, ended_by_carriage_returns, misread, old_lines, too_long

# Possessive, so that no text takes more than one pass.
_BLANK_LINES = re.compile(r"(?:[,;\t \r]*+\n)*+")
_HEADER = re.compile(r'[^"\n]*+(?:"[^"]*+"[^"\n]*+)*+\n')


class Opening(NamedTuple):
    """`width` counts the nameless empty cells at the end of the header too; `length` is in characters."""

    delimiter: Delimiter
    header: list[str]
    width: int
    length: int
    lines: int


def opening_of(text: str, declared: Delimiter | None, knows: Knows) -> Opening | None:
    """Null as long as the header is not whole. Raises FileRefused."""
    said, start = said_first(text)
    blank = _BLANK_LINES.match(text, start)
    start = blank.end() if blank else start
    line = 1 + text.count("\n", 0, start)
    match = _HEADER.match(text, start)
    end = match.end() if match else len(text)
    if end > LONGEST:
        raise too_long(text[start:], line)
    if ended_by_carriage_returns(text[start:end]):
        raise old_lines(line)
    if match is None:
        return None
    delimiter = declared or said or delimiter_of(match[0], knows, line)
    lines = StringIO(match[0], newline="\n").readlines()
    reader = csv.reader(lines, delimiter=DELIMITERS[delimiter], strict=True)
    try:
        cells = next(reader)
    except csv.Error as error:
        raise misread(match[0], line) from error
    length = start + sum(map(len, lines[: reader.line_num]))
    return Opening(delimiter, names_of(cells, line), len(cells), length, line + reader.line_num - 1)
