"""Routes: read_preference, list_preference_revisions."""

from dataclasses import replace
from typing import Any, cast
from uuid import UUID

from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler

from api.database.pool import Database
from api.errors import NotFoundError
from api.http.reads.collection import Collection, list_revisions_response, load_record, parse_record_path
from api.http.reads.list_parameters import RecordParameters, RevisionsParameters
from api.http.reads.page import Page
from api.http.reads.record import encode_record
from api.http.request.api_request import ApiRequest, open_read_session
from api.http.request.operation import RawResponse, build_response, get
from api.http.request.parameter_types import UUID_PARAMETER
from api.resources.realizations.preference_model import Preference
from api.resources.realizations.preference_queries import PREFERENCE_TABLE, find_preference

RealizationCollection = Collection[Any]

REALIZATION_ID = replace(
    UUID_PARAMETER, schema={**UUID_PARAMETER.schema, "examples": ["01a1fb67-1800-7000-8000-000000000205"]}
)


def build_preference_read_routes(collection: RealizationCollection) -> list[HTTPRouteHandler]:
    """GET /v1/{collection}/{id}/preference and its revisions."""
    return [_build_read_route(collection), _build_revisions_route(collection)]


def _build_read_route(collection: RealizationCollection) -> HTTPRouteHandler:
    @get(
        f"/v1/{collection.name}/{{id:str}}/preference",
        summary="Read the preference for one realization",
        description="The latest preference, with `known_at` the latest one at that time. `active` is false "
        "after a withdrawal.",
        tag=collection.name,
        requires="public",
        response_model=Preference,
        query_model=RecordParameters,
        path_parameters={"id": REALIZATION_ID},
        problem_types=("not-found", "gone"),
    )
    async def read_preference(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
        url, realization = parse_realization_path(collection, request)
        query: RecordParameters = request.query
        async with open_read_session(request, database, repeatable_read=True) as connection:
            await load_record(collection, request, connection)
            preference = await find_preference(connection, realization, query.known_at)
        if preference is None:
            raise NotFoundError(f"{url}/preference")
        body, tag = encode_record(preference, request.caller, None)
        return build_response(body, headers={"etag": tag})

    return read_preference


def _build_revisions_route(collection: RealizationCollection) -> HTTPRouteHandler:
    @get(
        f"/v1/{collection.name}/{{id:str}}/preference/revisions",
        summary="List the revisions of the preference for one realization",
        description="All revisions of the preference, newest first.",
        tag=collection.name,
        requires="public",
        response_model=Page[Preference],
        query_model=RevisionsParameters,
        path_parameters={"id": REALIZATION_ID},
        problem_types=("not-found",),
        response_headers=("Link",),
    )
    async def list_preference_revisions(request: ApiRequest, database: NamedDependency[Database]) -> RawResponse:
        url, realization = parse_realization_path(collection, request)
        return await list_revisions_response(request, database, PREFERENCE_TABLE, realization, f"{url}/preference")

    return list_preference_revisions


def parse_realization_path(collection: RealizationCollection, request: ApiRequest) -> tuple[str, UUID]:
    url, key = parse_record_path(collection, request)
    return url, cast("UUID", key)
