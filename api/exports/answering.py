"""The answer to an export: one snapshot, and what is told of it in the headers."""

from collections.abc import Mapping

from api.exports.addresses import package_address
from api.exports.export import Asked, Export
from api.exports.formats import Format
from api.exports.stored import selection_of
from api.http.operation import CapaianRequest
from api.http.outlet import Outlet
from api.http.room import Room
from api.http.snapshot import snapshot_for, written
from api.http.streamed import StreamedAnswer
from api.postgres.pool import Database


def export_answer(
    request: CapaianRequest, database: Database, room: Room, export: Export, form: Format
) -> StreamedAnswer:
    async def write(outlet: Outlet) -> None:
        asked = asked_of(request, export)
        as_public = export.chain is None
        async with snapshot_for(request, database, asked.query.known_at, as_public=as_public) as held:
            outlet.headers |= _headers(request, export, form, written(held.moment))
            await form.write(export, asked, held, outlet)

    return StreamedAnswer(room, export.name, form.content_type, write)


def asked_of(request: CapaianRequest, export: Export) -> Asked:
    query = request.query
    columns = getattr(query, "columns", None) or export.usual
    if export.chain is None:
        return Asked(query, columns)
    return Asked(query, columns, selection_of(query, is_public=request.caller.is_public))


def _headers(request: CapaianRequest, export: Export, form: Format, moment: str) -> Mapping[str, str]:
    return {
        "content-disposition": f'attachment; filename="{export.name}.{form.extension}"',
        "capaian-known-at": moment,
        "link": f'<{package_address(request, export, moment)}>; rel="describedby"',
        **{name.lower(): value for name, value in export.headers.items()},
    }
