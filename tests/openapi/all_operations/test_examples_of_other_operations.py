"""Lists that require a key, and operations that are no GET, accept the examples of the document."""

from uuid import uuid4

import httpx

from tests.openapi.all_operations.conftest import OPERATIONS, OperationRequest, list_wrong, with_status
from tests.openapi.committed import is_public
from tests.openapi.examples.seed_data import WITHOUT_SEED_DATA

# No user has created these records in a new service.
WITHOUT_RECORD = (*WITHOUT_SEED_DATA, "/v1/imports/{id}", "/v1/keys/{id}", "/v1/mappings/{name}")
# Conditions that a copy of another content does not meet.
OLD = {"If-None-Match": '"other"', "If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"}
# Parameters without an example, because an example would select nothing in a service with other data.
TIMES = {"known_at": ["2200-12-31T00:00:00Z"], "asOf": ["2200-12-31T00:00:00Z"]}


def has_record(each: OperationRequest) -> bool:
    """Whether a new service has a record for the example of the path."""
    return not each.path.startswith(WITHOUT_RECORD)


def has_data(each: OperationRequest) -> bool:
    """Whether it has a record, and the response ends."""
    return has_record(each) and "text/event-stream" not in each.operation["responses"]["200"]["content"]


def test_a_list_that_requires_a_key_accepts_the_example_of_each_parameter(
    http: httpx.Client, administrator: dict[str, str]
) -> None:
    lists = [
        each for each in OPERATIONS if each.method == "GET" and not is_public(each.operation) and "{" not in each.path
    ]
    assert lists
    for each in lists:
        for parameter in each.parameters("query"):
            if "examples" in parameter["schema"]:
                (value,) = parameter["schema"]["examples"]
                query = {parameter["name"]: ",".join(value) if isinstance(value, list) else value}
                response = http.get(each.path, params=query, headers=administrator)
                assert response.status_code == 200, (each.name, query, response.text)


def test_a_mapping_is_saved_and_deleted_without_a_response_body(
    http: httpx.Client, administrator: dict[str, str]
) -> None:
    (save,) = [each for each in OPERATIONS if each.name == "save_mapping"]
    headers = administrator | save.headers(Prefer="return=minimal")
    http.put(save.url(), content=save.content(), headers=headers)
    again = http.put(save.url(), content=save.content(), headers=headers | {"Idempotency-Key": str(uuid4())})
    assert (again.status_code, again.content) == (204, b"")
    (delete,) = [each for each in OPERATIONS if each.name == "delete_mapping"]
    deleted = http.post(delete.url(), headers=administrator | {"Prefer": "return=minimal"})
    assert (deleted.status_code, deleted.content) == (204, b"")


def test_a_claim_is_checked_as_recorded_at_a_time(http: httpx.Client) -> None:
    (check,) = [each for each in OPERATIONS if each.name == "check_claim"]
    url = f"{check.url()}?known_at=2200-12-31T00:00:00Z"
    response = http.request(check.method, url, content=check.content(), headers=check.headers())
    assert response.status_code == 200, response.text


def test_every_get_accepts_the_examples_of_all_its_parameters_at_once(
    http: httpx.Client, administrator: dict[str, str]
) -> None:
    """Importers such as that of Postman send every example of the document unchanged."""

    def send(each: OperationRequest) -> httpx.Response:
        examples = {
            parameter["name"]: ",".join(value) if isinstance(value, list) else value
            for parameter in each.parameters("query")
            for value in parameter["schema"].get("examples", TIMES.get(parameter["name"], ()))
        }
        headers = {
            parameter["name"]: OLD[parameter["name"]]
            for parameter in each.parameters("header")
            if parameter["name"] in OLD
        }
        return http.get(each.url(), params=examples, headers=administrator | each.headers(**headers))

    assert list_wrong(200, send, [each for each in OPERATIONS if each.method == "GET" and has_data(each)]) == {}


def test_every_get_with_the_etag_of_other_content_returns_412(
    http: httpx.Client, administrator: dict[str, str]
) -> None:
    def send(each: OperationRequest) -> httpx.Response:
        return http.get(each.url(), headers=administrator | each.headers(**{"If-Match": '"other"'}))

    assert list_wrong(412, send, [each for each in with_status(412) if each.method == "GET" and has_record(each)]) == {}
