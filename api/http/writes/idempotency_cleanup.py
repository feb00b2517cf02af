"""Background job that deletes stored responses after RETENTION_DAYS without a retry, in batches."""

from api.background import BackgroundJob
from api.database.pool import Database
from api.database.session import begin_transaction_as
from api.http.writes.idempotency import delete_expired

BATCH_SIZE = 1000  # rows per transaction; a longer one would delay the sealing of the audit
IDLE_SECONDS = 3600.0
SYSTEM_SESSION = {"principal": "system", "scopes": "admin", "action": "forget"}


class IdempotencyCleanup(BackgroundJob):
    """Delete expired responses. The database prevents earlier deletion (schema/functions/audit.sql)."""

    delayed_event = "idempotency_cleanup.delayed"
    failed_event = "idempotency_cleanup.failed"

    def __init__(self, database: Database, batch_size: int = BATCH_SIZE) -> None:
        super().__init__()
        self._database = database
        self._batch_size = batch_size

    async def run_once(self) -> float:
        async with begin_transaction_as(self._database, SYSTEM_SESSION) as connection:
            deleted = await delete_expired(connection, self._batch_size)
        return 0.0 if deleted == self._batch_size else IDLE_SECONDS
