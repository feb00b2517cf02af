"""The query parameters of every list, and the filters and cursor scope that follow from them."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Literal, cast, get_type_hints

import msgspec

from api.errors import ErrorDetail, Text
from api.http.reads.csv_file import DialectParameter
from api.http.request.parameter_types import TIMESTAMP, integer, list_of, one_of, text_matching
from api.http.request.query_string import QueryParameters

CURSOR = text_matching(
    "invalid_cursor",
    r"[A-Za-z0-9_-]{11,2000}",
    Text(
        "tidak sah. Gunakan `meta.next_cursor` halaman sebelumnya tanpa perubahan.",
        "is invalid. Use `meta.next_cursor` of the previous page unchanged.",
    ),
    document_pattern="[A-Za-z0-9_-]+",
    minLength=11,
    maxLength=2000,
)
STATUS = list_of(one_of(("draft", "submitted", "published", "rejected", "withdrawn")))
# They select no records.
PAGING_PARAMETERS = frozenset({"limit", "cursor", "count", "columns", "names", "dialect", "include"})

KnownAtParameter = Annotated[
    datetime | None,
    TIMESTAMP,
    "Return the revisions and statuses as recorded at this time. The response no longer changes once the time is more "
    "than half an hour ago.",
]
LimitParameter = Annotated[int, integer(1, 1000), "Maximum number of records on the page."]
CountParameter = Annotated[
    Literal["exact"] | None, one_of(("exact",)), "`exact` counts all matching records in `meta.count`."
]
CursorParameter = Annotated[
    str | None, CURSOR, "Position to continue from: `meta.next_cursor` of the previous page, with the same filters."
]


class RecordParameters(QueryParameters, frozen=True, kw_only=True):
    """Parameters of one record."""

    known_at: KnownAtParameter = None


class RevisionsParameters(QueryParameters, frozen=True, kw_only=True):
    """Parameters of the list of revisions."""

    limit: LimitParameter = 100
    cursor: CursorParameter = None


class ListParameters(QueryParameters, frozen=True, kw_only=True):
    """Parameters of a list. Fields of a subclass are filters, named after the conditions of its RevisionTable."""

    limit: LimitParameter = 100
    cursor: CursorParameter = None
    sort: Annotated[
        str | None,
        one_of(("recorded_at", "-recorded_at")),
        "Sort order; `-` for descending. Without it, the list has an order for reading.",
    ] = None
    count: CountParameter = None
    status: Annotated[
        tuple[str, ...], STATUS, "Only records with these statuses. The public sees only published ones."
    ] = ("published",)
    known_at: KnownAtParameter = None

    def filters(self) -> Mapping[str, object]:
        """Return the filters of the request by name, without the shared parameters."""
        shared = PAGING_PARAMETERS.union(ListParameters.__struct_fields__)
        values = ((name, getattr(self, name)) for name in self.__struct_fields__ if name not in shared)
        return {name: value for name, value in values if value is not None}

    def get_applied_day(self) -> date | None:
        """Return the day that the list applies, or None."""
        return getattr(self, "as_of", None)

    def list_visible_statuses(self, *, is_public: bool) -> tuple[str, ...]:
        """Return the statuses of the request that the caller may see; the public sees only published records."""
        return tuple(status for status in self.status if status == "published") if is_public else self.status

    def cursor_scope(self) -> str:
        """Return the text that a cursor is bound to: all parameters except those of paging."""
        return msgspec.json.encode(
            {name: getattr(self, name) for name in self.__struct_fields__ if name not in PAGING_PARAMETERS},
            order="sorted",
        ).decode()


@cache
def build_csv_parameters(query: type[QueryParameters], columns: tuple[str, ...]) -> type[QueryParameters]:
    """Build the parameters of a CSV: those of the list, with `columns`. Without `limit` it is the whole list."""

    def validate(self: Any) -> list[ErrorDetail]:
        found = query.validate(self)
        if self.cursor is not None and self.limit is None:
            found.append(ErrorDetail("cursor_without_limit", CURSOR_NEEDS_LIMIT, parameter="cursor"))
        return found

    limit_type = get_type_hints(query, include_extras=True)["limit"]
    columns_type = Annotated[
        tuple[str, ...] | None, list_of(one_of(columns)), "Only these columns, in this order. Without it, all columns."
    ]
    parameters = msgspec.defstruct(
        f"{query.__name__}Csv",
        [
            ("limit", Annotated[int | None, *limit_type.__metadata__], None),
            ("columns", columns_type, None),
            ("dialect", DialectParameter, None),
        ],
        bases=(query,),
        # A CSV has neither `meta` nor `included`.
        namespace={"omitted_fields": frozenset({"count", "include"}), "validate": validate},
        frozen=True,
        kw_only=True,
    )
    return cast("type[QueryParameters]", parameters)  # QueryParameters is its base


def validate_range(query: msgspec.Struct, first: str, last: str) -> list[ErrorDetail]:
    """Return an error if the end of a range is before its beginning."""
    begin, end = getattr(query, first), getattr(query, last)
    if begin is None or end is None or begin <= end:
        return []
    return [ErrorDetail("reversed_range", Text(f"lebih awal daripada {first}", f"is before {first}"), parameter=last)]


CURSOR_NEEDS_LIMIT = Text(
    "memerlukan `limit`: tanpa `limit` berkas CSV berisi seluruh daftar. Tambahkan limit=1000, atau hapus cursor.",
    "requires `limit`: without it the CSV file is the whole list. Add limit=1000, or remove cursor.",
)
