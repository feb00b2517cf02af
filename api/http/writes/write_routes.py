"""The write routes of every collection: create and revise. Its transitions are in transition_routes.py."""

import contextlib
from typing import Any

import msgspec
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from api.auth.transitions import is_revision_allowed
from api.database.constraint_messages import already_exists
from api.database.pool import Connection, Database
from api.database.revision_writes import RevisionState, find_latest_revision, find_revision, insert_draft
from api.errors import ErrorDetail, Text
from api.http.reads.collection import Collection, parse_record_path
from api.http.reads.record import JSON_ENCODER, encode_record
from api.http.request.api_request import ApiRequest
from api.http.request.json_body import convert_fields, decode_fields, parse_json
from api.http.request.operation import JSON_TYPE, RawResponse, patch, post
from api.http.request.partial_input import DecodedInput, UnreadableFieldError
from api.http.request.read_json import read_input, read_json_fields, run_by_size, set_body_fields
from api.http.writes.execute import execute_write
from api.http.writes.idempotency import IdempotencyRecord
from api.http.writes.input_models import build_patch_model, build_revision_model
from api.http.writes.merge_patch import merge_patch
from api.http.writes.preconditions import check_preconditions
from api.http.writes.transition_routes import build_transition_routes
from api.http.writes.writable import (
    CONDITIONAL_WRITE_HEADERS,
    InputCheck,
    WritableCollection,
    build_idempotent_response,
    load_revision_state,
    transition_not_allowed,
)
from api.service_url import build_url

MERGE_PATCH_TYPE = "application/merge-patch+json"


def build_write_routes(writable: WritableCollection) -> list[HTTPRouteHandler]:
    """Build POST /v1/{name}, PATCH /v1/{name}/{key} and the transitions.

    The operation ids are create_{singular}, revise_{singular} and {transition}_{singular}.
    """
    return [_build_create_route(writable), _build_revise_route(writable), *build_transition_routes(writable)]


