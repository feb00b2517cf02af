"""Lists that take longer than a request may: ended by the database, and told in which orders they would be quick."""

import contextlib
from collections.abc import Iterator
from typing import Any

import asyncpg

from api.faults import Fault, TakesTooLong, Text
from api.http.list_query import ListQuery
from api.postgres.chain import Chain, Selection

PUBLISHED = ("published",)
IN_NO_ORDER = Text(
    "tidak cepat dalam urutan mana pun; persempit dengan saringan lain",
    "is quick in no order; narrow it with another filter",
)
COUNTING = Text(
    "menghitung semua yang cocok, dan itu terlalu lama; tanpa count jawabannya satu halaman",
    "counts all that matches, which takes too long; without it the answer is a page",
)


@contextlib.contextmanager
def in_time(chain: Chain[Any], query: ListQuery, selection: Selection) -> Iterator[None]:
    """Raises TakesTooLong where the database gave up a read that is not said to be quick."""
    try:
        yield
    except asyncpg.QueryCanceledError as error:
        if not chain.quick or _is_quick(chain, query, selection):
            raise  # it is the database that is slow, or somebody ended the read
        raise TakesTooLong(_faults(chain, query, selection)) from error


def _is_quick(chain: Chain[Any], query: ListQuery, selection: Selection) -> bool:
    """As docs/lists.md has it: of what is published now, with one value of each filter, in an order of all of them."""
    plain = query.count is None and query.known_at is None and selection.statuses == PUBLISHED
    return plain and all(
        (query.sort or "") in chain.quick.get(name, ()) and not (isinstance(value, tuple) and len(value) > 1)
        for name, value in selection.filters.items()
    )


def _faults(chain: Chain[Any], query: ListQuery, selection: Selection) -> list[Fault]:
    asked = [
        *selection.filters,
        *(["known_at"] if query.known_at is not None else []),
        *(["status"] if selection.statuses != PUBLISHED else []),
    ]
    found = [Fault("slow-filter", quick_in(chain.quick.get(name, ())), parameter=name) for name in asked]
    return [*found, *([Fault("slow-count", COUNTING, parameter="count")] if query.count is not None else [])]


def quick_in(orders: tuple[str, ...]) -> Text:
    """In which of them a filter is quick; `""` is that of a list that names none."""
    if not orders:
        return IN_NO_ORDER
    named = ", ".join(order for order in orders if order)
    indonesian = [*(["tanpa sort"] if "" in orders else []), *([f"dengan sort={named}"] if named else [])]
    english = [*(["without sort"] if "" in orders else []), *([f"with sort={named}"] if named else [])]
    return Text(f"cepat {' atau '.join(indonesian)}", f"is quick {' or '.join(english)}")
