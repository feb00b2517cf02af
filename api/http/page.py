"""Pages: what every list answers, in JSON and in CSV."""

import csv
import io
from collections.abc import Callable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Generic, TypeVar

import msgspec

Entity = TypeVar("Entity")


class Meta(msgspec.Struct, frozen=True, kw_only=True):
    """How much of the list this page holds and how to go on.

    `count` is the number of all matching entities, when `count=exact` asked for it. `note` explains an
    answer that would otherwise puzzle, in Indonesian and English.
    """

    limit: int
    has_more: bool
    next_cursor: str | None
    count: int | None
    note: str | None


class Page(msgspec.Struct, Generic[Entity], frozen=True):
    """One page of a list: the entities in order, and where the list goes on."""

    data: list[Entity]
    meta: Meta


def one_page(found: Sequence[Entity], limit: int, cursor_after: Callable[[Entity], str]) -> Page[Entity]:
    """At most `limit` of what was found; looking for one more than that tells whether the list goes on."""
    kept = list(found[:limit])
    cursor = cursor_after(kept[-1]) if len(found) > limit else None
    return Page(kept, Meta(limit=limit, has_more=cursor is not None, next_cursor=cursor, count=None, note=None))


def to_csv(entities: Sequence[msgspec.Struct], columns: Sequence[str]) -> bytes:
    """RFC 4180 with a header line; null is empty, a list is JSON, a number is written out in full."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns)
    for entity in entities:
        writer.writerow([cell(getattr(entity, column)) for column in columns])
    return out.getvalue().encode()


def cell(value: object) -> str:
    """One value as a text."""
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
        case dict():  # a breakdown, as its filter writes it
            return ";".join(f"{key}:{code}" for key, code in sorted(value.items())) or "none"
        case list() | tuple():
            return msgspec.json.encode(value).decode()
        case _:
            return str(value)