def _build_create_route(writable: WritableCollection) -> HTTPRouteHandler:
    collection = writable.collection

    @post(
        f"/v1/{collection.name}",
        operation_id=f"create_{collection.singular}",
        summary=f"Create one {collection.singular}",
        description="The new record is a draft, which the public does not see.",
        tag=collection.name,
        requires="write",
        response_model=collection.table.model,
        status=201,
        body_model=writable.input_model,
        max_body_bytes=writable.max_body_bytes,
        request_headers=("Idempotency-Key", "Prefer"),
        response_headers=("Location", "ETag"),
        problem_types=("conflict", "outcome-unknown"),
    )
    async def create_record(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
        body, decoded = await read_input(request, writable.input_model)
        new_key, caller = writable.new_key(), request.caller
        check = InputCheck(writable)

        async def write(connection: Connection) -> IdempotencyRecord:
            await check.require_valid(connection, decoded)
            row = new_key | writable.to_row(decoded.content)
            revision = 1
            if writable.has_caller_assigned_key and (
                latest := await find_latest_revision(connection, collection.table, row[collection.key_name])
            ):
                if not latest.is_abandoned_draft:
                    raise already_exists(collection.key_name)
                revision = latest.number + 1
            record = await insert_draft(connection, collection.table, row, revision, request.principal)
            contributors = frozenset({request.principal})
            response_body, etag = encode_record(
                record, caller, RevisionState(revision, "draft", False, None, contributors)
            )
            return IdempotencyRecord(
                201,
                {"location": build_url(f"/v1/{collection.name}/{getattr(record, collection.key_name)}"), "etag": etag},
                response_body,
            )

        return await execute_write(request, database, "create", body, write, find_all_errors=check.find_all_errors)

    return create_record


def _build_revise_route(writable: WritableCollection) -> HTTPRouteHandler:
    collection = writable.collection
    model = build_revision_model(writable.input_model)

    @patch(
        f"/v1/{collection.name}/{{{collection.key_name}:str}}",
        operation_id=f"revise_{collection.singular}",
        summary=f"Revise one {collection.singular}",
        description="A JSON Merge Patch (RFC 7396). The publication stays unchanged: the change is a separate "
        "draft until it is published. A patch that changes nothing adds no revision. `reason` states why the record is "
        "corrected; it is published with the revision.",
        tag=collection.name,
        requires="write",
        response_model=collection.table.model,
        body_model=build_patch_model(
            model,
            f"{collection.table.model.__name__}Patch",
            f"Fields of the {collection.singular} to change; null restores the default.",
        ),
        body_media_types=(MERGE_PATCH_TYPE, JSON_TYPE),
        max_body_bytes=writable.max_body_bytes,
        path_parameters={collection.key_name: collection.key_type},
        request_headers=CONDITIONAL_WRITE_HEADERS,
        response_headers=("ETag",),
        problem_types=("not-found", "conflict", "outcome-unknown"),
    )
    async def revise_record(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
        path, key = parse_record_path(collection, request)
        body, changes = await read_json_fields(request)
        check = InputCheck(writable)

        async def write(connection: Connection) -> IdempotencyRecord:
            state = await load_revision_state(request, collection, connection, key, path)
            check_preconditions(request, state.base_revision, required=True)
            if not is_revision_allowed(state):
                raise transition_not_allowed("revise", state)
            record = await find_revision(connection, collection.table, key, state.base_revision)
            current_fields = {name: getattr(record, name) for name in writable.input_model.__struct_fields__}
            is_draft = state.status in ("draft", "submitted")
            current = JSON_ENCODER.encode(current_fields | {"reason": record.reason if is_draft else None})
            size = len(current) + len(body)
            decoded, changed = await run_by_size(size, _apply_patch, current, changes, model)
            set_body_fields(request, changes)
            if decoded.errors or (changed and (is_draft or changed != {"reason"})):
                errors = _find_key_errors(collection, changes, key) if writable.has_caller_assigned_key else []
                with contextlib.suppress(UnreadableFieldError):
                    errors += writable.validate_change(current_fields, decoded.content, changes)
                await check.require_valid(connection, decoded, errors)
                row = writable.to_row(decoded.content) | {collection.key_name: str(key)}
                revision = await _next_revision(collection, connection, key, state)
                record = await insert_draft(connection, collection.table, row, revision, request.principal)
            return await build_idempotent_response(request, collection, connection, key, record)

        return await execute_write(request, database, "revise", body, write, find_all_errors=check.find_all_errors)

    return revise_record


def _apply_patch(
    current_json: bytes, changes: dict[str, Any], model: type[msgspec.Struct]
) -> tuple[DecodedInput, set[str]]:
    """Return the changed input, and the names of the fields that differ if it is valid."""
    current = parse_json(current_json)
    names = dict.fromkeys((*changes, *current))
    decoded = decode_fields(merge_patch(current, changes), model, names)
    if decoded.errors:
        return decoded, set()
    before = convert_fields(current, model)
    return decoded, {
        name for name in model.__struct_fields__ if getattr(decoded.content, name) != getattr(before, name)
    }


async def _next_revision(collection: Collection[Any], connection: Connection, key: object, state: RevisionState) -> int:
    """Return the number of the new revision.

    Raise RuleViolationError if another user has unpublished work on the record that the caller cannot see.
    """
    if state.has_unpublished_work:
        return state.latest + 1
    latest = await find_latest_revision(connection, collection.table, key)
    if latest is None or latest.has_unpublished_work:
        raise already_exists()
    return latest.number + 1


def _find_key_errors(collection: Collection[Any], changes: dict[str, Any], key: object) -> list[ErrorDetail]:
    """Return an error if the request changes the key."""
    if changes.get(collection.key_name, key) == key:
        return []
    return [ErrorDetail("immutable_field", IMMUTABLE_FIELD, pointer=f"/{collection.key_name}")]


IMMUTABLE_FIELD = Text("tidak dapat diubah", "cannot be changed")
