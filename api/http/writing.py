"""The writes that a noun has: record and revise; the steps to publication are in api/http/steps.py."""

from typing import Any

from litestar import patch, post
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from api.access.transitions import may_revise
from api.faults import Fault, Invalid, Text
from api.http.body import read_body
from api.http.decoding import convert, decode, members_of, parsed
from api.http.entity import ENCODER, encoded
from api.http.entry import changes_of
from api.http.listing import Collection, address_of
from api.http.merge import merged
from api.http.operation import CapaianRequest, Operation
from api.http.perform import perform
from api.http.preconditions import require_current
from api.http.replay import Answer
from api.http.steps import steps_of
from api.http.whole import JSON, WholeAnswer
from api.http.writable import HEEDED, Writable, answered, not_now, standing_of
from api.postgres.pool import Connection, Database
from api.postgres.record import Standing, end_of_chain, find_revision, record
from api.postgres.rules import already_there

MERGE_PATCH = "application/merge-patch+json"


def writes_of(writable: Writable) -> list[HTTPRouteHandler]:
    """POST /v1/{noun}, PATCH /v1/{noun}/{key}, and the steps."""
    return [_record(writable), _revise(writable), *steps_of(writable)]


def _record(writable: Writable) -> HTTPRouteHandler:
    noun = writable.noun

    @post(
        f"/v1/{noun.name}",
        operation_id=f"create_{noun.singular}",
        opt={
            "operation": Operation(
                summary=f"Enter one {noun.singular}",
                description="It begins as a draft, which the public does not see.",
                tag=noun.name,
                asks="write",
                answers=noun.chain.model,
                status=201,
                takes=writable.entry,
                asked_in_headers=("Idempotency-Key", "Prefer"),
                headers=("Location", "ETag"),
                problems=("conflict", "outcome-unknown"),
            )
        },
    )
    async def create_noun(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
        body = await read_body(request)
        entry = decode(body, writable.entry)
        row = writable.identity() | writable.row(entry)
        caller = request.caller

        async def write(connection: Connection) -> Answer:
            await writable.look_around(connection, entry)
            revision = 1
            if writable.is_named_by_caller and (end := await end_of_chain(connection, noun.chain, row[noun.key_name])):
                if not end.was_given_up:
                    raise already_there()
                revision = end.newest + 1
            entity = await record(connection, noun.chain, row, revision, request.principal)
            by_them = frozenset({request.principal})
            sent, tag = encoded(entity, caller, Standing(revision, "draft", False, None, by_them))
            return Answer(201, {"location": f"/v1/{noun.name}/{getattr(entity, noun.key_name)}", "etag": tag}, sent)

        return await perform(request, database, "create", body, write)

    return create_noun


def _revise(writable: Writable) -> HTTPRouteHandler:
    noun = writable.noun

    @patch(
        f"/v1/{noun.name}/{{{noun.key_name}:str}}",
        operation_id=f"revise_{noun.singular}",
        opt={
            "operation": Operation(
                summary=f"Revise one {noun.singular}",
                description="A JSON Merge Patch (RFC 7396). What is published stays as it is for the public: the "
                "change is a draft beside it until it is published. A patch that changes nothing adds no revision.",
                tag=noun.name,
                asks="write",
                answers=noun.chain.model,
                takes=changes_of(
                    writable.entry,
                    f"{noun.chain.model.__name__}Changes",
                    f"Members of the {noun.singular} to change; null goes back to what it is without the member.",
                ),
                body_types=(MERGE_PATCH, JSON),
                path_parameters={noun.key_name: noun.key},
                asked_in_headers=HEEDED,
                headers=("ETag",),
                problems=("not-found", "conflict", "outcome-unknown"),
            )
        },
    )
    async def revise_noun(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
        address, key = address_of(noun, request)
        body = await read_body(request)
        changes = members_of(body)

        async def write(connection: Connection) -> Answer:
            standing = await standing_of(noun, connection, key, address)
            require_current(request, standing.base, required=True)
            if not may_revise(standing):
                raise not_now("revise", standing)
            entity = await find_revision(connection, noun.chain, key, standing.base)
            before = {name: getattr(entity, name) for name in writable.entry.__struct_fields__}
            held = parsed(ENCODER.encode(before))
            entry = convert(merged(held, changes), writable.entry)
            if entry != convert(held, writable.entry):
                row = _same_key(noun, writable.row(entry), key)
                await writable.look_around(connection, entry)
                revision = await _free_revision(noun, connection, key, standing)
                entity = await record(connection, noun.chain, row, revision, request.principal)
            return await answered(request, noun, connection, key, entity)

        return await perform(request, database, "revise", body, write)

    return revise_noun


async def _free_revision(noun: Collection[Any], connection: Connection, key: object, standing: Standing) -> int:
    """After what the caller sees, or after what somebody else gave up; never over somebody's unseen work."""
    if standing.in_work:
        return standing.newest + 1
    end = await end_of_chain(connection, noun.chain, key)
    if end is None or end.in_work:
        raise already_there()
    return end.newest + 1


def _same_key(noun: Collection[Any], row: dict[str, Any], key: object) -> dict[str, Any]:
    if row.get(noun.key_name, key) != key:
        raise Invalid("body", [Fault("cannot-change", CANNOT_CHANGE, pointer=f"/{noun.key_name}")])
    return row | {noun.key_name: str(key)}


CANNOT_CHANGE = Text("tidak dapat diubah", "cannot be changed")
