"""XML of a spreadsheet is read as a stream of events, and nothing of it is kept but what its reader keeps.

A document type is refused, so there are no entities, as defusedxml would have it; defusedxml itself, and openpyxl above
it, build a tree in Python, which a sheet can make as large as it likes.
"""

from collections.abc import Iterator
from typing import Protocol
from xml.parsers import expat  # safe without document types

from api.imports.files.package import broken_spreadsheet

DEEPEST = 64  # a cell lies four or five levels deep
MOST_NAMES = 50_000  # of elements and attributes; the parser keeps each, and spreadsheets know some hundreds
LONGEST_TAG = 1 << 20


class Depth:
    """How deep elements lie in each other, for the parser remembers each that is open. Raises FileRefused."""

    def __init__(self) -> None:
        self._open = 0

    def enter(self) -> None:
        self._open += 1
        if self._open > DEEPEST:
            raise broken_spreadsheet()

    def leave(self) -> None:
        self._open -= 1


class Enough(Exception):
    """What was wanted is told."""


class Reader(Protocol):
    """Whom a document is told. It raises Enough where the rest does not matter."""

    def start(self, name: str, attributes: dict[str, str]) -> None: ...
    def end(self, name: str) -> None: ...
    def text(self, data: str) -> None: ...


def told(pieces: Iterator[bytes], reader: Reader) -> Iterator[None]:
    """Tells the reader of each piece in turn. Raises FileRefused, and what the reader raises."""
    names: dict[str, str] = {}
    parser = expat.ParserCreate(intern=names)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    fed = 0
    try:
        for piece in pieces:
            try:
                parser.Parse(piece)
            except Enough:
                yield
                return
            fed += len(piece)
            yield
            if len(names) > MOST_NAMES or fed - parser.CurrentByteIndex > LONGEST_TAG:
                raise broken_spreadsheet()
        parser.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise broken_spreadsheet() from error


def _refuse(*_: object) -> None:
    raise broken_spreadsheet()
