"""Routes: prefer_realization, withdraw_preference."""

from typing import Any
from uuid import UUID

from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from api.database.constraint_messages import constraint_violation
from api.database.pool import Connection, Database
from api.database.revision_reads import find_record
from api.errors import NotFoundError
from api.http.reads.collection import Collection
from api.http.reads.record import encode_record
from api.http.request.api_request import ApiRequest
from api.http.request.operation import RawResponse, post, put
from api.http.writes.execute import execute_write
from api.http.writes.idempotency import IdempotencyRecord
from api.http.writes.preconditions import check_preconditions, require_if_match
from api.http.writes.transition_routes import TransitionInput, read_reason
from api.http.writes.writable import CONDITIONAL_WRITE_HEADERS, WRITE_REQUEST_HEADERS
from api.resources.realizations.preference_model import Preference
from api.resources.realizations.preference_queries import find_preference, has_effect, insert_preference
from api.resources.realizations.preference_read_routes import REALIZATION_ID, parse_realization_path
from api.service_url import build_url

WritableRealizationCollection = Collection[Any]


def build_preference_write_routes(collection: WritableRealizationCollection) -> list[HTTPRouteHandler]:
    """PUT /v1/{collection}/{id}/preference and POST /v1/{collection}/{id}/preference/withdraw."""
    return [_build_prefer_route(collection), _build_withdraw_route(collection)]


def _build_prefer_route(collection: WritableRealizationCollection) -> HTTPRouteHandler:
    @put(
        f"/v1/{collection.name}/{{id:str}}/preference",
        summary="Prefer one realization",
        description="`preferred=true` then selects this realization for its key instead of the one of the "
        "rule, and returns the reason and its author. Of several preferences the latest applies. A "
        "preference has no effect while the realization is not stated by `as_of`, is retracted or withdrawn, "
        "or has another key. An API key of an institution may prefer realizations of the programs that the "
        "institution leads. The same reason again adds no revision.",
        tag=collection.name,
        requires="publish",
        response_model=Preference,
        may_return_201=True,
        body_model=TransitionInput,
        path_parameters={"id": REALIZATION_ID},
        request_headers=(*WRITE_REQUEST_HEADERS, "If-None-Match-Write"),
        response_headers=("ETag",),
        problem_types=("not-found", "conflict", "outcome-unknown"),
    )
    async def prefer_realization(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
        url, realization = parse_realization_path(collection, request)
        body, reason = await read_reason(request)

        async def write(connection: Connection) -> IdempotencyRecord:
            before = await _load_current_preference(request, connection, collection, realization, url)
            if before and before.active and before.reason == reason and await has_effect(connection, realization):
                return _build_preference_response(request, before)
            principal = request.principal
            created = await insert_preference(
                connection, before, realization, active=True, reason=reason, principal=principal
            )
            return _build_preference_response(
                request, created, {"location": build_url(f"{url}/preference")} if before is None else None
            )

        return await execute_write(request, database, "prefer", body, write)

    return prefer_realization


def _build_withdraw_route(collection: WritableRealizationCollection) -> HTTPRouteHandler:
    @post(
        f"/v1/{collection.name}/{{id:str}}/preference/withdraw",
        summary="Withdraw the preference for one realization",
        description="The rule applies again. Requests with an earlier `known_at` still use the preference.",
        tag=collection.name,
        requires="publish",
        response_model=Preference,
        body_model=TransitionInput,
        path_parameters={"id": REALIZATION_ID},
        request_headers=CONDITIONAL_WRITE_HEADERS,
        response_headers=("ETag",),
        problem_types=("not-found", "conflict", "outcome-unknown"),
    )
    async def withdraw_preference(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
        url, realization = parse_realization_path(collection, request)
        body, reason = await read_reason(request)

        async def write(connection: Connection) -> IdempotencyRecord:
            before = await _load_current_preference(request, connection, collection, realization, url)
            if before is None or not before.active:
                raise constraint_violation("a_withdrawn_preference_stood")
            require_if_match(request, before.revision)
            principal = request.principal
            created = await insert_preference(
                connection, before, realization, active=False, reason=reason, principal=principal
            )
            return _build_preference_response(request, created)

        return await execute_write(request, database, "withdraw", body, write)

    return withdraw_preference


async def _load_current_preference(
    request: ApiRequest, connection: Connection, collection: WritableRealizationCollection, realization: UUID, url: str
) -> Preference | None:
    """Return the latest preference of a realization that the caller can read; check the preconditions."""
    if await find_record(connection, collection.table, realization, None) is None:
        raise NotFoundError(url)
    before = await find_preference(connection, realization)
    check_preconditions(request, None if before is None else before.revision, required=False)
    return before


def _build_preference_response(
    request: ApiRequest, preference: Preference, created: dict[str, str] | None = None
) -> IdempotencyRecord:
    body, tag = encode_record(preference, request.caller, None)
    return IdempotencyRecord(201 if created else 200, {"etag": tag, **(created or {})}, body)
