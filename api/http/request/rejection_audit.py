"""Audit of the rejected requests of authenticated callers: collected for a second, then written over one connection.

Rejected requests of the public are only counted in the metrics; otherwise any client could fill the audit.
"""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby, islice

import msgspec
import structlog

from api.background import BackgroundJob
from api.database.pool import Database
from api.database.session import begin_transaction_on
from api.errors import UnavailableError

log = structlog.get_logger()

INSERT_ENTRY = """INSERT INTO audit_entry (principal, key_id, client_ip, request_id, action, detail)
    VALUES ($1, $2, $3, $4, 'refuse', $5::jsonb)"""
# The database records the institution of the transaction with each entry.
SET_INSTITUTION = "SELECT set_config('capaian.institution', $1, true)"
FOLD_SECONDS = 1.0  # equal rejections within this time have one entry
# A caller can send a different URL with each request. Above this number, only summaries are stored.
MAX_ENTRIES, MAX_SUMMARIES = 1_000, 1_000
MAX_ENTRIES_PER_TRANSACTION = 200  # encoding them blocks the process for about a millisecond
SHUTDOWN_TIMEOUT_SECONDS = 5.0

# Counts rejections by result: `entry`, `folded` into an equal entry, `summary`, or `lost`.
CountRejections = Callable[[str, int], None]


class RejectedRequest(msgspec.Struct, frozen=True):
    """The request and the problem type of its response. Only a summary of different requests has no path."""

    method: str
    path: str | None
    route: str
    status: int
    problem: str


class RejectionEntry(msgspec.Struct):
    """An entry before it is written: equal rejections, the session variables of the first one, and their number."""

    rejected: RejectedRequest
    variables: Mapping[str, str]
    first_at: datetime
    count: int = 1

    def encode_detail(self) -> str:
        fields = msgspec.structs.asdict(self.rejected) | {"count": self.count, "first_at": self.first_at}
        return msgspec.json.encode(fields).decode()


EntryKey = tuple[str, str, str, RejectedRequest]


class RejectionAudit(BackgroundJob):
    """Records rejections in the background. The number of waiting entries is limited, and none is dropped silently."""

    delayed_event = "audit.rejections_delayed"
    failed_event = "audit.rejections_failed"

    def __init__(self, database: Database, count_rejections: CountRejections = lambda _result, _number: None) -> None:
        super().__init__()
        self._database = database
        self._count_rejections = count_rejections
        self._entries: dict[EntryKey, RejectionEntry] = {}
        self._summaries: dict[EntryKey, RejectionEntry] = {}
        self._batch: list[RejectionEntry] = []  # it is written again until it succeeds

    def add(self, rejected: RejectedRequest, variables: Mapping[str, str]) -> None:
        """Record a rejection with the session variables of its request."""
        key = variables["principal"], variables["key_id"], variables["client_ip"], rejected
        if (entry := self._entries.get(key)) is not None:
            entry.count += 1
            self._count_rejections("folded", 1)
        elif len(self._entries) + len(self._batch) < MAX_ENTRIES:
            self._entries[key] = RejectionEntry(rejected, variables, datetime.now(UTC))
            self._count_rejections("entry", 1)
        else:
            self._add_to_summary(rejected, variables)

    def _add_to_summary(self, rejected: RejectedRequest, variables: Mapping[str, str]) -> None:
        rejected = msgspec.structs.replace(rejected, path=None)
        variables = {"principal": variables["principal"], "key_id": variables["key_id"]}
        key = variables["principal"], variables["key_id"], "", rejected
        if (summary := self._summaries.get(key)) is not None:
            summary.count += 1
        elif len(self._summaries) < MAX_SUMMARIES:
            self._summaries[key] = RejectionEntry(rejected, variables, datetime.now(UTC))
        else:
            self._report_lost([RejectionEntry(rejected, variables, datetime.now(UTC))], "too many callers")
            return
        self._count_rejections("summary", 1)

    async def run_once(self) -> float:
        """Write the collected entries. A transaction has entries of one principal, as the row policy requires."""
        if not self._batch:
            collected = [*self._entries.values(), *self._summaries.values()]
            self._batch = sorted(collected, key=lambda entry: entry.variables["principal"])
            self._entries, self._summaries = {}, {}
        while self._batch:
            principal, of_principal = next(groupby(self._batch, key=lambda entry: entry.variables["principal"]))
            entries = list(islice(of_principal, MAX_ENTRIES_PER_TRANSACTION))
            try:
                await self._insert(principal, entries)
            except UnavailableError:
                raise
            except Exception as error:  # noqa: BLE001  # a batch that can never be written must not block the others
                self._report_lost(entries, type(error).__name__)
            del self._batch[: len(entries)]
        return FOLD_SECONDS

    async def stop(self) -> None:
        """Write what is left. Report what could not be written."""
        await super().stop()
        with contextlib.suppress(UnavailableError, TimeoutError):
            async with asyncio.timeout(SHUTDOWN_TIMEOUT_SECONDS):
                await self.run_once()  # the batch of a failed round
                await self.run_once()
        left = [*self._batch, *self._entries.values(), *self._summaries.values()]
        self._report_lost(left, "the service stopped")

    async def _insert(self, principal: str, entries: Sequence[RejectionEntry]) -> None:
        rows: dict[str, list[tuple[str | None, ...]]] = {}
        for entry in entries:
            rows.setdefault(entry.variables.get("institution", ""), []).append(
                (
                    principal,
                    entry.variables["key_id"] or None,
                    entry.variables.get("client_ip") or None,
                    entry.variables.get("request_id"),
                    entry.encode_detail(),
                )
            )
        async with (
            self._database.acquire_for_audit() as connection,
            begin_transaction_on(connection, {"principal": principal, "action": "refuse"}),
        ):
            for institution, rows_of_institution in rows.items():
                await connection.execute(SET_INSTITUTION, institution)
                await connection.executemany(INSERT_ENTRY, rows_of_institution)

    def _report_lost(self, entries: Sequence[RejectionEntry], cause: str) -> None:
        for entry in entries:
            self._count_rejections("lost", entry.count)
            log.warning(
                "audit.rejection_not_recorded",
                cause=cause,
                count=entry.count,
                request_id=entry.variables.get("request_id"),
                principal=entry.variables["principal"],
                **msgspec.structs.asdict(entry.rejected),
            )
