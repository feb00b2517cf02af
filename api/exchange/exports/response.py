"""The response to an export: written from one snapshot, which the headers describe."""

from collections.abc import Mapping

from api.database.conditions import resolve_filters
from api.database.pool import Database
from api.exchange.exports.export import Export, ExportRequest
from api.exchange.exports.formats import ExportFormat
from api.exchange.exports.stored import build_selection
from api.exchange.exports.urls import build_package_url
from api.http.reads.page import build_complete_until_header
from api.http.request.api_request import ApiRequest, identify_caller
from api.http.request.concurrency_limit import ConcurrencyLimiter
from api.http.streams.snapshot import Snapshot, open_snapshot
from api.http.streams.stream_writer import StreamWriter
from api.http.streams.streaming_response import StreamingResponse
from api.resources.figures.names import add_name_columns
from api.types import format_timestamp


def build_export_response(
    request: ApiRequest, database: Database, limiter: ConcurrencyLimiter, export: Export, form: ExportFormat
) -> StreamingResponse:
    async def write(stream: StreamWriter) -> None:
        export_request = build_export_request(request, export)
        as_public, known_at = not export.depends_on_caller, export_request.query.known_at
        async with open_snapshot(request, database, known_at, as_public=as_public) as snapshot:
            export_request = await _resolve_selection(snapshot, export, export_request)
            stream.headers |= _build_headers(request, export, form, format_timestamp(snapshot.known_at))
            if export.can_be_followed:
                stream.headers |= build_complete_until_header(snapshot.complete_until)
            await form.write(export, export_request, snapshot, stream)

    return StreamingResponse(limiter.acquire(identify_caller(request)), export.name, form.content_type, write)


def build_export_request(request: ApiRequest, export: Export) -> ExportRequest:
    query = request.query
    columns = getattr(query, "columns", None) or export.default_columns
    names, dialect = getattr(query, "names", None) is not None, getattr(query, "dialect", None)
    selection = build_selection(query, is_public=request.caller.is_public) if export.depends_on_caller else None
    return ExportRequest(query, add_name_columns(columns) if names else columns, selection, names, dialect)


async def _resolve_selection(snapshot: Snapshot, export: Export, request: ExportRequest) -> ExportRequest:
    if export.table is None or request.selection is None:
        return request
    return request._replace(selection=await resolve_filters(snapshot.connection, export.table, request.selection))


def _build_headers(request: ApiRequest, export: Export, form: ExportFormat, known_at: str) -> Mapping[str, str]:
    package = build_package_url(request, export, known_at) if export.has_package else None
    return {
        "content-disposition": f'attachment; filename="{export.name}.{form.extension}"',
        "capaian-known-at": known_at,
        **({} if package is None else {"link": f'<{package}>; rel="describedby"'}),
        **{name.lower(): value for name, value in export.headers.items()},
    }
