"""Read JSON bodies: decode small ones directly, and others in a thread, so that they do not block the event loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar, TypeVarTuple

import msgspec

from api.errors import InvalidRequestError
from api.http.request.api_request import ApiRequest
from api.http.request.body import read_body
from api.http.request.json_body import decode_fields, parse_fields
from api.http.request.partial_input import DecodedInput

BodyT = TypeVar("BodyT", bound=msgspec.Struct)
ResultT = TypeVar("ResultT")
Arguments = TypeVarTuple("Arguments")

MAX_DIRECT_BYTES = 8 * 1024  # the worst body of this size takes about 3 ms
# One thread: two of them would compete with the event loop for the interpreter lock.
_THREAD = ThreadPoolExecutor(max_workers=1, thread_name_prefix="decode")


async def read_json(request: ApiRequest, model: type[BodyT]) -> tuple[bytes, BodyT]:
    """Return the body and the model that it contains.

    Raise the errors of `read_body`, and InvalidRequestError: 400 for a syntax error, else 422 with the errors of all
    fields.
    """
    body, decoded = await read_input(request, model)
    if decoded.errors:
        raise InvalidRequestError("body", decoded.errors, decoded.unlisted)
    return body, decoded.content


async def read_input(request: ApiRequest, model: type[msgspec.Struct]) -> tuple[bytes, DecodedInput]:
    """Return the body and the input that it contains, with the errors of its fields.

    Raise the errors of `read_body`, and InvalidRequestError: 400 for a syntax error, 422 for a body that is no object.
    """
    body = await read_body(request)
    fields, decoded = await run_by_size(len(body), _decode, body, model)
    set_body_fields(request, fields)
    return body, decoded


async def read_json_fields(request: ApiRequest) -> tuple[bytes, dict[str, Any]]:
    """Return the body and the fields of the JSON object that it contains. Raise as `read_json` does."""
    body = await read_body(request)
    return body, await run_by_size(len(body), parse_fields, body)


async def run_by_size(size: int, function: Callable[[*Arguments], ResultT], *arguments: *Arguments) -> ResultT:
    """Call a function of JSON of `size` bytes: directly if they are few, else in the thread."""
    if size <= MAX_DIRECT_BYTES:
        return function(*arguments)
    return await asyncio.get_running_loop().run_in_executor(_THREAD, function, *arguments)


def set_body_fields(request: ApiRequest, fields: dict[str, Any]) -> None:
    """Store the fields of the body, for the order of errors and the received values."""
    request.scope["state"]["body_fields"] = fields


def _decode(body: bytes, model: type[msgspec.Struct]) -> tuple[dict[str, Any], DecodedInput]:
    fields = parse_fields(body)
    return fields, decode_fields(fields, model)
