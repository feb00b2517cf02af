"""The parameters that every list shares, and how they become a selection of revisions."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Annotated, Literal, cast

import msgspec

from api.faults import Fault, Text
from api.http.kinds import MOMENT, matching, one_of, several, whole_number
from api.http.query import Query

CURSOR = matching(
    "invalid-cursor",
    r"[A-Za-z0-9_-]{11,2000}",
    Text("bukan kursor yang diberikan layanan ini", "is not a cursor that this service gave"),
)
STATUS = several(one_of(("draft", "submitted", "published", "rejected", "withdrawn")))
PAGING = frozenset({"limit", "cursor", "count", "columns"})

KnownAt = Annotated[
    datetime | None,
    MOMENT,
    "Answer as this service would have answered at that moment: its revisions and statuses then. The answer no longer "
    "changes once the moment is half an hour old.",
]
Limit = Annotated[int, whole_number(1, 1000), "At most this many entities on the page."]
Cursor = Annotated[str | None, CURSOR, "Go on from here: `meta.next_cursor` of the page before, with the same filters."]


class EntityQuery(Query, frozen=True, kw_only=True):
    known_at: KnownAt = None


class RevisionsQuery(Query, frozen=True, kw_only=True):
    limit: Limit = 100
    cursor: Cursor = None


class ListQuery(Query, frozen=True, kw_only=True):
    """Fields that a noun adds are its filters, by the names of its chain's conditions."""

    limit: Limit = 100
    cursor: Cursor = None
    sort: Annotated[
        str | None,
        one_of(("recorded_at", "-recorded_at")),
        "Order; `-` for descending. Left out, an order fit for reading.",
    ] = None
    count: Annotated[
        Literal["exact"] | None, one_of(("exact",)), "`exact` counts all matching entities into `meta.count`."
    ] = None
    status: Annotated[
        tuple[str, ...], STATUS, "Only entities of these statuses. The public sees the published ones alone."
    ] = ("published",)
    known_at: KnownAt = None

    def filters(self) -> Mapping[str, object]:
        """What was asked for beyond the shared parameters, by name."""
        shared = ListQuery.__struct_fields__
        given = (
            (name, getattr(self, name)) for name in self.__struct_fields__ if name not in shared and name != "columns"
        )
        return {name: value for name, value in given if value is not None}

    def identity(self) -> str:
        """What a cursor is bound to: everything but how the page is cut."""
        return msgspec.json.encode(
            {name: getattr(self, name) for name in self.__struct_fields__ if name not in PAGING}, order="sorted"
        ).decode()


@cache
def csv_query(query: type[ListQuery], columns: tuple[str, ...]) -> type[ListQuery]:
    """The same parameters, and which columns to write."""
    described = Annotated[
        tuple[str, ...] | None, several(one_of(columns)), "Only these columns, in this order; left out, all of them."
    ]
    made = msgspec.defstruct(
        f"{query.__name__}Csv", [("columns", described, None)], bases=(query,), frozen=True, kw_only=True
    )
    return cast("type[ListQuery]", made)  # its base says so


def reversed_range(query: msgspec.Struct, first: str, last: str) -> list[Fault]:
    """The fault of two dates in the wrong order, if they are."""
    begin, end = getattr(query, first), getattr(query, last)
    if begin is None or end is None or begin <= end:
        return []
    return [Fault("reversed-range", Text(f"mendahului {first}", f"is before {first}"), parameter=last)]
