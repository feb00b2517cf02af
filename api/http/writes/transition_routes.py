"""The transition routes of every collection: submit, publish, reject, withdraw and restore."""

from typing import get_args

import msgspec
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from api import types
from api.auth.caller import AccessRequirement
from api.auth.transitions import TARGET_STATUS, Transition, is_transition_allowed
from api.database.pool import Connection, Database
from api.database.revision_writes import StatusChange, change_status, find_latest_revision
from api.http.reads.collection import parse_record_path
from api.http.request.api_request import ApiRequest
from api.http.request.operation import RawResponse, post
from api.http.request.read_json import read_json
from api.http.writes.execute import execute_write
from api.http.writes.idempotency import IdempotencyRecord
from api.http.writes.preconditions import check_preconditions, require_if_match
from api.http.writes.writable import (
    CONDITIONAL_WRITE_HEADERS,
    WRITE_REQUEST_HEADERS,
    WritableCollection,
    build_idempotent_response,
    load_revision_state,
    transition_not_allowed,
)

REQUIRED_SCOPES: dict[Transition, AccessRequirement] = {
    "submit": "write",
    "publish": "publish",
    "reject": "publish",
    "withdraw": "write or publish",
    "restore": "publish",
}
TRANSITIONS_WITH_REASON: frozenset[Transition] = frozenset({"reject", "withdraw", "restore"})
# A submission judges and ends nothing. The other transitions affect exactly the revision that the caller has read.
TRANSITIONS_WITHOUT_IF_MATCH: frozenset[Transition] = frozenset({"submit"})
DESCRIPTIONS: dict[Transition, str] = {
    "submit": "Submit a draft for publication. A revision makes it a draft again.",
    "publish": "Publish a submitted record. The key must belong to another user than the keys that worked on the draft "
    "(four-eyes principle). A figure requires a citation, and every record that it refers to must be published.",
    "reject": "Return a submitted record to its writers, with a reason.",
    "withdraw": "Withdraw the newest state, with a reason: first the unpublished work, then the publication, which "
    "requires the scope `publish`. Nothing is deleted: an earlier `known_at` still shows it. If its author has "
    "officially retracted a figure, do not withdraw it: revise it with `retracted_on`.",
    "restore": "Publish a withdrawn record again as it was, with a reason. The key must belong to another user than "
    "the key that withdrew it (four-eyes principle). Every record that it refers to must be published.",
}


class TransitionInput(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The reason of a transition, stored with the revision."""

    reason: types.RequiredReason


async def read_reason(request: ApiRequest) -> tuple[bytes, str]:
    """Return the body and the reason that it contains. Raise as `read_json` does."""
    body, content = await read_json(request, TransitionInput)
    return body, content.reason


def build_transition_routes(writable: WritableCollection) -> list[HTTPRouteHandler]:
    """Build POST /v1/{name}/{key}/{transition} for each transition; the operation ids are {transition}_{singular}."""
    return [_build_transition_route(writable, name) for name in get_args(Transition)]


def _build_transition_route(writable: WritableCollection, transition: Transition) -> HTTPRouteHandler:
    collection = writable.collection
    takes_reason = transition in TRANSITIONS_WITH_REASON
    requires_if_match = transition not in TRANSITIONS_WITHOUT_IF_MATCH

    @post(
        f"/v1/{collection.name}/{{{collection.key_name}:str}}/{transition}",
        operation_id=f"{transition}_{collection.singular}",
        summary=f"{transition.capitalize()} one {collection.singular}",
        description=DESCRIPTIONS[transition],
        tag=collection.name,
        requires=REQUIRED_SCOPES[transition],
        response_model=collection.table.model,
        body_model=TransitionInput if takes_reason else None,
        path_parameters={collection.key_name: collection.key_type},
        request_headers=CONDITIONAL_WRITE_HEADERS if requires_if_match else WRITE_REQUEST_HEADERS,
        response_headers=("ETag",),
        problem_types=("not-found", "conflict", "outcome-unknown"),
    )
    async def change_record_status(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
        path, key = parse_record_path(collection, request)
        body, reason = await read_reason(request) if takes_reason else (b"", None)

        async def write(connection: Connection) -> IdempotencyRecord:
            state = await load_revision_state(request, collection, connection, key, path)
            if requires_if_match:
                require_if_match(request, state.base_revision)
            else:
                check_preconditions(request, state.base_revision, required=False)
            if not is_transition_allowed(transition, state):
                raise transition_not_allowed(transition, state)
            withdraws_publication = transition == "withdraw" and not state.has_unpublished_work
            latest = await find_latest_revision(connection, collection.table, key) if withdraws_publication else None
            latest_number = state.latest if latest is None else latest.number
            change = StatusChange(
                content_revision=state.base_revision,
                revision=latest_number + 1,
                status=TARGET_STATUS[transition],
                public=TARGET_STATUS[transition] == "published" or withdraws_publication,
                reason=reason,
                principal=request.principal,
            )
            record = await change_status(connection, collection.table, key, change)
            return await build_idempotent_response(request, collection, connection, key, record)

        return await execute_write(request, database, transition, body, write)

    return change_record_status
