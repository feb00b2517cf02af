"""Performing a write: once for one key, in one transaction that knows who acts, its broken rules told as faults."""

import contextlib
from collections.abc import Awaitable, Callable, Iterator

import asyncpg

from api.faults import Refusal, Unavailable
from api.http.acting_as import told_of
from api.http.operation import CapaianRequest, field_of
from api.http.replay import Answer, begin, fingerprint, keep, key_of
from api.http.whole import WholeAnswer
from api.postgres.acting import acting
from api.postgres.pool import Connection, Database
from api.postgres.rules import broken

Write = Callable[[Connection], Awaitable[Answer]]
TRIES = 3
ENTRIES = frozenset({"create", "revise"})  # actions whose body brings the content; the others decide about it


class RacedError(Exception):
    """Another transaction was in the way. The same write may succeed at once, or be told better why it cannot."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal)
        self.refusal = refusal


async def perform(request: CapaianRequest, database: Database, action: str, body: bytes, write: Write) -> WholeAnswer:
    """What `write` answers, or what it answered before to the same Idempotency-Key; either is committed by then."""
    key = key_of(request)
    for tries_left in reversed(range(TRIES)):
        try:
            async with acting(database, told_of(request, action)) as connection:
                with _broken_rules_told(action):
                    answer, replayed = await _once(request, connection, key, body, write)
        except RacedError as raced:
            if not tries_left:
                raise raced.refusal from raced
        else:
            return _sent(request, answer, replayed=replayed)
    raise AssertionError  # the last try answers or raises


async def _once(
    request: CapaianRequest, connection: Connection, key: str | None, body: bytes, write: Write
) -> tuple[Answer, bool]:
    if key is None:
        return await write(connection), False
    principal = request.principal
    kept = await begin(connection, principal, key, fingerprint(request, body))
    if kept is not None:
        return kept, True
    answer = await write(connection)
    await keep(connection, principal, key, answer)
    return answer, False


@contextlib.contextmanager
def _broken_rules_told(action: str) -> Iterator[None]:
    try:
        yield
    except asyncpg.TransactionRollbackError as error:
        raise RacedError(Unavailable(type(error).__name__)) from error
    except asyncpg.PostgresError as error:
        refusal = broken(error)
        if refusal is None:
            raise
        if isinstance(error, asyncpg.UniqueViolationError) and action != "create":
            raise RacedError(refusal) from error
        if refusal.kind == "rule" and action not in ENTRIES:
            refusal.kind = "conflict"  # the same content was taken before; it is the state around it that changed
        raise refusal from error


def _sent(request: CapaianRequest, answer: Answer, *, replayed: bool) -> WholeAnswer:
    status, headers, body = answer
    headers = {**headers, "cache-control": "no-store"}
    if replayed:
        headers["idempotent-replayed"] = "true"
    wishes = {wish.strip().lower() for wish in field_of(request, "prefer").split(",")}
    if "return=minimal" in wishes:
        headers["preference-applied"] = "return=minimal"
        return WholeAnswer(b"", status=status if status == 201 else 204, media_type="", headers=headers)
    if "return=representation" in wishes:
        headers["preference-applied"] = "return=representation"
    return WholeAnswer(body, status=status, headers=headers)
