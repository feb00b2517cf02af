"""Timeouts of list queries: the error lists the filters without an index and the sort orders that have one."""

import contextlib
from collections.abc import Iterator
from typing import Any

import asyncpg

from api.database.revision_reads import RevisionTable, Selection
from api.errors import ErrorDetail, QueryTooSlowError, Text
from api.http.reads.list_parameters import ListParameters

PUBLISHED = ("published",)
NO_INDEXED_SORT = Text(
    "tidak memiliki indeks dan melampaui batas waktu. Silakan tambahkan saringan lain.",
    "has no index and timed out. Add another filter.",
)
COUNT_TOO_SLOW = Text(
    "menghitung semua baris yang cocok dan melampaui batas waktu. Silakan hapus count untuk memperoleh satu halaman.",
    "counts all matching records and timed out. Omit it to get one page.",
)


@contextlib.contextmanager
def translate_timeouts(table: RevisionTable[Any], query: ListParameters, selection: Selection) -> Iterator[None]:
    """Raise QueryTooSlowError if the database canceled a query that uses no index."""
    try:
        yield
    except asyncpg.QueryCanceledError as error:
        if not table.indexed_sorts or _uses_index(table, query, selection):
            raise  # the database is slow, or an administrator canceled the query
        raise QueryTooSlowError(_explain_timeout(table, query, selection)) from error


def _uses_index(table: RevisionTable[Any], query: ListParameters, selection: Selection) -> bool:
    """Return whether an index has both filters and order: currently published, one value per filter, no count.

    See docs/list-performance.md.
    """
    is_current = query.count is None and query.known_at is None and selection.statuses == PUBLISHED
    return is_current and all(
        (query.sort or "") in table.indexed_sorts.get(name, ()) and not (isinstance(value, tuple) and len(value) > 1)
        for name, value in selection.filters.items()
    )


def _explain_timeout(table: RevisionTable[Any], query: ListParameters, selection: Selection) -> list[ErrorDetail]:
    slow_filters = [
        *selection.filters,
        *(["known_at"] if query.known_at is not None else []),
        *(["status"] if selection.statuses != PUBLISHED else []),
    ]
    errors = [
        ErrorDetail("slow_filter", describe_indexed_sorts(table.indexed_sorts.get(name, ())), parameter=name)
        for name in slow_filters
    ]
    return [
        *errors,
        *([ErrorDetail("slow_count", COUNT_TOO_SLOW, parameter="count")] if query.count is not None else []),
    ]


def describe_indexed_sorts(indexed_sorts: tuple[str, ...]) -> Text:
    """Describe the sort orders for which a filter uses an index; `""` stands for a request without `sort`."""
    if not indexed_sorts:
        return NO_INDEXED_SORT
    sorts = ", ".join(sort for sort in indexed_sorts if sort)
    indonesian = [*(["tanpa sort"] if "" in indexed_sorts else []), *([f"dengan sort={sorts}"] if sorts else [])]
    english = [*(["without sort"] if "" in indexed_sorts else []), *([f"with sort={sorts}"] if sorts else [])]
    return Text(f"memakai indeks {' atau '.join(indonesian)}", f"uses an index {' or '.join(english)}")
