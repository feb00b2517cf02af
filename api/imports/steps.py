"""The steps of an import: applying its plan, moving all its rows on, and cancelling it."""

from uuid import UUID

import msgspec
from litestar import post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from api.access.transitions import Transition
from api.faults import Broken
from api.http.acting_as import told_of
from api.http.body import read_body
from api.http.decoding import decode
from api.http.operation import CapaianRequest, Operation
from api.http.replay import Answer, begin, fingerprint, keep, key_of
from api.http.steps import ASKS, Reason
from api.http.whole import WholeAnswer
from api.imports.awaiting import ID, ended, found, import_of, told
from api.imports.model import Import
from api.imports.queries import GO_ON, STOP
from api.imports.refusals import NOT_NOW, PLAN_OF_ANOTHER, PLAN_OUTDATED, refused_with
from api.imports.runner import Runner
from api.postgres.acting import acting
from api.postgres.pool import Database

ABOUT: dict[Transition, str] = {
    "submit": "Hands all drafts of the import over for publication.",
    "publish": "Shows all of it to everybody, at one moment. Nobody publishes what they worked on.",
    "reject": "Gives all of it back to whoever sent it, with a reason.",
    "withdraw": "Takes all of it back, with a reason: the drafts, or what was published of it.",
}
PROBLEMS = ("not-found", "conflict", "outcome-unknown")


def _step(transition: Transition) -> HTTPRouteHandler:
    takes_reason = transition in ("reject", "withdraw")

    @post(
        f"/v1/imports/{{id:str}}/{transition}",
        operation_id=f"{transition}_import",
        opt={
            "operation": Operation(
                summary=f"{transition.capitalize()} what an import entered",
                description=f"{ABOUT[transition]} All or nothing, but for what somebody else touched since, which is "
                "left to them; `moved` counts. Answers 202 where it takes longer than ten seconds.",
                tag="imports",
                asks=ASKS[transition],
                answers=Import,
                may_go_on=True,
                takes=Reason if takes_reason else None,
                path_parameters={"id": ID},
                asked_in_headers=("Idempotency-Key", "Prefer-Wait"),
                headers=("Location",),
                problems=PROBLEMS,
            )
        },
    )
    async def move_import(
        request: CapaianRequest, database: NamedDependency[Database], imports: NamedDependency[Runner]
    ) -> WholeAnswer:
        import_id = import_of(request)
        body = await read_body(request) if takes_reason else b""
        reason = decode(body, Reason).reason if takes_reason else None
        one = await found(request, database, import_id)
        is_replay = await _go_on(request, database, one, transition, body=body, reason=reason)
        imports.call()
        return told(await ended(request, database, import_id), transition, 200, is_replay=is_replay)

    return move_import


async def apply_plan(request: CapaianRequest, database: Database, imports: Runner, token: str) -> WholeAnswer:
    """What was planned comes to be; a token of another plan of the same import is as outdated as any."""
    text, _, _ = token.partition(".")
    one = await found(request, database, UUID(text))
    if one.recorded_by != request.principal:
        raise Broken("forbidden", [PLAN_OF_ANOTHER])
    if one.plan is not None and one.plan != token:
        raise refused_with(PLAN_OUTDATED)
    is_replay = await _go_on(request, database, one, "enter")
    imports.call()
    return told(await ended(request, database, one.id), "enter", 201, is_replay=is_replay)


async def _go_on(
    request: CapaianRequest,
    database: Database,
    one: Import,
    doing: str,
    *,
    body: bytes = b"",
    reason: str | None = None,
) -> bool:
    """Queues it, once for one Idempotency-Key. True where that was done before."""
    state = "planned" if doing == "enter" else "done"
    who = told_of(request, "import" if doing == "enter" else doing)
    key = key_of(request)
    async with acting(database, who) as connection:
        if key is not None:
            if await begin(connection, who["principal"], key, fingerprint(request, body)) is not None:
                return True
            await keep(connection, who["principal"], key, Answer(200, {}, str(one.id).encode()))
        asked = (one.id, doing, msgspec.json.encode(who).decode(), reason, state, one.stage)
        if (one.stage is None) != (doing == "enter") or await connection.fetchval(GO_ON, *asked) is None:
            raise refused_with(NOT_NOW)
    return False


@post(
    "/v1/imports/{id:str}/cancel",
    operation_id="cancel_import",
    status_code=200,
    opt={
        "operation": Operation(
            summary="Cancel what is under way of an import",
            description="What was being entered or moved on is not; what was done before stays. Answers 202 where it "
            "has not ended yet.",
            tag="imports",
            asks="write or publish",
            answers=Import,
            may_go_on=True,
            path_parameters={"id": ID},
            headers=("Location",),
            problems=PROBLEMS,
        )
    },
)
async def cancel_import(
    request: CapaianRequest, database: NamedDependency[Database], imports: NamedDependency[Runner]
) -> WholeAnswer:
    import_id = import_of(request)
    await found(request, database, import_id)
    async with acting(database, told_of(request, "cancel")) as connection:
        if await connection.fetchval(STOP, import_id) is None:
            raise refused_with(NOT_NOW)
    imports.call()
    return told(await ended(request, database, import_id), "cancel", 200)


handlers = [*(_step(transition) for transition in ABOUT), cancel_import]
