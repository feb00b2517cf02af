"""References of an input to other records: all that do not exist, before the record is stored."""

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from api.database.constraint_messages import CONSTRAINT_MESSAGES
from api.database.pool import Connection
from api.errors import ErrorDetail, add_received
from api.http.request.partial_input import UnreadableFieldError

KeyPointers = Iterable[tuple[str, Any]]  # JSON Pointers and the keys that they refer to


class Reference(NamedTuple):
    """References to records of one type. `rule` is the database constraint that requires them.

    `list_keys` reads an input, which can be a PartialInput.
    """

    record_type: str
    rule: str
    list_keys: Callable[[Any], KeyPointers]


def refer(record_type: str, field: str, rule: str) -> Reference:
    """Build the reference of a field with one key."""
    return Reference(record_type, rule, lambda content: [(f"/{field}", getattr(content, field))])


async def find_missing_references(
    connection: Connection, references: Sequence[Reference], content: Any
) -> list[ErrorDetail]:
    """Return an error for each referenced record that the caller may not read or that does not exist."""
    wanted = list(_list_keys(references, content))
    if not wanted:
        return []
    keys: dict[str, set[str]] = {}
    for reference, _, key in wanted:
        keys.setdefault(reference.record_type, set()).add(key)
    columns = (f"{_missing_keys_sql(record_type, position)}" for position, record_type in enumerate(keys, start=1))
    # nosemgrep: sql-built-in-a-call  # names of tables and columns of this repository
    row = await connection.fetchrow(f"SELECT {', '.join(columns)}", *map(list, keys.values()))
    missing = dict(zip(keys, row or (), strict=True))
    return [
        _build_error(reference, pointer, key)
        for reference, pointer, key in wanted
        if key in missing[reference.record_type]
    ]


def _list_keys(references: Sequence[Reference], content: Any) -> Iterator[tuple[Reference, str, str]]:
    own_code = getattr(content, "code", None)  # other rules decide whether a record may refer to itself
    for reference in references:
        with contextlib.suppress(UnreadableFieldError):
            for pointer, key in reference.list_keys(content):
                if key is not None and key != own_code:
                    yield reference, pointer, str(key)


def _missing_keys_sql(record_type: str, position: int) -> str:
    if record_type == "figure":  # a target or a realization
        return f"find_missing_realization(find_missing_target(${position}::text[], false), false)"
    return f"find_missing_{record_type}(${position}::text[], false)"


def _build_error(reference: Reference, pointer: str, key: str) -> ErrorDetail:
    return ErrorDetail(reference.rule, add_received(CONSTRAINT_MESSAGES[reference.rule].text, key), pointer=pointer)
