"""Deprecation over real HTTP: a toy service with deprecated operations, parameters and properties."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from time import monotonic, sleep
from typing import Annotated, Any

import httpx
import msgspec
import pytest
from litestar import Litestar, get, post
from litestar.types import ASGIApp
from msgspec import Meta

from api.app import create_litestar
from api.database.pool import Database
from api.http.edge.access_log import AccessLogMiddleware
from api.http.edge.response_encoding import ResponseEncodingMiddleware
from api.http.edge.url_check import UrlCheckMiddleware
from api.http.problems.exception_handler import build_internal_error, handle_exception
from api.http.request.allowed_methods import AllowedMethods
from api.http.request.api_request import ApiRequest
from api.http.request.deprecation import MIN_NOTICE, Deprecation, build_deprecation_headers, list_deprecated_properties
from api.http.request.operation import Operation, RawResponse, build_response
from api.http.request.parameter_types import SHORT_TEXT
from api.http.request.query_string import QueryParameters
from api.http.request.request_check import check_request
from api.openapi.document.build import build_document
from api.openapi.document.operation_list import list_operations
from api.openapi.examples.parameters import PARAMETER_EXAMPLES
from api.openapi.examples.responses import RESPONSE_EXAMPLES
from api.openapi.examples.writes import BODY_EXAMPLES
from api.openapi.pages.deprecations import list_deprecated_items, render_deprecations_page

OLD_OPERATION = Deprecation(date(2027, 1, 1), date(2027, 7, 1), "/v2/toys")
OLD_PARAMETER = Deprecation(date(2027, 2, 1), date(2028, 2, 1), "q")
OLD_PROPERTY = Deprecation(date(2027, 3, 1), date(2027, 9, 1))
TIMESTAMPS = {OLD_OPERATION: "@1798761600", OLD_PARAMETER: "@1801440000", OLD_PROPERTY: "@1803859200"}


class ToyQuery(QueryParameters, frozen=True, kw_only=True):
    """Two names of one parameter."""

    q: Annotated[str | None, SHORT_TEXT, "Search text."] = None
    words: Annotated[str | None, SHORT_TEXT, "Search text.", OLD_PARAMETER] = None


class Part(msgspec.Struct, frozen=True):
    """A part of a toy."""

    name: Annotated[str, Meta(description="Its name.", examples=["wheel"])]
    note: Annotated[str, Meta(description="A note.", examples=["round"]), OLD_PROPERTY.to_field_meta()] | None = None


class Toy(msgspec.Struct, frozen=True):
    """A toy with parts."""

    parts: Annotated[list[Part], Meta(description="Its parts.")]


def build_operation(summary: str, **more: Any) -> dict[str, Operation]:
    return {
        "operation": Operation(
            summary, f"{summary}.", "service", more.pop("response_model", None), requires="nothing", cost=0, **more
        )
    }


@get("/old", operation_id="list_old", opt=build_operation("Old toys", deprecation=OLD_OPERATION), sync_to_thread=False)
def list_old(request: ApiRequest) -> RawResponse:
    return build_response(b"{}", headers={"link": '</old?cursor=2>; rel="next"'})


@get("/new", operation_id="list_new", opt=build_operation("New toys", query_model=ToyQuery), sync_to_thread=False)
def list_new() -> RawResponse:
    return build_response(b"{}")


@get("/toy", operation_id="read_toy", opt=build_operation("One toy", response_model=Toy), sync_to_thread=False)
def read_toy() -> RawResponse:
    return build_response(msgspec.json.encode(Toy([])))


@post(
    "/toys",
    operation_id="create_toy",
    opt=build_operation("Make a toy", body_model=Toy, status=201),
    sync_to_thread=False,
)
def create_toy() -> RawResponse:
    return build_response(b"{}")


def create_toy_service() -> Litestar:
    return Litestar(
        route_handlers=[list_old, list_new, read_toy, create_toy],
        request_class=ApiRequest,
        before_request=check_request,
        exception_handlers={Exception: handle_exception},
        openapi_config=None,
    )


def create_app() -> ASGIApp:
    app = create_toy_service()
    methods = AllowedMethods((route.path_format, route.methods) for route in app.routes)
    return AccessLogMiddleware(
        UrlCheckMiddleware(ResponseEncodingMiddleware(app), methods),
        api_version="1.2",
        internal_error=build_internal_error,
    )


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    module = Path(__file__)
    command = [sys.executable, "-m", "uvicorn", "--ws", "none", "--no-access-log", "--port", port, "--factory"]
    server = subprocess.Popen([*command, f"{module.stem}:create_app"], cwd=module.parent, stderr=subprocess.DEVNULL)
    deadline = monotonic() + 60
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        while True:
            try:
                client.get("/new")
                break
            except httpx.TransportError:
                assert server.poll() is None, "uvicorn did not start"
                assert monotonic() < deadline
                sleep(0.05)
        yield client
    server.terminate()
    server.wait(10)


def get_deprecation(response: httpx.Response) -> str | None:
    return response.headers.get("deprecation")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_deprecated_operation_has_headers_with_its_dates_and_successor(client: httpx.Client, method: str) -> None:
    response = client.request(method, "/old")
    assert get_deprecation(response) == TIMESTAMPS[OLD_OPERATION]
    assert datetime.fromtimestamp(int(TIMESTAMPS[OLD_OPERATION][1:]), UTC).date() == OLD_OPERATION.since
    assert response.headers["sunset"] == "Thu, 01 Jul 2027 00:00:00 GMT"
    assert parsedate_to_datetime(response.headers["sunset"]).date() == OLD_OPERATION.sunset
    assert response.links["deprecation"]["url"] == "/deprecations"
    assert response.links["successor-version"]["url"] == "/v2/toys"
    assert response.links["next"]["url"] == "/old?cursor=2"


def test_scripts_of_other_origins_can_read_the_headers(client: httpx.Client) -> None:
    exposed = client.get("/old").headers["access-control-expose-headers"].split(", ")
    assert {"deprecation", "sunset", "link"} <= set(exposed)


def test_errors_and_unchanged_responses_have_the_headers(client: httpx.Client) -> None:
    etag = client.get("/old").headers["etag"]
    unchanged = client.get("/old", headers={"if-none-match": etag})
    rejected = client.get("/old?unknown=1")
    assert (unchanged.status_code, get_deprecation(unchanged)) == (304, TIMESTAMPS[OLD_OPERATION])
    assert (rejected.status_code, get_deprecation(rejected)) == (400, TIMESTAMPS[OLD_OPERATION])


def test_a_deprecated_parameter_has_the_headers_only_if_it_is_used(client: httpx.Client) -> None:
    assert get_deprecation(client.get("/new")) is None
    assert get_deprecation(client.get("/new?q=words")) is None
    used = client.get("/new?w%6Frds=kayu")
    assert get_deprecation(used) == TIMESTAMPS[OLD_PARAMETER]
    assert used.headers["sunset"] == "Tue, 01 Feb 2028 00:00:00 GMT"
    assert "successor-version" not in used.links  # the successor is a parameter, so it has no URL


def test_operations_whose_models_have_a_deprecated_property_have_the_headers(client: httpx.Client) -> None:
    assert get_deprecation(client.get("/toy")) == TIMESTAMPS[OLD_PROPERTY]
    assert get_deprecation(client.post("/toys", json={"parts": []})) == TIMESTAMPS[OLD_PROPERTY]
    assert list_deprecated_properties(Toy) == (("Part.note", OLD_PROPERTY),)


def test_several_deprecations_result_in_the_earliest_dates_and_all_successors() -> None:
    headers = dict(build_deprecation_headers([OLD_PROPERTY, OLD_OPERATION, OLD_PARAMETER, OLD_OPERATION]))
    assert headers[b"deprecation"] == TIMESTAMPS[OLD_OPERATION].encode()
    assert headers[b"sunset"] == b"Thu, 01 Jul 2027 00:00:00 GMT"
    assert headers[b"link"].count(b"successor-version") == 1
    assert build_deprecation_headers([]) == []


def test_the_sunset_is_at_least_180_days_after_the_deprecation() -> None:
    Deprecation(date(2027, 1, 1), date(2027, 1, 1) + MIN_NOTICE)
    with pytest.raises(ValueError, match="180 days"):
        Deprecation(date(2027, 1, 1), date(2027, 1, 1) + MIN_NOTICE - timedelta(days=1))


def test_the_openapi_document_contains_all_three_kinds_of_deprecations(monkeypatch: pytest.MonkeyPatch) -> None:
    for operation_id in ("list_old", "list_new", "read_toy", "create_toy"):
        monkeypatch.setitem(RESPONSE_EXAMPLES, operation_id, {"parts": []})
    monkeypatch.setitem(BODY_EXAMPLES, "create_toy", {"parts": []})
    monkeypatch.setitem(PARAMETER_EXAMPLES, "words", "kayu")
    document = build_document(create_toy_service())
    expected = {
        "deprecated": True,
        "x-deprecated-since": "2027-01-01",
        "x-sunset": "2027-07-01",
        "x-successor": "/v2/toys",
    }
    old, new = document["paths"]["/old"]["get"], document["paths"]["/new"]["get"]
    assert old.items() >= expected.items()
    assert {"Deprecation", "Sunset"} <= old["responses"]["200"]["headers"].keys()
    by_name = {parameter["name"]: parameter for parameter in new["parameters"] if "name" in parameter}
    assert by_name["words"].items() >= OLD_PARAMETER.to_openapi.items()
    assert "deprecated" not in by_name["q"] and "deprecated" not in new
    assert {"Deprecation", "Sunset"} <= new["responses"]["200"]["headers"].keys()
    assert document["components"]["schemas"]["Part"]["properties"]["note"].items() >= OLD_PROPERTY.to_openapi.items()


def test_the_page_is_sorted_by_sunset() -> None:
    operations = list_operations(create_toy_service())
    assert [item.name for item in list_deprecated_items(operations)] == ["GET /old", "Part.note", "GET /new ?words="]
    page = render_deprecations_page(operations).decode()
    assert "<code>GET /old</code></td><td>2027-01-01</td><td>2027-07-01</td><td><code>/v2/toys</code>" in page


def test_the_deprecated_properties_of_every_operation_can_be_listed() -> None:
    app = create_litestar(Database("postgresql://nowhere", 1))
    for listed in list_operations(app):
        for model in (listed.operation.body_model, listed.operation.response_model):
            assert all(deprecation.sunset > deprecation.since for _, deprecation in list_deprecated_properties(model))
