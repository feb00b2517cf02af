"""Build the response with observations: from one snapshot, in the negotiated format."""

import asyncio

from api.database.pool import Database
from api.errors import NoDataError
from api.exchange.sdmx.data.observations import iterate_observations
from api.exchange.sdmx.data.writer import ObservationWriter
from api.exchange.sdmx.formats import DATA_WRITERS
from api.exchange.sdmx.query.data_query import DataQuery
from api.http.headers.content_negotiation import choose_media_type
from api.http.reads.page import build_complete_until_header
from api.http.request.api_request import ApiRequest, get_header, identify_caller
from api.http.request.concurrency_limit import ConcurrencyLimiter
from api.http.streams.snapshot import Snapshot, open_snapshot
from api.http.streams.stream_writer import StreamWriter
from api.http.streams.streaming_response import StreamingResponse
from api.types import format_timestamp

VARY_ACCEPT = {"vary": "Accept"}


def build_data_response(
    request: ApiRequest,
    database: Database,
    limiter: ConcurrencyLimiter,
    query: DataQuery,
    media_types: tuple[str, ...],
) -> StreamingResponse:
    """Build the response in the accepted one of `media_types`. Raise NotAcceptableError if there is none."""
    media_type = choose_media_type(get_header(request, "accept"), media_types)

    async def write(stream: StreamWriter) -> None:
        async with open_snapshot(request, database, query.known_at, as_public=True) as snapshot:
            stream.headers |= {
                "capaian-known-at": format_timestamp(snapshot.known_at),
                **build_complete_until_header(snapshot.complete_until),
                **VARY_ACCEPT,
            }
            writer = DATA_WRITERS[media_type](query, snapshot.complete_until)
            await _write_observations(writer, snapshot, query, stream)

    return StreamingResponse(limiter.acquire(identify_caller(request)), f"sdmx {query.flow.id}", media_type, write)


async def _write_observations(
    writer: ObservationWriter, snapshot: Snapshot, query: DataQuery, stream: StreamWriter
) -> None:
    """Write header, observations and end. Raise NoDataError before the first write if there are no observations."""
    has_started = False
    async for batch in iterate_observations(snapshot, query):
        if not has_started:
            await stream.write(writer.write_header())
            has_started = True
        # In a thread, because formatting a batch would delay other requests.
        await stream.write(await asyncio.to_thread(writer.write_observations, batch))
    if not has_started:
        raise NoDataError
    await stream.write(writer.write_end())
