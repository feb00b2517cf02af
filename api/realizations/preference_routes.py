"""What may be asked of the preference for a realization."""

from dataclasses import replace
from typing import Any, cast
from uuid import UUID

from litestar import get
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from api.faults import Missing
from api.http.acting_as import reading
from api.http.entity import encoded
from api.http.kinds import IDENTIFIER
from api.http.list_query import EntityQuery, RevisionsQuery
from api.http.listing import Collection, address_of, answer_revisions, look_up
from api.http.operation import CapaianRequest, Operation, answer
from api.http.page import Page
from api.http.whole import WholeAnswer
from api.postgres.pool import Database
from api.realizations.preference import Preference
from api.realizations.preference_queries import PREFERENCES, find_preference

Noun = Collection[Any]

REALIZATION = replace(IDENTIFIER, schema={**IDENTIFIER.schema, "examples": ["01a1fb67-1800-7000-8000-000000000205"]})


def preferences_of(noun: Noun) -> list[HTTPRouteHandler]:
    """GET /v1/{noun}/{id}/preference and its revisions."""
    return [_read(noun), _revisions(noun)]


def _read(noun: Noun) -> HTTPRouteHandler:
    @get(
        f"/v1/{noun.name}/{{id:str}}/preference",
        operation_id="read_preference",
        opt={
            "operation": Operation(
                summary="Read the preference for one realization",
                description="What was last said of it, with `known_at` by that moment; `stands` tells whether it was "
                "withdrawn.",
                tag=noun.name,
                asks="public",
                answers=Preference,
                query=EntityQuery,
                path_parameters={"id": REALIZATION},
                problems=("not-found", "gone"),
            )
        },
    )
    async def read_preference(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
        address, realization = realization_of(noun, request)
        query: EntityQuery = request.query
        async with reading(request, database, of_one_moment=True) as connection:
            await look_up(noun, request, connection)
            preference = await find_preference(connection, realization, query.known_at)
        if preference is None:
            raise Missing(f"{address}/preference")
        body, tag = encoded(preference, request.caller, None)
        return answer(body, headers={"etag": tag})

    return read_preference


def _revisions(noun: Noun) -> HTTPRouteHandler:
    @get(
        f"/v1/{noun.name}/{{id:str}}/preference/revisions",
        operation_id="list_preference_revisions",
        opt={
            "operation": Operation(
                summary="List the revisions of the preference for one realization",
                description="All that was ever said of it, newest first.",
                tag=noun.name,
                asks="public",
                answers=Page[Preference],
                query=RevisionsQuery,
                path_parameters={"id": REALIZATION},
                problems=("not-found",),
                headers=("Link",),
            )
        },
    )
    async def list_preference_revisions(request: CapaianRequest, database: NamedDependency[Database]) -> WholeAnswer:
        address, realization = realization_of(noun, request)
        return await answer_revisions(request, database, PREFERENCES, realization, f"{address}/preference")

    return list_preference_revisions


def realization_of(noun: Noun, request: CapaianRequest) -> tuple[str, UUID]:
    address, key = address_of(noun, request)
    return address, cast("UUID", key)
