"""What every operation refuses alike, it does refuse, with the status that the document has for it."""

from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from api.access.keys import new_key
from api.http.body import LARGEST
from tests.access.conftest import checked
from tests.contract.committed import document, resolved
from tests.support import databases, services
from tests.support.callers import key_for
from tests.support.databases import Addresses

Json = dict[str, Any]

# Read whole before it is looked at, and of some kind of JSON; a file is not.
JSON_BODIES = {"application/json", "application/merge-patch+json"}

OPERATIONS = [
    (method.upper(), path, operation)
    for path, item in document()["paths"].items()
    for method, operation in item.items()
]
# Of each form that a name in a path has: one that nothing has.
NOBODY = ("tak-ada", "00000000-0000-7000-8000-000000000000", "99.99", "AAAAAAAAAA", "tak-ada.txt", "TAK_ADA")
# Nothing that ships was preferred by a person.
NOTHING_SHIPS = ("/v1/realizations/{id}/preference", "/v1/realizations/{id}/preference/revisions")
STREAMED = ("/v1/exports/", "/sdmx/")
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def stored(postgres: Addresses) -> Iterator[Addresses]:
    with databases.copy(postgres) as addresses:
        yield addresses


@pytest.fixture(scope="module")
def asking(stored: Addresses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with services.running(
        tmp_path_factory.mktemp("refusing"),
        CAPAIAN_DATABASE_URL=stored.service,
        CAPAIAN_MIGRATION_DATABASE_URL=stored.owner,
    ) as service:
        service.wait_until_ready()
        with httpx.Client(base_url=service.url, timeout=20, event_hooks={"response": [checked]}) as client:
            yield client


@pytest.fixture(scope="module")
def everything(stored: Addresses) -> dict[str, str]:
    scopes = ("read:drafts", "write", "publish", "admin")
    return {"Authorization": f"Bearer {key_for(stored, 'who may everything', *scopes)}"}


@pytest.fixture(scope="module")
def little(stored: Addresses) -> dict[str, str]:
    return {"Authorization": f"Bearer {key_for(stored, 'who may read', 'read:drafts')}"}


def told_of(status: str) -> list[tuple[str, str, Json]]:
    return [(method, path, operation) for method, path, operation in OPERATIONS if status in operation["responses"]]


def address_of(path: str, operation: Json, name: str | None = None) -> str:
    parameters = map(resolved, operation["parameters"])
    return path.format(**{each["name"]: name or each["example"] for each in parameters if each["in"] == "path"})


def body_of(operation: Json) -> Json:
    """A media type that is taken, and the condition that some ask for."""
    types = list(operation.get("requestBody", {}).get("content", ()))
    return {"If-Match": "*"} | ({"Content-Type": types[0]} if types else {})


def query_of(operation: Json) -> str:
    """The parameters that have to be there; an import needs one of two."""
    required = [each for each in map(resolved, operation["parameters"]) if each["in"] == "query" and "required" in each]
    given = [f"{each['name']}={each['schema']['examples'][0]}" for each in required]
    return "&".join([*given, *(["collection=targets"] if operation["operationId"] == "create_import" else [])])


def ids(told: list[tuple[str, str, Json]]) -> list[str]:
    return [operation["operationId"] for _, _, operation in told]


def for_each(status: str, where: Callable[[str, Json], bool] = lambda _path, _operation: True) -> pytest.MarkDecorator:
    told = [each for each in told_of(status) if where(*each[1:])]
    return pytest.mark.parametrize(("method", "path", "operation"), told, ids=ids(told))


@for_each("400")
def test_a_parameter_that_is_not_known(
    asking: httpx.Client, everything: dict[str, str], method: str, path: str, operation: Json
) -> None:
    address = f"{address_of(path, operation)}?tak_ada=1"
    assert asking.request(method, address, headers=everything | body_of(operation)).status_code == 400


@for_each("401")
def test_a_key_that_is_not_known(asking: httpx.Client, method: str, path: str, operation: Json) -> None:
    headers = {"X-API-Key": new_key().text} | body_of(operation)
    assert asking.request(method, address_of(path, operation), headers=headers).status_code == 401


@for_each("403")
def test_a_key_that_may_not(
    asking: httpx.Client, little: dict[str, str], method: str, path: str, operation: Json
) -> None:
    headers = little | body_of(operation)
    assert asking.request(method, address_of(path, operation), headers=headers).status_code == 403


@for_each("406")
def test_a_media_type_that_nobody_has(
    asking: httpx.Client, everything: dict[str, str], method: str, path: str, operation: Json
) -> None:
    headers = everything | body_of(operation) | {"Accept": "image/tiff"}
    assert asking.request(method, address_of(path, operation), headers=headers).status_code == 406


@for_each("414")
def test_an_address_that_is_too_long(asking: httpx.Client, method: str, path: str, operation: Json) -> None:
    assert asking.request(method, f"{address_of(path, operation)}?q={'a' * 9000}").status_code == 414


@for_each("415")
def test_a_body_of_another_type(
    asking: httpx.Client, everything: dict[str, str], method: str, path: str, operation: Json
) -> None:
    headers = everything | {"If-Match": "*", "Content-Type": FORM}
    address = f"{address_of(path, operation)}?{query_of(operation)}"
    assert asking.request(method, address, headers=headers, content=b"a=1").status_code == 415


@for_each("404", lambda path, _: "{" in path)
def test_a_name_that_nothing_has(
    asking: httpx.Client, everything: dict[str, str], method: str, path: str, operation: Json
) -> None:
    headers = everything | body_of(operation)
    answers = [
        asking.request(method, address_of(path, operation, name), headers=headers, content=b"{}") for name in NOBODY
    ]
    assert 404 in {answer.status_code for answer in answers}


def takes_json(_path: str, operation: Json) -> bool:
    return bool(JSON_BODIES & operation.get("requestBody", {}).get("content", {}).keys())


@for_each("413", takes_json)
def test_a_body_that_is_too_large(
    asking: httpx.Client, everything: dict[str, str], method: str, path: str, operation: Json
) -> None:
    headers = everything | body_of(operation)
    body = b" " * (LARGEST + 1)
    assert asking.request(method, address_of(path, operation), headers=headers, content=body).status_code == 413


@for_each("422", takes_json)
def test_a_member_that_is_not_known(
    asking: httpx.Client, everything: dict[str, str], method: str, path: str, operation: Json
) -> None:
    for media_type in operation["requestBody"]["content"]:
        headers = everything | {"If-Match": "*", "Content-Type": media_type}
        answer = asking.request(method, address_of(path, operation), headers=headers, content=b'{"tak_ada": 1}')
        assert answer.status_code == 422


# What may take long is streamed then, without a tag: tests/exports and tests/sdmx ask until it is whole.
@for_each("304", lambda path, operation: {} in operation["security"] and not path.startswith(STREAMED))
def test_a_copy_that_is_still_the_answer(client: httpx.Client, method: str, path: str, operation: Json) -> None:
    answer = client.get(f"{address_of(path, operation)}?{query_of(operation)}", headers={"If-None-Match": "*"})
    assert answer.status_code == (404 if path in NOTHING_SHIPS else 304)
