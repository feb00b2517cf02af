"""The limits in the OpenAPI document; each number comes from the module that enforces it."""

from api.analysis.claims.validation import MAX_FIGURES
from api.database.complete_until import MAX_TRANSACTION_DURATION
from api.database.pooled_connection import LOCK_TIMEOUT, LONG_RUNNING_LIMITS
from api.exchange.changes.feed import MAX_WAITERS
from api.exchange.exports.export import MAX_SPREADSHEET_ROWS
from api.exchange.imports.files import decompression
from api.exchange.imports.receive import upload, upload_parser
from api.exchange.imports.routes.wait import MAX_WAIT_SECONDS
from api.http.edge import url_check
from api.http.request import body
from api.http.request.operation import MAX_BODY_BYTES, MAX_LARGE_BODY_BYTES
from api.http.request.parameter_types import MAX_VALUES
from api.http.writes import idempotency

_LIMITS = (
    ("records on a page (`limit`)", "1,000; the default is 100", "400"),
    ("values of one filter", f"{MAX_VALUES}", "400"),
    ("URL with its parameters", f"{url_check.MAX_URL_LENGTH:,} bytes", "414"),
    (
        "JSON body",
        (
            f"{MAX_BODY_BYTES >> 10} KiB; {MAX_LARGE_BODY_BYTES >> 20} MiB for figures, sources and mappings; "
            f"within {body.READ_TIMEOUT_SECONDS} seconds"
        ),
        "413, 408",
    ),
    ("a short text, such as a name", "500 characters", "422"),
    ("a long text, such as a note or a quote", "4,000 characters", "422"),
    ("citations of a figure", "100", "422"),
    ("figures of a claim", f"{MAX_FIGURES}", "422"),
    ("number", "15 significant digits, 9 of them decimals", "422"),
    (
        "file to import",
        (
            f"{upload_parser.MAX_ROWS:,} rows, {decompression.MAX_FILE_BYTES >> 30} GiB decompressed, "
            f"{upload.TOTAL_TIMEOUT_SECONDS // 60} minutes"
        ),
        "413, 408, 503",
    ),
    ("wait for an import (`Prefer: wait=…`)", f"{MAX_WAIT_SECONDS} seconds", "202"),
    ("export as XLSX", f"{MAX_SPREADSHEET_ROWS:,} rows", "422"),
    (
        "concurrent exports",
        (
            "four per process, of them one per caller, "
            f"{LONG_RUNNING_LIMITS['statement_timeout'].removesuffix('min')} minutes"
        ),
        "503",
    ),
    (
        "requests that wait for changes",
        f"{MAX_WAITERS:,} per process, a quarter per caller, 30 seconds in `/v1/changes`",
        "503",
    ),
    ("concurrent `count=exact`", "four per process with the default pool, of them one per caller", "503"),
    ("findings as of a day, or known at a time", "two computed and four waiting, one per caller; 8 seconds", "503"),
    ("database statement of one request", "3 seconds", "503"),
    ("wait for a lock in the database", f"{LOCK_TIMEOUT.removesuffix('s')} seconds", "503"),
)
_RETENTION_DAYS = idempotency.RETENTION_DAYS
_SETTLED_AFTER_MINUTES = int(MAX_TRANSACTION_DURATION.total_seconds()) // 60
LIMITS_TEXT = f"""\
**Limits.** A request beyond a limit is rejected with the given status. Nothing is truncated.

| of | maximum | otherwise |
| --- | --- | --- |
{chr(10).join(f"| {' | '.join(row)} |" for row in _LIMITS)}

Each caller has a rate limit: the principal of a key, or a client without a key by its IP address. A request takes one
of its requests; `count=exact`, lists as CSV, exports, `POST /v1/claims/check` and findings with `as_of` take 10;
responses from the cache take none. `RateLimit` and `RateLimit-Policy` state what is left. Beyond the limit the response
is 429 with `Retry-After`.

The response of an `Idempotency-Key` is stored for {_RETENTION_DAYS} days. A response with `known_at` does not change
once that time is {_SETTLED_AFTER_MINUTES} minutes past; if it is computed for a day, it also needs `as_of`.
"""
