"""Below a path of nginx: with CAPAIAN_PUBLIC_URL, every URL of a response starts with it and works."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import httpx
import pytest
import yaml

from tests.openapi.all_operations.conftest import OPERATIONS
from tests.openapi.all_operations.test_examples_of_other_operations import has_data
from tests.support import databases, nginx
from tests.support.callers import Person, key_for
from tests.support.databases import DatabaseUrls
from tests.support.services import Service

pytestmark = pytest.mark.skipif(not nginx.HAS_NGINX, reason=nginx.NEEDS_NGINX)

# The first part of each path of the service.
LOCAL_URL = re.compile(r"/(v1|problems|docs|deprecations|openapi|catalog|sdmx|health|\.well-known)(/|$|\?|\.|#)")
# Documents that the tests below read, and paths of the document in all their releases.
WITHOUT_URLS = ("/openapi", "/docs", "/v1/changelog")
NOT_DOCUMENTED = (
    "/catalog",
    "/catalog.ttl",
    "/.well-known/api-catalog",
    "/v1/targets.csv?limit=3",
    "/v1/claims.csv?limit=3",
)
OTHER_HOST = {"Host": "attacker.example", "X-Forwarded-Host": "attacker.example", "X-Forwarded-Proto": "gopher"}
SOURCE = {
    "code": "di-balik-nginx",
    "kind": "report",
    "title": "Laporan",
    "published_on": "2022-01-01",
    "date_basis": "stated",
}


class Gateway(NamedTuple):
    """A service, the URL of nginx below which it is, a client of nginx, and the key of an administrator."""

    service: Service
    url: str
    client: httpx.Client
    key: str


@pytest.fixture(scope="module")
def gateway(postgres: DatabaseUrls, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    with (
        databases.copy(postgres) as urls,
        nginx.running_below_prefix(tmp_path_factory.mktemp("nginx"), **urls.settings) as (service, url),
        httpx.Client(base_url=url, timeout=30, trust_env=False) as client,
    ):
        yield Gateway(service, url, client, key_for(urls, "admin", "read:drafts", "write", "publish", "admin"))


def find_texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from find_texts(each)
        case list():
            for each in value:
                yield from find_texts(each)


def find_urls(response: httpx.Response) -> set[str]:
    """Return the texts of a response that are URLs of this service, absolute or not."""
    headers = [response.headers.get("location", ""), *re.findall(r"<([^>]*)>", response.headers.get("link", ""))]
    if "json" in response.headers.get("content-type", "") and "ndjson" not in response.headers["content-type"]:
        texts = list(find_texts(response.json()))
    else:
        texts = re.split(r"[\s,;&\"'<>]", response.text) if "text" in response.headers.get("content-type", "") else []
    url = str(response.request.url.copy_with(path=nginx.PREFIX, query=None))
    return {text for text in (*headers, *texts) if LOCAL_URL.match(text) or text.startswith(url)}


def test_every_url_of_every_read_starts_with_the_public_url_and_works(gateway: Gateway) -> None:
    authorization = {"Authorization": f"Bearer {gateway.key}"}
    found: dict[str, set[str]] = {}

    def read(path: str, **limit: str) -> None:
        response = gateway.client.get(path, params=limit or None, headers=authorization)
        assert response.status_code == 200, (path, response.text)
        found[path] = find_urls(response)

    for path in NOT_DOCUMENTED:
        read(path)
    for each in OPERATIONS:
        if each.method == "GET" and has_data(each) and not each.path.startswith(WITHOUT_URLS):
            has_limit = "limit" in {one["name"] for one in each.parameters("query")}
            read(each.url(), **({"limit": "3"} if has_limit else {}))
    assert {
        path: local for path, each in found.items() if (local := [url for url in each if LOCAL_URL.match(url)])
    } == {}
    for path in ("/v1/targets", "/v1/changes", *NOT_DOCUMENTED):
        assert found[path], path
    # Two are the start of URLs, not pages. The stream does not end; a test below reads it.
    urls = set().union(*found.values()) - {f"{gateway.url}{path}" for path in ("/v1", "/sdmx/v2", "/v1/changes/stream")}
    # One URL of each kind: all records of a collection have the same form.
    kinds = {re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|(?<=s/)[^/?]+(?=$)|(?<=cursor=).*", "…", url): url for url in urls}
    assert len(kinds) > 40
    for url in kinds.values():
        response = gateway.client.get(url.partition("#")[0], headers=authorization)
        assert response.status_code == 200, (url, response.text)


def test_writes_and_problems_state_public_urls(gateway: Gateway) -> None:
    person = Person(gateway.client, gateway.key)
    created = person.post("/v1/sources", SOURCE, Prefer="return=minimal")
    url = f"{gateway.url}/v1/sources/di-balik-nginx"
    assert created.status_code == 201, created.text
    assert (created.headers["location"], created.json()) == (url, {"type": "source", "id": SOURCE["code"], "url": url})
    assert person.get(url).json()["url"] == url
    problem = person.post("/v1/sources", SOURCE)
    assert problem.status_code == 409
    assert problem.json()["type"].startswith(f"{gateway.url}/problems/")
    assert gateway.client.get(problem.json()["type"]).status_code == 200
    moved = gateway.client.get("/problems/address-too-long")
    assert moved.headers["location"] == f"{gateway.url}/problems/url-too-long"
    # An export has the public URL of each record; a service imports its own files.
    csv = gateway.client.get("/v1/exports/sources.csv", params={"columns": "code,kind,title,url"}).text
    assert f",{gateway.url}/v1/sources/" in csv
    imported = gateway.client.post(
        "/v1/imports",
        params={"collection": "sources", "dry_run": "true"},
        content=csv,
        headers={"Authorization": f"Bearer {gateway.key}", "Content-Type": "text/csv", "Prefer": "wait=20"},
    )
    assert imported.status_code == 201, imported.text
    assert imported.headers["location"].startswith(f"{gateway.url}/v1/imports/")


def test_headers_of_a_request_never_enter_a_response(gateway: Gateway) -> None:
    for path in ("/v1/targets?limit=1", "/catalog", "/.well-known/api-catalog", "/v1/exports/targets/datapackage.json"):
        response = httpx.get(f"{gateway.service.url}{path}", headers=OTHER_HOST)
        assert response.status_code == 200
        assert "attacker.example" not in response.text + str(response.headers)
        assert gateway.url in response.text


def test_an_event_stream_and_a_download_pass_below_the_prefix(gateway: Gateway) -> None:
    with gateway.client.stream("GET", "/v1/changes/stream", params={"type": "target"}) as response:
        event = next(line for line in response.iter_lines() if line.startswith("data: "))
    assert f'"url":"{gateway.url}/v1/targets/' in event
    download = gateway.client.get("/v1/exports/targets.ndjson", params={"columns": "id,url"})
    assert all(f'"url":"{gateway.url}/v1/targets/' in line for line in download.text.splitlines())
    assert gateway.client.get(download.links["describedby"]["url"]).status_code == 200


def test_the_served_documents_name_the_public_server(gateway: Gateway) -> None:
    as_yaml = yaml.load(gateway.client.get("/openapi.yaml").text, Loader=yaml.CSafeLoader)
    assert as_yaml == gateway.client.get("/openapi.json").json()
    for document in (
        as_yaml,
        *(gateway.client.get(f"/{name}.json").json() for name in ("openapi-3.0", "sdmx/openapi")),
    ):
        assert [server["url"] for server in document["servers"]] == [gateway.url]
        links = set(re.findall(r"\]\((/[^)]*)\)", str(document)))
        assert links == set()


def test_the_documentation_works_below_the_prefix(gateway: Gateway) -> None:
    for page in ("/docs", "/docs/guide", "/problems", "/problems/not-found", "/deprecations"):
        html = gateway.client.get(page).text
        links = re.findall(r'(?:href|src)="([^"#]+)', html)
        assert links
        for link in links:
            assert gateway.client.get(str(httpx.URL(f"{gateway.url}{page}").join(link))).status_code == 200, (
                page,
                link,
            )
