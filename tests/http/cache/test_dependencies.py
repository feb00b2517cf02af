"""A change ends the cached responses that it can change, and no others."""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from types import ModuleType
from typing import Any

import asyncpg
import pytest

from api.app import ROUTE_MODULES
from api.database.listener import CHANNEL, MAX_PROGRAMS, SHARED, ChangeGenerations
from api.http.cache.dependencies import FIGURE_LIST_ROUTES, FIGURE_ROUTES, SHARED_ROUTES, find_dependency
from api.http.cache.lookup import _UNCACHEABLE_PATHS
from api.pages import routes as pages
from tests.http.cache.conftest import CachedService, build_plain_target
from tests.support import databases

# Any change ends their responses and those of pages. A new route of the API belongs here, unless its response depends
# on one program only.
_OTHER_ROUTES = """
/.well-known/api-catalog /catalog /catalog.rdf /catalog.ttl
/openapi-3.0.json /openapi.json /openapi.yaml /sdmx/openapi.json /docs /docs/{file} /deprecations
/problems /problems/{slug} /v1 /v1/changelog /v1/findings /v1/findings.csv
/v1/claims /v1/claims.csv /v1/claims/{id} /v1/claims/{id}/revisions
/v1/sources /v1/sources.csv /v1/sources/values /v1/sources/{code} /v1/sources/{code}/revisions
/v1/programs/values /v1/indicators/values /v1/targets/values /v1/realizations/values
/v1/targets/{id}/revisions /v1/realizations/{id}/revisions
/v1/realizations/{id}/preference /v1/realizations/{id}/preference/revisions
/v1/progress /v1/progress.csv /v1/programs/{code}/progress
/v1/onboarding-counts /v1/onboarding-counts.csv /v1/mappings /v1/mappings/{name} /v1/reviews
"""


def list_cached_routes(modules: Iterable[ModuleType]) -> set[str]:
    """Return all routes that can be cached except those of SDMX, which combine programs."""
    handlers = (handler for module in modules for handler in module.handlers if "GET" in handler.http_methods)
    routes = {path.replace(":str}", "}") for handler in handlers for path in handler.paths}
    return {route for route in routes if not route.encode().startswith((*_UNCACHEABLE_PATHS, b"/sdmx/v1", b"/sdmx/v2"))}


OTHER_ROUTES = {*_OTHER_ROUTES.split(), *list_cached_routes([pages])}


def test_every_cached_route_is_classified() -> None:
    classified = {*OTHER_ROUTES, *FIGURE_LIST_ROUTES, *FIGURE_ROUTES, *SHARED_ROUTES}
    assert list_cached_routes(ROUTE_MODULES) == classified
    found = {route: find_dependency(route, b"limit=5&program=qris", "e-katalog") for route in classified}
    assert {route for route in found if found[route] is None} == OTHER_ROUTES
    assert {route for route in found if found[route] == SHARED} == SHARED_ROUTES
    assert {route for route in found if found[route] == "qris"} == FIGURE_LIST_ROUTES
    assert {route for route in found if found[route] == "e-katalog"} == FIGURE_ROUTES
    assert find_dependency("/v1/new", b"program=qris", "qris") is None


@pytest.mark.parametrize(
    ("query", "program"),
    [
        (b"", None),
        (b"limit=1", None),
        (b"program=qris", "qris"),
        (b"program=%71ris&limit=1", "qris"),
        (b"pro%67ram=qris", "qris"),
        (b"program=qris,e-katalog", None),
        (b"program=qris%2Ce-katalog", None),
        (b"program=qris&program=e-katalog", None),
        (b"program=qris&pro%67ram=e-katalog", None),
        (b"program=", None),
        (b"program=+qris", None),
        (b"program=QRIS", None),
        (b"program=%ff", None),
        (b"indicator=umkm-qris", None),
        (b"programs=qris", None),
    ],
)
def test_a_list_of_exactly_one_program_depends_on_it(query: bytes, program: str | None) -> None:
    assert find_dependency("/v1/targets", query, None) == program


def test_generations_count_the_programs_of_each_notification() -> None:
    generations = ChangeGenerations()
    generations.add("qris e-katalog")
    assert [generations.is_current(one, 0) for one in ("qris", "e-katalog", "umkm-digital", SHARED, None)] == [
        *(False, False, True, True, False)
    ]
    for everything in (
        "",
        "not a list of codes!",
        "qris  e-katalog",
        " ".join(f"p{n}" for n in range(MAX_PROGRAMS + 1)),
    ):
        before = generations.latest
        generations.add(everything)
        assert not any(generations.is_current(one, before) for one in ("qris", "umkm-digital", SHARED, None))
        assert all(generations.is_current(one, generations.latest) for one in ("qris", SHARED, None))


@pytest.fixture
def payloads(cached: CachedService) -> Iterator[Callable[[], list[str]]]:
    """Return a function that returns the payloads since its last call, without those of the listener itself."""
    received: list[str] = []
    with asyncio.Runner() as runner:
        connection = runner.run(asyncpg.connect(cached.urls.owner))
        runner.run(connection.add_listener(CHANNEL, lambda *notification: received.append(notification[3])))

        def read() -> list[str]:
            runner.run(connection.execute("SELECT"))
            found = [payload for payload in received if not payload.startswith("?")]
            received.clear()
            return found

        yield read
        runner.run(connection.close())


