"""Every operation rejects an invalid request with the right status, which the document has unless it is `default`.

tests/auth/test_access_matrix.py checks 401 and 403, tests/http/edge/test_allowed_methods.py checks 405.
"""

import re
from collections.abc import Callable
from uuid import uuid4

import httpx

from api.http.request.operation import MAX_BODY_BYTES
from api.http.writes.idempotency import LOCK_KEY
from tests.openapi.all_operations.conftest import ADMINISTRATOR, OPERATIONS, OperationRequest, list_wrong, with_status
from tests.openapi.committed import is_public
from tests.openapi.examples.seed_data import WITHOUT_SEED_DATA
from tests.support.databases import DatabaseUrls
from tests.support.locks import hold_lock

# One for each format of a key; no record has it.
MISSING_KEYS = (
    "00000000-0000-7000-8000-000000000000",
    "tak-ada",
    "99.99",
    "AAAAAAAAAA",
    "tak-ada.txt",
    "TAK_ADA",
)
# These stream long responses, without an ETag; tests/exchange repeats the requests until a response has one.
STREAMED = ("/v1/exports/", "/sdmx/")
# These examples have no record; tests/exchange/imports, tests/auth and tests/http/writes create one.
IMPORTS = "/v1/imports/"
WITH_BODY = [each for each in OPERATIONS if each.media_types()]
NEGOTIATED = [each for each in OPERATIONS if len(each.operation["responses"].get("200", {}).get("content", {})) > 1]
WITHOUT_RECORD = (IMPORTS, "/v1/keys/", "/v1/mappings/{name}/delete")


def test_every_operation_rejects_an_unknown_parameter(http: httpx.Client, administrator: dict[str, str]) -> None:
    def send(each: OperationRequest) -> httpx.Response:
        return http.request(each.method, f"{each.url()}?tak_ada=1", headers=administrator | each.headers())

    assert list_wrong(400, send, OPERATIONS) == {}


def test_every_operation_with_several_media_types_rejects_another_one(
    http: httpx.Client, administrator: dict[str, str]
) -> None:
    def send(each: OperationRequest) -> httpx.Response:
        return http.request(each.method, each.url(), headers=administrator | each.headers(Accept="image/tiff"))

    assert list_wrong(406, send, NEGOTIATED) == {}


def test_every_operation_rejects_a_url_that_is_too_long(http: httpx.Client) -> None:
    def send(each: OperationRequest) -> httpx.Response:
        return http.request(each.method, f"{each.url()}?q={'a' * 9000}")

    assert list_wrong(414, send, OPERATIONS) == {}


def test_every_operation_with_a_body_rejects_another_media_type(
    http: httpx.Client, administrator: dict[str, str]
) -> None:
    def send(each: OperationRequest) -> httpx.Response:
        headers = administrator | each.headers(**{"Content-Type": "application/x-www-form-urlencoded"})
        return http.request(each.method, f"{each.url()}?{each.query()}", headers=headers, content=b"a=1")

    assert list_wrong(415, send, WITH_BODY) == {}


