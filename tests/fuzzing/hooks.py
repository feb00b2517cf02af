"""Extensions of the fuzzer: files as bodies, text responses, and parameters that only the service can create."""

from io import BytesIO
from typing import Any

import schemathesis
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.fuzzing import inexpressible_rules  # noqa: F401  # registers its check
from tests.openapi.coverage.recorder import FUZZER, Exchange

# Only the service creates valid values of these: a request with a generated value is rejected, and the rest of it is
# not checked. They are removed, except from the requests that test one of them.
CREATED_BY_THE_SERVICE = frozenset({"cursor", "plan", "after", "Last-Event-ID"})
# RFC 7240, section 2: unknown preferences are ignored. The document lists the supported ones, for generated clients.
PREFERENCES = frozenset({"return=minimal", "return=representation"})

HEADER = "indicator,nature,region,period,value,institution,source,locator\r\n"
ROW = "umkm-onboarded,stock,ID,{},{},kemenkop-ukm,antara-2021-01-11,paragraph 3\r\n"
tables = st.lists(st.tuples(st.integers(2018, 2040), st.integers(0, 10**9)), max_size=5)


def _csv(rows: list[tuple[int, int]]) -> bytes:
    return (HEADER + "".join(ROW.format(*row) for row in rows)).encode()


def _spreadsheet(rows: list[tuple[int, int]]) -> bytes:
    book, output = Workbook(), BytesIO()
    for line in _csv(rows).decode().splitlines():
        book.active.append(line.split(","))
    book.save(output)
    return output.getvalue()


def _lines(rows: list[tuple[int, int]]) -> bytes:
    return b"".join(b'{"indicator":"umkm-onboarded","nature":"stock","period":"%d","value":%d}\n' % row for row in rows)


FILES = {
    "text/csv": tables.map(_csv),
    "application/x-ndjson": tables.map(_lines),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": tables.map(_spreadsheet),
}
for media_type, strategy in FILES.items():
    schemathesis.openapi.media_type(media_type, strategy)


@schemathesis.serializer(*FILES)
def file(context: schemathesis.SerializationContext, value: bytes | str) -> bytes:
    """Return the bytes of a generated file; an example of the document is text."""
    return value if isinstance(value, bytes) else str(value).encode()


@schemathesis.deserializer(
    "application/yaml", "text/csv", "text/html", "text/css", "text/javascript", "text/plain", "application/x-ndjson"
)
def text(_ctx: schemathesis.DeserializationContext, response: schemathesis.Response) -> str:
    """Return the text of a response: the document describes these media types as strings."""
    return response.content.decode()


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case, kwargs: dict[str, Any]) -> None:
    tested = getattr(case.meta.phase.data, "parameter", None) if case.meta is not None else None
    for name in CREATED_BY_THE_SERVICE - {tested}:
        for sent in (case.query, case.headers):
            if sent and name in sent:
                del sent[name]
    preference = case.headers.get("Prefer") if case.headers and "imports" not in case.path else None
    if preference is not None and preference not in PREFERENCES:
        del case.headers["Prefer"]


@schemathesis.hook
def after_call(context: schemathesis.HookContext, case: schemathesis.Case, response: schemathesis.Response) -> None:
    request = response.request
    FUZZER.note(
        Exchange(
            method=request.method or case.method,
            target=request.path_url,
            request_headers=request.headers,
            status=response.status_code,
            media_type=response.headers.get("content-type", [""])[0],
        )
    )
