"""Build the response with observations: from one snapshot, in the negotiated format."""

import asyncio

from api.database.pool import Database
from api.errors import ErrorDetail, InvalidRequestError, NoDataError, Text, UnsupportedFeatureError
from api.exchange.sdmx.data.json_writer import MAX_JSON_OBSERVATIONS
from api.exchange.sdmx.data.observations import count_observations, iterate_observations
from api.exchange.sdmx.data.writer import DataMessage, ObservationWriter
from api.exchange.sdmx.formats import DATA_JSON, DATA_WRITERS
from api.exchange.sdmx.message_header import MessageHeader, build_message_id
from api.exchange.sdmx.negotiation import SdmxFormat, negotiate_format
from api.exchange.sdmx.query.data_query import DataQuery
from api.exchange.sdmx.structure.codelists import load_names
from api.http.headers.content_negotiation import choose_language
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
    accepted = negotiate_format(get_header(request, "accept"), media_types)
    if accepted.media_type == DATA_JSON and query.has_history:
        # An observation has one key, so replaced revisions would have the key of the current one.
        raise UnsupportedFeatureError("includeHistory (SDMX-JSON)")

    async def write(stream: StreamWriter) -> None:
        async with open_snapshot(request, database, query.known_at, as_public=True) as snapshot:
            has_labels = accepted.csv_options.labels != "id"
            stream.headers |= {
                "capaian-known-at": format_timestamp(snapshot.known_at),
                **build_complete_until_header(snapshot.complete_until),
                "vary": "Accept, Accept-Language" if has_labels else "Accept",
            }
            if accepted.media_type == DATA_JSON:
                await _require_few_observations(snapshot, query)
            message = await _build_message(request, snapshot, query, accepted)
            await _write_observations(DATA_WRITERS[accepted.media_type](message), snapshot, query, stream)

    return StreamingResponse(
        limiter.acquire(identify_caller(request)), f"sdmx {query.flow.id}", accepted.content_type, write
    )


async def _build_message(
    request: ApiRequest, snapshot: Snapshot, query: DataQuery, accepted: SdmxFormat
) -> DataMessage:
    """Build the message; its id is that of the request in this state of the data."""
    prepared = snapshot.complete_until
    message_id = build_message_id(
        request.scope["path"].encode(),
        request.scope["query_string"],
        repr(accepted).encode(),
        format_timestamp(prepared).encode(),
    )
    has_names = accepted.media_type == DATA_JSON or accepted.csv_options.labels != "id"
    return DataMessage(
        query,
        MessageHeader(request.services.publisher.sdmx_agency, message_id, prepared),
        await load_names(snapshot.connection, query.codelists) if has_names else {},
        accepted.csv_options,
        choose_language(get_header(request, "accept-language")),
    )


async def _require_few_observations(snapshot: Snapshot, query: DataQuery) -> None:
    """Raise InvalidRequestError if the message would need too much memory."""
    if query.limit is not None and query.limit <= MAX_JSON_OBSERVATIONS:
        return
    if await count_observations(snapshot, query, MAX_JSON_OBSERVATIONS + 1) > MAX_JSON_OBSERVATIONS:
        text = Text(
            f"diperlukan: SDMX-JSON memuat paling banyak {MAX_JSON_OBSERVATIONS:_} pengamatan. Persempit dengan kunci "
            "atau saringan, atau minta SDMX-CSV",
            f"is required: SDMX-JSON contains at most {MAX_JSON_OBSERVATIONS:_} observations. Narrow the selection by "
            "a key or filters, or request SDMX-CSV",
        )
        raise InvalidRequestError("parameters", [ErrorDetail("too_many_observations", text, parameter="limit")])


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
    await stream.write(await asyncio.to_thread(writer.write_end))
