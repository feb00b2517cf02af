"""Writable collections: validation of their input, and the functions that all write routes share."""

import contextlib
from collections.abc import Awaitable, Callable, Container, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from api.database.pool import Connection
from api.database.revision_writes import RevisionState, find_revision_state
from api.errors import ErrorDetail, InvalidRequestError, NotFoundError, RuleViolationError, Text
from api.http.reads.collection import Collection
from api.http.reads.record import encode_record
from api.http.request.api_request import ApiRequest
from api.http.request.operation import MAX_BODY_BYTES
from api.http.request.partial_input import DecodedInput, PartialInput, Rule, UnreadableFieldError, check_rules
from api.http.writes.idempotency import IdempotencyRecord
from api.http.writes.preconditions import require_existing
from api.http.writes.references import Reference, find_missing_references

WRITE_REQUEST_HEADERS = ("If-Match", "Idempotency-Key", "Prefer")
CONDITIONAL_WRITE_HEADERS = ("If-Match-Required", "Idempotency-Key", "Prefer")
MIN_YEAR, MAX_YEAR = 1900, 2200


@dataclass(frozen=True, slots=True)
class WritableCollection:
    """A collection that callers may write, with the validation of its input.

    `rules` run without the database; `references` are records that must exist; `validate_references` compares the
    referenced records. `validate_change` compares the current fields, the changed input and the names of the changed
    fields. All of them may read a PartialInput. `to_columns` converts the input
    into columns of the table. `new_key` creates the key of a new record if the service assigns it.
    `max_body_bytes` limits the bodies that create and revise a record.
    """

    collection: Collection[Any]
    input_model: type[msgspec.Struct]
    rules: tuple[Rule, ...] = ()
    references: tuple[Reference, ...] = ()
    validate_change: Callable[[dict[str, Any], Any, Container[str]], list[ErrorDetail]] = lambda _current, _input, _: []
    validate_references: Callable[[Connection, Any], Awaitable[list[ErrorDetail]]] | None = None
    to_columns: Callable[[dict[str, Any]], dict[str, Any]] = lambda content: content
    new_key: Callable[[], dict[str, Any]] = dict
    max_body_bytes: int = MAX_BODY_BYTES

    @property
    def has_caller_assigned_key(self) -> bool:
        """Whether the input contains the key, so that the service does not assign it."""
        return self.collection.key_name in self.input_model.__struct_fields__

    def to_row(self, input_: msgspec.Struct) -> dict[str, Any]:
        """Return the columns of a valid input."""
        content: dict[str, Any] = msgspec.to_builtins(input_)
        return self.to_columns(content)

    async def require_valid(
        self, connection: Connection, decoded: DecodedInput, more_errors: Sequence[ErrorDetail] = ()
    ) -> None:
        """Raise InvalidRequestError with all errors: of fields, rules and references, and `more_errors`."""
        content = decoded.content
        errors = [*decoded.errors, *more_errors, *self.find_rule_errors(content)]
        errors += await find_missing_references(connection, self.references, content)
        if self.validate_references is not None:
            with contextlib.suppress(UnreadableFieldError):
                errors += await self.validate_references(connection, content)
        if errors:
            raise InvalidRequestError("body", errors, decoded.unlisted)

    def find_rule_errors(self, content: Any) -> list[ErrorDetail]:
        """Return the errors that are found without the database, of the fields that an input has."""
        return check_rules((_validate_dates, *self.rules), content)


class InputCheck:
    """The validation of the input of one write.

    The database checks the references when it stores the record, so a write without errors needs no query for them.
    The database reports one error. `find_all_errors` then reports every error of the input.
    """

    def __init__(self, writable: WritableCollection) -> None:
        self._writable = writable
        self._stored: DecodedInput | None = None

    async def require_valid(
        self, connection: Connection, decoded: DecodedInput, more_errors: Sequence[ErrorDetail] = ()
    ) -> None:
        """Raise InvalidRequestError with all errors, except those that the database finds while it stores the input."""
        writable = self._writable
        has_errors = decoded.errors or more_errors or writable.find_rule_errors(decoded.content)
        if has_errors or writable.validate_references is not None:
            await writable.require_valid(connection, decoded, more_errors)
        self._stored = decoded

    async def find_all_errors(self, connection: Connection) -> None:
        """Raise InvalidRequestError with all errors of the input that the database rejected, if it has any."""
        if self._stored is not None:
            await self._writable.require_valid(connection, self._stored)


def _validate_dates(content: Any) -> list[ErrorDetail]:
    values = vars(content) if isinstance(content, PartialInput) else msgspec.structs.asdict(content)
    return [
        ErrorDetail("not_a_date", DATE_OUT_OF_RANGE, pointer=f"/{name}")
        for name, value in values.items()
        if isinstance(value, date) and not MIN_YEAR <= value.year <= MAX_YEAR
    ]


async def load_revision_state(
    request: ApiRequest, collection: Collection[Any], connection: Connection, key: object, path: str
) -> RevisionState:
    """Return the revision state of a record.

    If the caller cannot see it, raise PreconditionFailedError for `If-Match: *`, else NotFoundError.
    """
    state = await find_revision_state(connection, collection.table, key)
    if state is None:
        require_existing(request)
        raise NotFoundError(path)
    return state


async def build_idempotent_response(
    request: ApiRequest, collection: Collection[Any], connection: Connection, key: object, record: Any
) -> IdempotencyRecord:
    """Build the response of a write to an existing record."""
    state = await find_revision_state(connection, collection.table, key)
    body, tag = encode_record(record, request.caller, state)
    return IdempotencyRecord(200, {"etag": tag}, body)


def transition_not_allowed(action: str, state: RevisionState) -> RuleViolationError:
    """Build the error of an action that the status of the record does not allow."""
    detail = Text(
        f"adalah {state.status}. Status ini tidak memungkinkan {action}.",
        f"is {state.status}. This status does not allow {action}.",
    )
    return RuleViolationError("conflict", [ErrorDetail("status_follows_its_transitions", detail, pointer="/status")])


DATE_OUT_OF_RANGE = Text("harus antara 1900-01-01 dan 2200-12-31", "must be between 1900-01-01 and 2200-12-31")
