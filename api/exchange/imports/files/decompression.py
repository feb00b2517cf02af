"""Decompressor: decompress a request body in small chunks and reject compression bombs."""

import zlib
from collections.abc import Callable, Iterator
from typing import Any, Literal

import zstandard

from api.exchange.imports.files.errors import (
    FileRejectedError,
    FileTooLargeError,
    build_file_error,
    build_limit_error,
)

FileEncoding = Literal["identity", "gzip", "zstd"]

CHUNK_BYTES = 256 * 1024
INPUT_SLICE_BYTES = 64  # decompressed in one step: at most 66 kB of output for gzip, 2 MiB for zstd
MAX_FILE_BYTES = 2 << 30
RATIO_CHECK_FROM_BYTES = 16 << 20  # a small table of zeros can have any ratio
MAX_COMPRESSION_RATIO = 200  # real tables have a ratio of 5 to 20
MAX_MEMBERS = 100_000  # tools write members of several kilobytes; empty ones only cost time
MAX_ZSTD_WINDOW = 8 << 20  # the size that every zstd decoder supports (RFC 8878)
GZIP_MAGIC, ZSTD_MAGIC = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"

# The possible first bytes of a gzip member or zstd frame, and its decompressor.
_DECOMPRESSORS: dict[str, tuple[frozenset[int], Callable[[], Any]]] = {
    "gzip": (frozenset({GZIP_MAGIC[0]}), lambda: zlib.decompressobj(wbits=31)),
    "zstd": (
        frozenset({ZSTD_MAGIC[0], *range(0x50, 0x60)}),  # a frame, or a skippable frame
        lambda: zstandard.ZstdDecompressor(max_window_size=MAX_ZSTD_WINDOW).decompressobj(),
    ),
}


class Decompressor:
    """Decompress incrementally: call `feed` for each chunk of the body, then `finish`; both yield chunks of the file.

    Raises FileRejectedError and FileTooLargeError.
    """

    def __init__(self, encoding: FileEncoding) -> None:
        self._encoding = encoding
        self._member: Any = None  # decompressor of the current gzip member or zstd frame
        self._members = 0
        self._input_size = 0
        self._output_size = 0
        self._first_bytes: bytes | None = b""  # None when the file is known to be uncompressed

    def feed(self, data: bytes) -> Iterator[bytes]:
        chunks: list[bytes] = []
        size = 0
        for chunk in [data] if self._encoding == "identity" else self._decompress(data):
            chunks.append(chunk)
            size += len(chunk)
            self._check_size(len(chunk))
            if size >= CHUNK_BYTES:
                yield from self._check_not_compressed(b"".join(chunks))
                chunks, size = [], 0
        yield from self._check_not_compressed(b"".join(chunks))

    def finish(self) -> Iterator[bytes]:
        if self._encoding != "identity" and (self._member is not None or not self._members):
            raise build_file_error(
                "truncated",
                f"data {self._encoding} tidak lengkap: bagian akhirnya tidak ada. Silakan kirim ulang berkasnya",
                f"the {self._encoding} data are incomplete; send the whole file again",
            )
        if self._first_bytes:
            yield self._first_bytes

    def _decompress(self, data: bytes) -> Iterator[bytes]:
        first_bytes, create = _DECOMPRESSORS[self._encoding]
        view = memoryview(data)
        while view:
            if self._member is None:
                if self._members and view[0] not in first_bytes:
                    raise _trailing_data_error(self._encoding)
                self._members += 1
                if self._members > MAX_MEMBERS:
                    raise _compression_bomb_error()
                self._member = create()
            part, view = view[:INPUT_SLICE_BYTES], view[INPUT_SLICE_BYTES:]
            self._input_size += len(part)
            try:
                chunk = self._member.decompress(part)
            except (zlib.error, zstandard.ZstdError) as error:
                raise _corrupt_file_error(self._encoding, error) from error
            if self._member.eof:
                unused = self._member.unused_data
                self._input_size -= len(unused)
                view = memoryview(data)[len(data) - len(view) - len(unused) :]
                self._member = None
            if chunk:
                yield chunk

    def _check_size(self, size: int) -> None:
        """Count `size` bytes of output. Raise if the file or its compression ratio is above the limit."""
        self._output_size += size
        if self._encoding == "identity":
            if self._output_size > MAX_FILE_BYTES:
                raise build_limit_error(
                    "file_too_large",
                    f"berkas ini lebih dari {MAX_FILE_BYTES >> 30} GiB. Silakan bagi menjadi beberapa berkas",
                    f"the file has more than {MAX_FILE_BYTES >> 30} GiB; divide it into several files",
                )
        elif self._output_size > MAX_FILE_BYTES or (
            self._output_size > RATIO_CHECK_FROM_BYTES and self._output_size > MAX_COMPRESSION_RATIO * self._input_size
        ):
            raise _compression_bomb_error()

    def _check_not_compressed(self, data: bytes) -> Iterator[bytes]:
        """Yield the data in chunks as soon as the first bytes show that the file is not compressed (again)."""
        if self._first_bytes is not None:
            data = self._first_bytes + data
            if data.startswith((GZIP_MAGIC, ZSTD_MAGIC)):
                raise _double_compression_error(self._encoding)
            if len(data) < len(ZSTD_MAGIC):
                self._first_bytes = data
                return
            self._first_bytes = None
        for start in range(0, len(data), CHUNK_BYTES):
            yield data[start : start + CHUNK_BYTES]


