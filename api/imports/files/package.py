"""A spreadsheet file is a package: a zip of parts, opened only after its directory has been looked through."""

import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from api.imports.files.inflate import STEEPEST, UNSUSPICIOUS
from api.imports.files.refused import FileRefused, refused

MOST_PARTS = 2_000
LARGEST = 512 << 20  # bytes of all parts, inflated
PIECE = 64 * 1024
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DIRECTORY_ENTRY = b"PK\x01\x02"
_ENCRYPTED_WORKBOOK = "EncryptedPackage".encode("utf-16-le")
_IS_ENCRYPTED = 0x1
_BROKEN = (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, OverflowError)


class Package:
    """Names of parts are the same in any case (ECMA-376, part 2)."""

    def __init__(self, data: bytes) -> None:
        """Raises FileRefused."""
        if data.startswith(OLE):
            raise encrypted() if _ENCRYPTED_WORKBOOK in data else old_format()
        if not data.startswith(ZIP):
            raise not_a_spreadsheet()
        if data.count(_DIRECTORY_ENTRY) > MOST_PARTS:  # before the directory becomes objects
            raise refused(
                "too-many-parts",
                f"berkas lembar sebar ini memuat lebih dari {MOST_PARTS} bagian",
                f"the spreadsheet file has more than {MOST_PARTS} parts",
            )
        try:
            self._zip = ZipFile(BytesIO(data))
        except _BROKEN as error:
            raise broken_spreadsheet() from error
        parts = self._zip.infolist()
        size = sum(part.file_size for part in parts)
        if size > LARGEST or (size > UNSUSPICIOUS and size > STEEPEST * len(data)):
            raise bomb()
        if any(part.flag_bits & _IS_ENCRYPTED for part in parts):
            raise encrypted()
        if any(part.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for part in parts):
            raise broken_spreadsheet()
        self._parts = {part.filename.lower(): part for part in parts}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    def read(self, name: str, most: int = LARGEST) -> Iterator[bytes]:
        """A part in small pieces, never more than its directory entry says. Raises FileRefused."""
        part = self._parts.get(name.lower())
        if part is None:
            raise broken_spreadsheet()
        if part.file_size > most:
            raise bomb()
        yield from self._pieces(part)

    def _pieces(self, part: ZipInfo) -> Iterator[bytes]:
        left = part.file_size
        try:
            with self._zip.open(part) as stream:
                while piece := stream.read(PIECE):  # which checks the checksum at the end
                    left -= len(piece)
                    yield piece
        except _BROKEN as error:
            raise broken_spreadsheet() from error
        if left:
            raise broken_spreadsheet()


def broken_spreadsheet() -> FileRefused:
    return refused("broken-spreadsheet", "berkas lembar sebar ini rusak", "the spreadsheet file is broken")


def not_a_spreadsheet() -> FileRefused:
    return refused("not-a-spreadsheet", "bukan berkas XLSX", "is not an XLSX file")


def old_format() -> FileRefused:
    return refused(
        "old-spreadsheet",
        "ini berkas Excel lama (.xls); simpan sebagai Buku Kerja Excel (.xlsx)",
        "this is an old Excel file (.xls); save it as an Excel Workbook (.xlsx)",
    )


def encrypted() -> FileRefused:
    return refused(
        "encrypted-spreadsheet",
        "berkas ini dilindungi kata sandi; simpan tanpa kata sandi",
        "the file is protected by a password; save it without one",
    )


def bomb() -> FileRefused:
    return refused(
        "bomb",
        "bagian-bagian berkas ini mengembang melampaui yang diterima",
        "the parts of the file inflate beyond what is taken",
    )