def publish(cached: CachedService, path: str) -> None:
    assert cached.writer.post(f"{path}/submit").status_code == 200
    assert cached.publisher.transition(f"{path}/publish").status_code == 200


def create(cached: CachedService, **fields: Any) -> str:
    """Create and publish a target; return its path."""
    created = cached.writer.post("/v1/targets", {**build_plain_target(), **fields})
    assert created.status_code == 201, created.text
    path: str = created.headers["location"]
    publish(cached, path)
    return path


def move(cached: CachedService, path: str, indicator: str) -> None:
    """Publish a revision of a target with an indicator of another program."""
    etag = cached.writer.get(path).headers["etag"]
    revised = cached.writer.patch(path, {"indicator": indicator}, etag=etag)
    assert revised.status_code == 200, revised.text
    publish(cached, path)


def withdraw(cached: CachedService, path: str) -> None:
    response = cached.publisher.transition(f"{path}/withdraw", {"reason": "salah"})
    assert response.status_code == 200, response.text


def rename_unit(cached: CachedService) -> None:
    """Change the name of a unit, which the responses of every program can include."""
    databases.execute(
        cached.urls.owner,
        "INSERT INTO unit (code, name, kind, revision, status, public, recorded_by) "
        "SELECT code, name || ' baru', kind, revision + 1, 'published', true, 'system' "
        "FROM unit, set_config('capaian.principal', 'system', true) "
        "WHERE code = 'umkm' ORDER BY revision DESC LIMIT 1",
    )


def test_a_notification_names_the_programs_of_figures(cached: CachedService, payloads: Callable[[], list[str]]) -> None:
    path = create(cached)
    assert payloads() == ["umkm-digital"]
    move(cached, path, "koperasi-modern")
    assert payloads() == ["koperasi-digital umkm-digital"]
    withdraw(cached, path)
    assert payloads() == ["koperasi-digital"]
    submitted = cached.create_submitted_target()
    assert payloads() == []
    assert cached.publisher.transition(f"{submitted}/reject", {"reason": "salah"}).status_code == 200
    assert payloads() == []
    rename_unit(cached)
    assert payloads() == [""]
    programs = (
        "SELECT changed_programs('target', (SELECT string_agg('program-' || n, ' ') FROM generate_series(1, {}) n))"
    )
    short, long = databases.execute(cached.urls.owner, programs.format(100), programs.format(1000))
    assert (len(str(short)), long) == (len(" ".join(f"program-{n}" for n in range(1, 101))), "")


PATHS = (
    *(f"/v1/targets?program={program}&include=unit" for program in ("umkm-digital", "koperasi-digital", "qris")),
    *(f"/v1/realizations?preferred=true&program={program}" for program in ("umkm-digital", "qris")),
    *("/v1/targets?program=umkm-digital,qris", "/v1/targets", "/v1/units", "/v1/programs/qris"),
    *("/v1/programs/umkm-digital/progress", "/programs/umkm-digital", "/v1/sources"),
)


def read(cached: CachedService, path: str, **headers: str) -> tuple[int, object]:
    """Return a response without the time until which it is complete: an earlier one is true as well."""
    response = cached.client.get(path, headers=headers)
    if response.is_error:  # it has an id of its own
        return response.status_code, None
    if response.headers["content-type"] != "application/json":
        return response.status_code, response.text
    body = response.json()
    body.get("meta", {}).pop("complete_until", None)
    return response.status_code, body


def test_every_cached_response_equals_a_new_one_after_every_change(cached: CachedService) -> None:
    moving, staying = create(cached), create(cached, indicator="umkm-qris")
    paths = (*PATHS, moving, staying, f"{moving}/revisions")
    changes: list[Callable[[], object]] = [
        lambda: create(cached),
        lambda: create(cached, indicator="umkm-qris"),
        lambda: move(cached, moving, "koperasi-modern"),
        lambda: withdraw(cached, moving),
        lambda: move(cached, staying, "umkm-onboarded"),
        lambda: rename_unit(cached),
    ]
    for change in changes:
        for path in paths:
            read(cached, path)
        change()
        own = [read(cached, path) for path in paths]
        assert own == [read(cached, path, **{"cache-control": "no-cache"}) for path in paths]


def test_reads_of_other_programs_remain_hits_during_publications(cached: CachedService) -> None:
    single = create(cached, indicator="umkm-qris")
    others = (
        "/v1/targets?program=qris&limit=9",
        "/v1/realizations?program=qris&limit=9",
        single,
        "/v1/regions?limit=9",
    )
    own = "/v1/targets?program=umkm-digital&limit=9"
    for path in (*others, own):
        cached.client.get(path)
    statuses = []
    for _ in range(4):
        create(cached)
        assert cached.status(own) == "capaian; fwd=uri-miss"
        statuses += [cached.status(path) for path in others]
    assert statuses.count("capaian; hit") >= len(statuses) * 0.8
