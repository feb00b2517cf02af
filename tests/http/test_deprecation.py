"""What goes away says so: a toy service whose operations, parameters and properties are deprecated, over real HTTP."""

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
from api.contract.declared import declared_in
from api.contract.deprecated import deprecated_among, deprecations_page
from api.contract.document import build
from api.contract.examples.answers import ANSWERS
from api.contract.examples.parameters import PARAMETERS
from api.contract.examples.written import BODIES
from api.http.deprecation import SHORTEST, Deprecation, deprecated_properties, headers_of
from api.http.finish import Finish
from api.http.gate import Gate
from api.http.kinds import WORDS
from api.http.methods import Methods
from api.http.observe import Observe
from api.http.operation import CapaianRequest, Operation, admit, answer
from api.http.query import Query
from api.http.refuse import internal_error, refuse
from api.http.whole import WholeAnswer
from api.postgres.pool import Database

GONE = Deprecation(date(2027, 1, 1), date(2027, 7, 1), "/v2/toys")
WORDED = Deprecation(date(2027, 2, 1), date(2028, 2, 1), "q")
NOTED = Deprecation(date(2027, 3, 1), date(2027, 9, 1))
AT = {GONE: "@1798761600", WORDED: "@1801440000", NOTED: "@1803859200"}


class ToyQuery(Query, frozen=True, kw_only=True):
    """Two names for one thing."""

    q: Annotated[str | None, WORDS, "Words of the toy."] = None
    words: Annotated[str | None, WORDS, "Words of the toy.", WORDED] = None


class Part(msgspec.Struct, frozen=True):
    """What a toy is made of."""

    name: Annotated[str, Meta(description="Its name.", examples=["wheel"])]
    note: Annotated[str, Meta(description="Said of it.", examples=["round"]), NOTED.as_property()] | None = None


class Toy(msgspec.Struct, frozen=True):
    """A toy of parts."""

    parts: Annotated[list[Part], Meta(description="What it is made of.")]


def declared(summary: str, **more: Any) -> dict[str, Operation]:
    return {
        "operation": Operation(summary, f"{summary}.", "service", more.pop("answers", None), asks="nothing", **more)
    }


@get("/old", operation_id="list_old", opt=declared("Old toys", deprecation=GONE), sync_to_thread=False)
def list_old(request: CapaianRequest) -> WholeAnswer:
    return answer(b"{}", headers={"link": '</old?cursor=2>; rel="next"'})


@get("/new", operation_id="list_new", opt=declared("New toys", query=ToyQuery), sync_to_thread=False)
def list_new() -> WholeAnswer:
    return answer(b"{}")


@get("/toy", operation_id="read_toy", opt=declared("One toy", answers=Toy), sync_to_thread=False)
def read_toy() -> WholeAnswer:
    return answer(msgspec.json.encode(Toy([])))


@post("/toys", operation_id="create_toy", opt=declared("Make a toy", takes=Toy, status=201), sync_to_thread=False)
def create_toy() -> WholeAnswer:
    return answer(b"{}")


def toys() -> Litestar:
    return Litestar(
        route_handlers=[list_old, list_new, read_toy, create_toy],
        request_class=CapaianRequest,
        before_request=admit,
        exception_handlers={Exception: refuse},
        openapi_config=None,
    )


def create_app() -> ASGIApp:
    app = toys()
    methods = Methods((route.path_format, route.methods) for route in app.routes)
    return Observe(Gate(Finish(app), methods), api_version="1.2", internal_error=internal_error)


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    where = Path(__file__)
    command = [sys.executable, "-m", "granian", "--interface", "asgi", "--port", port, "--factory"]
    server = subprocess.Popen([*command, f"{where.stem}:create_app"], cwd=where.parent, stderr=subprocess.DEVNULL)
    deadline = monotonic() + 20
    with httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        while True:
            try:
                client.get("/new")
                break
            except httpx.TransportError:
                assert server.poll() is None, "granian did not start"
                assert monotonic() < deadline
                sleep(0.05)
        yield client
    server.terminate()
    server.wait(10)


def deprecation_in(response: httpx.Response) -> str | None:
    return response.headers.get("deprecation")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_an_answer_of_a_deprecated_operation_says_since_when_until_when_and_what_instead(
    client: httpx.Client, method: str
) -> None:
    response = client.request(method, "/old")
    assert deprecation_in(response) == AT[GONE]
    assert datetime.fromtimestamp(int(AT[GONE][1:]), UTC).date() == GONE.since
    assert response.headers["sunset"] == "Thu, 01 Jul 2027 00:00:00 GMT"
    assert parsedate_to_datetime(response.headers["sunset"]).date() == GONE.sunset
    assert response.links["deprecation"]["url"] == "/deprecations"
    assert response.links["successor-version"]["url"] == "/v2/toys"
    assert response.links["next"]["url"] == "/old?cursor=2"


