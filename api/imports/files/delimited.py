"""A table as text (CSV, RFC 4180), read while it arrives."""

import csv
from collections.abc import Iterator
from io import StringIO
from itertools import chain

from api.imports.files.delimiter import DELIMITERS, Delimiter, Knows
from api.imports.files.misread import LONGEST, misread, too_long, unclosed
from api.imports.files.opening import opening_of
from api.imports.files.record import Record
from api.imports.files.refused import FileRefused, fault_at, refused
from api.imports.files.text import Decoder, Encoding

BLOCK = 1 << 16  # characters that are worth reading at once


class _MoreToCome(Exception):
    """All whole lines are read; a record that they end in the middle of is read again with those that follow."""


def _more_to_come() -> str:
    raise _MoreToCome


class Delimited:
    """Feed it the file, take the records it yields, and `finish`. Raises FileRefused."""

    def __init__(self, knows: Knows, delimiter: Delimiter | None = None, encoding: Encoding | None = None) -> None:
        self.header: list[str] | None = None
        self.delimiter = delimiter
        self._knows = knows
        self._text = Decoder(encoding)
        self._held: list[str] = []
        self._size = 0
        self._enough = BLOCK
        self._fault: FileRefused | None = None
        self._line = 1  # where the next record begins
        self._number = 0
        self._width = 0

    @property
    def encoding(self) -> str | None:
        return self._text.encoding

    def feed(self, data: bytes) -> Iterator[Record]:
        for start in range(0, len(data), BLOCK):
            yield from self._taken(self._text.feed(data[start : start + BLOCK]))
            self._raise()

    def finish(self) -> Iterator[Record]:
        yield from self._taken(self._text.feed(b"", is_last=True))
        self._raise()
        text = "".join(self._held)
        if text:
            self._held = [text if text.endswith("\n") else f"{text}\n"]
            yield from self._read()
            self._raise()
        if self.header is None and '"' not in text:
            raise refused("empty-file", "berkas ini tidak memuat apa pun", "the file holds nothing")
        if self._size:
            raise unclosed(self._line)

    def _taken(self, text: str) -> list[Record]:
        self._held.append(text)
        self._size += len(text)
        return self._read() if self._size >= self._enough or self._text.fault is not None else []

    def _raise(self) -> None:
        """What was found after the records that were yielded."""
        fault = self._fault or self._text.fault
        if fault is not None:
            raise fault

    def _read(self) -> list[Record]:
        """The records that are whole, up to a fault."""
        text = "".join(self._held)
        records: list[Record] = []
        try:
            if self.header is None:
                text = self._open(text)
            if self.header is not None:
                end = text.rfind("\n") + 1
                lines = StringIO(text[:end], newline="\n").readlines()
                done = self._line
                self._read_lines(lines, records)
                text = "".join(lines[self._line - done :]) + text[end:]
            if len(text) > LONGEST:
                raise too_long(text, self._line)
        except FileRefused as refusal:
            self._fault = refusal
        self._held, self._size = [text], len(text)
        # Half a record is read again each time, so the next time there has to be much more of it.
        self._enough = len(text) + min(max(len(text), BLOCK), LONGEST // 2)
        return records

    def _open(self, text: str) -> str:
        """What follows the header."""
        opening = opening_of(text, self.delimiter, self._knows)
        if opening is None:
            return text
        self.delimiter, self.header, self._width = opening.delimiter, opening.header, opening.width
        self._line += opening.lines
        return text[opening.length :]

    def _read_lines(self, lines: list[str], records: list[Record]) -> None:
        mark = DELIMITERS[self.delimiter or "comma"]
        reader = csv.reader(chain(lines, iter(_more_to_come, None)), delimiter=mark, strict=True)
        line = first = self._line
        width, number = len(self.header or ()), self._number
        try:
            for cells in reader:
                if line == first and sum(map(len, lines[: reader.line_num])) > LONGEST:  # others began in these lines
                    raise too_long("".join(lines[: reader.line_num]), line)
                if any(cells):
                    number += 1
                    if len(cells) == width:
                        records.append(Record(number, line, cells, None, []))  # type: ignore[arg-type]  # of texts
                    else:
                        records.append(self._uneven(number, line, cells))
                line = first + reader.line_num
        except _MoreToCome:
            self._line, self._number = line, number
        except csv.Error as error:
            raise misread("".join(lines[line - first : reader.line_num]), line) from error

    def _uneven(self, number: int, line: int, cells: list[str]) -> Record:
        """With other cells than the header; those below its nameless cells are none, as long as they are empty."""
        width = len(self.header or ())
        if width <= len(cells) <= self._width and not any(cells[width:]):
            return Record(number, line, [*cells[:width]], None, [])
        fault = fault_at(
            line,
            "wrong-number-of-cells",
            f"memuat {len(cells)} sel, sedangkan tajuk menamai {width} kolom",
            f"has {len(cells)} cells, but the header names {width} columns",
        )
        return Record(number, line, [*cells], None, [fault])
