"""Which methods an address takes, and who from another origin may use them."""

import re

import httpx
import pytest

from api.app import NOUNS
from api.contract import routes as contract
from api.health import routes as health
from tests.support.services import Service
from tests.wire import asking

LIST = "/v1/realizations"
ADDRESSES = [
    LIST,
    "/v1/units/umkm",
    "/v1/units.csv",
    "/v1/units/none-such",
    "/v1/units?limit=0",
    "/health/live",
    "/docs",
]
ROUTES = sorted({path for part in (*NOUNS, contract, health) for handler in part.handlers for path in handler.paths})
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
FILLED = {"code": "umkm", "id": "01a1fb67-1800-7000-8000-000000000101", "slug": "not-found"}


def filled(template: str) -> str:
    return re.sub(r"{(\w+)(:\w+)?}", lambda name: FILLED.get(name[1], "x"), template)


@pytest.mark.parametrize("template", ROUTES)
def test_the_methods_an_address_says_it_takes_are_those_it_takes(client: httpx.Client, template: str) -> None:
    address = filled(template)
    options = client.options(address)
    assert options.status_code == 204
    assert options.content == b""
    allowed = options.headers["allow"].split(", ")
    assert "OPTIONS" in allowed
    for method in METHODS:
        answer = client.request(method, address)
        assert (answer.status_code != 405) is (method in allowed), method
        if answer.status_code == 405:
            assert answer.headers["allow"].split(", ") == allowed


def test_options_of_nothing_are_not_found(client: httpx.Client) -> None:
    assert client.options("/v1/nothing").status_code == 404


def test_an_invented_method_is_not_allowed(service: Service) -> None:
    for method in ("TRACE", "FOO", "get"):
        answer = asking.get(service.url, LIST, method=method)
        asking.problem(answer, 405, "method-not-allowed")
        assert answer.headers["allow"] == "GET, HEAD, POST, OPTIONS"


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_of_another_origin_may_read_every_answer(client: httpx.Client, address: str) -> None:
    answer = client.get(address, headers={"Origin": "https://example.test"})
    assert answer.headers["access-control-allow-origin"] == "*"
    exposed = answer.headers["access-control-expose-headers"].split(", ")
    assert {"etag", "link", "x-request-id", "retry-after", "last-modified"} <= set(exposed)
    assert "access-control-allow-credentials" not in answer.headers


def test_a_preflight_is_answered(client: httpx.Client) -> None:
    asked = {
        "Origin": "https://example.test",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match,x-request-id",
    }
    answer = client.options(LIST, headers=asked)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-methods"] == answer.headers["allow"] == "GET, HEAD, POST, OPTIONS"
    assert {"if-none-match", "if-match", "idempotency-key", "x-request-id", "accept-language"} <= set(
        answer.headers["access-control-allow-headers"].split(", ")
    )
    assert int(answer.headers["access-control-max-age"]) > 0
