"""Errors in domain terms, with texts in both languages. This module contains nothing of HTTP.

Exception
├── ApiError                         a request that ends with an error response
│   ├── NotFoundError                no record has this URL
│   ├── WithdrawnError               the record was published and then withdrawn, with a reason
│   ├── InvalidRequestError          the request is invalid; each error names its position
│   ├── RuleViolationError           the request violates a rule, or conflicts with the current data
│   ├── UnusableFileError            an uploaded file is invalid, as a whole or in its rows
│   ├── SpreadsheetLimitError        an export does not fit into a spreadsheet
│   ├── MissingDependencyError       an optional dependency of this response is not installed
│   ├── UnsupportedFeatureError      a part of a standard that this service does not implement
│   ├── NoDataError                  the dataflow exists, but no data match the query
│   ├── OutcomeUnknownError          a write may have been committed or not
│   ├── QueryTooSlowError            the query uses no index and timed out
│   ├── RateLimitedError             the caller has sent too many requests
│   ├── UnavailableError             a component is unavailable; the same request may succeed later
│   ├── UnauthenticatedError         no valid credentials (api/auth/caller.py)
│   ├── ForbiddenError               a missing scope (api/auth/caller.py)
│   ├── NotAcceptableError           no accepted media type (api/http/headers/content_negotiation.py)
│   ├── BodyTooLargeError            the body is too large (api/http/request/body.py)
│   ├── BodyTimeoutError             the body arrives too slowly (api/http/request/body.py)
│   ├── ClientDisconnectedError      the client left during the body (api/http/request/body.py)
│   ├── UnsupportedMediaTypeError    no accepted type of body (api/http/request/body.py)
│   ├── RequestInProgressError       a request with this key is running (api/http/writes/idempotency.py)
│   ├── IdempotencyKeyReusedError    the key belongs to another request (api/http/writes/idempotency.py)
│   ├── PreconditionFailedError      If-Match names another revision (api/http/writes/preconditions.py)
│   ├── PreconditionRequiredError    If-Match is missing (api/http/writes/preconditions.py)
│   ├── ApiProblemError              a page cannot show its content (api/pages/signed_in/api_calls.py)
│   ├── FileRejectedError            a file is not a readable table (api/exchange/imports/files/errors.py)
│   │   └── FileTooLargeError        a file exceeds a limit (api/exchange/imports/files/errors.py)
│   ├── TooManyRejectedRowsError     most rows of a file are invalid (api/exchange/imports/files/errors.py)
│   └── UnknownRegionsError          many regions of a file are unknown (api/exchange/imports/files/errors.py)
└── BilingualError                   a command or the service cannot start
    ├── SettingsError                a setting is invalid (api/settings.py)
    ├── DatabaseUnusableError        a command cannot use the database (api/database/connection_errors.py)
    ├── PoolerUnusableError          the pooler cannot be used (api/database/pooler/connections.py)
    ├── RemovalConflictError         seed data was changed during its removal (api/resources/seed/remove.py)
    ├── TracesNotInstalledError      the extra `otel` is not installed (api/metrics/trace_settings.py)
    ├── OutputFileError              a command cannot write its file (api/regular_file.py)
    ├── ServiceRequestError          a command got no response of the service (api/service_client.py)
    ├── MigrationError               the schema cannot be migrated (api/database/upgrades/migration_files.py)
    └── EmbeddedServerError          the embedded PostgreSQL cannot run (api/database/embedded/errors.py)

The dataclasses have `eq=False`: exceptions must be hashable, because `contextlib` and tracebacks store them in sets.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple, Self

MAX_LISTED_ERRORS = 20  # of one request; more would not help the client, and could be megabytes
MAX_ERROR_LENGTH = 500  # characters of a text
MAX_RECEIVED_LENGTH = 100  # characters of a value that a text repeats


class Text(NamedTuple):
    """A text in Indonesian and in English."""

    id: str
    en: str

    def fill(self, *values: object) -> "FilledText":
        """Return the text with the values in place of `{0}`, `{1}` and so on."""
        return FilledText(self, tuple(str(value) for value in values))


NO_PREFIX = Text("", "")


class FilledText(Text):
    """A text that was made from a template, values and a prefix, which take less space to store."""

    template: Text
    values: tuple[str, ...]
    prefix: Text

    def __new__(cls, template: Text, values: tuple[str, ...], prefix: Text = NO_PREFIX) -> Self:
        filled, filled_en = (text.format(*values) if values else text for text in template)
        made = super().__new__(cls, prefix.id + filled, prefix.en + filled_en)
        made.template, made.values, made.prefix = template, values, prefix
        return made

    @classmethod
    def add_prefix(cls, prefix: Text, text: Text) -> Self:
        """Return a text that starts with the prefix."""
        if isinstance(text, cls):
            return cls(text.template, text.values, Text(prefix.id + text.prefix.id, prefix.en + text.prefix.en))
        return cls(text, (), prefix)


def shorten_received(value: str) -> str:
    """Return a received value as a text repeats it."""
    return value if len(value) <= MAX_RECEIVED_LENGTH else f"{value[: MAX_RECEIVED_LENGTH - 1]}…"


def add_received(detail: Text, value: str) -> Text:
    """Return the text with a received value, shortened and without invisible characters."""
    shown = shorten_received(value)
    shown = "".join(each if each.isprintable() else f"\\u{ord(each):04x}" for each in shown).replace("`", "'")
    indonesian, english = (text.rstrip(".") for text in detail)
    return Text(f"{indonesian}. Diterima: `{shown}`.", f"{english}. Received: `{shown}`.")


@dataclass(frozen=True, slots=True)
class ErrorDetail:
    """One error of a request: a stable code, a text, and the parameter or JSON Pointer that it is about."""

    code: str
    detail: Text
    parameter: str | None = None
    pointer: str | None = None


class ApiError(Exception):
    """A request that ends with an error response."""


@dataclass(eq=False)
class NotFoundError(ApiError):
    url: str


@dataclass(eq=False)
class WithdrawnError(ApiError):
    url: str
    reason: str
    since: datetime


@dataclass(eq=False)
class InvalidRequestError(ApiError):
    """`kind`: which part of the request is invalid. `unlisted`: the number of errors that `errors` does not contain."""

    kind: Literal["parameters", "json", "body"]
    errors: list[ErrorDetail] = field(default_factory=list)
    unlisted: int = 0


@dataclass(eq=False)
class RuleViolationError(ApiError):
    """`kind`: the caller lacks the right; the current data does not allow it; or a rule for all records forbids it."""

    kind: Literal["forbidden", "conflict", "rule"]
    errors: list[ErrorDetail]


@dataclass(eq=False)
class UnusableFileError(ApiError):
    """`kind`: the file is not readable, exceeds a limit, or has invalid rows, which the report lists.

    `unlisted`: the number of errors that `errors` does not contain.
    `is_read`: the request body was read completely.
    """

    kind: Literal["unreadable", "too_large", "rows"]
    errors: list[ErrorDetail] = field(default_factory=list)
    report_url: str | None = None
    is_read: bool = False
    unlisted: int = 0


class SpreadsheetLimitError(ApiError):
    """An export has too many rows for a spreadsheet, or a text that is too long for a cell."""


@dataclass(eq=False)
class MissingDependencyError(ApiError):
    """`extra`: the optional dependency of this package, locked in `requirements/<extra>.txt`."""

    extra: str


@dataclass(eq=False)
class UnsupportedFeatureError(ApiError):
    """`feature`: its name in the standard."""

    feature: str


class NoDataError(ApiError):
    """No data match an SDMX query. SDMX clients expect 404 instead of an empty response."""


@dataclass(eq=False)
class OutcomeUnknownError(ApiError):
    """`cause` is for the log, never for the caller."""

    cause: str


@dataclass(eq=False)
class QueryTooSlowError(ApiError):
    """`errors` state which other parameters would make the query fast."""

    errors: list[ErrorDetail]


@dataclass(eq=False)
class UnavailableError(ApiError):
    """`cause` is for the log, never for the caller; `errors` are for the caller."""

    cause: str
    errors: list[ErrorDetail] = field(default_factory=list)


@dataclass(eq=False)
class RateLimitedError(ApiError):
    """`wait_seconds`: the same request is allowed after this time."""

    wait_seconds: int


class BilingualError(Exception):
    """Print a message in both languages and stop. `cause` is appended as it is, such as the error of the system."""

    def __init__(self, indonesian: str, english: str, cause: str = "") -> None:
        super().__init__("\n".join(filter(None, (indonesian, english, cause))))
        self.indonesian = indonesian
        self.english = english
        self.cause = cause
