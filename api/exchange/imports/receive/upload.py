"""Receive an upload: parse the body and stage its rows with COPY while it arrives, then queue the import."""

import asyncio
import contextlib
import io
from collections.abc import Iterable, Iterator
from typing import NamedTuple
from uuid import UUID

import msgspec

from api.database.pool import Database
from api.database.session import begin_transaction_as
from api.errors import ApiError, OutcomeUnknownError, UnusableFileError
from api.exchange.imports.files.errors import (
    FileRejectedError,
    FileTooLargeError,
    TooManyRejectedRowsError,
    UnknownRegionsError,
)
from api.exchange.imports.receive.body import UploadBody
from api.exchange.imports.receive.copy_lines import COPY_COLUMNS
from api.exchange.imports.receive.upload_parser import UploadParser
from api.exchange.imports.report.model import ImportProblem
from api.exchange.imports.report.problems import build_rejection_limit_error, to_file_problem
from api.exchange.imports.report.queries import ABORT_UPLOAD, INSERT_IMPORT, MARK_QUEUED, SETTLE_IMPORT
from api.http.request.api_request import ApiRequest, build_session_variables
from api.http.request.body import BodyTimeoutError
from api.http.writes.idempotency import (
    IdempotencyRecord,
    begin_request,
    compute_fingerprint,
    parse_idempotency_key,
    store_response,
)

TOTAL_TIMEOUT_SECONDS = 15 * 60
COPY_TIMEOUT_SECONDS = 30.0  # for one COPY; the timeouts of the pool are for statements of requests


class UploadContext(NamedTuple):
    """The import of an upload, its action, and the session variables of the sender (api/database/session.py).

    `reason` is that of the corrections.
    """

    import_id: UUID
    collection: str
    media_type: str
    mode: str
    action: str
    reason: str | None
    session_variables: dict[str, str]


class UploadResult(NamedTuple):
    """The import of an upload; a replay is the import of an earlier request with the same Idempotency-Key."""

    import_id: UUID
    is_replay: bool


async def receive_upload(
    request: ApiRequest, database: Database, parser: UploadParser, body: UploadBody
) -> UploadResult:
    """Store the file and queue its import. Return an earlier import if the Idempotency-Key was used before.

    Raise the error of a rejected file; its rows are deleted.
    """
    parse_idempotency_key(request)  # an invalid key is an error before the file is received
    options = parser.options
    variables = build_session_variables(request, "import")
    upload = UploadContext(
        parser.import_id,
        options.collection,
        options.media_type,
        options.mode,
        options.action,
        options.reason,
        variables,
    )
    await _insert_import(database, upload)
    writer = StagingWriter(database, upload)
    try:
        async with asyncio.timeout(TOTAL_TIMEOUT_SECONDS):
            async for chunk in body.chunks:
                await _stage_batches(writer, parser.feed(chunk))
            await _stage_batches(writer, parser.finish())
            await writer.finish()
        earlier = await _queue_import(request, database, upload, parser, body.fields)
    except OutcomeUnknownError:
        raise  # it may be queued; if it is not, the import worker marks it as interrupted later
    except BaseException as error:
        await writer.cancel()
        await asyncio.shield(_abort_import(database, upload, "failed", to_file_problem(error)))
        match error:
            case TimeoutError():
                raise BodyTimeoutError from error
            case FileTooLargeError(error=detail):
                raise UnusableFileError("too_large", [detail]) from error
            case FileRejectedError(error=detail):
                raise UnusableFileError("unreadable", [detail]) from error
            case TooManyRejectedRowsError(read_rows, max_rejected_rows, errors):
                limit = build_rejection_limit_error(read_rows, max_rejected_rows)
                raise UnusableFileError("rows", [limit, *errors], f"/v1/imports/{upload.import_id}") from error
            case UnknownRegionsError(error=detail, errors=errors):
                raise UnusableFileError("rows", [detail, *errors], f"/v1/imports/{upload.import_id}") from error
            case _:
                raise
    if earlier is None:
        return UploadResult(parser.import_id, is_replay=False)
    await _abort_import(database, upload, "cancelled", None)
    return UploadResult(earlier, is_replay=True)


async def _insert_import(database: Database, upload: UploadContext) -> None:
    *columns, variables = upload
    owner = variables["principal"], variables["institution"] or None
    async with begin_transaction_as(database, variables) as connection:
        await connection.execute(INSERT_IMPORT, *columns, msgspec.json.encode(variables).decode(), *owner)


class StagingWriter:
    """Copy one batch while the next one is parsed. It uses no connection while it waits for the client."""

    def __init__(self, database: Database, upload: UploadContext) -> None:
        self._database = database
        self._upload = upload
        self._copying: asyncio.Task[None] | None = None

    async def write_batch(self, lines: Iterable[bytes]) -> None:
        """Start to copy a batch when the previous one is copied. Raise the error of the previous one."""
        await self.finish()
        self._copying = asyncio.create_task(self._copy(b"".join(lines)))

    async def finish(self) -> None:
        if self._copying is not None:
            await self._copying
            self._copying = None

    async def cancel(self) -> None:
        """Wait for the running COPY and ignore its errors, because the upload has failed anyway."""
        if self._copying is not None:
            await asyncio.wait([self._copying])
            self._copying = None

    async def _copy(self, data: bytes) -> None:
        async with begin_transaction_as(self._database, self._upload.session_variables) as connection:
            # nosemgrep: sql-built-in-a-call  # a constant; SET accepts no parameter
            await connection.execute(f"SET LOCAL statement_timeout = '{COPY_TIMEOUT_SECONDS:g}s'")
            await connection.copy_to_table(
                "import_row", source=io.BytesIO(data), columns=COPY_COLUMNS, timeout=COPY_TIMEOUT_SECONDS
            )


async def _stage_batches(writer: StagingWriter, batches: Iterator[list[bytes]]) -> None:
    while (batch := await asyncio.to_thread(next, batches, None)) is not None:
        await writer.write_batch(batch)


async def _queue_import(
    request: ApiRequest,
    database: Database,
    upload: UploadContext,
    parser: UploadParser,
    fields: bytes,
) -> UUID | None:
    """Queue the import, so that it runs even after a restart. Return the earlier import of a used key, if any.

    The key identifies the file and the fields of the form: another boundary is no other request.
    """
    key = parse_idempotency_key(request)
    async with begin_transaction_as(database, upload.session_variables) as connection:
        if key is not None:
            principal = upload.session_variables["principal"]
            stored = await begin_request(
                connection, principal, key, compute_fingerprint(request, parser.sha256.encode() + fields)
            )
            if stored is not None:
                return UUID(stored.body.decode())
            await store_response(connection, principal, key, IdempotencyRecord(201, {}, str(upload.import_id).encode()))
        columns = [f"{name}={file_name}" for name, file_name in parser.columns.items()]
        file = msgspec.json.encode(parser.describe_file()).decode()
        await connection.execute(MARK_QUEUED, upload.import_id, parser.rows, columns, file, parser.staged_bytes)
    return None


async def _abort_import(database: Database, upload: UploadContext, status: str, problem: ImportProblem | None) -> None:
    """Delete the staged rows of a failed upload. If this fails too, the import worker does it later."""
    encoded = None if problem is None else msgspec.json.encode(problem).decode()
    with contextlib.suppress(ApiError):
        async with begin_transaction_as(database, upload.session_variables) as connection:
            await connection.execute(ABORT_UPLOAD, upload.import_id, status, encoded)
            await connection.execute(SETTLE_IMPORT, upload.import_id)
