"""The model of GET /."""

from typing import Annotated

import msgspec
from msgspec import Meta


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
