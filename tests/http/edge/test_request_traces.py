"""Traces of a service, as a collector of OpenTelemetry receives them over HTTP."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from api.metrics import trace_settings
from api.metrics.trace_settings import TracesNotInstalledError, sends_traces
from tests.http.edge.test_access_log import SPAN, TRACE
from tests.support import services
from tests.support.databases import DatabaseUrls

SERVER, CLIENT = Span.SpanKind.SPAN_KIND_SERVER, Span.SpanKind.SPAN_KIND_CLIENT


@contextmanager
def run_collector() -> Iterator[tuple[str, list[Span]]]:
    """Yield the URL of a collector, and the spans that it has received."""
    spans: list[Span] = []

    class Collector(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                spans.extend(span for scope in resource.scope_spans for span in scope.spans)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Collector) as server:
        threading.Thread(target=server.serve_forever).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", spans
        finally:
            server.shutdown()


def attributes(span: Span) -> dict[str, str | int]:
    return {each.key: each.value.string_value or each.value.int_value for each in span.attributes}


def test_a_request_continues_the_trace_of_the_client_and_has_a_span_per_statement(
    database: DatabaseUrls, tmp_path: Path
) -> None:
    with (
        run_collector() as (url, spans),
        services.running(tmp_path, OTEL_EXPORTER_OTLP_ENDPOINT=url, **database.settings) as service,
    ):
        service.wait_until_ready()
        with httpx.Client(base_url=service.url, trust_env=False) as client:
            traced = client.get("/v1/units?q=secret-4711", headers={"traceparent": f"00-{TRACE}-{SPAN}-01"})
            untraced = client.get("/v1/units/umkm")
            statuses = [untraced.headers["cache-status"]]
            while statuses.count("capaian; hit") < 3:  # the listener of the cache connects shortly after the start
                statuses.append(client.get("/v1/units/umkm").headers["cache-status"])
            dropped = client.get("/v1/units", headers={"traceparent": f"00-{'a' * 32}-{SPAN}-00"})
        assert not [name for each in (traced, untraced, dropped) for name in each.headers if "trace" in name]
        assert service.stop() == 0
        lines = [json.loads(line) for line in service.log.splitlines() if "request.completed" in line]
    by_route = {attributes(span).get("http.route"): span for span in spans if span.kind == SERVER}
    assert sum(attributes(span).get("url.path") == "/v1/units/umkm" for span in spans) == len(statuses)
    (listed,) = [span for span in spans if span.kind == SERVER and span.trace_id.hex() == TRACE]
    assert (listed.name, listed.parent_span_id.hex()) == ("GET /v1/units", SPAN)
    assert attributes(listed)["http.response.status_code"] == traced.status_code
    statements = [span for span in spans if span.parent_span_id == listed.span_id]
    assert {span.kind for span in statements} == {CLIENT}
    assert any("SELECT" in attributes(span)["db.statement"] for span in statements)
    assert "secret-4711" not in str(spans)
    # The access log has the trace id of the span, also of a trace that began here.
    logged = {line["route"]: line["trace_id"] for line in lines}
    assert logged["/v1/units/{code}"] == by_route["/v1/units/{code}"].trace_id.hex()
    # The client decided not to record its trace, and background jobs belong to no request.
    assert "a" * 32 not in {span.trace_id.hex() for span in spans}
    assert all(span.parent_span_id for span in spans if span.kind == CLIENT)


def test_a_collector_without_the_packages_is_rejected_with_a_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trace_settings, "find_spec", lambda _name: None)
    assert not sends_traces({})
    assert not sends_traces({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://x", "OTEL_SDK_DISABLED": "true"})
    with pytest.raises(TracesNotInstalledError, match=r"Install capaian\[otel\]"):
        sends_traces({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://x"})
