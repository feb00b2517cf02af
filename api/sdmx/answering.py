"""The answer with data: one snapshot, one way out, in the format that the client takes."""

import asyncio

from api.faults import NoData
from api.http.negotiation import best_of
from api.http.operation import CapaianRequest, field_of
from api.http.outlet import Outlet
from api.http.room import Room
from api.http.snapshot import Snapshot, snapshot_for, written
from api.http.streamed import StreamedAnswer
from api.postgres.pool import Database
from api.sdmx.asked import Asked
from api.sdmx.formats import DATA_WRITERS
from api.sdmx.observations import last_recorded, observations
from api.sdmx.writing import Writer

VARY = {"vary": "Accept"}


def data_answer(
    request: CapaianRequest, database: Database, room: Room, asked: Asked, offered: tuple[str, ...]
) -> StreamedAnswer:
    """Raises NotAcceptable."""
    media_type = best_of(field_of(request, "accept"), offered)

    async def write(outlet: Outlet) -> None:
        async with snapshot_for(request, database, asked.known_at, as_public=True) as held:
            outlet.headers |= {"capaian-known-at": written(held.moment), **VARY}
            prepared = await last_recorded(held.connection, held.moment)
            await _write(DATA_WRITERS[media_type](asked, prepared), held, asked, outlet)

    return StreamedAnswer(room, f"sdmx {asked.flow.id}", media_type, write)


async def _write(writer: Writer, held: Snapshot, asked: Asked, outlet: Outlet) -> None:
    """Until something is written the request may still be refused."""
    has_begun = False
    async for batch in observations(held, asked):
        if not has_begun:
            await outlet.write(writer.begin())
            has_begun = True
        # A thousand of them take longer than other requests should wait for.
        await outlet.write(await asyncio.to_thread(writer.lines, batch))
    if not has_begun:
        raise NoData
    await outlet.write(writer.end())
