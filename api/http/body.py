"""Request bodies: read whole within bounds, in the media type that the address takes."""

import asyncio
import re
from dataclasses import dataclass

from litestar.exceptions import InternalServerException

from api.faults import Refusal
from api.http.operation import CapaianRequest, field_of, operation_of

LARGEST = 1024 * 1024  # bytes; whoever has more to say imports it
SECONDS_TO_READ = 20
_CHARSET = re.compile(r'charset\s*=\s*"?([^";\s]+)')


class TooLarge(Refusal):
    """The body has more bytes than are taken."""


class TooSlow(Refusal):
    """The body did not arrive in time."""


class ClientGone(Refusal):
    """The client left before the body was whole; nobody reads an answer."""


@dataclass
class UnsupportedMedia(Refusal):
    """The body is of another media type, charset or coding; `accepted` are the types this address takes."""

    accepted: tuple[str, ...]


async def read_body(request: CapaianRequest) -> bytes:
    """Raises UnsupportedMedia, TooLarge, TooSlow or ClientGone; whether it is JSON is for api/http/decoding.py."""
    accepted = operation_of(request).body_types
    media_type, _, parameters = field_of(request, "content-type").lower().partition(";")
    charset = _CHARSET.search(parameters)
    if media_type.strip() not in accepted or (charset and charset[1] not in ("utf-8", "utf8")):
        raise UnsupportedMedia(accepted)
    if field_of(request, "content-encoding").strip().lower() not in ("", "identity"):
        raise UnsupportedMedia(accepted)
    length = field_of(request, "content-length")
    if length.isdecimal() and int(length[:20]) > LARGEST:
        raise TooLarge
    try:
        async with asyncio.timeout(SECONDS_TO_READ):
            return await _collected(request)
    except TimeoutError as error:
        raise TooSlow from error
    except InternalServerException as error:  # of Litestar, when the client leaves in the middle
        raise ClientGone from error


async def _collected(request: CapaianRequest) -> bytes:
    pieces, size = [], 0
    async for piece in request.stream():
        size += len(piece)
        if size > LARGEST:
            raise TooLarge
        pieces.append(piece)
    return b"".join(pieces)
