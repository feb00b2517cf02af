"""Receiving: a body is read, staged and queued while it arrives; nothing of it stands before it is whole."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from typing import NamedTuple
from uuid import UUID

import msgspec
from litestar.exceptions import InternalServerException

from api.faults import OutcomeUnknown, Unusable
from api.http.acting_as import told_of
from api.http.body import ClientGone, TooSlow, UnsupportedMedia
from api.http.operation import CapaianRequest, field_of, operation_of
from api.http.replay import Answer, begin, fingerprint, keep, key_of
from api.imports import staging
from api.imports.files.inflate import Coding
from api.imports.files.refused import FileRefused, FileTooLarge
from api.imports.queries import RECEIVED
from api.imports.reception import Reception
from api.imports.refusals import problem_of_file
from api.imports.staging import Sender, Stage
from api.postgres.acting import acting
from api.postgres.pool import Database

SECONDS_BETWEEN_BYTES = 20
SECONDS_IN_ALL = 15 * 60
PIECE = 256 * 1024  # bytes that are worth a thread
CODINGS: dict[str, Coding] = {"": "identity", "identity": "identity", "gzip": "gzip", "x-gzip": "gzip", "zstd": "zstd"}
_CHARSET = re.compile(r'charset\s*=\s*"?([^";\s]+)')


class Received(NamedTuple):
    """Which import a file became, and whether it is that of an earlier request."""

    import_id: UUID
    is_replay: bool


def media_of(request: CapaianRequest) -> tuple[str, Coding, str | None]:
    """Media type, coding and charset. Raises UnsupportedMedia."""
    accepted = operation_of(request).body_types
    media_type, _, parameters = field_of(request, "content-type").lower().partition(";")
    coding = CODINGS.get(field_of(request, "content-encoding").strip().lower())
    if media_type.strip() not in accepted or coding is None:
        raise UnsupportedMedia((*accepted, "gzip", "zstd"))
    charset = _CHARSET.search(parameters)
    return media_type.strip(), coding, charset[1] if charset else None


async def receive(request: CapaianRequest, database: Database, reception: Reception, mode: str, doing: str) -> Received:
    """The import that the file became, or became before under the same Idempotency-Key.

    Raises what the file is refused for; then nothing of it is kept.
    """
    key = key_of(request)
    about = reception.described
    told = told_of(request, "import")
    sender = Sender(reception.import_id, about.collection, about.media_type, mode, doing, told)
    await staging.begin(database, sender)
    stage = Stage(database, sender)
    try:
        async with asyncio.timeout(SECONDS_IN_ALL):
            async for piece in _pieces(request):
                await _stage_all(stage, reception.feed(piece))
            await _stage_all(stage, reception.finish())
            await stage.done()
        earlier = await _queue(request, database, sender, reception, key)
    except OutcomeUnknown:
        raise  # it may be queued by now; if it is not, it is given up by and by
    except BaseException as error:
        await stage.quit()
        await asyncio.shield(staging.give_up(database, sender, "failed", problem_of_file(error)))
        match error:
            case TimeoutError():
                raise TooSlow from error
            case FileRefused(fault=fault):
                raise Unusable("unreadable", [fault]) from error
            case FileTooLarge():
                raise Unusable("too-large") from error
            case _:
                raise
    if earlier is None:
        return Received(reception.import_id, is_replay=False)
    await staging.give_up(database, sender, "cancelled", None)  # it is the one that was taken before
    return Received(earlier, is_replay=True)


async def _stage_all(stage: Stage, batches: Iterator[list[bytes]]) -> None:
    while (batch := await asyncio.to_thread(next, batches, None)) is not None:
        await stage.take(batch)


async def _pieces(request: CapaianRequest) -> AsyncIterator[bytes]:
    """The body in pieces worth working on. Raises TooSlow or ClientGone."""
    held, size = [], 0
    stream = request.stream()
    try:
        while True:
            async with asyncio.timeout(SECONDS_BETWEEN_BYTES):
                data = await anext(stream, None)
            if data is None:
                break
            held.append(data)
            size += len(data)
            if size >= PIECE:
                yield b"".join(held)
                held, size = [], 0
    except TimeoutError as error:
        raise TooSlow from error
    except InternalServerException as error:  # of Litestar, when the client leaves in the middle
        raise ClientGone from error
    if held:
        yield b"".join(held)


async def _queue(
    request: CapaianRequest, database: Database, sender: Sender, reception: Reception, key: str | None
) -> UUID | None:
    """From here on it goes on by itself, whoever restarts. With a key that was used, the import of that time."""
    async with acting(database, sender.told) as connection:
        if key is not None:
            principal = sender.told["principal"]
            kept = await begin(connection, principal, key, fingerprint(request, reception.sha256.encode()))
            if kept is not None:
                return UUID(kept.body.decode())
            await keep(connection, principal, key, Answer(201, {}, str(sender.import_id).encode()))
        columns = [f"{ours}={theirs}" for ours, theirs in reception.columns.items()]
        told = msgspec.json.encode(reception.found).decode()
        await connection.execute(RECEIVED, sender.import_id, reception.rows, columns, told)
    return None
