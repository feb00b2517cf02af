"""UploadForm: the fields and the file of a multipart/form-data body (RFC 7578), as browsers send it.

The file is the last part and is passed on while it arrives; the fields before it are small and are collected.
"""

import re
from collections.abc import AsyncIterator
from pathlib import PurePath
from typing import Self
from urllib.parse import urlencode

from multipart import (  # type: ignore[import-untyped]
    MultipartError,
    MultipartSegment,
    ParserLimitReached,
    PushMultipartParser,
    parse_options_header,
)

from api.exchange.imports.files.errors import FileRejectedError, build_file_error
from api.exchange.imports.files.open_file import MEDIA_TYPES_BY_SUFFIX

FORM = "multipart/form-data"
FILE_FIELD = "file"
_MEDIA_TYPES = frozenset(MEDIA_TYPES_BY_SUFFIX.values())
_COMPRESSED_SUFFIXES = frozenset({".gz", ".zst", ".zip"})
_PLAIN_ENCODINGS = frozenset({"", "identity", "binary", "8bit", "7bit"})
MAX_FIELDS = 20
MAX_FIELD_BYTES = 16 * 1024  # a mapping has at most 7,000 characters
MAX_FORM_BYTES = 256 * 1024  # of all that is not the file: fields, headers of parts, and text around the parts
MAX_BOUNDARY_LENGTH = 70  # RFC 2046


class UploadForm:
    """Call `open`, which reads the fields, then `read_file` once. All methods raise FileRejectedError."""

    def __init__(self, chunks: AsyncIterator[bytes], content_type: str) -> None:
        boundary = parse_options_header(content_type)[1].get("boundary", "")
        if not 1 <= len(boundary) <= MAX_BOUNDARY_LENGTH:
            raise _missing_boundary_error()
        self.media_type = ""
        self.charset: str | None = None
        self._fields: list[tuple[str, str]] = []
        self._chunks = chunks
        self._parser = PushMultipartParser(boundary.encode("latin-1"), max_segment_count=MAX_FIELDS + 2)
        self._file_bytes = 0
        self._events = self._read_events()

    @classmethod
    async def open(cls, chunks: AsyncIterator[bytes], content_type: str) -> Self:
        """Read the fields of a form up to its file, whose type is then in `media_type`."""
        form = cls(chunks, content_type)
        while True:
            segment = await anext(form._events, None)
            if segment is None:
                raise _missing_file_error()
            if form._is_file(segment):
                form._open_file(segment)
                return form
            await form._read_field(segment)

    @property
    def query_string(self) -> bytes:
        """The fields with content as a query string: a form also sends the fields that its user leaves empty."""
        return urlencode([(name, value) for name, value in self._fields if value]).encode()

    async def read_file(self) -> AsyncIterator[bytes]:
        """Yield the file in chunks, then check that nothing follows it."""
        async for event in self._events:
            if event is None:
                break
            self._file_bytes += len(event)
            yield event
        async for segment in self._events:
            raise _repeated_file_error() if self._is_file(segment) else _late_field_error()

    async def _read_events(self) -> AsyncIterator[MultipartSegment | bytes | None]:
        """Yield a segment, its bytes, then None, for each part."""
        size = 0
        try:
            async for chunk in self._chunks:
                size += len(chunk)
                for event in self._parser.parse(chunk):
                    yield event
                if size - self._file_bytes > MAX_FORM_BYTES:
                    raise _form_too_large_error()
        except ParserLimitReached as error:
            raise _form_too_large_error() from error
        except MultipartError as error:
            raise _invalid_form_error() from error
        try:
            self._parser.close()
        except MultipartError as error:
            raise _truncated_form_error() from error

    def _is_file(self, segment: MultipartSegment) -> bool:
        """Return whether a part is the file. Raise FileRejectedError for a file with another name."""
        if segment.name == FILE_FIELD:
            return True
        if segment.filename is not None:
            raise _missing_file_error()
        return False

    def _open_file(self, segment: MultipartSegment) -> None:
        """Set the type of the file from the header of its part, or from the suffix of its name."""
        if not segment.filename:
            raise _missing_file_error()
        suffix = PurePath(segment.filename.lower()).suffix
        encodings = (segment.header(name, "").strip().lower() for name in _ENCODING_HEADERS)
        if suffix in _COMPRESSED_SUFFIXES or not _PLAIN_ENCODINGS.issuperset(encodings):
            raise _compressed_part_error()
        stated = segment.content_type or ""
        self.media_type = stated if stated in _MEDIA_TYPES else MEDIA_TYPES_BY_SUFFIX.get(suffix, "")
        if not self.media_type:
            raise _unknown_file_type_error()
        self.charset = segment.charset

    async def _read_field(self, segment: MultipartSegment) -> None:
        value = b""
        async for event in self._events:
            if event is None:
                break
            value += event
            if len(value) > MAX_FIELD_BYTES:
                raise _form_too_large_error()
        try:
            self._fields.append((segment.name, _BREAKS.sub(" ", value.decode())))
        except UnicodeDecodeError as error:
            raise _invalid_form_error() from error


