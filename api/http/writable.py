"""What may be written: how a noun is entered, and how a write looks up and answers the entity it is about."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from api.faults import Broken, Fault, Invalid, Missing, Text
from api.http.entity import encoded
from api.http.listing import Collection
from api.http.operation import CapaianRequest
from api.http.replay import Answer
from api.postgres.pool import Connection
from api.postgres.record import Standing, find_standing

HEEDED = ("If-Match", "Idempotency-Key", "Prefer")
FIRST_YEAR, LAST_YEAR = 1900, 2200


@dataclass(frozen=True, slots=True)
class Writable:
    """A noun that callers may enter: what they say of it, and what must hold before it reaches the database.

    `faults` are told without the database, `faults_among` with it, of what is named. `columns` makes the table's
    columns of what was said; `identity` makes the key of a new entity, where it has none.
    """

    noun: Collection[Any]
    entry: type[msgspec.Struct]
    faults: Callable[[Any], list[Fault]] = lambda _entry: []
    faults_among: Callable[[Connection, Any], Awaitable[list[Fault]]] | None = None
    columns: Callable[[dict[str, Any]], dict[str, Any]] = lambda said: said
    identity: Callable[[], dict[str, Any]] = dict

    @property
    def is_named_by_caller(self) -> bool:
        """Its key is said on entry, and not given by the service."""
        return self.noun.key_name in self.entry.__struct_fields__

    def row(self, entry: msgspec.Struct) -> dict[str, Any]:
        """Raises Invalid with every fault that can be told without the database."""
        if faults := [*_days_out_of_reach(entry), *self.faults(entry)]:
            raise Invalid("body", faults)
        said: dict[str, Any] = msgspec.to_builtins(entry)
        return self.columns(said)

    async def look_around(self, connection: Connection, entry: msgspec.Struct) -> None:
        """Raises Invalid with every fault that only the database tells, before it is asked to take the row."""
        if self.faults_among is not None and (faults := await self.faults_among(connection, entry)):
            raise Invalid("body", faults)


def _days_out_of_reach(entry: msgspec.Struct) -> list[Fault]:
    given = {name: getattr(entry, name) for name in entry.__struct_fields__}
    return [
        Fault("not-a-date", OUT_OF_REACH, pointer=f"/{name}")
        for name, value in given.items()
        if isinstance(value, date) and not FIRST_YEAR <= value.year <= LAST_YEAR
    ]


async def standing_of(noun: Collection[Any], connection: Connection, key: object, address: str) -> Standing:
    standing = await find_standing(connection, noun.chain, key)
    if standing is None:
        raise Missing(address)
    return standing


async def answered(
    request: CapaianRequest, noun: Collection[Any], connection: Connection, key: object, entity: Any
) -> Answer:
    standing = await find_standing(connection, noun.chain, key)
    body, tag = encoded(entity, request.caller, standing)
    return Answer(200, {"etag": tag}, body)


def not_now(action: str, standing: Standing) -> Broken:
    state = Text(
        f"berstatus {standing.status}, yang tidak memungkinkan {action}",
        f"has the status {standing.status}, which does not allow to {action} it",
    )
    return Broken("conflict", [Fault("status-follows-its-transitions", state, pointer="/status")])


OUT_OF_REACH = Text("harus dari 1900-01-01 sampai 2200-12-31", "must lie between 1900-01-01 and 2200-12-31")
