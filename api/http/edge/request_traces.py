"""OpenTelemetry: one span per request, and in it one per statement, sent to a collector. Requires `capaian[otel]`.

The SDK reads its settings from OTEL_… variables. Values of statements, header fields and query strings are in no span.
"""

import asyncio
from typing import Final

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.asyncpg import AsyncPGInstrumentor
from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.sdk.trace.sampling import ALWAYS_OFF, ParentBased
from opentelemetry.trace import Span, SpanKind, StatusCode, format_span_id, format_trace_id
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from api import __version__
from api.http.edge.access_log import KNOWN_METHODS

FLUSH_MILLISECONDS: Final = 3000
_CONTEXT_HEADERS: Final = (b"traceparent", b"tracestate")
_propagator = TraceContextTextMapPropagator()


class TraceMiddleware:
    """Wrap the whole application. A span continues the trace of the client (`traceparent`).

    The application gets the context of the span as `traceparent`, so that the access log has the same trace id.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    def _start(self) -> None:
        """Start the thread that sends the spans; a thread does not survive the fork of the worker."""
        resource = Resource.create({SERVICE_NAME: "capaian", SERVICE_VERSION: __version__}).merge(Resource.create())
        self._processor = BatchSpanProcessor(OTLPSpanExporter())
        provider = TracerProvider(resource=resource)
        # Statements of background jobs belong to no request and get no span.
        statements = TracerProvider(ParentBased(ALWAYS_OFF), resource)
        for each in (provider, statements):
            each.add_span_processor(self._processor)
        self._tracer = provider.get_tracer("capaian", __version__)
        AsyncPGInstrumentor().instrument(  # type: ignore[no-untyped-call]
            tracer_provider=statements
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.HTTP:
            await self._trace(scope, receive, send)
        else:
            self._start()
            await self._app(scope, receive, self._flush_at_shutdown(send))

    async def _trace(self, scope: HTTPScope, receive: Receive, send: Send) -> None:
        received = {
            name.decode(): value.decode("latin-1") for name, value in scope["headers"] if name in _CONTEXT_HEADERS
        }
        method = scope["method"] if scope["method"] in KNOWN_METHODS else "other"
        with self._tracer.start_as_current_span(
            method,
            _propagator.extract(received),
            SpanKind.SERVER,
            {"http.request.method": method, "url.path": scope["path"]},
            record_exception=False,
        ) as span:
            scope.get("state", {}).pop("raw_request", None)  # a raw hit would have no span
            context = span.get_span_context()
            flags = f"{context.trace_flags:02x}"
            parent = f"00-{format_trace_id(context.trace_id)}-{format_span_id(context.span_id)}-{flags}"
            others = [header for header in scope["headers"] if header[0] not in _CONTEXT_HEADERS]
            scope["headers"] = [*others, (b"traceparent", parent.encode())]
            try:
                await self._app(scope, receive, _record_status(span, send))
            finally:
                if route := scope.get("state", {}).get("route"):
                    span.update_name(f"{method} {route}")
                    span.set_attribute("http.route", route)

    def _flush_at_shutdown(self, send: Send) -> Send:
        async def send_and_flush(message: Message) -> None:
            if str(message["type"]).startswith("lifespan.shutdown."):
                await asyncio.to_thread(self._processor.force_flush, FLUSH_MILLISECONDS)
            await send(message)

        return send_and_flush


def _record_status(span: Span, send: Send) -> Send:
    """Return a `send` that records the status of the response in the span."""

    async def send_and_record(message: Message) -> None:
        if message["type"] == "http.response.start":
            span.set_attribute("http.response.status_code", message["status"])
            if message["status"] >= 500:
                span.set_status(StatusCode.ERROR)
        await send(message)

    return send_and_record
