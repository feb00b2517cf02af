"""How much one user may import: unfinished imports, and the size of the rows that are stored for them."""

from api.database.pool import Connection
from api.errors import ErrorDetail, RuleViolationError, Text

MAX_UNFINISHED_IMPORTS = 10  # queued or running; every one of them delays the imports of other users
MAX_STAGED_BYTES = 4 << 30  # two files of the maximum size
LOAD_USAGE = """SELECT count(*) FILTER (WHERE status IN ('queued', 'running')), coalesce(sum(staged_bytes), 0)::bigint
    FROM import WHERE recorded_by = $1 AND status NOT IN ('failed', 'cancelled')
        AND (status IN ('queued', 'running') OR staged_bytes > 0)"""


async def check_quota(connection: Connection, principal: str) -> int:
    """Return how many bytes of rows the user may still store.

    Raise RuleViolationError if too many of the user's imports are unfinished, or their rows need all of the space.
    """
    unfinished, staged_bytes = await connection.fetchrow(LOAD_USAGE, principal) or (0, 0)
    if unfinished >= MAX_UNFINISHED_IMPORTS:
        raise RuleViolationError("conflict", [ErrorDetail("too_many_imports", TOO_MANY_IMPORTS, pointer="")])
    if staged_bytes >= MAX_STAGED_BYTES:
        raise RuleViolationError("conflict", [ErrorDetail("staging_quota_exceeded", QUOTA_EXCEEDED, pointer="")])
    return int(MAX_STAGED_BYTES - staged_bytes)


TOO_MANY_IMPORTS = Text(
    f"{MAX_UNFINISHED_IMPORTS} impor Anda belum selesai. Tunggu sampai salah satunya selesai, atau batalkan",
    f"{MAX_UNFINISHED_IMPORTS} of your imports are not finished; wait until one ends, or cancel one",
)
QUOTA_EXCEEDED = Text(
    "baris impor Anda yang masih disimpan melampaui kuota. Terapkan atau batalkan pemeriksaan yang lama",
    "the stored rows of your imports exceed the quota; apply or cancel earlier dry runs",
)
