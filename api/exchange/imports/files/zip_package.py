"""ZipPackage: the zip file of a spreadsheet; its directory is checked before any part is decompressed."""

import zlib
from collections.abc import Iterator
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from api.exchange.imports.files.decompression import MAX_COMPRESSION_RATIO, RATIO_CHECK_FROM_BYTES
from api.exchange.imports.files.errors import (
    FileRejectedError,
    FileTooLargeError,
    build_file_error,
    build_limit_error,
)

MAX_PARTS = 2_000
MAX_UNPACKED_BYTES = 512 << 20  # all parts, decompressed
CHUNK_BYTES = 64 * 1024
ZIP_MAGIC, OLE_MAGIC = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DIRECTORY_ENTRY = b"PK\x01\x02"
_ENCRYPTED_WORKBOOK = "EncryptedPackage".encode("utf-16-le")
_IS_ENCRYPTED = 0x1
_ZIP_ERRORS = (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError, OverflowError)


class ZipPackage:
    """The parts of a spreadsheet file. Names are case-insensitive, as in XLSX (ECMA-376, part 2)."""

    def __init__(self, data: bytes) -> None:
        """Check the directory of the zip file. Raises FileRejectedError."""
        if data.startswith(OLE_MAGIC):
            raise encrypted_error() if _ENCRYPTED_WORKBOOK in data else old_format_error()
        if not data.startswith(ZIP_MAGIC):
            raise not_a_spreadsheet_error()
        if data.count(_DIRECTORY_ENTRY) > MAX_PARTS:  # before ZipFile creates an object for each
            raise build_file_error(
                "too_many_parts",
                f"berkas ini memuat lebih dari {MAX_PARTS} bagian. Silakan simpan lembarnya dalam berkas baru",
                f"the file has more than {MAX_PARTS} parts; save the sheet in a new file",
            )
        try:
            self._zip = ZipFile(BytesIO(data))
        except _ZIP_ERRORS as error:
            raise corrupt_spreadsheet_error() from error
        parts = self._zip.infolist()
        size = sum(part.file_size for part in parts)
        if size > MAX_UNPACKED_BYTES or (size > RATIO_CHECK_FROM_BYTES and size > MAX_COMPRESSION_RATIO * len(data)):
            raise compression_bomb_error()
        if any(part.flag_bits & _IS_ENCRYPTED for part in parts):
            raise encrypted_error()
        if any(part.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for part in parts):
            raise corrupt_spreadsheet_error()
        self._parts = {part.filename.lower(): part for part in parts}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._parts

    def read(self, name: str, max_size: int = MAX_UNPACKED_BYTES) -> Iterator[bytes]:
        """Yield a part in chunks. Raise FileRejectedError if it has another size than the directory states."""
        part = self._parts.get(name.lower())
        if part is None:
            raise corrupt_spreadsheet_error()
        if part.file_size > max_size:
            raise compression_bomb_error()
        yield from self._read_chunks(part)

    def _read_chunks(self, part: ZipInfo) -> Iterator[bytes]:
        left = part.file_size
        try:
            with self._zip.open(part) as stream:
                while chunk := stream.read(CHUNK_BYTES):  # verifies the checksum at the end
                    left -= len(chunk)
                    yield chunk
        except _ZIP_ERRORS as error:
            raise corrupt_spreadsheet_error() from error
        if left:
            raise corrupt_spreadsheet_error()


def corrupt_spreadsheet_error() -> FileRejectedError:
    return build_file_error(
        "corrupt_spreadsheet",
        "berkas lembar kerja ini rusak. Silakan buka di aplikasi lembar kerja dan simpan ulang",
        "the spreadsheet file is corrupt; open it in a spreadsheet program and save it again",
    )


def not_a_spreadsheet_error() -> FileRejectedError:
    return build_file_error(
        "not_a_spreadsheet",
        "bukan berkas XLSX atau ODS. Kirim berkas .xlsx atau .ods, atau sebutkan jenisnya dalam Content-Type",
        "is not an XLSX or ODS file; send a .xlsx or .ods file, or state the media type in Content-Type",
    )


def old_format_error() -> FileRejectedError:
    return build_file_error(
        "old_spreadsheet",
        "adalah berkas Excel lama (.xls). Silakan simpan sebagai Buku Kerja Excel (.xlsx)",
        "is an old Excel file (.xls); save it as an Excel Workbook (.xlsx)",
    )


def encrypted_error() -> FileRejectedError:
    return build_file_error(
        "encrypted_spreadsheet",
        "berkas ini dilindungi kata sandi. Silakan simpan tanpa kata sandi",
        "the file is protected by a password; save it without one",
    )


def compression_bomb_error() -> FileTooLargeError:
    return build_limit_error(
        "compression_bomb",
        "isi berkas ini terlalu besar setelah didekompresi. Silakan kirim sebagai CSV",
        "the parts of the file are too large when decompressed; send it as CSV",
    )
