"""Read request bodies: complete, within limits, and in an accepted media type."""

import asyncio
import re
from dataclasses import dataclass

from api.errors import ApiError
from api.http.request.api_request import ApiRequest, get_header, get_operation

READ_TIMEOUT_SECONDS = 20
_CHARSET = re.compile(r'charset\s*=\s*"?([^";\s]+)')


@dataclass(eq=False)
class BodyTooLargeError(ApiError):
    """Error: the body is larger than `limit`, the maximum of the operation in bytes."""

    limit: int


class BodyTimeoutError(ApiError):
    """Error: the body did not arrive within READ_TIMEOUT_SECONDS."""


class ClientDisconnectedError(ApiError):
    """Error: the client disconnected before the body was complete, so no response is sent."""


@dataclass(eq=False)
class UnsupportedMediaTypeError(ApiError):
    """Error: the URL does not accept this media type, charset or content encoding; `accepted` has its media types."""

    accepted: tuple[str, ...]


async def read_body(request: ApiRequest) -> bytes:
    """Return the complete body.

    Raise UnsupportedMediaTypeError, BodyTooLargeError, BodyTimeoutError or ClientDisconnectedError.
    """
    operation = get_operation(request)
    accepted, limit = operation.body_media_types, operation.max_body_bytes
    media_type, _, parameters = get_header(request, "content-type").lower().partition(";")
    charset = _CHARSET.search(parameters)
    if media_type.strip() not in accepted or (charset and charset[1] not in ("utf-8", "utf8")):
        raise UnsupportedMediaTypeError(accepted)
    if get_header(request, "content-encoding").strip().lower() not in ("", "identity"):
        raise UnsupportedMediaTypeError(accepted)
    length = get_header(request, "content-length")
    if length.isdecimal() and int(length[:20]) > limit:
        raise BodyTooLargeError(limit)
    try:
        async with asyncio.timeout(READ_TIMEOUT_SECONDS):
            return await _collect_body(request, limit)
    except TimeoutError as error:
        raise BodyTimeoutError from error


async def _collect_body(request: ApiRequest, limit: int) -> bytes:
    chunks, size, is_complete = [], 0, False
    while not is_complete:
        message = await request.receive()
        if message["type"] != "http.request":
            raise ClientDisconnectedError
        chunk = message.get("body", b"")
        chunks.append(chunk)
        size += len(chunk)
        if size > limit:
            raise BodyTooLargeError(limit)
        is_complete = not message.get("more_body", False)
    return b"".join(chunks)
