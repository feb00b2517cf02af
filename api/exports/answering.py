"""The answer to an export: one snapshot, one way out, and an end to both when the client leaves or stops reading."""

import asyncio
from collections.abc import Mapping

import structlog
from litestar.types import Receive, Scope, Send

from api.exports.addresses import package_address
from api.exports.export import Asked, Export
from api.exports.formats import Format
from api.exports.outlet import Outlet, Stalled, Unread
from api.exports.snapshot import snapshot_for, written
from api.exports.stored import selection_of
from api.faults import Unavailable
from api.http.operation import CapaianRequest
from api.http.races import disconnected, first_of
from api.http.room import Room
from api.postgres.pool import Database

LONGEST = 15 * 60.0  # seconds; as long as the database lets one statement run

log = structlog.get_logger()


class ExportAnswer:
    """An answer that has begun and cannot be ended well is broken off, so that nobody takes the part for the whole."""

    def __init__(self, request: CapaianRequest, database: Database, room: Room, export: Export, form: Format) -> None:
        self.request = request
        self.database = database
        self.room = room
        self.export = export
        self.form = form

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self.room.taken():
            outlet = Outlet(scope, send, self.form.content_type)
            try:
                # A task of its own, whose time can be bounded: the server's own task cannot be cancelled.
                await first_of(self._write(outlet), disconnected(receive), outlet.begin_in_time())
            except Stalled:
                # The server breaks off what its application leaves without an end.
                log.warning("export.stalled", export=self.export.name, request_id=scope["state"]["request_id"])
            except Unread:
                pass
            except TimeoutError:
                raise Unavailable("an export took too long") from None

    async def _write(self, outlet: Outlet) -> None:
        asked = asked_of(self.request, self.export)
        as_public = self.export.chain is None
        async with asyncio.timeout(LONGEST):
            async with snapshot_for(self.request, self.database, asked.query.known_at, as_public=as_public) as held:
                outlet.headers |= _headers(self.request, self.export, self.form, written(held.moment))
                await self.form.write(self.export, asked, held, outlet)
            await outlet.end()


def asked_of(request: CapaianRequest, export: Export) -> Asked:
    query = request.state.query
    columns = getattr(query, "columns", None) or export.usual
    if export.chain is None:
        return Asked(query, columns)
    return Asked(query, columns, selection_of(query, is_public=request.state.caller.is_public))


def _headers(request: CapaianRequest, export: Export, form: Format, moment: str) -> Mapping[str, str]:
    return {
        "content-disposition": f'attachment; filename="{export.name}.{form.extension}"',
        "capaian-known-at": moment,
        "link": f'<{package_address(request, export, moment)}>; rel="describedby"',
        **{name.lower(): value for name, value in export.headers.items()},
    }
