"""CellText: the text that a cell of an ODS file shows, from its paragraphs."""

import re

from api.exchange.imports.files.ods.names import HIDDEN_TEXTS, LINE_BREAK, SPACE_COUNT, SPACES, TAB, TEXT_NAMESPACE
from api.exchange.imports.files.sheet_rows import MAX_ROW_LENGTH
from api.exchange.imports.files.xml_parser import parse_integer

# White space in the XML is one space; elements state the other characters. XML cannot contain these code points.
_SPACE, _TAB, _LINE_BREAK = "\x00", "\x01", "\x02"
_WHITESPACE = re.compile(r"[ \t\r\n]+")
_STATED = str.maketrans({_SPACE: " ", _TAB: "\t", _LINE_BREAK: "\n"})


class CellText:
    """Collect the paragraphs of one cell. `length` counts their characters."""

    def __init__(self) -> None:
        self.length = 0
        self._paragraphs: list[list[str]] = []

    @property
    def is_empty(self) -> bool:
        """Whether the cell has no paragraph, not even an empty one."""
        return not self._paragraphs

    def begin_paragraph(self) -> None:
        self._paragraphs.append([])

    def start_element(self, name: str, attributes: dict[str, str]) -> bool:
        """Add the character of an element in a paragraph. Return whether its content is a part of the text."""
        if name == SPACES:
            self.add(_SPACE * min(parse_integer(attributes.get(SPACE_COUNT), 1), MAX_ROW_LENGTH + 1))
        elif name == TAB:
            self.add(_TAB)
        elif name == LINE_BREAK:
            self.add(_LINE_BREAK)
        return name.startswith(TEXT_NAMESPACE) and name not in HIDDEN_TEXTS

    def add(self, characters: str) -> None:
        self.length += len(characters)
        self._paragraphs[-1].append(characters)

    def join(self) -> str:
        """Return the paragraphs, one per line."""
        lines = (_WHITESPACE.sub(" ", "".join(parts)).strip(" ") for parts in self._paragraphs)
        return "\n".join(line.translate(_STATED) for line in lines)
