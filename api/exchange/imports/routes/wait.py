"""Wait for an import: return its result if it ends soon, otherwise 202 with the URL to poll."""

import re
import time
from dataclasses import replace
from uuid import UUID

from api.database.pool import Database
from api.errors import ErrorDetail, NotFoundError, Text, UnusableFileError
from api.exchange.imports.cells.cell import build_cell_pointer
from api.exchange.imports.report.model import FINAL_STATUSES, ImportRun
from api.exchange.imports.report.problems import to_exception
from api.exchange.imports.report.queries import find_import
from api.exchange.imports.run.worker import ImportWorker
from api.http.headers.preferences import parse_preferences
from api.http.reads.record import JSON_ENCODER, build_revision_etag
from api.http.request.api_request import ApiRequest, get_header, open_read_session, parse_path_parameter
from api.http.request.operation import RawResponse
from api.http.request.parameter_types import UUID_PARAMETER
from api.service_url import build_url

IMPORT_ID = replace(
    UUID_PARAMETER, schema={**UUID_PARAMETER.schema, "examples": ["01a1fb67-1800-7000-8000-0000000000aa"]}
)
DEFAULT_WAIT_SECONDS = 10.0
MAX_WAIT_SECONDS = 30.0
_SECONDS = re.compile(r"[0-9]{1,9}")


def parse_import_id(request: ApiRequest) -> UUID:
    """Return the id in the path. Raise NotFoundError if it is not a UUID."""
    return UUID(parse_path_parameter(request, "id", UUID_PARAMETER, "/v1/imports"))


async def load_import(request: ApiRequest, database: Database, import_id: UUID) -> ImportRun:
    async with open_read_session(request, database) as connection:
        run = await find_import(connection, import_id)
    if run is None:
        raise NotFoundError(f"/v1/imports/{import_id}")
    return run


def encode_import(run: ImportRun) -> tuple[bytes, str]:
    """Return the body and the ETag, which a step names in `If-Match`."""
    body = JSON_ENCODER.encode(run)
    return body, build_revision_etag(run.revision, body)


def choose_wait_seconds(prefer: str) -> float:
    """Return the time to wait. `wait` counts before `respond-async`: the client accepts a 202 after this time."""
    preferences = parse_preferences(prefer)
    if _SECONDS.fullmatch(wait := preferences.get("wait", "")):
        return min(float(wait), MAX_WAIT_SECONDS)
    return 0.0 if "respond-async" in preferences else DEFAULT_WAIT_SECONDS


async def wait_for_import(request: ApiRequest, database: Database, imports: ImportWorker, import_id: UUID) -> ImportRun:
    """Wake the worker. Return the import when it ends or when the time is up (`Prefer: wait=…`, RFC 7240).

    Another process can run it, so the status is polled; the end of a run in this process ends the pause.
    """
    imports.wake()
    until = time.monotonic() + choose_wait_seconds(get_header(request, "prefer"))
    pause = 0.02
    while (
        run := await load_import(request, database, import_id)
    ).status not in FINAL_STATUSES and time.monotonic() < until:
        await imports.wait_for_run(pause)
        pause = min(2 * pause, 0.3)
    return run


def build_import_response(run: ImportRun, action: str, status: int, *, is_replay: bool = False) -> RawResponse:
    """Build the response to a request for an action: 202 while it runs, else `status`.

    Raise the problem of the run if this action failed.
    """
    if run.status in FINAL_STATUSES and run.action == action:
        if run.status == "rejected":
            raise _rejected_error(run)
        if run.problem is not None:
            raise to_exception(run.problem, run.id)
    body, etag = encode_import(run)
    headers = {"cache-control": "no-store", "location": build_url(f"/v1/imports/{run.id}"), "etag": etag}
    if is_replay:
        headers["idempotent-replayed"] = "true"
    if run.status not in FINAL_STATUSES:
        status = 202
        headers["retry-after"] = "1"
    return RawResponse(body, status=status, headers=headers)


def _rejected_error(run: ImportRun) -> UnusableFileError:
    errors = [
        ErrorDetail(
            error.code, Text(error.detail, error.detail_en), pointer=build_cell_pointer(row.number, error.column)
        )
        for row in run.rejected_rows
        for error in row.errors
    ]
    unlisted = (run.rejected or 0) - len(run.rejected_rows)  # rows, each with at least one error
    return UnusableFileError("rows", errors, f"/v1/imports/{run.id}", is_read=True, unlisted=unlisted)
