"""The allowed methods of each URL, and CORS."""

import re

import httpx
import pytest

from api.admin.health import routes as health
from api.app import COLLECTION_MODULES
from api.openapi import routes as openapi
from tests.http import raw_requests
from tests.support.services import Service

LIST = "/v1/realizations"
URLS = [
    LIST,
    "/v1/units/umkm",
    "/v1/units.csv",
    "/v1/units/none-such",
    "/v1/units?limit=0",
    "/health/live",
    "/docs",
]
ROUTES = sorted(
    {path for part in (*COLLECTION_MODULES, openapi, health) for handler in part.handlers for path in handler.paths}
)
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
PATH_VALUES = {"code": "umkm", "id": "01a1fb67-1800-7000-8000-000000000101", "slug": "not-found"}


def fill_template(template: str) -> str:
    return re.sub(r"{(\w+)(:\w+)?}", lambda name: PATH_VALUES.get(name[1], "x"), template)


@pytest.mark.parametrize("template", ROUTES)
def test_the_allow_header_lists_exactly_the_allowed_methods(client: httpx.Client, template: str) -> None:
    url = fill_template(template)
    options = client.options(url)
    assert options.status_code == 204
    assert options.content == b""
    allowed = options.headers["allow"].split(", ")
    assert "OPTIONS" in allowed
    for method in METHODS:
        response = client.request(method, url)
        assert (response.status_code != 405) is (method in allowed), method
        if response.status_code == 405:
            assert response.headers["allow"].split(", ") == allowed


def test_options_of_an_unknown_url_returns_404(client: httpx.Client) -> None:
    assert client.options("/v1/nothing").status_code == 404


def test_options_of_the_server_lists_all_methods(service: Service) -> None:
    response = raw_requests.get(service.url, "*", method="OPTIONS")
    assert (response.status, response.body) == (204, b"")
    assert response.headers["allow"] == "GET, HEAD, POST, PUT, PATCH, OPTIONS"


def test_an_unknown_method_returns_501(service: Service) -> None:
    for method in ("FOO", "get"):
        response = raw_requests.get(service.url, LIST, method=method)
        raw_requests.check_problem(response, 501, "unknown-method")


@pytest.mark.parametrize("method", ["TRACE", "QUERY"])
def test_a_method_that_no_url_allows_returns_405(service: Service, method: str) -> None:
    response = raw_requests.get(service.url, LIST, method=method)
    raw_requests.check_problem(response, 405, "method-not-allowed")
    assert response.headers["allow"].startswith("GET, HEAD")


@pytest.mark.parametrize("url", URLS)
def test_scripts_of_other_origins_can_read_every_response(client: httpx.Client, url: str) -> None:
    response = client.get(url, headers={"Origin": "https://example.test"})
    assert response.headers["access-control-allow-origin"] == "*"
    exposed = response.headers["access-control-expose-headers"].split(", ")
    assert {"etag", "link", "x-request-id", "retry-after", "last-modified"} <= set(exposed)
    assert "access-control-allow-credentials" not in response.headers


def test_a_preflight_request_returns_204_with_the_cors_headers(client: httpx.Client) -> None:
    headers = {
        "Origin": "https://example.test",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match,x-request-id",
    }
    response = client.options(LIST, headers=headers)
    assert response.status_code == 204
    assert response.headers["access-control-allow-origin"] == "*"
    assert response.headers["access-control-allow-methods"] == response.headers["allow"] == "GET, HEAD, POST, OPTIONS"
    assert {"if-none-match", "if-match", "idempotency-key", "x-request-id", "accept-language"} <= set(
        response.headers["access-control-allow-headers"].split(", ")
    )
    assert int(response.headers["access-control-max-age"]) > 0
