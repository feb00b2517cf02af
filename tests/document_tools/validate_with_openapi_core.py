"""Send reads and validate them and their responses with openapi-core; print a line per error.

Standard input: the path of a document, the URL of the service, headers, and the reads.
"""

import json
import sys
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import yaml
from openapi_core import Config, OpenAPI
from openapi_core.datatypes import RequestParameters
from openapi_core.exceptions import OpenAPIError
from werkzeug.datastructures import Headers, ImmutableMultiDict


@dataclass
class Request:
    """A request in the form that openapi-core reads."""

    host_url: str
    path: str
    query: str
    headers: dict[str, str]
    method: str = "get"
    body: bytes | None = None
    content_type: str = ""
    parameters: RequestParameters = field(init=False)

    def __post_init__(self) -> None:
        query = ImmutableMultiDict(parse_qsl(self.query, keep_blank_values=True))
        self.parameters = RequestParameters(query=query, header=Headers(self.headers))


@dataclass
class Response:
    """A response in the form that openapi-core reads."""

    status_code: int
    headers: Headers
    data: bytes

    @property
    def content_type(self) -> str:
        return self.headers.get("Content-Type", "")


def send(url: str, headers: dict[str, str]) -> Response:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as response:
            return Response(response.status, Headers(list(response.headers.items())), response.read())
    except urllib.error.HTTPError as response:
        return Response(response.code, Headers(list(response.headers.items())), response.read())


def list_deserializers(document: dict[str, Any]) -> dict[str, Callable[[bytes], Any]]:
    """Return a parser of each media type; openapi-core knows only some of them."""

    def read_json(body: bytes, **_: str) -> Any:
        return json.loads(body)

    def read_text(body: bytes, **_: str) -> str:
        return body.decode("latin-1")  # also of files

    contents = (
        content
        for item in document["paths"].values()
        for operation in item.values()
        for response in operation["responses"].values()
        for content in response.get("content", ())
    )
    return {
        name: read_json if name.endswith(("/json", "+json")) else read_text
        for name in ("application/problem+json", *contents)
    }


def main() -> None:
    given = json.load(sys.stdin)
    document = yaml.load(Path(given["document"]).read_bytes(), Loader=yaml.CSafeLoader)
    openapi = OpenAPI.from_dict(document, config=Config(extra_media_type_deserializers=list_deserializers(document)))
    for operation_id, _, url, own_headers in given["reads"]:
        parts, headers = urlsplit(url), given["headers"] | own_headers | {"Accept-Encoding": "identity"}
        response = send(given["url"] + url, headers)
        request = Request(given["url"], parts.path, parts.query, headers)
        try:
            openapi.validate_request(request)
            # openapi-core requires a body, but NDJSON of no rows is empty.
            if response.data or "ndjson" not in response.content_type:
                openapi.validate_response(request, response)
        except OpenAPIError as error:
            causes = [*getattr(error.__cause__, "schema_errors", ()), error.__cause__]
            sys.stdout.write(f"{operation_id} {url} {response.status_code}: {error!r} {str(causes)[:1000]}\n")


main()
