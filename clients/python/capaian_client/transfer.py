"""Files: sent in chunks, from the beginning at each attempt; downloaded completely or not at all."""

import base64
import hashlib
import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from capaian_client.calls import Call
from capaian_client.v1.types import File

CHUNK_BYTES = 256 * 1024
_MEDIA_TYPES = {
    ".csv": "text/csv",
    ".ndjson": "application/x-ndjson",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
}
_ENCODINGS = {".gz": "gzip", ".zst": "zstd"}


class IncompleteDownloadError(Exception):
    """Error: the downloaded bytes differ from the `Repr-Digest` of the response."""

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path}: the download differs from its Repr-Digest; the file was not written")
        self.path = path


def content_headers(file: Path) -> dict[str, str]:
    """Return Content-Type and Content-Encoding for the suffixes of a file. Raise ValueError for other suffixes."""
    suffixes = file.suffixes
    encoding = _ENCODINGS.get(suffixes[-1]) if suffixes else None
    suffix = suffixes[-2] if encoding and len(suffixes) > 1 else file.suffix
    if suffix not in _MEDIA_TYPES:
        raise ValueError(
            f"{file.name}: an import accepts {', '.join(_MEDIA_TYPES)}, also followed by {' or '.join(_ENCODINGS)}"
        )
    return {"Content-Type": _MEDIA_TYPES[suffix], **({"Content-Encoding": encoding} if encoding else {})}


def without_compression(call: Call[File]) -> Call[File]:
    """Request the uncompressed file, whose bytes `Repr-Digest` is computed from."""
    return call.copy_with(headers={"Accept-Encoding": "identity"})


def read_chunks(file: File) -> Iterator[bytes]:
    """Yield the whole file, from the beginning at each attempt."""
    file.payload.seek(0)
    while chunk := file.payload.read(CHUNK_BYTES):
        yield chunk


async def read_chunks_async(file: File) -> AsyncIterator[bytes]:
    for chunk in read_chunks(file):
        yield chunk


class AtomicFile:
    """Write a download to `<path>.part`, and rename it when it is complete; until then `path` is unchanged."""

    def __init__(self, path: str | Path, response: httpx.Response) -> None:
        self._path = Path(path)
        self._part = self._path.with_name(f"{self._path.name}.part")
        self._expected_digest = response.headers.get("Repr-Digest")
        self._digest = hashlib.sha256()

    def write(self, chunk: bytes) -> None:
        self._digest.update(chunk)
        self._output.write(chunk)

    def __enter__(self) -> Self:
        self._output = self._part.open("wb")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._output.flush()
        os.fsync(self._output.fileno())
        self._output.close()
        try:
            if kind is None:
                self._check_digest()
                self._part.replace(self._path)
        finally:
            self._part.unlink(missing_ok=True)

    def _check_digest(self) -> None:
        if self._expected_digest not in (None, f"sha-256=:{base64.b64encode(self._digest.digest()).decode()}:"):
            raise IncompleteDownloadError(self._path)
