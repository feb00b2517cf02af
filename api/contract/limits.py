"""What the contract says of the service's limits: each number comes from where it is enforced."""

from api.changes.feed import MOST_WAITING
from api.claims.entry import MOST_SUBJECTS
from api.exports.export import MOST_ROWS_OF_A_SPREADSHEET
from api.http import body, gate, replay
from api.http.immutable import LONGEST_TRANSACTION
from api.http.kinds import MOST_VALUES
from api.imports import receiving, reception
from api.imports.awaiting import MOST_SECONDS
from api.imports.files import inflate
from api.postgres.pool import LONG_WORK

_ROWS = (
    ("entities on a page (`limit`)", "1,000, and 100 where nothing is said", "400"),
    ("values of one filter", f"{MOST_VALUES}", "400"),
    ("address with its parameters", f"{gate.LONGEST_ADDRESS:,} bytes", "414"),
    ("body of JSON", f"{body.LARGEST >> 20} MiB, within {body.SECONDS_TO_READ} seconds", "413, 408"),
    ("a short text, such as a name", "500 characters", "422"),
    ("a long text, such as a note or a quote", "4,000 characters", "422"),
    ("citations of a figure", "100", "422"),
    ("figures of a claim", f"{MOST_SUBJECTS}", "422"),
    ("number", "15 significant digits, 9 of them decimals", "422"),
    (
        "file to import",
        f"{reception.MOST_ROWS:,} rows, {inflate.LARGEST >> 30} GiB inflated, {receiving.SECONDS_IN_ALL // 60} minutes",
        "413, 408, 503",
    ),
    ("waiting for an import (`Prefer: wait=…`)", f"{MOST_SECONDS} seconds", "202"),
    ("export as XLSX", f"{MOST_ROWS_OF_A_SPREADSHEET:,} rows", "422"),
    ("exports under way", f"four in each process, {LONG_WORK['statement_timeout'].removesuffix('min')} minutes", "503"),
    ("readers who wait for changes", f"{MOST_WAITING:,} in each process, 30 seconds in `/v1/changes`", "503"),
    ("statement of the database for one request", "3 seconds", "503"),
)
TOLD = f"""\
**Limits.** What goes beyond one is refused with the status beside it, and never cut off silently.

| of | at most | else |
| --- | --- | --- |
{chr(10).join(f"| {' | '.join(row)} |" for row in _ROWS)}

The service counts no requests of its callers. A gateway before it may; it answers 429 with `Retry-After`. An
`Idempotency-Key` is remembered for {replay.KEPT_DAYS} days. An answer by `known_at` is settled once that moment is
{int(LONGEST_TRANSACTION.total_seconds()) // 60} minutes past; where numbers are judged as of a day, with `as_of` too.
"""
