"""Decoding: bytes become text piece by piece, in the one encoding that the file turns out to have."""

import codecs
from typing import Literal

from api.imports.files.refused import FileRefused, refused

Encoding = Literal["utf-8", "utf-16", "windows-1252"]

_MARKS = (  # byte order marks, each with what it says and how Python calls it
    (codecs.BOM_UTF8, "utf-8", "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16-be"),
)
_LONGEST_MARK = 3


class Decoder:
    """After a fault it gives the text before it, and then none; whoever feeds it raises the fault once that is used.

    So what a file is refused for does not depend on the pieces in which it came.
    """

    def __init__(self, declared: Encoding | None = None) -> None:
        self.encoding: str | None = None
        self.fault: FileRefused | None = None
        self._declared = declared
        self._opening = b""
        self._offset = 0  # bytes that are decoded
        self._line = 1
        self._is_ascii = True

    def feed(self, data: bytes, *, is_last: bool = False) -> str:
        if self.encoding is None:
            self._opening += data
            if len(self._opening) < _LONGEST_MARK and not is_last:
                return ""
            data = self._begin(self._opening)
        if self.fault is not None:
            return ""
        text, error = self._attempt(data, is_last)
        if error is not None and self._may_be_windows(text, error):
            rest = error.object[error.start :]
            self._use("windows-1252")
            ending, error = self._attempt(rest, is_last)
            text += ending
        if "\0" in text:
            text = text[: text.index("\0")]
            self.fault = self._nul(self._line + text.count("\n"))
        elif error is not None:
            self.fault = self._misfit(error, self._line + text.count("\n"))
        self._line += text.count("\n")
        self._is_ascii = self._is_ascii and text.isascii()
        return text

    def _begin(self, opening: bytes) -> bytes:
        """What follows the byte order mark."""
        for mark, said, name in _MARKS:
            if opening.startswith(mark):
                if self._declared not in {None, said}:
                    self.fault = _contradicted(said, self._declared)
                self._use(name)
                self._offset = len(mark)
                return opening[len(mark) :]
        if self._declared == "utf-16":
            order = {opening[:1]: "utf-16-be", opening[1:2]: "utf-16-le"}.get(b"\0")  # a table begins with a letter
            if order is None:
                self.fault = _unordered()
            self._use(order or "utf-16-le")
        else:
            self._use(self._declared or "utf-8")
        return opening

    def _use(self, encoding: str) -> None:
        self.encoding = encoding
        self._codec = codecs.getincrementaldecoder(encoding)()

    def _attempt(self, data: bytes, is_last: bool) -> tuple[str, UnicodeDecodeError | None]:
        """The text up to the first byte that does not fit."""
        waiting = len(self._codec.getstate()[0])
        try:
            text = self._codec.decode(data, is_last)
        except UnicodeDecodeError as error:
            self._offset += error.start
            return error.object[: error.start].decode(self.encoding or ""), error
        self._offset += waiting + len(data) - len(self._codec.getstate()[0])
        return text, None

    def _may_be_windows(self, text: str, error: UnicodeDecodeError) -> bool:
        """Where there was only ASCII so far, which both begin with; but nobody means to write half a surrogate pair."""
        return (
            self.encoding == "utf-8"
            and self._declared is None
            and self._is_ascii
            and text.isascii()
            and "\0" not in text
            and not _is_surrogate(error)
        )

    def _nul(self, line: int) -> FileRefused:
        if self.encoding in {"utf-16-le", "utf-16-be"}:
            return refused("nul", "memuat aksara NUL", "has a NUL character", line)
        return refused(
            "nul",
            "memuat bita NUL: bukan teks, atau UTF-16 tanpa penanda urutan bita, yang perlu encoding=utf-16",
            "has a NUL byte: no text, or UTF-16 without a byte order mark, which needs encoding=utf-16",
            line,
        )

    def _misfit(self, error: UnicodeDecodeError, line: int) -> FileRefused:
        place, name = self._offset, self.encoding or ""
        if name.startswith("utf-16") and len(error.object) - error.start > 1:
            return refused(
                "lone-surrogate",
                f"separuh pasangan surrogate pada bita ke-{place}",
                f"half of a surrogate pair at byte {place}",
                line,
            )
        if name == "utf-8" and _is_surrogate(error):
            return refused(
                "lone-surrogate",
                f"separuh pasangan surrogate pada bita ke-{place}; untuk Windows-1252, sebutkan encoding=windows-1252",
                f"half of a surrogate pair at byte {place}; if it is Windows-1252, say encoding=windows-1252",
                line,
            )
        return refused(
            "not-in-encoding",
            f"bita ke-{place} bukan {name}; simpan berkas ini sebagai UTF-8, atau sebutkan encoding",
            f"byte {place} is not {name}; save the file as UTF-8, or say its encoding",
            line,
        )


def _is_surrogate(error: UnicodeDecodeError) -> bool:
    """UTF-8 would begin so if it had halves of surrogate pairs."""
    found = error.object[error.start : error.start + 2]
    return found[:1] == b"\xed" and b"\xa0" <= found[1:] <= b"\xbf"


def _contradicted(said: str, declared: str | None) -> FileRefused:
    return refused(
        "contradicting-encoding",
        f"penanda urutan bita menyatakan {said}, sedangkan yang disebutkan {declared}",
        f"the byte order mark says {said}, but {declared} was said",
    )


def _unordered() -> FileRefused:
    return refused(
        "no-byte-order",
        "UTF-16 ini tidak menyatakan urutan bitanya; simpan dengan penanda urutan bita",
        "this UTF-16 does not tell its byte order; save it with a byte order mark",
    )
