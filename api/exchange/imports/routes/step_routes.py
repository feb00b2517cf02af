"""Routes that act on an import: change the status of its records, apply a dry run, cancel."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from api.auth.transitions import Transition
from api.database.pool import Database
from api.database.session import begin_transaction_as
from api.errors import ErrorDetail, InvalidRequestError, NotFoundError, RuleViolationError, Text
from api.exchange.imports.report.model import ImportRun
from api.exchange.imports.report.problems import (
    IMPORT_NOT_READY,
    PLAN_OF_OTHER_PRINCIPAL,
    PLAN_OUTDATED,
    build_conflict,
)
from api.exchange.imports.report.queries import QUEUE_ACTION, REQUEST_CANCELLATION
from api.exchange.imports.routes.wait import (
    IMPORT_ID,
    build_import_response,
    load_import,
    parse_import_id,
    wait_for_import,
)
from api.exchange.imports.run.worker import ImportWorker
from api.http.request.api_request import ApiRequest, build_session_variables
from api.http.request.operation import RawResponse, post
from api.http.request.parameter_types import FLAG
from api.http.request.query_string import QueryParameters
from api.http.writes.idempotency import (
    IdempotencyRecord,
    begin_request,
    compute_json_fingerprint,
    parse_idempotency_key,
    store_response,
)
from api.http.writes.preconditions import check_preconditions, require_existing, require_if_match
from api.http.writes.transition_routes import (
    REQUIRED_SCOPES,
    TRANSITIONS_WITH_REASON,
    TRANSITIONS_WITHOUT_IF_MATCH,
    TransitionInput,
    read_reason,
)

DESCRIPTIONS: dict[Transition, str] = {
    "submit": "Submits all drafts of the import for publication.",
    "publish": "Publishes all imported records. A user cannot publish records that they worked on. If a figure cites a "
    "source that is not published, nothing is published, and the problem names it.",
    "reject": "Rejects all submitted records of the import. Requires a reason.",
    "withdraw": "Withdraws all imported records, drafts or published ones. Requires a reason.",
    "restore": "Publishes again all records that the import has withdrawn from publication. Requires a reason. A user "
    "cannot restore records that they withdrew.",
}
# A step that failed or was cancelled changed no record, so the next one can follow.
STATUSES_AFTER_STEPS = ("done", "failed", "cancelled")
PROBLEMS = ("not-found", "conflict", "outcome-unknown")


class PublishImportParameters(QueryParameters, frozen=True, kw_only=True):
    include_sources: Annotated[
        Literal["true"] | None,
        FLAG,
        "Also publish the sources that the figures cite and that were submitted before the import, in the same "
        "transaction. The four-eyes rule applies to each of them.",
    ] = None


def _build_transition_route(transition: Transition) -> HTTPRouteHandler:
    requires_reason = transition in TRANSITIONS_WITH_REASON
    if_match_header = "If-Match" if transition in TRANSITIONS_WITHOUT_IF_MATCH else "If-Match-Required"

    @post(
        f"/v1/imports/{{id:str}}/{transition}",
        operation_id=f"{transition}_import",
        summary=f"{transition.capitalize()} the records of an import",
        description=f"{DESCRIPTIONS[transition]} One transaction changes all records or none. Records that "
        "another user has changed since are skipped; `transitioned` counts the others. Returns 202 if it takes "
        "longer than ten seconds.",
        tag="imports",
        requires=REQUIRED_SCOPES[transition],
        response_model=ImportRun,
        may_return_202=True,
        body_model=TransitionInput if requires_reason else None,
        path_parameters={"id": IMPORT_ID},
        query_model=PublishImportParameters if transition == "publish" else QueryParameters,
        request_headers=(if_match_header, "Idempotency-Key", "Prefer-Wait"),
        response_headers=("Location", "ETag"),
        problem_types=PROBLEMS,
    )
    async def transition_import(
        request: ApiRequest, database: NamedDependency[Database], imports: NamedDependency[ImportWorker]
    ) -> RawResponse:
        import_id = parse_import_id(request)
        body, reason = await read_reason(request) if requires_reason else (b"", None)
        include_sources = transition == "publish" and request.query.include_sources == "true"
        run = await _load_import_to_change(request, database, import_id)
        if include_sources and run.collection == "sources":
            raise InvalidRequestError("parameters", [SOURCES_HAVE_NO_CITATIONS])
        is_replay = await _queue_action(
            request, database, run, transition, body=body, reason=reason, include_sources=include_sources
        )
        return build_import_response(
            await wait_for_import(request, database, imports, import_id), transition, 200, is_replay=is_replay
        )

    return transition_import


async def apply_plan(request: ApiRequest, database: Database, imports: ImportWorker, token: str) -> RawResponse:
    """Apply a dry run. Raise RuleViolationError for a token of another user or of an earlier dry run."""
    text, _, _ = token.partition(".")
    run = await load_import(request, database, UUID(text))
    if run.recorded_by != request.principal:
        raise RuleViolationError("forbidden", [PLAN_OF_OTHER_PRINCIPAL])
    if run.apply_token is not None and run.apply_token != token:
        raise build_conflict(PLAN_OUTDATED)
    if run.apply_token is None and run.status == "checked":
        raise build_conflict(IMPORT_NOT_READY)
    is_replay = await _queue_action(request, database, run, "apply")
    return build_import_response(
        await wait_for_import(request, database, imports, run.id), "apply", 201, is_replay=is_replay
    )


async def _load_import_to_change(request: ApiRequest, database: Database, import_id: UUID) -> ImportRun:
    """Return the import. If the caller cannot see it, raise PreconditionFailedError for `If-Match: *`."""
    try:
        return await load_import(request, database, import_id)
    except NotFoundError:
        require_existing(request)
        raise


async def _queue_action(
    request: ApiRequest,
    database: Database,
    run: ImportRun,
    action: str,
    *,
    body: bytes = b"",
    reason: str | None = None,
    include_sources: bool = False,
) -> bool:
    """Queue an action once per Idempotency-Key. Return True if the key was used before."""
    required_statuses = ("checked",) if action == "apply" else STATUSES_AFTER_STEPS
    variables = build_session_variables(request, "import" if action == "apply" else action)
    principal = variables["principal"]
    key = parse_idempotency_key(request)
    fingerprint = await compute_json_fingerprint(request, body)
    async with begin_transaction_as(database, variables) as connection:
        if key is not None:
            if await begin_request(connection, principal, key, fingerprint) is not None:
                return True
            await store_response(connection, principal, key, IdempotencyRecord(200, {}, str(run.id).encode()))
        if action == "apply" or action in TRANSITIONS_WITHOUT_IF_MATCH:
            check_preconditions(request, run.revision, required=False)
        else:
            require_if_match(request, run.revision)
        encoded = msgspec.json.encode(variables).decode()
        arguments = (
            run.id,
            action,
            encoded,
            reason,
            required_statuses,
            run.records_status,
            run.revision,
            include_sources,
        )
        is_imported = run.records_status is not None
        if is_imported == (action == "apply") or await connection.fetchval(QUEUE_ACTION, *arguments) is None:
            raise build_conflict(IMPORT_NOT_READY)
    return False


@post(
    "/v1/imports/{id:str}/cancel",
    summary="Cancel the running action of an import",
    description="The action then has no effect; earlier actions keep theirs. Returns 202 if it has not ended yet. "
    "Cancelling a finished dry run deletes its rows, which frees space in your quota.",
    tag="imports",
    requires="write or publish",
    response_model=ImportRun,
    may_return_202=True,
    path_parameters={"id": IMPORT_ID},
    response_headers=("Location", "ETag"),
    problem_types=PROBLEMS,
)
async def cancel_import(
    request: ApiRequest, database: NamedDependency[Database], imports: NamedDependency[ImportWorker]
) -> RawResponse:
    import_id = parse_import_id(request)
    await load_import(request, database, import_id)
    async with begin_transaction_as(database, build_session_variables(request, "cancel")) as connection:
        if await connection.fetchval(REQUEST_CANCELLATION, import_id) is None:
            raise build_conflict(IMPORT_NOT_READY)
    return build_import_response(await wait_for_import(request, database, imports, import_id), "cancel", 200)


SOURCES_HAVE_NO_CITATIONS = ErrorDetail(
    "parameter_not_applicable",
    Text("hanya berlaku untuk impor target atau realisasi", "applies to imports of targets or realizations only"),
    parameter="include_sources",
)

handlers = [*(_build_transition_route(transition) for transition in DESCRIPTIONS), cancel_import]
