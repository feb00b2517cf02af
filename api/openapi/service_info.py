"""The model of GET / and its content."""

from typing import Annotated

import msgspec
from litestar import Litestar
from msgspec import Meta

from api import __version__
from api.http.reads.page import is_page_model
from api.openapi.document.operation_list import list_operations
from api.service_url import build_url


class ServiceInfo(msgspec.Struct, frozen=True):
    """The name of the service and the URLs of its parts."""

    name: Annotated[str, Meta(description="Name of the service.", examples=["Capaian"])]
    version: Annotated[str, Meta(description="Version of the service.", examples=["0.2.0"])]
    docs: Annotated[str, Meta(description="Interactive page of the OpenAPI document.", examples=["/docs"])]
    openapi: Annotated[str, Meta(description="OpenAPI 3.1 document.", examples=["/openapi.json"])]
    problems: Annotated[str, Meta(description="Explanations of all problems.", examples=["/problems"])]
    collections: Annotated[
        dict[str, str], Meta(description="URLs of the lists, by name.", examples=[{"targets": "/v1/targets"}])
    ]


def encode_service_info(app: Litestar) -> bytes:
    service = ServiceInfo(
        name="Capaian",
        version=__version__,
        docs=build_url("/docs"),
        openapi=build_url("/openapi.json"),
        problems=build_url("/problems"),
        collections=_list_collections(app),
    )
    return msgspec.json.encode(service)


def _list_collections(app: Litestar) -> dict[str, str]:
    operations = ((one.path, one.operation) for one in list_operations(app))
    lists = (path for path, one in operations if is_page_model(one.response_model) and one.requires == "public")
    names = (path.removeprefix("/v1/") for path in lists)
    return {name: build_url(f"/v1/{name}") for name in names if "/" not in name}