def open_decompressor(encoding: FileEncoding) -> Decompressor:
    return Decompressor(encoding)


def _compression_bomb_error() -> FileTooLargeError:
    return build_limit_error(
        "compression_bomb",
        f"berkas ini menjadi lebih dari {MAX_FILE_BYTES >> 30} GiB, atau lebih dari {MAX_COMPRESSION_RATIO} kali "
        "ukurannya, setelah didekompresi. Silakan bagi menjadi beberapa berkas",
        f"the decompressed file has more than {MAX_FILE_BYTES >> 30} GiB, or more than {MAX_COMPRESSION_RATIO} times "
        "its compressed size; divide it into several files",
    )


def _corrupt_file_error(encoding: FileEncoding, error: Exception) -> FileRejectedError:
    if "memory" in str(error):  # python-zstandard passes the message of libzstd, but no error code
        return build_file_error(
            "window_too_large",
            f"data zstd ini memerlukan jendela lebih dari {MAX_ZSTD_WINDOW >> 20} MiB. Mampatkan tanpa --long atau "
            "--ultra",
            f"the zstd data require a window above {MAX_ZSTD_WINDOW >> 20} MiB; compress without --long or --ultra",
        )
    return build_file_error(
        "corrupt_compression",
        f"data {encoding} rusak, atau jumlah periksanya tidak cocok. Silakan mampatkan dan kirim ulang berkasnya",
        f"the {encoding} data are corrupt, or their checksum does not match; compress and send the file again",
    )


def _trailing_data_error(encoding: FileEncoding) -> FileRejectedError:
    return build_file_error(
        "trailing_data",
        f"masih ada bita lain sesudah akhir data {encoding}. Hapus bita itu",
        f"other bytes follow the end of the {encoding} data; remove them",
    )


def _double_compression_error(encoding: FileEncoding) -> FileRejectedError:
    if encoding == "identity":
        return build_file_error(
            "undeclared_compression",
            "berkas ini dimampatkan. Kirim berkas aslinya, atau tanpa formulir dengan Content-Encoding: gzip atau zstd",
            "the file is compressed; send the original file, or send it without a form, with Content-Encoding: gzip or "
            "zstd",
        )
    return build_file_error(
        "nested_compression",
        "berkas ini dimampatkan dua kali. Mampatkan satu kali saja",
        "the file is compressed twice; compress it once",
    )
