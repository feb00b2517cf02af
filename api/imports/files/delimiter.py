"""The delimiter of a table: as it is said, else as the header shows it, and never guessed."""

import csv
import re
from collections.abc import Callable, Iterator
from typing import Literal

from api.imports.files.refused import FileRefused, refused

Delimiter = Literal["comma", "semicolon", "tab"]
Knows = Callable[[str], bool]

DELIMITERS: dict[Delimiter, str] = {"comma": ",", "semicolon": ";", "tab": "\t"}
QUOTED = re.compile(r'"[^"]*"')
_SAID_FIRST = re.compile(r'"?sep=([^\r\n"])"?\r?\n', re.IGNORECASE)


def said_first(text: str) -> tuple[Delimiter | None, int]:
    """What Excel's own first line says, `sep=;`, and how long that line is. Raises FileRefused."""
    match = _SAID_FIRST.match(text)
    if match is None:
        return None, 0
    for name, mark in DELIMITERS.items():
        if mark == match[1]:
            return name, match.end()
    raise refused(
        "unknown-delimiter",
        "baris sep= menyebut pemisah lain; yang dikenal: koma, titik koma, tab",
        "the line sep= says another delimiter; known are comma, semicolon and tab",
        1,
    )


def delimiter_of(header: str, knows: Knows, line: int) -> Delimiter:
    """Raises FileRefused where the header leaves a doubt."""
    unquoted = QUOTED.sub("", header)
    found = [name for name, mark in DELIMITERS.items() if mark in unquoted]
    if len(found) < 2:
        return found[0] if found else "comma"
    fitting = [name for name in found if all(knows(cell) for cell in _split(header, DELIMITERS[name]))]
    if len(fitting) == 1:
        return fitting[0]
    raise _doubtful(found, line)


def _split(header: str, mark: str) -> Iterator[str]:
    try:
        cells = next(csv.reader([header], delimiter=mark, strict=True), [])
    except csv.Error:
        return iter([header])  # which nobody knows
    return iter([cell for cell in cells if cell.strip()])


def _doubtful(found: list[Delimiter], line: int) -> FileRefused:
    listed = ", ".join(found)
    return refused(
        "doubtful-delimiter",
        f"tajuk memuat lebih dari satu pemisah yang mungkin ({listed}); sebutkan satu: delimiter=",
        f"the header has more than one possible delimiter ({listed}); say one: delimiter=",
        line,
    )
