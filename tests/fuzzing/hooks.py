"""What the fuzzer has to be told: bodies that are no JSON, answers as text, and values that nobody can make up."""

from io import BytesIO
from typing import Any

import schemathesis
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.contract.exercised import FUZZER, Exchange
from tests.fuzzing import rules  # noqa: F401  # registers its check

# Sealed by the service and good for one list alone, or a promise about one import: whatever is made up is refused,
# and the rest of the request would never be looked at. They stay where a wrong one is what is asked.
NOT_TO_BE_MADE_UP = frozenset({"cursor", "plan", "after", "Last-Event-ID"})
# RFC 7240, 2: preferences that are not known are ignored. The document lists those that are, for generated clients.
PREFERENCES = frozenset({"return=minimal", "return=representation"})

ROWS = "indicator,nature,region,period,value,institution,source,locator\r\n"
ROW = "umkm-onboarded,stock,ID,{},{},kemenkop-ukm,antara-2021-01-11,paragraph 3\r\n"
tables = st.lists(st.tuples(st.integers(2018, 2040), st.integers(0, 10**9)), max_size=5)


def _csv(rows: list[tuple[int, int]]) -> bytes:
    return (ROWS + "".join(ROW.format(*row) for row in rows)).encode()


def _spreadsheet(rows: list[tuple[int, int]]) -> bytes:
    book, out = Workbook(), BytesIO()
    for line in _csv(rows).decode().splitlines():
        book.active.append(line.split(","))
    book.save(out)
    return out.getvalue()


def _lines(rows: list[tuple[int, int]]) -> bytes:
    return b"".join(b'{"indicator":"umkm-onboarded","nature":"stock","period":"%d","value":%d}\n' % row for row in rows)


FILES = {
    "text/csv": tables.map(_csv),
    "application/x-ndjson": tables.map(_lines),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": tables.map(_spreadsheet),
}
for media_type, drawn in FILES.items():
    schemathesis.openapi.media_type(media_type, drawn)


@schemathesis.serializer(*FILES)
def file(context: schemathesis.SerializationContext, value: bytes | str) -> bytes:
    """What is drawn is a file already; an example of the document is one too, as a text where it can be."""
    return value if isinstance(value, bytes) else str(value).encode()


@schemathesis.deserializer(
    "application/yaml", "text/csv", "text/html", "text/css", "text/javascript", "text/plain", "application/x-ndjson"
)
def text(_ctx: schemathesis.DeserializationContext, response: schemathesis.Response) -> str:
    """The document says that these are texts, and nothing of what is in them."""
    return response.content.decode()


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: schemathesis.Case, kwargs: dict[str, Any]) -> None:
    meant = getattr(case.meta.phase.data, "parameter", None) if case.meta is not None else None
    for name in NOT_TO_BE_MADE_UP - {meant}:
        for sent in (case.query, case.headers):
            if sent and name in sent:
                del sent[name]
    preference = case.headers.get("Prefer") if case.headers and "imports" not in case.path else None
    # Of what is made, the body may be left out, and OpenAPI has no way to say so: tests/writing asks for that.
    makes = "201" in case.operation.definition.raw["responses"]
    if preference is not None and (makes or preference not in PREFERENCES):
        del case.headers["Prefer"]


@schemathesis.hook
def after_call(context: schemathesis.HookContext, case: schemathesis.Case, response: schemathesis.Response) -> None:
    request = response.request
    FUZZER.note(
        Exchange(
            method=request.method or case.method,
            target=request.path_url,
            asked=request.headers,
            status=response.status_code,
            media_type=response.headers.get("content-type", [""])[0],
        )
    )
