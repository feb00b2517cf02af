"""Send a file to the service: its media type, its content with a progress bar, and its parameters."""

import contextlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, NamedTuple

import click
import httpx

from api.console_language import localize
from api.exchange.imports.commands.run_output import progress_bar
from api.exchange.imports.files.decompression import FileEncoding, open_decompressor
from api.exchange.imports.files.open_file import MEDIA_TYPES_BY_SUFFIX, NDJSON
from api.regular_file import describe_os_error

CONTENT_ENCODINGS: dict[str, FileEncoding] = {".gz": "gzip", ".zst": "zstd"}
CHUNK_BYTES = 256 * 1024


class FileToSend(NamedTuple):
    """A file, its media type, and its content encoding if it is compressed."""

    path: Path
    media_type: str
    content_encoding: FileEncoding | None

    def send(self, client: httpx.Client, parameters: Mapping[str, str]) -> httpx.Response:
        """Send the file as an import. Raise click.BadParameter if it cannot be read."""
        headers = {"content-type": self.media_type, "prefer": "respond-async"}
        if self.content_encoding:
            headers["content-encoding"] = self.content_encoding
        with open_file(self.path) as opened:
            content = _read_with_progress(opened)
            return client.post("/v1/imports", params=dict(parameters), headers=headers, content=content)

    @property
    def has_columns(self) -> bool:
        """Whether the file is a table with a header, which JSON objects are not."""
        return self.media_type != NDJSON

    def read_chunks(self) -> Iterator[bytes]:
        """Yield the content of the file, decompressed. Raise FileRejectedError and click.BadParameter."""
        decompressor = open_decompressor(self.content_encoding or "identity")
        with open_file(self.path) as opened:
            while data := opened.read(CHUNK_BYTES):
                yield from decompressor.feed(data)
            yield from decompressor.finish()


def describe_file(file: Path) -> FileToSend:
    """Find the media type by the name of the file. Raise click.BadParameter for another name."""
    *_, extension = ["", *file.suffixes]
    content_encoding = CONTENT_ENCODINGS.get(extension.lower())
    inner = file.with_suffix("") if content_encoding else file
    media_type = MEDIA_TYPES_BY_SUFFIX.get(inner.suffix.lower())
    if media_type is None:
        plain, compressed = ", ".join(MEDIA_TYPES_BY_SUFFIX), ", ".join(CONTENT_ENCODINGS)
        raise click.BadParameter(
            localize(
                f"{file.name} harus berakhiran {plain}; boleh diikuti {compressed}",
                f"{file.name} must end in {plain}, optionally followed by {compressed}",
            ),
            param_hint="FILE",
        )
    return FileToSend(file, media_type, content_encoding)


@contextlib.contextmanager
def open_file(file: Path, argument: str = "FILE") -> Iterator[BinaryIO]:
    """Open the file of an argument. Raise click.BadParameter if it cannot be read, also in the block."""
    try:
        with file.open("rb") as opened:
            yield opened
    except OSError as error:
        reason = describe_os_error(error)
        raise click.BadParameter(
            localize(f"{file} tidak dapat dibaca: {reason.id}", f"{file} cannot be read: {reason.en}"),
            param_hint=argument,
        ) from error


def _read_with_progress(opened: BinaryIO) -> Iterator[bytes]:
    if os.fstat(opened.fileno()).st_size <= CHUNK_BYTES:
        yield opened.read()
        return
    with progress_bar(os.fstat(opened.fileno()).st_size, "sent") as bar:
        while chunk := opened.read(CHUNK_BYTES):
            yield chunk
            bar.update(len(chunk))
