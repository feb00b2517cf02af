"""Keys made, renewed and ended over HTTP, by administrators.

What makes a key answers with its secret. So it is neither kept for a replay nor left out on request: an Idempotency-Key
is refused rather than passed over, so that nobody relies on a protection that is not there.
"""

from datetime import UTC, datetime, timedelta

import msgspec
from litestar import post
from litestar.di import NamedDependency

from api.access.keyring import KeyRecord, create_key, find_key, revoke_key, rotate_key
from api.access.keys import Key
from api.callers.ids import KEY_ID, key_id_of
from api.callers.model import KeyRotation, MadeKey, NewKey, faults_of
from api.callers.rules import rules_told
from api.faults import Broken, Fault, Invalid, Missing, Text
from api.http.acting_as import told_of
from api.http.body import read_body
from api.http.decoding import decode
from api.http.operation import CapaianRequest, Operation, field_of
from api.http.perform import perform
from api.http.replay import Answer
from api.http.whole import WholeAnswer
from api.postgres.acting import acting
from api.postgres.pool import Connection, Database

ONCE = (
    "The key is shown this once. There is no retry with an `Idempotency-Key`, which is refused here: where the answer "
    "was lost, look for the key in the list and revoke it."
)


@post(
    "/v1/keys",
    operation_id="create_key",
    opt={
        "operation": Operation(
            summary="Make an API key",
            description=f"{ONCE} An administrator who is bound to an institution makes keys of that institution "
            "alone, under names that nobody bears elsewhere, and grants `read:drafts` only where they have it.",
            tag="keys",
            answers=MadeKey,
            asks="admin",
            status=201,
            takes=NewKey,
            headers=("Location",),
            problems=("outcome-unknown",),
        )
    },
)
async def create_one_key(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
    _refuse_idempotency(request)
    new = decode(await read_body(request), NewKey)
    if faults := faults_of(new, datetime.now(UTC)):
        raise Invalid("body", faults)
    principal = request.principal
    async with acting(database, told_of(request, "create")) as connection:
        with rules_told(of_an_entry=True):
            key = await create_key(
                connection,
                name=new.name,
                scopes=sorted(set(new.scopes)),
                institution=new.institution,
                expires_at=new.expires_at,
                created_by=principal,
            )
        made = await _made(connection, key)
    return _shown_once(made)


@post(
    "/v1/keys/{id:str}/rotate",
    operation_id="rotate_key",
    opt={
        "operation": Operation(
            summary="Renew one API key",
            description=f"Makes a key with the name, rights and end of this one, which ends after the grace. {ONCE}",
            tag="keys",
            answers=MadeKey,
            asks="admin",
            status=201,
            takes=KeyRotation,
            path_parameters={"id": KEY_ID},
            headers=("Location",),
            problems=("not-found", "conflict", "outcome-unknown"),
        )
    },
)
async def rotate_one_key(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
    identity = key_id_of(request)
    _refuse_idempotency(request)
    grace = timedelta(days=decode(await read_body(request), KeyRotation).grace_days)
    async with acting(database, told_of(request, "rotate")) as connection:
        await _found(connection, identity)
        with rules_told(of_an_entry=False):
            key = await rotate_key(connection, identity, grace, request.principal)
        if key is None:
            raise Broken("conflict", [Fault("key-not-in-force", NOT_IN_FORCE, pointer="")])
        made = await _made(connection, key)
    request.app.state.keyring.forget(identity)
    return _shown_once(made)


@post(
    "/v1/keys/{id:str}/revoke",
    operation_id="revoke_key",
    opt={
        "operation": Operation(
            summary="End one API key",
            description="At once in the process that answers, within 30 s in others. A key that was revoked before "
            "stays as it is, and is answered all the same: whoever asks twice has what they wanted.",
            tag="keys",
            answers=KeyRecord,
            asks="admin",
            path_parameters={"id": KEY_ID},
            asked_in_headers=("Idempotency-Key", "Prefer"),
            problems=("not-found", "outcome-unknown"),
        )
    },
)
async def revoke_one_key(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
    identity = key_id_of(request)

    async def write(connection: Connection) -> Answer:
        await revoke_key(connection, identity)
        return Answer(200, {}, msgspec.json.encode(await _found(connection, identity)))

    answered = await perform(request, database, "revoke", b"", write)
    request.app.state.keyring.forget(identity)
    return answered


async def _found(connection: Connection, identity: str) -> KeyRecord:
    record = await find_key(connection, identity)
    if record is None:
        raise Missing(f"/v1/keys/{identity}")
    return record


async def _made(connection: Connection, key: Key) -> MadeKey:
    record = await _found(connection, key.id)
    return MadeKey(**msgspec.structs.asdict(record), key=key.text)


def _shown_once(made: MadeKey) -> WholeAnswer:
    headers = {"location": f"/v1/keys/{made.id}", "cache-control": "no-store"}
    return WholeAnswer(msgspec.json.encode(made), status=201, headers=headers)


def _refuse_idempotency(request: CapaianRequest) -> None:
    if field_of(request, "idempotency-key"):
        raise Invalid("parameters", [Fault("not-replayed", NOT_REPLAYED, parameter="Idempotency-Key")])


NOT_IN_FORCE = Text("sudah dicabut atau berakhir", "was revoked or has ended")
NOT_REPLAYED = Text(
    "tidak dilayani di sini: jawaban dengan kunci tidak pernah disimpan. Kirim tanpa Idempotency-Key; bila jawaban "
    "hilang, cabut kunci itu",
    "is not heeded here: an answer with a key is never kept. Send it without one; where the answer was lost, revoke "
    "that key",
)
handlers = [create_one_key, rotate_one_key, revoke_one_key]
