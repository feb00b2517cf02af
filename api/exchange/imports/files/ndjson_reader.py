"""NdjsonReader: parse NDJSON, one object per line, while the file is being received."""

import codecs
from collections.abc import Iterator

from api.errors import InvalidRequestError
from api.exchange.imports.files.errors import FileRejectedError, build_file_error
from api.exchange.imports.files.record import FileRecord
from api.http.request.json_body import parse_fields

MAX_LINE_BYTES = 1 << 20  # a figure with its citations has a few thousand
_MAX_BOM_BYTES = 3


class NdjsonReader:
    """Parse NDJSON incrementally: call `feed` for each chunk, then `finish`; both yield records.

    A line that is not a JSON object becomes a record with errors. Raises FileRejectedError.
    """

    header: list[str] | None = None
    delimiter: str | None = None
    encoding = "utf-8"

    def __init__(self) -> None:
        self._buffer: list[bytes] = []  # the parts of the current line
        self._size = 0
        self._first_bytes: bytes | None = b""  # None when a byte order mark has been searched
        self._line = 1
        self._number = 0

    def feed(self, data: bytes) -> Iterator[FileRecord]:
        if self._first_bytes is not None:
            self._first_bytes += data
            if len(self._first_bytes) < _MAX_BOM_BYTES:
                return
            data, self._first_bytes = _strip_bom(self._first_bytes), None
        text, nul, _ = data.partition(b"\0")  # JSON has no NUL
        *lines, rest = text.split(b"\n")
        for line in lines:
            self._buffer_part(line)
            yield from self._parse_line()
        self._buffer_part(rest)
        if nul:
            raise build_file_error(
                "nul_character",
                "memuat bita NUL. Silakan simpan berkas sebagai teks UTF-8",
                "has a NUL byte; save the file as UTF-8 text",
                self._line,
            )

    def finish(self) -> Iterator[FileRecord]:
        first_bytes, self._first_bytes = self._first_bytes, None
        if first_bytes:
            yield from self.feed(_strip_bom(first_bytes))
        yield from self._parse_line()

    def _buffer_part(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > MAX_LINE_BYTES:
            raise build_file_error(
                "record_too_long",
                f"baris ini lebih dari {MAX_LINE_BYTES} bita. Periksa apakah setiap objek JSON ditulis pada satu baris",
                f"the line has more than {MAX_LINE_BYTES} bytes; write one JSON object per line",
                self._line,
            )
        self._buffer.append(part)

    def _parse_line(self) -> Iterator[FileRecord]:
        """Parse the buffered line; yield nothing for a blank one."""
        line, text = self._line, b"".join(self._buffer)
        self._buffer, self._size, self._line = [], 0, line + 1
        if text.strip(b" \t\r"):
            self._number += 1
            try:
                yield FileRecord(self._number, line, [], parse_fields(text), [])
            except InvalidRequestError as error:
                yield FileRecord(self._number, line, [text.decode("utf-8", "replace")], None, error.errors)


def _strip_bom(first_bytes: bytes) -> bytes:
    """Remove the byte order mark of UTF-8. Raise FileRejectedError for the mark of UTF-16."""
    if first_bytes.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise not_utf8_error()
    return first_bytes.removeprefix(codecs.BOM_UTF8)


def not_utf8_error() -> FileRejectedError:
    return build_file_error(
        "not_in_encoding",
        "berkas ini UTF-16, sedangkan NDJSON harus UTF-8. Silakan simpan sebagai UTF-8",
        "the file is UTF-16, but NDJSON must be UTF-8; save it as UTF-8",
        1,
    )
