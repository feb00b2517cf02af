"""POST /v1/imports: receive a file, wait for its import. Lists all routes of imports."""

from typing import Annotated, Any, Literal
from uuid import UUID

from litestar.di import NamedDependency

from api.database.pool import Database
from api.errors import ErrorDetail, InvalidRequestError, Text
from api.exchange.imports.files.open_file import CSV, NDJSON, SPREADSHEETS
from api.exchange.imports.receive.body import open_body
from api.exchange.imports.receive.form import FORM
from api.exchange.imports.receive.quota import check_quota
from api.exchange.imports.receive.upload import UploadResult, receive_upload
from api.exchange.imports.receive.upload_parser import UploadOptions, UploadParser
from api.exchange.imports.report import queries
from api.exchange.imports.report.model import IMPORT_COLLECTIONS, ImportAction, ImportRun
from api.exchange.imports.routes import mapping_routes, read_routes, step_routes, template_routes
from api.exchange.imports.routes.mapping_routes import resolve_mapping
from api.exchange.imports.routes.rejected_rows import list_rejected_rows_csv
from api.exchange.imports.routes.step_routes import apply_plan
from api.exchange.imports.routes.wait import build_import_response, wait_for_import
from api.exchange.imports.run.worker import ImportWorker
from api.http.request.api_request import ApiRequest, identify_caller, open_read_session
from api.http.request.operation import RawResponse, post
from api.http.request.parameter_types import FLAG, ONE_LINE, one_of, text_matching
from api.http.request.query_string import QueryParameters, parse_query
from api.http.writes.uuid7 import new_uuid7
from api.text_rules import find_text_error

OPERATION_IDS = (
    "create_import",
    "list_imports",
    "read_import",
    "list_import_rows",
    "read_import_totals",
    "list_import_errors",
    "list_rejected_rows_csv",
    "submit_import",
    "publish_import",
    "reject_import",
    "withdraw_import",
    "restore_import",
    "cancel_import",
    "read_import_template",
    "list_mappings",
    "read_mapping",
    "save_mapping",
    "delete_mapping",
)

FILE_MEDIA_TYPES = (CSV, NDJSON, *SPREADSHEETS, FORM)
APPLY_TOKEN = text_matching(
    "not_an_apply_token",
    r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}\.[0-9a-f]{64}",
    Text("harus berupa `apply_token` dari sebuah pemeriksaan", "must be the `apply_token` of a dry run"),
)
MAPPING_PARAMETER = text_matching(
    "not_a_mapping",
    r"[a-z0-9][a-z0-9-]{1,63}|\{[^\x00-\x1f\x7f]{1,7000}\}",
    Text(
        "harus berupa nama pemetaan yang tersimpan, atau pemetaan dalam JSON",
        "must be the name of a saved mapping, or a mapping in JSON",
    ),
    document_pattern=rf"[a-z0-9][a-z0-9-]{{1,63}}|\{{{ONE_LINE}\}}",
    maxLength=7002,
)
SHEET_PARAMETER = text_matching(
    "not_a_sheet",
    r"[^\x00-\x1f\x7f]{1,100}",
    Text("harus berupa nama lembar dengan 1–100 aksara", "must be the name of a sheet, 1–100 characters"),
    document_pattern=ONE_LINE,
    minLength=1,
    maxLength=100,
)
FILE_PARAMETERS = (
    "collection", "dry_run", "mode", "mapping", "delimiter", "number_format", "encoding", "sheet", "reason"
)  # fmt: skip


def _parse_reason(text: str) -> str:
    if find_text_error(text, "long_text") is not None:
        raise ValueError(text)
    return text


REASON_PARAMETER = text_matching(
    "not_a_reason",
    r"[^\x00-\x1f\x7f]{1,1000}",
    Text(
        "harus teks 1-1000 aksara dengan huruf atau angka di awal, tanpa aksara kendali",
        "must be a text of 1-1000 characters that begins with a letter or digit, without control characters",
    ),
    _parse_reason,
    document_pattern=ONE_LINE,
    minLength=1,
    maxLength=1000,
)


class ImportParameters(QueryParameters, frozen=True, kw_only=True):
    collection: Annotated[
        str | None, one_of(IMPORT_COLLECTIONS), "The collection of the rows. Required, except with `apply_token`."
    ] = None
    dry_run: Annotated[
        Literal["true"] | None, FLAG, "Only check the file: report the result of each row and return an `apply_token`."
    ] = None
    mode: Annotated[
        str | None,
        one_of(("atomic", "partial")),
        "`atomic` (default) imports all rows or none; `partial` imports all valid rows.",
    ] = None
    apply_token: Annotated[
        str | None,
        APPLY_TOKEN,
        "Apply this dry run, without a body. The import then does exactly what the report states, or returns 409 if "
        "the data has changed since. Valid for 30 days.",
    ] = None
    mapping: Annotated[
        str | None,
        MAPPING_PARAMETER,
        "The mapping of the columns: the name of a saved mapping, or a mapping in JSON, such as "
        '`{"columns": {"Jumlah": "value"}, "constants": {"quality": "final"}}`.',
    ] = None
    delimiter: Annotated[
        str | None, one_of(("comma", "semicolon", "tab")), "Delimiter of a CSV file. Default: detected in the header."
    ] = None
    number_format: Annotated[
        str | None,
        one_of(("id", "en")),
        "Number format: `id` for `13.700,5`, `en` for `13,700.5`. Without it, an ambiguous number is an error.",
    ] = None
    encoding: Annotated[
        str | None, one_of(("utf-8", "utf-16", "windows-1252")), "Encoding of a CSV file. Default: detected."
    ] = None
    sheet: Annotated[str | None, SHEET_PARAMETER, "Sheet of a spreadsheet. Default: the first one."] = None
    reason: Annotated[
        str | None,
        REASON_PARAMETER,
        "Why the rows correct existing records. It is published with each record that the import revises.",
    ] = None

    def validate(self) -> list[ErrorDetail]:
        if self.apply_token is None:
            return []
        given = [name for name in FILE_PARAMETERS if getattr(self, name) is not None]
        return [ErrorDetail("not_with_apply_token", NOT_WITH_APPLY_TOKEN, parameter=name) for name in given]


