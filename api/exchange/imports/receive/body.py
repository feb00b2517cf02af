"""UploadBody: the file of a request while it arrives, as its whole body or as a part of a form."""

import asyncio
import re
import time
from collections.abc import AsyncIterator
from typing import NamedTuple

from litestar.exceptions import InternalServerException

from api.errors import UnusableFileError
from api.exchange.imports.files.decompression import FileEncoding
from api.exchange.imports.files.errors import FileRejectedError
from api.exchange.imports.receive.form import FORM, UploadForm
from api.exchange.imports.receive.upload_rate import UploadRate
from api.http.request.api_request import ApiRequest, get_header, get_operation
from api.http.request.body import BodyTimeoutError, ClientDisconnectedError, UnsupportedMediaTypeError

IDLE_TIMEOUT_SECONDS = 20
CHUNK_BYTES = 256 * 1024  # smaller chunks are collected, because each one is parsed in a thread
CONTENT_ENCODINGS: dict[str, FileEncoding] = {
    "": "identity",
    "identity": "identity",
    "gzip": "gzip",
    "x-gzip": "gzip",
    "zstd": "zstd",
}
_CHARSET = re.compile(r'charset\s*=\s*"?([^";\s]+)')


class UploadBody(NamedTuple):
    """A file while it arrives, and what its request states about it. `fields` are those of a form."""

    media_type: str
    content_encoding: FileEncoding
    charset: str | None
    chunks: AsyncIterator[bytes]
    fields: bytes = b""


async def open_body(request: ApiRequest) -> UploadBody:
    """Read the headers of the request, and the fields of a form up to its file.

    Raise UnsupportedMediaTypeError, UnusableFileError for an invalid form, or the errors of a body that is too slow.
    """
    accepted = get_operation(request).body_media_types
    content_type = get_header(request, "content-type")
    media_type, _, parameters = content_type.lower().partition(";")
    encoding = CONTENT_ENCODINGS.get(get_header(request, "content-encoding").strip().lower())
    is_form = media_type.strip() == FORM
    if media_type.strip() not in accepted or encoding is None or (is_form and encoding != "identity"):
        raise UnsupportedMediaTypeError((*accepted, "gzip", "zstd"))
    chunks = _read_chunks(request)
    if is_form:
        try:
            form = await UploadForm.open(chunks, content_type)
        except FileRejectedError as error:
            raise UnusableFileError("unreadable", [error.error]) from error
        return UploadBody(form.media_type, "identity", form.charset, form.read_file(), form.query_string)
    charset = _CHARSET.search(parameters)
    return UploadBody(media_type.strip(), encoding, charset[1] if charset else None, chunks)


async def _read_chunks(request: ApiRequest) -> AsyncIterator[bytes]:
    """Yield the body in chunks of CHUNK_BYTES or more. Raise BodyTimeoutError or ClientDisconnectedError."""
    buffer, size = [], 0
    stream = request.stream()
    rate = UploadRate()
    try:
        while True:
            started = time.monotonic()
            async with asyncio.timeout(IDLE_TIMEOUT_SECONDS):
                data = await anext(stream, None)
            if data is None:
                break
            rate.add(len(data), time.monotonic() - started)
            buffer.append(data)
            size += len(data)
            if size >= CHUNK_BYTES:
                yield b"".join(buffer)
                buffer, size = [], 0
    except TimeoutError as error:
        raise BodyTimeoutError from error
    except InternalServerException as error:  # Litestar raises it when the client disconnects
        raise ClientDisconnectedError from error
    if buffer:
        yield b"".join(buffer)
