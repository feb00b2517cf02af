"""Files on their way: sent piece by piece, and again if need be; saved whole or not at all."""

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

PIECE = 256 * 1024
_TYPES = {
    ".csv": "text/csv",
    ".ndjson": "application/x-ndjson",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_CODINGS = {".gz": "gzip", ".zst": "zstd"}


class Incomplete(Exception):
    """What came is not what the service sent: its Repr-Digest differs."""


def named(file: Path) -> dict[str, str]:
    """Content-Type and Content-Encoding, by the ending."""
    endings = file.suffixes
    coding = _CODINGS.get(endings[-1]) if endings else None
    ending = endings[-2] if coding and len(endings) > 1 else file.suffix
    if ending not in _TYPES:
        raise ValueError(f"{file.name}: imports take {', '.join(_TYPES)}, also with {' or '.join(_CODINGS)}")
    return {"Content-Type": _TYPES[ending], **({"Content-Encoding": coding} if coding else {})}


def plain(call: Call[File]) -> Call[File]:
    """Uncompressed, so that Repr-Digest is of the bytes that are written."""
    return call.having(headers={"Accept-Encoding": "identity"})


def pieces(file: File) -> Iterator[bytes]:
    """All of it, from the beginning whenever it is sent again."""
    file.payload.seek(0)
    while piece := file.payload.read(PIECE):
        yield piece


async def async_pieces(file: File) -> AsyncIterator[bytes]:
    for piece in pieces(file):
        yield piece


class Saving:
    """A file that gets its name when it is left whole, and is gone when it is not; an older one stays until then."""

    def __init__(self, to: str | Path, response: httpx.Response) -> None:
        self._to = Path(to)
        self._part = self._to.with_name(f"{self._to.name}.part")
        self._promised = response.headers.get("Repr-Digest")
        self._digest = hashlib.sha256()

    def write(self, piece: bytes) -> None:
        self._digest.update(piece)
        self._out.write(piece)

    def __enter__(self) -> Self:
        self._out = self._part.open("wb")
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._out.flush()
        os.fsync(self._out.fileno())
        self._out.close()
        try:
            if kind is None:
                self._check()
                self._part.replace(self._to)
        finally:
            self._part.unlink(missing_ok=True)

    def _check(self) -> None:
        if self._promised not in (None, f"sha-256=:{base64.b64encode(self._digest.digest()).decode()}:"):
            raise Incomplete(self._to)
