"""Inflating: a compressed body becomes the file in small pieces, and a bomb is refused before it goes off."""

import zlib
from collections.abc import Callable, Iterator
from typing import Any, Literal

import zstandard

from api.imports.files.refused import FileRefused, FileTooLarge, refused

Coding = Literal["identity", "gzip", "zstd"]

PIECE = 256 * 1024
SLICE = 64  # bytes inflated at once: they become 66 kB of gzip, 2 MiB of zstd at the very most
LARGEST = 2 << 30
UNSUSPICIOUS = 16 << 20  # a small table of zeros may well shrink to nothing
STEEPEST = 200  # tables shrink to a fifth or a twentieth
MOST_MEMBERS = 100_000  # of at least some kilobytes each where tools write them; empty ones only take time
WINDOW = 8 << 20  # what every decoder of zstd has to offer (RFC 8878)
GZIP, ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"

_OPENINGS: dict[str, tuple[frozenset[int], Callable[[], Any]]] = {
    "gzip": (frozenset({GZIP[0]}), lambda: zlib.decompressobj(wbits=31)),
    "zstd": (
        frozenset({ZSTD[0], *range(0x50, 0x60)}),  # a frame, or one to be skipped
        lambda: zstandard.ZstdDecompressor(max_window_size=WINDOW).decompressobj(),
    ),
}


class Inflater:
    """Feed it the body, take the pieces it yields, and `finish`. Raises FileRefused and FileTooLarge."""

    def __init__(self, coding: Coding) -> None:
        self._coding = coding
        self._member: Any = None  # what inflates the gzip member or the zstd frame that has begun
        self._members = 0
        self._taken = 0
        self._given = 0
        self._opening: bytes | None = b""  # of the file, as long as it may turn out compressed

    def feed(self, data: bytes) -> Iterator[bytes]:
        held: list[bytes] = []
        size = 0
        for piece in [data] if self._coding == "identity" else self._inflated(data):
            held.append(piece)
            size += len(piece)
            self._measure(len(piece))
            if size >= PIECE:
                yield from self._opened(b"".join(held))
                held, size = [], 0
        yield from self._opened(b"".join(held))

    def finish(self) -> Iterator[bytes]:
        if self._coding != "identity" and (self._member is not None or not self._members):
            raise refused(
                "truncated",
                f"data {self._coding} terpotong sebelum akhirnya",
                f"the {self._coding} data are cut off before their end",
            )
        if self._opening:
            yield self._opening

    def _inflated(self, data: bytes) -> Iterator[bytes]:
        starts, begin = _OPENINGS[self._coding]
        view = memoryview(data)
        while view:
            if self._member is None:
                if self._members and view[0] not in starts:
                    raise _followed(self._coding)
                self._members += 1
                if self._members > MOST_MEMBERS:
                    raise _bomb()
                self._member = begin()
            part, view = view[:SLICE], view[SLICE:]
            self._taken += len(part)
            try:
                piece = self._member.decompress(part)
            except (zlib.error, zstandard.ZstdError) as error:
                raise _broken(self._coding, error) from error
            if self._member.eof:
                unused = self._member.unused_data
                self._taken -= len(unused)
                view = memoryview(data)[len(data) - len(view) - len(unused) :]
                self._member = None
            if piece:
                yield piece

    def _measure(self, size: int) -> None:
        self._given += size
        if self._coding == "identity":
            if self._given > LARGEST:
                raise FileTooLarge
        elif self._given > LARGEST or (self._given > UNSUSPICIOUS and self._given > STEEPEST * self._taken):
            raise _bomb()

    def _opened(self, data: bytes) -> Iterator[bytes]:
        """In pieces, once it is clear that the file is not compressed (once more)."""
        if self._opening is not None:
            data = self._opening + data
            if data.startswith((GZIP, ZSTD)):
                raise _compressed_again(self._coding)
            if len(data) < len(ZSTD):
                self._opening = data
                return
            self._opening = None
        for start in range(0, len(data), PIECE):
            yield data[start : start + PIECE]


def inflater(coding: Coding) -> Inflater:
    return Inflater(coding)


def _bomb() -> FileRefused:
    return refused(
        "bomb",
        f"berkas ini mengembang melampaui {LARGEST >> 30} GiB atau lebih dari {STEEPEST} kali ukurannya",
        f"the file inflates beyond {LARGEST >> 30} GiB, or to more than {STEEPEST} times its size",
    )


def _broken(coding: Coding, error: Exception) -> FileRefused:
    if "memory" in str(error):  # the words of libzstd, which has no code for it that reaches us
        return refused(
            "window-too-large",
            f"data zstd ini meminta jendela lebih dari {WINDOW >> 20} MiB; mampatkan tanpa --long atau --ultra",
            f"the zstd data ask for a window above {WINDOW >> 20} MiB; compress without --long or --ultra",
        )
    return refused(
        "broken-compression",
        f"data {coding} rusak atau jumlah periksanya tidak cocok",
        f"the {coding} data are broken, or their checksum does not match",
    )


def _followed(coding: Coding) -> FileRefused:
    return refused(
        "trailing-data",
        f"sesudah akhir data {coding} masih ada bita lain",
        f"other bytes follow after the end of the {coding} data",
    )


def _compressed_again(coding: Coding) -> FileRefused:
    if coding == "identity":
        return refused(
            "undeclared-compression",
            "berkas ini dimampatkan; sebutkan caranya dalam Content-Encoding (gzip atau zstd)",
            "the file is compressed; say how in Content-Encoding (gzip or zstd)",
        )
    return refused(
        "nested-compression",
        "berkas ini dimampatkan dua kali; mampatkan sekali saja",
        "the file is compressed twice; compress it once",
    )
