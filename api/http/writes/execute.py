"""Execute a write once per Idempotency-Key, in one transaction with the caller's identity."""

import contextlib
from collections.abc import Awaitable, Callable, Iterator

import asyncpg

from api.database.constraint_messages import convert_database_error
from api.database.pool import Connection, Database
from api.database.session import begin_transaction_as
from api.errors import ApiError, RuleViolationError, UnavailableError
from api.http.headers.preferences import parse_preferences
from api.http.request.api_request import ApiRequest, build_session_variables, get_header
from api.http.request.operation import RawResponse
from api.http.writes.created_record import REFERENCE_TYPE, encode_created_record
from api.http.writes.idempotency import (
    IdempotencyRecord,
    begin_request,
    compute_json_fingerprint,
    parse_idempotency_key,
    store_response,
)

WriteOperation = Callable[[Connection], Awaitable[IdempotencyRecord]]
ErrorCheck = Callable[[Connection], Awaitable[None]]
MAX_ATTEMPTS = 3
CONTENT_ACTIONS = frozenset({"create", "revise"})  # actions whose body has the content; the other actions have none
UNPUBLISHED_ACTIONS = CONTENT_ACTIONS | {"submit"}  # actions after which no public response changes


class ConcurrentWriteError(Exception):
    """Another transaction interfered. A retry may succeed, or fail with a more exact error."""

    def __init__(self, error: ApiError) -> None:
        super().__init__(error)
        self.error = error


async def execute_write(
    request: ApiRequest,
    database: Database,
    action: str,
    body: bytes,
    write: WriteOperation,
    *,
    find_all_errors: ErrorCheck | None = None,
) -> RawResponse:
    """Return the response of `write`, or the stored response of the same Idempotency-Key, after the commit.

    If the write violates a rule, `find_all_errors` runs in a transaction of its own, because the first one is rolled
    back. It raises an error with more details, or nothing.
    """
    key = parse_idempotency_key(request)
    fingerprint = b"" if key is None else await compute_json_fingerprint(request, body)
    for attempts_left in reversed(range(MAX_ATTEMPTS)):
        try:
            async with begin_transaction_as(database, build_session_variables(request, action)) as connection:
                with _translate_database_errors(action):
                    response, replayed = await _execute_idempotent(request, connection, key, fingerprint, write)
        except ConcurrentWriteError as concurrent_error:
            if not attempts_left:
                raise concurrent_error.error from concurrent_error
        except RuleViolationError:
            if find_all_errors is not None:
                async with begin_transaction_as(database, build_session_variables(request, action)) as connection:
                    await find_all_errors(connection)
            raise
        else:
            if action in UNPUBLISHED_ACTIONS:
                request.scope["state"]["changes_nothing_public"] = True
            return _build_write_response(request, response, replayed=replayed)
    raise AssertionError  # the last attempt returns or raises


async def _execute_idempotent(
    request: ApiRequest, connection: Connection, key: str | None, fingerprint: bytes, write: WriteOperation
) -> tuple[IdempotencyRecord, bool]:
    if key is None:
        return await write(connection), False
    principal = request.principal
    stored = await begin_request(connection, principal, key, fingerprint)
    if stored is not None:
        return stored, True
    response = await write(connection)
    await store_response(connection, principal, key, response)
    return response, False


@contextlib.contextmanager
def _translate_database_errors(action: str) -> Iterator[None]:
    try:
        yield
    except asyncpg.TransactionRollbackError as error:
        raise ConcurrentWriteError(UnavailableError(type(error).__name__)) from error
    except asyncpg.PostgresError as error:
        violation = convert_database_error(error)
        if violation is None:
            raise
        if isinstance(error, asyncpg.UniqueViolationError) and action != "create":
            raise ConcurrentWriteError(violation) from error
        if violation.kind == "rule" and action not in CONTENT_ACTIONS:
            violation.kind = "conflict"  # the content was valid when it was saved; the referenced records have changed
        raise violation from error


def _build_write_response(request: ApiRequest, response: IdempotencyRecord, *, replayed: bool) -> RawResponse:
    status, headers, body = response
    headers = {**headers, "cache-control": "no-store"}
    if replayed:
        headers["idempotent-replayed"] = "true"
    preferred = parse_preferences(get_header(request, "prefer")).get("return", "").lower()
    if preferred in ("minimal", "representation"):
        headers["preference-applied"] = f"return={preferred}"
    if preferred == "minimal" and status != 201:
        return RawResponse(b"", status=204, media_type="", headers=headers)
    if preferred == "minimal":
        body = encode_created_record(headers["location"])
        return RawResponse(body, status=status, media_type=REFERENCE_TYPE, headers=headers)
    return RawResponse(body, status=status, headers=headers)
