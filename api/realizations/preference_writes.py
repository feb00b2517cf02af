"""A realization is preferred, for a reason, and no longer preferred, for another."""

from typing import Any
from uuid import UUID

from litestar import post, put
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from api.faults import Missing
from api.http.body import read_body
from api.http.decoding import decode
from api.http.entity import encoded
from api.http.listing import Collection
from api.http.operation import CapaianRequest, Operation, field_of
from api.http.perform import perform
from api.http.preconditions import Stale, require_current
from api.http.replay import Answer
from api.http.steps import Reason
from api.http.whole import WholeAnswer
from api.http.writable import HEEDED
from api.postgres.chain import find_entity
from api.postgres.pool import Connection, Database
from api.postgres.rules import breaking
from api.realizations.preference import Preference
from api.realizations.preference_queries import find_preference, has_effect, record_preference
from api.realizations.preference_routes import REALIZATION, realization_of

Noun = Collection[Any]


def preferring(noun: Noun) -> list[HTTPRouteHandler]:
    """PUT /v1/{noun}/{id}/preference and POST /v1/{noun}/{id}/preference/withdraw."""
    return [_prefer(noun), _withdraw(noun)]


def _prefer(noun: Noun) -> HTTPRouteHandler:
    @put(
        f"/v1/{noun.name}/{{id:str}}/preference",
        operation_id="prefer_realization",
        opt={
            "operation": Operation(
                summary="Prefer one realization",
                description="From now on `preferred=true` has it before all others of its key, whatever the rule says, "
                "with the reason and the name of who gave it; of several the one preferred last. It has no effect "
                "where the realization was not stated, was retracted or withdrawn, or moved to another key. A key "
                "bound to an institution may do so where that institution leads the program. The same reason again "
                "adds no revision.",
                tag=noun.name,
                asks="publish",
                answers=Preference,
                may_create=True,
                takes=Reason,
                path_parameters={"id": REALIZATION},
                asked_in_headers=HEEDED,
                headers=("ETag",),
                problems=("not-found", "conflict", "outcome-unknown"),
            )
        },
    )
    async def prefer_realization(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
        address, realization = realization_of(noun, request)
        body = await read_body(request)
        reason = decode(body, Reason).reason

        async def write(connection: Connection) -> Answer:
            before = await _before(request, connection, noun, realization, address)
            if before and before.stands and before.reason == reason and await has_effect(connection, realization):
                return _answered(request, before)
            principal = request.principal
            made = await record_preference(
                connection, before, realization, stands=True, reason=reason, principal=principal
            )
            return _answered(request, made, {"location": f"{address}/preference"} if before is None else None)

        return await perform(request, database, "prefer", body, write)

    return prefer_realization


def _withdraw(noun: Noun) -> HTTPRouteHandler:
    @post(
        f"/v1/{noun.name}/{{id:str}}/preference/withdraw",
        operation_id="withdraw_preference",
        opt={
            "operation": Operation(
                summary="Withdraw the preference for one realization",
                description="From now on the rule applies again; earlier `known_at` still answer with the preference.",
                tag=noun.name,
                asks="publish",
                answers=Preference,
                takes=Reason,
                path_parameters={"id": REALIZATION},
                asked_in_headers=HEEDED,
                headers=("ETag",),
                problems=("not-found", "conflict", "outcome-unknown"),
            )
        },
    )
    async def withdraw_preference(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
        address, realization = realization_of(noun, request)
        body = await read_body(request)
        reason = decode(body, Reason).reason

        async def write(connection: Connection) -> Answer:
            before = await _before(request, connection, noun, realization, address)
            if before is None or not before.stands:
                raise breaking("a_withdrawn_preference_stood")
            principal = request.principal
            made = await record_preference(
                connection, before, realization, stands=False, reason=reason, principal=principal
            )
            return _answered(request, made)

        return await perform(request, database, "withdraw", body, write)

    return withdraw_preference


async def _before(
    request: CapaianRequest, connection: Connection, noun: Noun, realization: UUID, address: str
) -> Preference | None:
    """What was last said of a realization that the caller sees, in the state that If-Match asks for."""
    if await find_entity(connection, noun.chain, realization, None) is None:
        raise Missing(address)
    before = await find_preference(connection, realization)
    if before is None and field_of(request, "if-match"):
        raise Stale  # even for *, which means whatever there is
    if before is not None:
        require_current(request, before.revision, required=False)
    return before


def _answered(request: CapaianRequest, preference: Preference, created: dict[str, str] | None = None) -> Answer:
    body, tag = encoded(preference, request.caller, None)
    return Answer(201 if created else 200, {"etag": tag, **(created or {})}, body)
