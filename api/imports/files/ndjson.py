"""Lines of JSON (NDJSON), one object each, read while they arrive."""

import codecs
from collections.abc import Iterator

from api.faults import Invalid
from api.http.decoding import members_of
from api.imports.files.record import Record
from api.imports.files.refused import FileRefused, refused

LONGEST = 1 << 20  # bytes of a line; a figure with its citations has some thousands
_LONGEST_MARK = 3


class Lines:
    """Feed it the file, take the records it yields, and `finish`. Raises FileRefused."""

    header: list[str] | None = None
    delimiter: str | None = None
    encoding = "utf-8"

    def __init__(self) -> None:
        self._held: list[bytes] = []  # of a line that has begun
        self._size = 0
        self._opening: bytes | None = b""  # of the file, until it is clear whether it has a byte order mark
        self._line = 1
        self._number = 0

    def feed(self, data: bytes) -> Iterator[Record]:
        if self._opening is not None:
            self._opening += data
            if len(self._opening) < _LONGEST_MARK:
                return
            data, self._opening = _unmarked(self._opening), None
        text, nul, _ = data.partition(b"\0")  # which no JSON has
        *lines, rest = text.split(b"\n")
        for line in lines:
            self._hold(line)
            yield from self._read()
        self._hold(rest)
        if nul:
            raise refused(
                "nul",
                "memuat bita NUL: bukan teks, atau bukan UTF-8",
                "has a NUL byte: it is no text, or not UTF-8",
                self._line,
            )

    def finish(self) -> Iterator[Record]:
        opening, self._opening = self._opening, None
        if opening:
            yield from self.feed(_unmarked(opening))
        yield from self._read()

    def _hold(self, part: bytes) -> None:
        self._size += len(part)
        if self._size > LONGEST:
            raise refused(
                "record-too-long",
                f"baris ini lebih dari {LONGEST} bita",
                f"the line has more than {LONGEST} bytes",
                self._line,
            )
        self._held.append(part)

    def _read(self) -> Iterator[Record]:
        line, text = self._line, b"".join(self._held)
        self._held, self._size, self._line = [], 0, line + 1
        if text.strip(b" \t\r"):
            self._number += 1
            try:
                yield Record(self._number, line, [], members_of(text), [])
            except Invalid as invalid:
                yield Record(self._number, line, [text.decode("utf-8", "replace")], None, invalid.faults)


def _unmarked(opening: bytes) -> bytes:
    """Without the byte order mark of UTF-8; those of UTF-16 are refused."""
    if opening.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise not_utf8()
    return opening.removeprefix(codecs.BOM_UTF8)


def not_utf8() -> FileRefused:
    return refused(
        "not-in-encoding",
        "baris-baris JSON harus UTF-8, bukan UTF-16",
        "lines of JSON must be UTF-8, not UTF-16",
        1,
    )
