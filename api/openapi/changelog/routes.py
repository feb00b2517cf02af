"""The route /v1/changelog."""

from api.http.reads.record import JSON_ENCODER
from api.http.request.operation import RawResponse, build_response, get
from api.openapi.changelog.model import Changelog
from api.openapi.changelog.parse import load_changelog

OPERATION_IDS = ("read_changelog",)


@get(
    "/v1/changelog",
    summary="Read the changelog",
    description="The changes of each release, newest first, also of the OpenAPI document. The header "
    "`API-Version` has the version of the service.",
    tag="service",
    requires="nothing",
    response_model=Changelog,
)
def read_changelog() -> RawResponse:
    return build_response(JSON_ENCODER.encode(load_changelog()))


handlers = [read_changelog]
