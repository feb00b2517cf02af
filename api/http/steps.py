"""The steps to publication and back: submit, publish, reject, withdraw."""

from typing import get_args

import msgspec
from litestar import post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from api import words
from api.access.caller import Asks
from api.access.transitions import LEADS_TO, Transition, may_start
from api.http.body import read_body
from api.http.decoding import decode
from api.http.listing import address_of
from api.http.operation import CapaianRequest, Operation
from api.http.perform import perform
from api.http.preconditions import require_current
from api.http.replay import Answer
from api.http.whole import WholeAnswer
from api.http.writable import HEEDED, Writable, answered, not_now, standing_of
from api.postgres.pool import Connection, Database
from api.postgres.record import Step, end_of_chain, move

ASKS: dict[Transition, Asks] = {
    "submit": "write",
    "publish": "publish",
    "reject": "publish",
    "withdraw": "write or publish",
}
ABOUT: dict[Transition, str] = {
    "submit": "A draft is handed to whoever publishes. It can still be revised, which makes it a draft again.",
    "publish": "What was submitted becomes public. Nobody publishes what they worked on themselves (four eyes); a "
    "figure needs a citation, and all that it refers to has to be published.",
    "reject": "What was submitted goes back to those who wrote it, with a reason.",
    "withdraw": "Takes back the newest state, with a reason: first the work in hand, then what is published, which "
    "takes the scope `publish`. Nothing is deleted: earlier `known_at` still show it. A figure that its author took "
    "back officially is not withdrawn but revised, with `retracted_on`.",
}


class Reason(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why; it stands with the revision for good."""

    reason: words.GivenReason


def steps_of(writable: Writable) -> list[HTTPRouteHandler]:
    """POST /v1/{noun}/{key}/{submit|publish|reject|withdraw}."""
    return [_step(writable, name) for name in get_args(Transition)]


def _step(writable: Writable, transition: Transition) -> HTTPRouteHandler:
    noun = writable.noun
    takes_reason = transition in ("reject", "withdraw")

    @post(
        f"/v1/{noun.name}/{{{noun.key_name}:str}}/{transition}",
        operation_id=f"{transition}_{noun.singular}",
        opt={
            "operation": Operation(
                summary=f"{transition.capitalize()} one {noun.singular}",
                description=ABOUT[transition],
                tag=noun.name,
                asks=ASKS[transition],
                answers=noun.chain.model,
                takes=Reason if takes_reason else None,
                path_parameters={noun.key_name: noun.key},
                asked_in_headers=HEEDED,
                headers=("ETag",),
                problems=("not-found", "conflict", "outcome-unknown"),
            )
        },
    )
    async def move_noun(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
        address, key = address_of(noun, request)
        body = await read_body(request) if takes_reason else b""
        reason = decode(body, Reason).reason if takes_reason else None

        async def write(connection: Connection) -> Answer:
            standing = await standing_of(noun, connection, key, address)
            require_current(request, standing.base, required=False)
            if not may_start(transition, standing):
                raise not_now(transition, standing)
            from_the_public = transition == "withdraw" and not standing.in_work
            end = await end_of_chain(connection, noun.chain, key) if from_the_public else None
            newest = standing.newest if end is None else end.newest
            step = Step(
                origin=standing.base,
                revision=newest + 1,
                status=LEADS_TO[transition],
                public=transition == "publish" or from_the_public,
                reason=reason,
                principal=request.principal,
            )
            entity = await move(connection, noun.chain, key, step)
            return await answered(request, noun, connection, key, entity)

        return await perform(request, database, transition, body, write)

    return move_noun