@post(
    "/v1/imports",
    summary="Import a file",
    description="Imports a file of targets, realizations or sources: CSV, NDJSON or a spreadsheet (XLSX, ODS), "
    "also with `Content-Encoding: gzip` or `zstd`, or as the last part of a form (`multipart/form-data`), whose "
    "other fields are these parameters. A row that states an existing figure revises it or leaves "
    "it unchanged; new citations are added to the existing ones. The import creates drafts; "
    "`POST /v1/imports/{id}/submit` and `…/publish` change the status of all of them. Returns 202 and a URL to "
    "poll if the import takes longer than ten seconds (`Prefer: wait=…`, `respond-async`). docs/imports.md "
    "describes columns, numbers and dates.",
    tag="imports",
    requires="write",
    response_model=ImportRun,
    status=201,
    may_return_202=True,
    query_model=ImportParameters,
    accepts_file=True,
    body_media_types=FILE_MEDIA_TYPES,
    request_headers=("Idempotency-Key", "Prefer-Wait"),
    response_headers=("Location", "ETag"),
    problem_types=("conflict", "not-found", "outcome-unknown"),
)
async def create_import(
    request: ApiRequest, database: NamedDependency[Database], imports: NamedDependency[ImportWorker]
) -> RawResponse:
    query: ImportParameters = request.query
    if query.apply_token is not None:
        return await apply_plan(request, database, imports, query.apply_token)
    with imports.upload_limiter.acquire(identify_caller(request)):
        received, action = await _receive(request, database, imports.max_rejected_rows)
    run = await wait_for_import(request, database, imports, received.import_id)
    return build_import_response(run, action, 201, is_replay=received.is_replay)


async def _receive(
    request: ApiRequest, database: Database, max_rejected_rows: int
) -> tuple[UploadResult, ImportAction]:
    """Receive the file. Return its import, and the action that the parameters or the fields of a form request."""
    async with open_read_session(request, database) as connection:
        max_staged_bytes = await check_quota(connection, request.principal)
    body = await open_body(request)
    query = _add_form_fields(request, body.fields)
    mapping = await resolve_mapping(request, database, query.mapping) if query.mapping is not None else None
    options: dict[str, Any] = {
        name: getattr(query, name) or getattr(mapping, name, None)
        for name in ("delimiter", "number_format", "encoding", "sheet")
    }
    options["encoding"] = options["encoding"] or body.charset
    options |= {"max_rejected_rows": max_rejected_rows, "max_staged_bytes": max_staged_bytes}
    options |= {"mode": query.mode or "atomic", "action": _choose_action(query), "reason": query.reason}
    upload = UploadOptions(query.collection or "", body.media_type, body.content_encoding, mapping, **options)
    parser = UploadParser(upload, await queries.load_reference_names(database), UUID(new_uuid7()["id"]))
    return await receive_upload(request, database, parser, body), upload.action


def _add_form_fields(request: ApiRequest, fields: bytes) -> ImportParameters:
    """Return the parameters of the URL and of the form. Raise InvalidRequestError, also without `collection`."""
    raw = b"&".join(part for part in (request.scope["query_string"], fields) if part)
    query: ImportParameters = parse_query(raw, ImportParameters) if fields else request.query
    if query.apply_token is not None:
        raise InvalidRequestError(
            "parameters", [ErrorDetail("not_in_a_form", APPLY_TOKEN_IN_FORM, parameter="apply_token")]
        )
    if query.collection is None:
        raise InvalidRequestError(
            "parameters", [ErrorDetail("missing_parameter", COLLECTION_REQUIRED, parameter="collection")]
        )
    return query


def _choose_action(query: ImportParameters) -> ImportAction:
    return "check" if query.dry_run else "apply"


COLLECTION_REQUIRED = Text(
    "wajib diisi: targets, realizations, atau sources", "is required: targets, realizations or sources"
)
APPLY_TOKEN_IN_FORM = Text("harus ditulis di URL, tanpa berkas", "must be in the URL, without a file")
NOT_WITH_APPLY_TOKEN = Text(
    "tidak boleh disertakan bersama apply_token", "is not allowed with apply_token: the dry run has set it"
)
handlers = [
    create_import,
    *read_routes.handlers,
    list_rejected_rows_csv,
    *step_routes.handlers,
    *mapping_routes.handlers,
    *template_routes.handlers,
]
