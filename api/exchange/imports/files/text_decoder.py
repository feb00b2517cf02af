"""TextDecoder: decode a file incrementally and detect its encoding."""

import codecs
from typing import Literal

from api.exchange.imports.files.errors import FileRejectedError, build_file_error

TextEncoding = Literal["utf-8", "utf-16", "windows-1252"]

_BYTE_ORDER_MARKS = (  # each with the encoding that it states and Python's name of the codec
    (codecs.BOM_UTF8, "utf-8", "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16", "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16", "utf-16-be"),
)
_MAX_BOM_BYTES = 3


class TextDecoder:
    """Decode chunks of a file.

    Without `declared`, the byte order mark decides; then UTF-8, or Windows-1252 if the first character outside ASCII
    is not valid UTF-8. On an error `feed` returns the text before it and sets `error`; later calls return an empty
    text. The caller raises `error` after it has used the text, so the result does not depend on the sizes of the
    chunks.
    """

    def __init__(self, declared: TextEncoding | None = None) -> None:
        self.encoding: str | None = None
        self.error: FileRejectedError | None = None
        self._declared = declared
        self._first_bytes = b""
        self._offset = 0  # number of decoded bytes
        self._line = 1
        self._is_ascii = True

    def feed(self, data: bytes, *, is_last: bool = False) -> str:
        if self.encoding is None:
            self._first_bytes += data
            if len(self._first_bytes) < _MAX_BOM_BYTES and not is_last:
                return ""
            data = self._detect_bom(self._first_bytes)
        if self.error is not None:
            return ""
        text, error = self._try_decode(data, is_last)
        if error is not None and self._is_plausible_windows_1252(text, error):
            rest = error.object[error.start :]
            self._set_encoding("windows-1252")
            ending, error = self._try_decode(rest, is_last)
            text += ending
        if "\0" in text:
            text = text[: text.index("\0")]
            self.error = self._nul_error(self._line + text.count("\n"))
        elif error is not None:
            self.error = self._decoding_error(error, self._line + text.count("\n"))
        self._line += text.count("\n")
        self._is_ascii = self._is_ascii and text.isascii()
        return text

    def _detect_bom(self, first_bytes: bytes) -> bytes:
        """Set the encoding. Return the bytes after the byte order mark."""
        for mark, encoding, codec in _BYTE_ORDER_MARKS:
            if first_bytes.startswith(mark):
                if self._declared not in {None, encoding}:
                    self.error = _encoding_conflict_error(encoding, self._declared)
                self._set_encoding(codec)
                self._offset = len(mark)
                return first_bytes[len(mark) :]
        if self._declared == "utf-16":
            # A table begins with an ASCII character, one of whose two bytes is NUL.
            order = {first_bytes[:1]: "utf-16-be", first_bytes[1:2]: "utf-16-le"}.get(b"\0")
            if order is None:
                self.error = _utf16_without_bom_error()
            self._set_encoding(order or "utf-16-le")
        else:
            self._set_encoding(self._declared or "utf-8")
        return first_bytes

    def _set_encoding(self, encoding: str) -> None:
        self.encoding = encoding
        self._codec = codecs.getincrementaldecoder(encoding)()

    def _try_decode(self, data: bytes, is_last: bool) -> tuple[str, UnicodeDecodeError | None]:
        """Return the text up to the first invalid byte, and the error."""
        waiting = len(self._codec.getstate()[0])
        try:
            text = self._codec.decode(data, is_last)
        except UnicodeDecodeError as error:
            self._offset += error.start
            return error.object[: error.start].decode(self.encoding or ""), error
        self._offset += waiting + len(data) - len(self._codec.getstate()[0])
        return text, None

    def _is_plausible_windows_1252(self, text: str, error: UnicodeDecodeError) -> bool:
        """Return True if the text so far is ASCII, which both encodings share, and the error is not a surrogate."""
        return (
            self.encoding == "utf-8"
            and self._declared is None
            and self._is_ascii
            and text.isascii()
            and "\0" not in text
            and not _is_surrogate(error)
        )

    def _nul_error(self, line: int) -> FileRejectedError:
        if self.encoding in {"utf-16-le", "utf-16-be"}:
            return build_file_error(
                "nul_character", "memuat aksara NUL. Hapus aksara itu", "has a NUL character; remove it", line
            )
        return build_file_error(
            "nul_character",
            "memuat bita NUL, jadi bukan teks UTF-8. Untuk UTF-16 tanpa penanda urutan bita, kirim encoding=utf-16",
            "has a NUL byte, so it is not UTF-8 text; for UTF-16 without a byte order mark send encoding=utf-16",
            line,
        )

    def _decoding_error(self, error: UnicodeDecodeError, line: int) -> FileRejectedError:
        position, name = self._offset, self.encoding or ""
        if name.startswith("utf-16") and len(error.object) - error.start > 1:
            return build_file_error(
                "lone_surrogate",
                f"memuat separuh pasangan surrogate pada bita ke-{position}. Silakan simpan ulang sebagai UTF-8",
                f"has half of a surrogate pair at byte {position}; save the file again as UTF-8",
                line,
            )
        if name == "utf-8" and _is_surrogate(error):
            return build_file_error(
                "lone_surrogate",
                f"memuat separuh pasangan surrogate pada bita ke-{position}. Untuk Windows-1252, kirim "
                "encoding=windows-1252",
                f"has half of a surrogate pair at byte {position}; for Windows-1252 send encoding=windows-1252",
                line,
            )
        return build_file_error(
            "not_in_encoding",
            f"bita ke-{position} bukan {name}. Silakan simpan berkas sebagai UTF-8, atau kirim parameter encoding",
            f"byte {position} is not {name}; save the file as UTF-8, or send the parameter encoding",
            line,
        )


def _is_surrogate(error: UnicodeDecodeError) -> bool:
    """Return True if the invalid bytes are a surrogate encoded like a character of UTF-8."""
    first_two = error.object[error.start : error.start + 2]
    return first_two[:1] == b"\xed" and b"\xa0" <= first_two[1:] <= b"\xbf"


def _encoding_conflict_error(stated: str, declared: str | None) -> FileRejectedError:
    return build_file_error(
        "conflicting_encodings",
        f"penanda urutan bita menyatakan {stated}, sedangkan parameter encoding {declared}. Samakan keduanya",
        f"the byte order mark states {stated}, but the parameter encoding is {declared}; both must agree",
    )


def _utf16_without_bom_error() -> FileRejectedError:
    return build_file_error(
        "missing_byte_order_mark",
        "berkas UTF-16 ini tidak memuat penanda urutan bita. Silakan simpan dengan penanda itu, atau sebagai UTF-8",
        "the UTF-16 file has no byte order mark; save it with one, or as UTF-8",
    )