def test_every_operation_with_a_json_body_rejects_one_that_is_too_large(
    http: httpx.Client, administrator: dict[str, str]
) -> None:
    """The document has the limit of each operation, and the response repeats it."""
    limits = {}

    def send(each: OperationRequest) -> httpx.Response:
        (limit,) = re.findall(r"At most (\d+) KiB\.", each.operation["requestBody"]["description"])
        limits[each.name] = int(limit)
        headers = administrator | each.headers(**{"Accept-Language": "en"})
        response = http.request(each.method, each.url(), headers=headers, content=b" " * (int(limit) * 1024 + 1))
        assert {"64": "is 64 KiB", "1024": "is 1 MiB"}[limit] in response.json()["detail"], response.text
        return response

    assert list_wrong(413, send, [each for each in WITH_BODY if each.has_json_body()]) == {}
    large = {name for name, limit in limits.items() if limit > MAX_BODY_BYTES // 1024}
    assert large == {
        "create_realization", "create_source", "create_target", "revise_realization", "revise_source", "revise_target",
        "save_mapping",
    }  # fmt: skip


def test_every_operation_with_a_json_body_rejects_an_unknown_field_in_each_media_type(
    http: httpx.Client, administrator: dict[str, str]
) -> None:
    wrong = {}
    for each in WITH_BODY:
        for media_type in each.media_types() if each.has_json_body() else ():
            headers = administrator | each.headers(**{"Content-Type": media_type})
            response = http.request(each.method, each.url(), headers=headers, content=b'{"tak_ada": 1}')
            if response.status_code != 422:
                wrong[each.name, media_type] = response.text
    assert wrong == {}


def test_every_operation_with_a_key_in_its_path_returns_404_for_a_missing_record(
    http: httpx.Client, administrator: dict[str, str]
) -> None:
    def is_not_found(each: OperationRequest, key: str) -> bool:
        headers = administrator | each.headers()
        return http.request(each.method, each.url(key), headers=headers, content=b"{}").status_code == 404

    operations = [each for each in with_status(404) if "{" in each.path]
    assert operations
    assert [each.name for each in operations if not any(is_not_found(each, key) for key in MISSING_KEYS)] == []


def test_every_write_rejects_an_etag_of_another_revision(http: httpx.Client, administrator: dict[str, str]) -> None:
    def send(each: OperationRequest) -> httpx.Response:
        headers = administrator | each.headers(**{"If-Match": '"99-0123456789abcdef01234567"'})
        return http.request(each.method, each.url(), headers=headers, content=each.content())

    operations = [each for each in with_status(412) if each.method != "GET" and has_record(each)]
    assert list_wrong(412, send, operations) == {}


def test_every_public_read_rejects_an_etag_of_other_content(client: httpx.Client) -> None:
    def send(each: OperationRequest) -> httpx.Response:
        return client.get(f"{each.url()}?{each.query()}", headers={"If-Match": '"99-0123456789abcdef01234567"'})

    operations = [
        each
        for each in with_status(412)
        if each.method == "GET" and is_public(each.operation) and each.path not in WITHOUT_SEED_DATA
    ]
    assert list_wrong(412, send, operations) == {}


def send_with_key(
    http: httpx.Client, administrator: dict[str, str], key: str
) -> Callable[[OperationRequest], httpx.Response]:
    """Return a function that sends each operation with the same Idempotency-Key."""

    def send(each: OperationRequest) -> httpx.Response:
        headers = administrator | each.headers(**{"Idempotency-Key": key})
        return http.request(each.method, f"{each.url()}?{each.query()}", headers=headers, content=each.content())

    return send


def list_writes_with_key(status: int) -> list[OperationRequest]:
    """List the operations that accept an Idempotency-Key and document this status. Imports are tested elsewhere."""
    return [
        each for each in with_status(status) if each.accepts_idempotency_key() and not each.path.startswith(IMPORTS)
    ]


def test_every_write_rejects_the_idempotency_key_of_a_request_in_progress(
    http: httpx.Client, stored: DatabaseUrls, administrator: dict[str, str]
) -> None:
    key = str(uuid4())
    send = send_with_key(http, administrator, key)
    operations = list_writes_with_key(409)
    with hold_lock(stored, LOCK_KEY, ADMINISTRATOR, key):
        assert list_wrong(409, send, operations) == {}


def test_every_write_rejects_the_idempotency_key_of_another_request(
    http: httpx.Client, administrator: dict[str, str]
) -> None:
    send = send_with_key(http, administrator, str(uuid4()))
    operations = list_writes_with_key(422)
    (first,) = [each for each in operations if each.name == "create_target"]
    assert send(first).status_code in (201, 422)
    operations.remove(first)
    assert list_wrong(422, send, operations) == {}


def has_record(each: OperationRequest) -> bool:
    return not each.path.startswith(WITHOUT_RECORD)


def test_every_public_read_returns_304_for_the_current_etag(client: httpx.Client) -> None:
    def send(each: OperationRequest) -> httpx.Response:
        return client.get(f"{each.url()}?{each.query()}", headers={"If-None-Match": "*"})

    operations = [
        each
        for each in with_status(304)
        if is_public(each.operation) and not each.path.startswith(STREAMED) and each.path not in WITHOUT_SEED_DATA
    ]
    assert list_wrong(304, send, operations) == {}