_ENCODING_HEADERS = ("Content-Encoding", "Content-Transfer-Encoding")
_BREAKS = re.compile(
    r"[\r\n\t]+"
)  # a mapping in a text field can have them, a parameter cannot; in JSON they are blanks


def _missing_boundary_error() -> FileRejectedError:
    return build_file_error(
        "missing_boundary",
        "Content-Type multipart/form-data tidak memuat boundary yang sah. Biarkan klien HTTP Anda mengisi tajuk ini",
        "the Content-Type multipart/form-data has no valid boundary; let your HTTP client set this header",
    )


def _missing_file_error() -> FileRejectedError:
    return build_file_error(
        "missing_file",
        "formulir ini tidak memuat berkas. Kirim satu berkas sebagai bagian bernama file, setelah bagian lain",
        "the form contains no file; send one file as the part named file, after the other parts",
    )


def _repeated_file_error() -> FileRejectedError:
    return build_file_error(
        "repeated_file",
        "formulir ini memuat lebih dari satu berkas. Kirim setiap berkas dalam permintaan sendiri",
        "the form contains more than one file; send each file in a request of its own",
    )


def _late_field_error() -> FileRejectedError:
    return build_file_error(
        "field_after_file",
        "formulir ini memuat bagian lain sesudah berkas. Letakkan berkas sebagai bagian terakhir",
        "the form has other parts after the file; put the file last",
    )


def _form_too_large_error() -> FileRejectedError:
    return build_file_error(
        "form_too_large",
        f"selain berkas, formulir ini melampaui batas: {MAX_FIELDS} isian, {MAX_FIELD_BYTES >> 10} KiB per isian, "
        f"4 KiB per tajuk bagian, {MAX_FORM_BYTES >> 10} KiB seluruhnya",
        f"without its file the form exceeds a limit: {MAX_FIELDS} fields, {MAX_FIELD_BYTES >> 10} KiB per field, 4 KiB "
        f"per header of a part, {MAX_FORM_BYTES >> 10} KiB in total",
    )


def _invalid_form_error() -> FileRejectedError:
    return build_file_error(
        "invalid_form",
        "isi permintaan bukan multipart/form-data yang sah (RFC 7578). Periksa pembatas dan tajuk setiap bagian",
        "the body is not valid multipart/form-data (RFC 7578); check the boundaries and the headers of each part",
    )


def _truncated_form_error() -> FileRejectedError:
    return build_file_error(
        "truncated_form",
        "formulir ini berakhir sebelum pembatas penutupnya. Kirim lagi seluruhnya",
        "the form ends before its closing boundary; send the whole form again",
    )


def _compressed_part_error() -> FileRejectedError:
    return build_file_error(
        "compressed_part",
        "berkas dalam formulir tidak boleh dimampatkan atau disandikan. Kirim berkas aslinya, atau kirim tanpa "
        "formulir dengan Content-Encoding: gzip atau zstd",
        "a file in a form must not be compressed or encoded; send the original file, or send it without a form, with "
        "Content-Encoding: gzip or zstd",
    )


def _unknown_file_type_error() -> FileRejectedError:
    suffixes = ", ".join(MEDIA_TYPES_BY_SUFFIX)
    return build_file_error(
        "unknown_file_type",
        f"jenis berkas ini tidak dikenal. Gunakan nama yang berakhir dengan salah satu dari: {suffixes}",
        f"the type of the file is unknown; use a name that ends with one of: {suffixes}",
    )