def test_a_page_of_another_origin_may_read_it(client: httpx.Client) -> None:
    exposed = client.get("/old").headers["access-control-expose-headers"].split(", ")
    assert {"deprecation", "sunset", "link"} <= set(exposed)


def test_it_is_said_whatever_comes_of_the_request(client: httpx.Client) -> None:
    tag = client.get("/old").headers["etag"]
    unchanged = client.get("/old", headers={"if-none-match": tag})
    refused = client.get("/old?unknown=1")
    assert (unchanged.status_code, deprecation_in(unchanged)) == (304, AT[GONE])
    assert (refused.status_code, deprecation_in(refused)) == (400, AT[GONE])


def test_a_deprecated_parameter_is_told_of_where_it_is_used_and_nowhere_else(client: httpx.Client) -> None:
    assert deprecation_in(client.get("/new")) is None
    assert deprecation_in(client.get("/new?q=words")) is None
    used = client.get("/new?w%6Frds=kayu")
    assert deprecation_in(used) == AT[WORDED]
    assert used.headers["sunset"] == "Tue, 01 Feb 2028 00:00:00 GMT"
    assert "successor-version" not in used.links  # its successor is a parameter, and has no address


def test_a_deprecated_property_is_told_of_where_a_model_holds_it(client: httpx.Client) -> None:
    assert deprecation_in(client.get("/toy")) == AT[NOTED]
    assert deprecation_in(client.post("/toys", json={"parts": []})) == AT[NOTED]
    assert deprecated_properties(Toy) == (("Part.note", NOTED),)


def test_of_several_the_earliest_days_are_told_and_every_successor() -> None:
    headers = dict(headers_of([NOTED, GONE, WORDED, GONE]))
    assert headers[b"deprecation"] == AT[GONE].encode()
    assert headers[b"sunset"] == b"Thu, 01 Jul 2027 00:00:00 GMT"
    assert headers[b"link"].count(b"successor-version") == 1
    assert headers_of([]) == []


def test_nothing_goes_away_sooner_than_was_promised() -> None:
    Deprecation(date(2027, 1, 1), date(2027, 1, 1) + SHORTEST)
    with pytest.raises(ValueError, match="180 days"):
        Deprecation(date(2027, 1, 1), date(2027, 1, 1) + SHORTEST - timedelta(days=1))


def test_the_contract_says_it_of_operation_parameter_and_property(monkeypatch: pytest.MonkeyPatch) -> None:
    for operation_id in ("list_old", "list_new", "read_toy", "create_toy"):
        monkeypatch.setitem(ANSWERS, operation_id, {"parts": []})
    monkeypatch.setitem(BODIES, "create_toy", {"parts": []})
    monkeypatch.setitem(PARAMETERS, "words", "kayu")
    document = build(toys())
    told = {"deprecated": True, "x-deprecated-since": "2027-01-01", "x-sunset": "2027-07-01", "x-successor": "/v2/toys"}
    old, new = document["paths"]["/old"]["get"], document["paths"]["/new"]["get"]
    assert old.items() >= told.items()
    assert {"Deprecation", "Sunset"} <= old["responses"]["200"]["headers"].keys()
    by_name = {parameter["name"]: parameter for parameter in new["parameters"] if "name" in parameter}
    assert by_name["words"].items() >= WORDED.told.items()
    assert "deprecated" not in by_name["q"] and "deprecated" not in new
    assert {"Deprecation", "Sunset"} <= new["responses"]["200"]["headers"].keys()
    assert document["components"]["schemas"]["Part"]["properties"]["note"].items() >= NOTED.told.items()


def test_the_page_lists_what_goes_first_first() -> None:
    operations = declared_in(toys())
    assert [one.name for one in deprecated_among(operations)] == ["GET /old", "Part.note", "GET /new ?words="]
    page = deprecations_page(operations).decode()
    assert "<code>GET /old</code></td><td>2027-01-01</td><td>2027-07-01</td><td><code>/v2/toys</code>" in page


def test_the_models_of_every_operation_can_be_searched() -> None:
    app = create_litestar(Database("postgresql://nowhere", 1))
    for one in declared_in(app):
        for model in (one.operation.takes, one.operation.answers):
            assert all(deprecation.sunset > deprecation.since for _, deprecation in deprecated_properties(model))
