"""A service whose data the tests of all operations may change, and requests that conform to openapi.yaml."""

import json
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple
from uuid import uuid4

import httpx
import pytest

from tests.conftest import checked
from tests.openapi.committed import document, find_example, resolved
from tests.support import databases, services
from tests.support.callers import key_for
from tests.support.databases import DatabaseUrls

Json = dict[str, Any]

ADMINISTRATOR = "administrator"
JSON_BODIES = {"application/json", "application/merge-patch+json"}


class OperationRequest(NamedTuple):
    """A request to one operation, with the examples of the document."""

    method: str
    path: str
    operation: Json

    @property
    def name(self) -> str:
        operation_id: str = self.operation["operationId"]
        return operation_id

    def parameters(self, location: str) -> list[Json]:
        return [each for each in map(resolved, self.operation["parameters"]) if each["in"] == location]

    def url(self, key: str | None = None) -> str:
        """Return the path with a key, or with the examples of its parameters."""
        return self.path.format(**{each["name"]: key or each["example"] for each in self.parameters("path")})

    def query(self) -> str:
        """Return the required query parameters; an import requires one of two."""
        required = [each for each in self.parameters("query") if "required" in each]
        given = [f"{each['name']}={each['schema']['examples'][0]}" for each in required]
        return "&".join([*given, *(["collection=realizations"] if self.name == "create_import" else [])])

    def headers(self, **changed: str) -> dict[str, str]:
        """Return all headers of the operation, with an If-Match that every record meets and a new Idempotency-Key."""
        examples = {
            each["name"]: each["schema"]["examples"][0]
            for each in self.parameters("header")
            if "examples" in each["schema"]
        }
        own = {"If-Match": "*", "Idempotency-Key": str(uuid4())}
        names = {each["name"] for each in self.parameters("header")}
        if self.method == "PUT":
            # The examples of both conditions contradict each other, and the record of the path need not exist.
            names -= {"If-Match", "If-None-Match"}
            examples = {name: value for name, value in examples.items() if name in names}
        media_types = {"Content-Type": self.media_types()[0]} if self.media_types() else {}
        return examples | {name: own[name] for name in own.keys() & names} | media_types | changed

    def media_types(self) -> list[str]:
        return list(self.operation.get("requestBody", {}).get("content", ()))

    def content(self) -> bytes | None:
        """Return the example of the body in the first media type."""
        if not self.media_types():
            return None
        content = self.operation["requestBody"]["content"][self.media_types()[0]]
        example = content["example"] if "example" in content else find_example(content["schema"])
        return (json.dumps(example) if self.has_json_body() else str(example)).encode()

    def has_json_body(self) -> bool:
        """Whether the service reads the complete body before it parses it, unlike a file."""
        return not JSON_BODIES.isdisjoint(self.media_types())

    def accepts_idempotency_key(self) -> bool:
        return "Idempotency-Key" in {each["name"] for each in self.parameters("header")}


OPERATIONS = [
    OperationRequest(method.upper(), path, operation)
    for path, item in document()["paths"].items()
    for method, operation in item.items()
]


def list_wrong(
    status: int, send: Callable[[OperationRequest], httpx.Response], operations: list[OperationRequest]
) -> dict[str, str]:
    """Send one request to each operation; return the responses with another status, by operation id."""
    assert operations
    responses = {each.name: send(each) for each in operations}
    return {name: response.text for name, response in responses.items() if response.status_code != status}


def with_status(status: int) -> list[OperationRequest]:
    """List the operations whose responses in the document include a status."""
    return [each for each in OPERATIONS if str(status) in each.operation["responses"]]


@pytest.fixture(scope="package")
def stored(postgres: DatabaseUrls) -> Iterator[DatabaseUrls]:
    with databases.copy(postgres) as urls:
        yield urls


@pytest.fixture(scope="package")
def http(stored: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with services.running(tmp_path_factory.mktemp("all-operations"), **stored.settings) as service:
        service.wait_until_ready()
        with httpx.Client(base_url=service.url, timeout=20, event_hooks={"response": [checked]}) as http_client:
            yield http_client


@pytest.fixture(scope="package")
def administrator(stored: DatabaseUrls) -> dict[str, str]:
    """The header of a key with all scopes."""
    scopes = ("read:drafts", "write", "publish", "admin")
    return {"Authorization": f"Bearer {key_for(stored, ADMINISTRATOR, *scopes)}"}
