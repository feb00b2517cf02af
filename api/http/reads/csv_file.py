"""CSV files: cells, lines and the response, by RFC 4180 or for Excel with Indonesian settings."""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec

from api.http.request.operation import CSV_CONTENT_TYPE, RawResponse, build_response
from api.http.request.parameter_types import one_of

Dialect = Literal["excel-id"]
DialectParameter = Annotated[
    Dialect | None,
    one_of(("excel-id",)),
    "`excel-id`: for Excel with Indonesian settings: semicolons, decimal commas, a byte order mark, and codes as text.",
]
# Excel would convert such a text into a number, a date or a time. It contains no character of a formula or a quote, and
# has at most 255 characters: Excel rejects a formula with a longer text.
_CONVERTIBLE = re.compile(r"[0-9][0-9A-Za-z .,:/-]{0,254}")


def build_csv_response(
    name: str, rows: Sequence[Any], columns: Sequence[str], headers: Mapping[str, str], dialect: Dialect | None = None
) -> RawResponse:
    """Build the response of a file `{name}.csv`."""
    headers = {"content-disposition": f'attachment; filename="{name}.csv"', **headers}
    return build_response(to_csv(rows, columns, dialect), CSV_CONTENT_TYPE, headers)


def to_csv(rows: Sequence[Any], columns: Sequence[str], dialect: Dialect | None = None) -> bytes:
    """Format rows, which have one attribute per column, with a header line."""
    out = io.StringIO()
    is_excel = dialect == "excel-id"
    writer = csv.writer(out, delimiter=";" if is_excel else ",")
    format_value = format_excel_cell if is_excel else format_cell
    writer.writerow(columns)
    for row in rows:
        writer.writerow([format_value(getattr(row, column)) for column in columns])
    return out.getvalue().encode("utf-8-sig" if is_excel else "utf-8")


def format_cell(value: object) -> str:
    """Format one value: null is empty, a list is JSON, a number has no exponent."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value
        case Decimal():
            return f"{value:f}"
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case dict():  # a breakdown, in the format of its filter
            return ";".join(f"{key}:{code}" for key, code in sorted(value.items())) or "none"
        case list() | tuple():
            return msgspec.json.encode(value).decode()
        case _:
            return str(value)


def format_excel_cell(value: object) -> str:
    """Format one value for Excel: a number with a decimal comma; a text that Excel would convert as `="32.10"`."""
    text = format_cell(value)
    if isinstance(value, Decimal | float):
        return text.replace(".", ",")
    return f'="{text}"' if isinstance(value, str) and _CONVERTIBLE.fullmatch(text) else text
