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
    *("indicator", "nature", "quality", "institution", "source", "locator"),
    *("value", "region", "stated_on", "period"),
)
TABLE_COLUMNS = (
    *("id", "program", "indicator", "nature", "region", "breakdown", "period", "value", "qualifier", "resolution"),
    *("stated_on", "institution", "citations", "quality", "revision", "status", "public", "recorded_by"),
)
_REGIONS = ("31.71", "31.72", "31.73", "31.74", "31.75")
_DAYS, _MONTHS = 600, 400


class Statement(NamedTuple):
    """A number with its key. There are 1.2 million statements, and no two have the same key."""

    number: int
    region: str
    stated_on: date
    period: str


def generate_statements() -> Iterator[Statement]:
    for number, (region, month, day) in enumerate(itertools.product(_REGIONS, range(_MONTHS), range(_DAYS)), 1):
        stated_on = date(2025, 1, 1) + timedelta(days=day)
        yield Statement(number, region, stated_on, f"{1990 + month // 12}-{1 + month % 12:02}")


def build_table_row(statement: Statement) -> tuple[object, ...]:
    """Return the values of TABLE_COLUMNS that the service would store."""
    number, region, stated_on, period = statement
    draft_id = UUID(int=(time.time_ns() // 1_000_000 << 80) | (7 << 76) | (2 << 62) | number)
    citations = f'[{{"source": "{SOURCE}", "locator": "{LOCATOR}", "quote": null, "note": null}}]'
    return (
        *(draft_id, PROGRAM, INDICATOR, NATURE, region, "", period, number, "exact", 1, stated_on, INSTITUTION),
        *(citations, "final", 1, "draft", False, "bench"),
    )


def encode_file(statements: Iterable[Statement]) -> bytes:
    """Return a CSV file for an import."""
    fields = (INDICATOR, NATURE, "final", INSTITUTION, SOURCE, LOCATOR)
    return _encode([FILE_COLUMNS, *((*fields, *statement) for statement in statements)])


def encode_table(statements: Iterable[Statement]) -> bytes:
    """Return the values of TABLE_COLUMNS as CSV for COPY."""
    return _encode(map(build_table_row, statements))


def _encode(rows: Iterable[tuple[object, ...]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()
