"""Drafts of realizations for the measures of writes and imports, with references of the seed data."""

import csv
import io
import itertools
import json
import time
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

PROGRAM, INDICATOR, NATURE = "umkm-digital", "umkm-onboarded", "stock"
INSTITUTION, SOURCE, LOCATOR = "kemenko-marves", "antara-2021-01-11", "p. 1"
# wrk.lua fills it for regions in 32; the statements below are about another one.
DRAFT = json.dumps(
    {
        "indicator": INDICATOR,
        "nature": NATURE,
        "region": "REGION",
        "period": "PERIOD",
        "value": 0,
        "quality": "final",
        "stated_on": "STATED_ON",
        "institution": INSTITUTION,
        "citations": [{"source": SOURCE, "locator": LOCATOR}],
    }
).replace('"value": 0', '"value": VALUE')
FILE_COLUMNS = (
    *("indicator", "nature", "region", "quality", "institution", "source", "locator"),
    *("value", "stated_on", "period"),
)
TABLE_COLUMNS = (
    *("id", "program", "indicator", "nature", "region", "breakdown", "period", "value", "qualifier", "resolution"),
    *("stated_on", "institution", "citations", "quality", "revision", "status", "public", "recorded_by"),
)
_REGION = "31.71"
_DAYS = 600


class Statement(NamedTuple):
    """A number with its key. No two statements below 250,000 have the same key."""

    number: int
    stated_on: date
    period: str


def generate_statements() -> Iterator[Statement]:
    for number in itertools.count(1):
        month = number // _DAYS
        stated_on = date(2025, 1, 1) + timedelta(days=number % _DAYS)
        yield Statement(number, stated_on, f"{1990 + month // 12}-{1 + month % 12:02}")


def build_table_row(statement: Statement) -> tuple[object, ...]:
    """Return the values of TABLE_COLUMNS that the service would store."""
    number, stated_on, period = statement
    draft_id = UUID(int=(time.time_ns() // 1_000_000 << 80) | (7 << 76) | (2 << 62) | number)
    citations = f'[{{"source": "{SOURCE}", "locator": "{LOCATOR}", "quote": null, "note": null}}]'
    return (
        *(draft_id, PROGRAM, INDICATOR, NATURE, _REGION, "", period, number, "exact", 1, stated_on, INSTITUTION),
        *(citations, "final", 1, "draft", False, "bench"),
    )


def encode_file(statements: Iterable[Statement]) -> bytes:
    """Return a CSV file for an import."""
    fields = (INDICATOR, NATURE, _REGION, "final", INSTITUTION, SOURCE, LOCATOR)
    return _encode([FILE_COLUMNS, *((*fields, *statement) for statement in statements)])


def encode_table(statements: Iterable[Statement]) -> bytes:
    """Return the values of TABLE_COLUMNS as CSV for COPY."""
    return _encode(map(build_table_row, statements))


def _encode(rows: Iterable[tuple[object, ...]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()
