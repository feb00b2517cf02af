"""CsvReader: parse CSV (RFC 4180) while the file is being received."""

import csv
from collections.abc import Iterator
from io import StringIO
from itertools import chain

from api.errors import ErrorDetail
from api.exchange.imports.files.cell_texts import WRONG_NUMBER_OF_CELLS
from api.exchange.imports.files.csv_dialect import (
    DELIMITERS,
    MAX_RECORD_LENGTH,
    TEXT_FORMULA_START,
    Delimiter,
    explain_csv_error,
    record_too_long_error,
    replace_text_formulas,
    unclosed_quote_error,
)
from api.exchange.imports.files.csv_preamble import parse_preamble
from api.exchange.imports.files.errors import FileRejectedError, build_file_error
from api.exchange.imports.files.header_search import IsKnownColumn
from api.exchange.imports.files.record import FileRecord
from api.exchange.imports.files.text_decoder import TextDecoder, TextEncoding

BLOCK_SIZE = 1 << 16  # bytes to decode, or characters to parse, in one step


class _IncompleteRecordError(Exception):
    """The complete lines end inside a record; it is parsed again when more lines have arrived."""


def _raise_incomplete() -> str:
    raise _IncompleteRecordError


class CsvReader:
    """Parse CSV incrementally: call `feed` for each chunk, then `finish`; both yield records.

    Both raise FileRejectedError after they have yielded the records before the error. So neither the error nor the
    records depend on the sizes of the chunks.
    """

    def __init__(
        self,
        is_known: IsKnownColumn,
        delimiter: Delimiter | None = None,
        encoding: TextEncoding | None = None,
        header_rows: tuple[int, ...] = (),
    ) -> None:
        self.header: list[str] | None = None
        self.titles: list[str] = []
        self.delimiter = delimiter
        self._is_known = is_known
        self._header_rows = header_rows
        self._is_last = False  # all of the file has been received
        self._text = TextDecoder(encoding)
        self._buffer: list[str] = []
        self._size = 0
        self._parse_at_size = BLOCK_SIZE
        self._error: FileRejectedError | None = None
        self._line = 1  # line of the next record
        self._number = 0
        self._width = 0

    @property
    def encoding(self) -> str | None:
        return self._text.encoding

    def feed(self, data: bytes) -> Iterator[FileRecord]:
        for start in range(0, len(data), BLOCK_SIZE):
            yield from self._process_text(self._text.feed(data[start : start + BLOCK_SIZE]))
            self._raise_pending_error()

    def finish(self) -> Iterator[FileRecord]:
        yield from self._process_text(self._text.feed(b"", is_last=True))
        self._raise_pending_error()
        text = "".join(self._buffer)
        if text:
            self._is_last = True
            self._buffer = [text if text.endswith("\n") else f"{text}\n"]
            yield from self._parse_records()
            self._raise_pending_error()
        if self.header is None and '"' not in text:
            raise build_file_error("empty_file", "berkas ini kosong", "the file is empty")
        if self._size:
            raise unclosed_quote_error(self._line)

    def _process_text(self, text: str) -> list[FileRecord]:
        self._buffer.append(text)
        self._size += len(text)
        return self._parse_records() if self._size >= self._parse_at_size or self._text.error is not None else []

    def _raise_pending_error(self) -> None:
        """Raise the error that follows the records yielded so far."""
        error = self._error or self._text.error
        if error is not None:
            raise error

    def _parse_records(self) -> list[FileRecord]:
        """Return the complete records in the buffer, up to the first error."""
        text = "".join(self._buffer)
        records: list[FileRecord] = []
        try:
            if self.header is None:
                text = self._parse_preamble(text)
            if self.header is not None:
                end = text.rfind("\n") + 1
                lines = StringIO(text[:end], newline="\n").readlines()
                first_line = self._line
                self._parse_lines(lines, records)
                text = "".join(lines[self._line - first_line :]) + text[end:]
            if len(text) > MAX_RECORD_LENGTH:
                raise record_too_long_error(text, self._line)
        except FileRejectedError as error:
            self._error = error
        self._buffer, self._size = [text], len(text)
        # An incomplete record is parsed again from its beginning. Doubling the size before the next attempt keeps the
        # total time proportional to the length of the record.
        self._parse_at_size = len(text) + min(max(len(text), BLOCK_SIZE), MAX_RECORD_LENGTH // 2)
        return records

    def _parse_preamble(self, text: str) -> str:
        """Read the header if it is complete. Return the text after it."""
        preamble = parse_preamble(text, self.delimiter, self._is_known, self._header_rows, is_last=self._is_last)
        if preamble is None:
            return text
        self.delimiter, self.header, self._width = preamble.delimiter, preamble.header, preamble.width
        self.titles = preamble.titles
        self._line += preamble.lines
        return text[preamble.length :]

    def _parse_lines(self, lines: list[str], records: list[FileRecord]) -> None:
        """Append the complete records of these lines; set `_line` and `_number` to the position after them."""
        delimiter = DELIMITERS[self.delimiter or "comma"]
        reader = csv.reader(chain(lines, iter(_raise_incomplete, None)), delimiter=delimiter, strict=True)
        line = first = self._line
        width, number = len(self.header or ()), self._number
        has_text_formulas = any(TEXT_FORMULA_START in one for one in lines)  # rare, so most files are read faster
        try:
            for cells in reader:
                # Only the first record can be too long: the others begin in the text added since the last attempt.
                if line == first and sum(map(len, lines[: reader.line_num])) > MAX_RECORD_LENGTH:
                    raise record_too_long_error("".join(lines[: reader.line_num]), line)
                if any(cells):
                    number += 1
                    if has_text_formulas:
                        cells = replace_text_formulas(cells)  # noqa: PLW2901  # the same cells
                    if len(cells) == width:
                        records.append(FileRecord(number, line, cells, None, []))  # type: ignore[arg-type]  # list[str]
                    else:
                        records.append(self._build_uneven_record(number, line, cells))
                line = first + reader.line_num
        except _IncompleteRecordError:
            self._line, self._number = line, number
        except csv.Error as error:
            raise explain_csv_error("".join(lines[line - first : reader.line_num]), line) from error

    def _build_uneven_record(self, number: int, line: int, cells: list[str]) -> FileRecord:
        """Build the record of a row whose number of cells differs from the header.

        Empty cells below empty header cells at the end of the line are dropped. Otherwise the record has an error.
        """
        width = len(self.header or ())
        if width <= len(cells) <= self._width and not any(cells[width:]):
            return FileRecord(number, line, [*cells[:width]], None, [])
        detail = WRONG_NUMBER_OF_CELLS.fill(len(cells), width)
        error = ErrorDetail("wrong_number_of_cells", detail, pointer=f"/lines/{line}")
        return FileRecord(number, line, [*cells], None, [error])
